"""Commands about the sources: what is watched and how well it is seen, and first contact with a live site."""

import argparse
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from alerts import wording
from sources.addresses import ADDRESSES
from sources.base import Source
from sources.catalog import source
from sources.errors import UsageError
from store import schedule
from store.coverage import Coverage, coverage
from store.database import reading
from watcher import trial_report
from watcher.cli import files
from watcher.cli.context import Context
from watcher.cli.output import Exit, Result, table
from watcher.cli.progress import Progress
from watcher.conditions import overdue
from watcher.specimen import save
from watcher.trial import Trial, attempt, limited


def listing(context: Context, arguments: argparse.Namespace) -> Result:
    """Every source with the state of its last look, its rows and its gaps."""
    with reading(context.desk.engine) as session:
        cover = coverage(session, context.desk.sources, arguments.known_at)
        late = set() if arguments.known_at else _overdue(session, context)
    data = [_state(one, cover) | {"overdue": one.id in late} for one in context.desk.sources]
    heads = ("来源", "监管机构", "状态", "最近成功", "在列", "缺口", "已确认")
    lines = [f"! {len(late)} 个来源没有按时查看；请确认 watcher run 或 serve 正在运行（watcher alarms）"] if late else []
    return Result({"sources": data}, "\n".join([*lines, table(heads, [_line(one) for one in data])]))


def _overdue(session: Session, context: Context) -> set[str]:
    """The sources that a whole look was left out of."""
    every = timedelta(hours=context.desk.settings.look_every_hours)
    health = schedule.health(session)
    return {one.id for one in context.desk.sources if overdue(health.get(one.id), context.clock(), every)}


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
    seen, late = (one["last_good"] or "从未")[:10], "（未按时查看）" if one["overdue"] else ""
    sizes = str(one["rows"]), str(one["gaps"])
    return one["id"], one["regulator"], wording.look_state(one["state"]) + late, seen, *sizes, "是" if one["confirmed"] else "否"


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


def test(context: Context, arguments: argparse.Namespace) -> Result:
    """Read sources without filing anything: what was reached, what was understood, and what was not."""
    wanted = _wanted(context, arguments)
    report, progress = _report_path(arguments.report), Progress(quiet=arguments.json)
    with context.fetcher() as fetch:
        way = limited(fetch, trial_report.MOST_BYTES)
        trials = []
        for number, one in enumerate(wanted, start=1):
            progress.say(f"试读 {number}/{len(wanted)}：{one.id}")
            trials.append(attempt(one, fetch=way, clock=context.clock))
    progress.say("")
    told = [_words(one) for one in trials]
    if report is not None:
        with files.part_of(report) as file:
            trial_report.write(file, trials, at=context.clock())
        told.append(f"报告已写入 {report}，其中有取得的原始网页；程序不会把它发往任何地方")
    if arguments.save_fixture:
        told += [line for one in trials for line in save(one, Path(arguments.save_fixture), invent=arguments.invent_names)]
    bad = any(not one.state.good or one.failures for one in trials)
    return Result(
        {"sources": [trial_report.summary(one) for one in trials]},
        "\n".join(told),
        Exit.NEEDS_A_PERSON if bad else Exit.DONE,
    )


def _wanted(context: Context, arguments: argparse.Namespace) -> list[Source]:
    if bool(arguments.ids) == arguments.all:
        raise UsageError("没有写明试读哪些来源", action="写来源编号，或写 --all；用 watcher sources list 查看编号")
    known = context.desk.sources
    return list(known) if arguments.all else [source(id_, known) for id_ in dict.fromkeys(arguments.ids)]


def _report_path(name: str | None) -> Path | None:
    """Where the report shall go, checked before the sites are asked. Raises UsageError."""
    if name is None:
        return None
    path = Path(name)
    if path.suffix.lower() != ".zip" or path.is_dir() or not path.parent.is_dir():
        raise UsageError(f"报告文件 {name} 须是现有文件夹中的 .zip 文件", meaning="没有试读", action="如 --report 试读.zip")
    return path


def _words(one: Trial) -> str:
    """One source in a line, and a line for each thing that did not work."""
    reach = "首页未取得" if not one.reached else "列表可读" if one.list_read else "列表不可读"
    size = f"，{len(one.notices)} 篇公告，{one.rows} 家企业" if one.list_read else ""
    lines = [f"■ {one.source.id}：{wording.look_state(one.state.value)}；{reach}{size}（{len(one.exchanges)} 个页面）"]
    return "\n".join([*lines, *(f"  ✗ {words}" for words in one.failures)])
