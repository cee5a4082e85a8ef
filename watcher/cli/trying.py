"""`watcher sources test`: first contact with the live sites, told as far as it went, also when it is cut off."""

import argparse
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from alerts import wording
from sources.base import Source
from sources.catalog import source
from sources.errors import UsageError, WatcherError
from watcher import trial_report
from watcher.cli import files
from watcher.cli.context import Context
from watcher.cli.interruption import LetIn, held_off
from watcher.cli.output import Exit, Result
from watcher.cli.progress import Progress
from watcher.specimen import save
from watcher.trial import Trial, attempt, limited
from watcher.trial_report import ReportFile

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Findings:
    """What is kept of each source once it was tried: words and numbers, not its pages."""

    sources: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    refused: list[WatcherError] = field(default_factory=list)  # why there is no fixture
    bad: bool = False
    cut_off: bool = False

    def note(self, one: Trial) -> None:
        self.sources.append(trial_report.summary(one))
        self.lines.append(_words(one))
        self.bad = self.bad or not one.state.good or bool(one.failures)


def test(context: Context, arguments: argparse.Namespace) -> Result:
    """Read sources without filing anything: what was reached, what was understood, and what was not."""
    wanted = _wanted(context, arguments)
    path = _report_path(arguments.report)
    found = _Findings()
    with held_off() as let_in, _report(path) as report:
        for trial in _trials(context, wanted, found, let_in, Progress(quiet=arguments.json)):
            found.note(trial)
            if report is not None:
                report.add(trial)
            if arguments.save_fixture:
                _save(trial, arguments, found)
        not_tried = [one.id for one in wanted[len(found.sources) :]]
        if report is not None:
            report.finish(at=context.clock(), not_tried=not_tried)
    if found.refused and len(wanted) == 1:
        raise found.refused[0]
    if path is not None:
        found.lines.append(f"报告已写入 {path}，其中有取得的原始网页；程序不会把它发往任何地方")
    if found.cut_off:
        found.lines.append(f"! 已中断，{len(not_tried)} 个来源没有试读：{'、'.join(not_tried)}")
    code = Exit.COULD_NOT_RUN if found.cut_off else Exit.NEEDS_A_PERSON if found.bad else Exit.DONE
    return Result({"sources": found.sources, "not_tried": not_tried}, "\n".join(found.lines), code)


def _trials(
    context: Context, wanted: Sequence[Source], found: _Findings, let_in: LetIn, progress: Progress
) -> Iterator[Trial]:
    """One source after another, until all were tried or somebody wants no more."""
    with context.fetcher() as fetch:
        way = limited(fetch, trial_report.MOST_BYTES)
        for number, one in enumerate(wanted, start=1):
            progress.say(f"试读 {number}/{len(wanted)}：{one.id}")
            try:
                with let_in():
                    trial = attempt(one, fetch=way, clock=context.clock)
            except KeyboardInterrupt:
                found.cut_off = True
                break
            yield trial
    progress.say("")


def _save(trial: Trial, arguments: argparse.Namespace, found: _Findings) -> None:
    """The fixture of one source; that there can be none of it costs the other sources nothing."""
    try:
        found.lines += save(trial, Path(arguments.save_fixture), invent=arguments.invent_names)
    except Exception as trouble:  # a defect in one fixture must not cost what the sources said
        log.info("no fixture of %s", trial.source.id, exc_info=True)
        error = _in_words(trouble, arguments.save_fixture)
        found.refused.append(error)
        found.lines.append(f"! {trial.source.id}：{error}")
        found.bad = True


def _in_words(trouble: Exception, folder: str) -> WatcherError:
    if isinstance(trouble, WatcherError):
        return trouble
    if isinstance(trouble, OSError):
        action = "请检查权限和磁盘空间，或换一个位置"
        return UsageError(f"无法写入文件夹 {folder}：{files.words(trouble)}", meaning="没有写入样例", action=action)
    return WatcherError(f"制作样例时程序出错（{type(trouble).__name__}）", meaning="没有写入样例", action="请把 --report 的报告交给维护者")


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
    if path.suffix.lower() != ".zip" or not path.parent.is_dir():
        raise UsageError(f"报告文件 {name} 须是现有文件夹中的 .zip 文件", meaning="没有试读", action="如 --report 试读.zip")
    if path.exists():  # what the sites said another day cannot be had again
        raise UsageError(f"报告文件 {name} 已经存在", meaning="没有试读，原有的报告不受影响", action="请换一个文件名，或先移走它")
    return path


@contextmanager
def _report(path: Path | None) -> Iterator[ReportFile | None]:
    with files.part_of(path) if path is not None else nullcontext() as file:
        yield ReportFile(file) if file is not None else None


def _words(one: Trial) -> str:
    """One source in a line, and a line for each thing that did not work."""
    reach = "首页未取得" if not one.reached else "列表可读" if one.list_read else "列表不可读"
    size = f"，{len(one.notices)} 篇公告，{one.rows} 家企业" if one.list_read else ""
    lines = [f"■ {one.source.id}：{wording.look_state(one.state.value)}；{reach}{size}（{len(one.exchanges)} 个页面）"]
    return "\n".join([*lines, *(f"  ✗ {words}" for words in one.failures)])
