"""The command `watcher screen`: a file is read, screened and written as it comes, so that it may be of any length."""

import argparse
import io
import json
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from alerts import wording
from store.coverage import Coverage
from watcher.cli import files, interruption
from watcher.cli.context import Context
from watcher.cli.output import Result
from watcher.cli.progress import Progress
from watcher.cli.screening import MEANING, Tally, shown
from watcher.screening.encodings import chosen
from watcher.screening.records import Record
from watcher.screening.report import ResultRow, write_csv
from watcher.screening.report_workbook import write_xlsx
from watcher.screening.tabular import COMMAND, Wanted
from watcher.screening.upload import Reading, reading
from watcher.screenings import Side, coverage_sheet, file_side, register_side, screen_records

_MOST_PROBLEMS = 1_000  # told in full; the others are counted


def screen(context: Context, arguments: argparse.Namespace) -> Result:
    """Screen a file against the register, or against another file."""
    out = files.check_result(arguments.out, arguments.file, arguments.against) if arguments.out else None
    codec, other = (chosen(name) if name else None for name in (arguments.encoding, arguments.against_encoding))
    progress = Progress(quiet=arguments.json)
    tally = Tally(keep_all=arguments.json)
    with ExitStack() as open_ones:
        open_ones.enter_context(interruption.in_order())
        asked = open_ones.enter_context(_opened(arguments.file, Wanted(COMMAND, arguments.name_column, codec)))
        if arguments.against:
            side, against = _listed(arguments.against, Wanted(COMMAND, codec=other), progress)
        else:
            progress.say("正在读取名单库")
            side, against = open_ones.enter_context(_register(context, arguments)), None
        records = progress.of("筛查", asked.records, asked.sheet.fraction)
        rows = tally.passing(screen_records(side, records, include_clear=arguments.show_clear))
        if out:
            _write(out, rows, asked.columns, side.coverage)
        else:
            deque(rows, maxlen=0)
    return shown(tally, asked.problems, side.coverage, fail_on_hit=arguments.fail_on_hit, against=against, out=out)


def _register(context: Context, arguments: argparse.Namespace) -> AbstractContextManager[Side]:
    """The register on the day asked for; what was known at an earlier time is asked for that day, if for no other."""
    known_at: datetime | None = arguments.known_at
    day = (known_at or context.clock()).astimezone(wording.SHANGHAI).date()
    return register_side(context.desk, arguments.as_of or day, known_at)


@contextmanager
def _opened(name: str, wanted: Wanted) -> Iterator[Reading]:
    with (
        files.opened(name, meaning=MEANING) as file,
        reading(file, Path(name).name, wanted, most_problems=_MOST_PROBLEMS) as read,
    ):
        yield read


def _listed(name: str, wanted: Wanted, progress: Progress) -> tuple[Side, dict[str, Any]]:
    """The other file as the list, and how many of its records are no part of it."""
    with _opened(name, wanted) as read:
        counted = {"records": 0, "unscreened": 0}

        def records() -> Iterator[Record]:
            for record in progress.of("读取名单", read.records, read.sheet.fraction):
                counted["records"] += 1
                counted["unscreened"] += not record.screened
                yield record
            progress.say("正在建立索引")

        side = file_side(records())
    return side, {**counted, "problem_counts": dict(read.problems.counts)}


def _write(out: Path, rows: Iterable[ResultRow], columns: tuple[str, ...], coverage: Coverage | None) -> None:
    """The result as .csv (with .coverage.json beside it) or .xlsx (with the coverage as second sheet)."""
    facts = coverage is not None
    with files.part_of(out) as file:
        if out.suffix.lower() == ".xlsx":
            write_xlsx(file, rows, columns=columns, facts=facts, coverage=coverage_sheet(coverage))
            return
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        try:
            write_csv(text, rows, columns=columns, facts=facts)
        finally:
            text.detach()
        if coverage is not None:  # before the result takes its name, so that none ever stands without it
            beside = out.with_name(out.name + ".coverage.json")
            files.write(beside, json.dumps(coverage.as_json(), ensure_ascii=False, indent=2).encode())
