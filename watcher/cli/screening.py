"""Commands about counterparties: screen, portfolios, hits."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from alerts import wording
from watcher import screenings
from watcher.cli import files
from watcher.cli.context import Context
from watcher.cli.output import Exit, Result, table
from watcher.screening.listed import Grade
from watcher.screening.report import csv_report, xlsx_report
from watcher.screening.upload import Problem, Upload, read_portfolio
from watcher.screenings import Screened


def read_upload(name: str, column: str | None = None) -> Upload:
    """Read a portfolio file from the disk."""
    return read_portfolio(files.read(name, meaning="没有筛查，也没有保存任何内容"), Path(name).name, name_column=column)


def screen(context: Context, arguments: argparse.Namespace) -> Result:
    """Screen a file against the register, or against another file."""
    out = files.check_result(arguments.out, arguments.file, arguments.against) if arguments.out else None
    upload = read_upload(arguments.file, arguments.name_column)
    if arguments.against:
        done = screenings.screen_against_file(upload, read_upload(arguments.against))
    else:
        today = context.clock().astimezone(wording.SHANGHAI).date()
        done = screenings.screen_against_register(context.desk, upload, as_of=arguments.as_of or today)
    if out:
        write_result(out, done)
    return result(done, fail_on_hit=arguments.fail_on_hit)


def write_result(path: Path, done: Screened) -> None:
    """Write the result as .csv (with .coverage.json beside it) or .xlsx (with the coverage as second sheet)."""
    facts = done.coverage is not None
    if path.suffix.lower() == ".xlsx":
        files.write(path, xlsx_report(done.rows, columns=done.columns, facts=facts, coverage=coverage_sheet(done)))
        return
    if done.coverage is not None:  # first, so that no result ever stands without it
        beside = path.with_name(path.name + ".coverage.json")
        files.write(beside, json.dumps(done.coverage.as_json(), ensure_ascii=False, indent=2).encode())
    files.write(path, csv_report(done.rows, columns=done.columns, facts=facts))


def coverage_sheet(done: Screened) -> list[dict[str, str]]:
    """The lists used, the names missing and the sources unseen, one mapping of heads to words each."""
    if done.coverage is None:
        return []
    lines = [(one.title, "已覆盖", f"{one.listed} 家在列", one.edition or "") for one in done.coverage.lists]
    lines += [(gap.title, "缺名单", wording.gap_size(gap.declared, gap.missing), gap.words) for gap in done.coverage.gaps]
    lines += [(one.title, "看不到", wording.look_state(one.state), one.last_good or "") for one in done.coverage.blind]
    return [dict(zip(("名单或来源", "状态", "说明", "截至"), line, strict=True)) for line in lines]


def result(done: Screened, *, fail_on_hit: bool) -> Result:
    """A screening as the command shows it."""
    data = {
        "revision": done.coverage.revision if done.coverage else None,
        "records": done.records,
        "hits": done.hits,
        "rows": [asdict(row) for row in done.rows],
        "problems": [asdict(problem) for problem in done.problems],
        "coverage": done.coverage.as_json() if done.coverage else None,
    }
    lines: list[tuple[str, ...]] = [
        (str(row.row), row.name, wording.GRADE[row.grade], str(row.score), row.matched_name, row.reason)
        for row in done.rows
        if row.grade is not Grade.CLEAR
    ]
    parts = [f"{done.records} 条记录，{done.hits} 条命中或待复核"]
    parts += [table(("序号", "交易对手", "结论", "分值", "名单所载", "依据"), lines)] if lines else []
    parts += [f"! {problem_words(problem)}" for problem in done.problems]
    parts += coverage_words(done)
    text = "\n".join(parts)
    code = Exit.NEEDS_A_PERSON if done.problems or (fail_on_hit and done.hits) else Exit.DONE
    return Result(data, text, code)


def problem_words(problem: Problem) -> str:
    """What is odd about one record, counted from 1 below the heading."""
    column = f"，{problem.column}" if problem.column else ""
    return f"第 {problem.row} 条记录{column}：{problem.words}"


def coverage_words(done: Screened) -> list[str]:
    """What the result does not cover."""
    if done.coverage is None:
        return []
    lines = [] if done.coverage.lists else ["名单库中还没有任何名单，“未命中”不说明任何问题"]
    lines += [f"缺名单：{gap.title}（{wording.gap_size(gap.declared, gap.missing)}）" for gap in done.coverage.gaps]
    lines += [f"看不到的来源：{one.title}（{wording.look_state(one.state)}）" for one in done.coverage.blind]
    unsent = done.coverage.unsent
    if unsent.mails:
        lines.append(f"有 {unsent.mails} 封提醒邮件尚未送达（其中 {unsent.refused} 封被拒收），用 watcher outbox list 查看")
    return lines
