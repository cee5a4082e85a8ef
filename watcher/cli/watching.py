"""Commands about the sources: what is watched, and how well it is seen."""

import argparse
from typing import Any

from alerts import wording
from sources.addresses import ADDRESSES
from sources.base import Source
from sources.catalog import source
from store.coverage import Coverage, coverage
from store.database import reading
from watcher.acceptance import accept_look
from watcher.cli.context import Context
from watcher.cli.output import Result, table


def listing(context: Context, arguments: argparse.Namespace) -> Result:
    """Every source with the state of its last look, its rows and its gaps."""
    with reading(context.desk.engine) as session:
        cover = coverage(session, context.desk.sources, arguments.known_at)
    data = [_state(one, cover) for one in context.desk.sources]
    heads = ("来源", "监管机构", "状态", "最近成功", "在列", "缺口", "已确认")
    return Result({"sources": data}, table(heads, [_line(one) for one in data]))


def accept(context: Context, arguments: argparse.Namespace) -> Result:
    """Confirm that a source does hold fewer notices than before."""
    one = source(arguments.id, context.desk.sources)
    closing = accept_look(context.desk, one, who=context.who, reason=arguments.reason, clock=context.clock)
    state = closing.state.value if closing.state else ""
    return Result({"source": one.id, "state": state}, f"{one.title}：{wording.look_state(state)}（{closing.detail}）")


def _state(one: Source, cover: Coverage) -> dict[str, Any]:
    """One source; rows and gaps are those of its regulator, whose columns publish into the same lists."""
    state = next(state for state in cover.sources if state.id == one.id)
    return {
        "id": one.id,
        "regulator": one.regulator.names[-1],
        "url": one.start.url,
        "state": state.state,
        "detail": state.detail,
        "last_good": state.last_good,
        "rows": sum(entry.listed for entry in cover.lists if entry.regulator == one.regulator.id),
        "gaps": sum(gap.regulator == one.regulator.id for gap in cover.gaps),
        "confirmed": one.confirmed,
    }


def _line(one: dict[str, Any]) -> tuple[str, ...]:
    seen = (one["last_good"] or "从未")[:10]
    sizes = str(one["rows"]), str(one["gaps"])
    return one["id"], one["regulator"], wording.look_state(one["state"]), seen, *sizes, "是" if one["confirmed"] else "否"


def show(context: Context, arguments: argparse.Namespace) -> Result:
    """One source: address, how it is known, state, the lists of its regulator and what is missing from them."""
    one = source(arguments.id, context.desk.sources)
    with reading(context.desk.engine) as session:
        cover = coverage(session, context.desk.sources)
    data = _state(one, cover) | {"title": one.title, "address": ADDRESSES[one.id].known.value}
    data["lists"] = [{"title": entry.title, "listed": entry.listed} for entry in cover.lists if entry.regulator == one.regulator.id]
    data["missing"] = [{"title": gap.title, "words": gap.words} for gap in cover.gaps if gap.regulator == one.regulator.id]
    lines = [
        f"{one.title}（{'已' if one.confirmed else '未'}对照真实网站确认）",
        f"网址：{one.start.url}",
        f"状态：{wording.look_state(data['state'])}{' — ' + data['detail'] if data['detail'] else ''}",
        f"最近成功：{data['last_good'] or '从未'}",
        *(f"名单：{entry['title']}，{entry['listed']} 家" for entry in data["lists"]),
        *(f"缺口：{gap['title']}（{gap['words']}）" for gap in data["missing"]),
    ]
    return Result(data, "\n".join(lines))
