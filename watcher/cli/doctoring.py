"""The command `watcher doctor`: everything that is kept, checked and told. It opens the store itself, to read only."""

import argparse
from typing import Any

from sources.errors import WatcherError
from store.evidence import Evidence
from store.integrity.database import database_file, opened_to_read
from watcher.cli.context import now
from watcher.cli.output import Exit, Result, show
from watcher.config import Settings
from watcher.doctor.checks import CHECKS
from watcher.doctor.examination import Case, Finding, State, examine

_MARKS = {State.OK: "✓", State.WRONG: "✗", State.UNCHECKED: "？"}


def doctor(settings: Settings, arguments: argparse.Namespace) -> int:
    """Make all checks (the fast ones with --quick), print them, and return the exit code. Raises WatcherError."""
    path = database_file(settings.database)
    if path is not None and not path.exists() and not settings.evidence.is_dir():
        raise WatcherError(
            f"{settings.home} 里还没有数据",
            meaning="没有可检查的内容",
            action="请核对 WATCHER_HOME；第一次使用请先执行 watcher collect",
        )
    engine = opened_to_read(settings.database)
    try:
        case = Case(settings, engine, Evidence(settings.evidence), now(), quick=arguments.quick)
        findings = examine(case, CHECKS)
    finally:
        engine.dispose()
    return show(_result(findings), as_json=arguments.json)


def _result(findings: list[Finding]) -> Result:
    states = [one.state for one in findings]
    code = Exit.DONE
    if State.WRONG in states:
        code = Exit.NEEDS_A_PERSON
    elif State.UNCHECKED in states:
        code = Exit.COULD_NOT_RUN
    made = {one.check.name for one in findings}
    left_out = [one for one in CHECKS if one.name not in made]
    data = {
        "ok": code is Exit.DONE,
        "checks": [_data(one) for one in findings],
        "left_out": [one.name for one in left_out],
    }
    lines = [line for one in findings for line in _lines(one)]
    wrong, unchecked = (states.count(one) for one in (State.WRONG, State.UNCHECKED))
    end = f"共 {len(findings)} 项检查，{wrong} 项有问题，{unchecked} 项未能检查；没有改动任何数据。"
    if left_out:
        end += "未做：" + "、".join(one.title for one in left_out) + "（去掉 --quick 即可）。"
    return Result(data, "\n".join([*lines, end]), code)


def _data(one: Finding) -> dict[str, Any]:
    ok = one.state is State.OK
    return {
        "name": one.check.name,
        "title": one.check.title,
        "state": one.state.value,
        "found": one.found,
        "more": one.more,
        "notes": one.notes,
        "why": one.why,
        "meaning": "" if ok else one.check.meaning,
        "action": "" if ok else one.check.action,
    }


def _lines(one: Finding) -> list[str]:
    notes = f"（{'；'.join(one.notes)}）" if one.notes else ""
    lines = [f"{_MARKS[one.state]} {one.check.title}{notes}", *(f"    {found}" for found in one.found)]
    lines += [f"    另有 {one.more} 处"] if one.more else []
    lines += [f"    未能检查完：{one.why}"] if one.why else []
    if one.state is State.WRONG:
        lines += [f"    影响：{one.check.meaning}", f"    处理：{one.check.action}"]
    return lines
