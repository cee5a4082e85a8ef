"""Commands about the sources: what is watched, and how well it is seen."""

import argparse
from datetime import datetime
from typing import Any

from alerts import wording
from sources.addresses import ADDRESSES
from sources.base import Source
from sources.catalog import source
from store.coverage import Coverage, coverage
from store.database import reading
from store.schedule import health
from store.tables.schedule import SourceHealth
from watcher.acceptance import accept_look
from watcher.cli import turns
from watcher.cli.context import Context
from watcher.cli.output import Result, table
from watcher.conditions import overdue


def listing(context: Context, arguments: argparse.Namespace) -> Result:
    """Every source with the state of its last look, its rows and its gaps."""
    with reading(context.desk.engine) as session:
        cover = coverage(session, context.desk.sources, arguments.known_at)
        plan = {} if arguments.known_at else health(session)
    settings, now = context.desk.settings, context.clock()
    late = {id_ for id_, row in plan.items() if overdue(row, now, settings.cadence(id_))}
    data = [
        _state(one, cover) | {"next_look": _next(context, plan.get(one.id)), "overdue": one.id in late}
        for one in context.desk.sources
    ]
    heads = ("来源", "监管机构", "状态", "最近成功", "下次巡查", "在列", "缺口", "已确认")
    lines = [f"! {len(late)} 个来源没有按时查看；请确认 watcher run 或 serve 正在运行（watcher alarms）"] if late else []
    return Result({"sources": data}, "\n".join([*lines, table(heads, [_line(one) for one in data])]))


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


def _next(context: Context, row: SourceHealth | None) -> str | None:
    """When it is looked at next, as far as the schedule knows the source."""
    if row is None:
        return None
    return turns.next_look(context.desk.settings.cadence(row.source_id), row, context.clock()).isoformat()


def _seen(one: dict[str, Any]) -> str:
    """In Shanghai, as all times that people read."""
    return wording.in_shanghai(datetime.fromisoformat(one["last_good"])) if one["last_good"] else "从未"


def _line(one: dict[str, Any]) -> tuple[str, ...]:
    seen, late = _seen(one)[:10], "（未按时查看）" if one["overdue"] else ""
    due = wording.in_shanghai(datetime.fromisoformat(one["next_look"])) if one["next_look"] else ""
    state, sizes = wording.look_state(one["state"]) + late, (str(one["rows"]), str(one["gaps"]))
    return one["id"], one["regulator"], state, seen, due, *sizes, "是" if one["confirmed"] else "否"


def show(context: Context, arguments: argparse.Namespace) -> Result:
    """One source: address, how it is known, state, the lists of its regulator and what is missing from them."""
    one = source(arguments.id, context.desk.sources)
    with reading(context.desk.engine) as session:
        cover = coverage(session, context.desk.sources)
        plan = turns.schedule(session, context.desk.settings, one.id, context.clock())
    data = _state(one, cover) | {"title": one.title, "address": ADDRESSES[one.id].known.value, "schedule": plan}
    data["lists"] = [{"title": entry.title, "listed": entry.listed} for entry in cover.lists if entry.regulator == one.regulator.id]
    data["missing"] = [{"title": gap.title, "words": gap.words} for gap in cover.gaps if gap.regulator == one.regulator.id]
    lines = [
        f"{one.title}（{'已' if one.confirmed else '未'}对照真实网站确认）",
        f"网址：{one.start.url}",
        f"状态：{wording.look_state(data['state'])}{' — ' + data['detail'] if data['detail'] else ''}",
        f"最近成功：{_seen(data)}",
        *(f"名单：{entry['title']}，{entry['listed']} 家" for entry in data["lists"]),
        *(f"缺口：{gap['title']}（{gap['words']}）" for gap in data["missing"]),
        *turns.lines(plan),
    ]
    return Result(data, "\n".join(lines))
