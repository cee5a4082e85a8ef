"""The command `watcher register export`: every listing as CSV, XLSX, JSON or JSON lines, written as it is read."""

import argparse
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from alerts.spreadsheet import neutral
from sources.errors import UsageError
from store.database import reading
from store.listings import Entry, every_entry
from watcher.cli import files
from watcher.cli.context import Context
from watcher.cli.entries import shown
from watcher.cli.output import Result
from watcher.register import exports
from watcher.register.listings import HEADS, cells
from watcher.screening.report_workbook import write_sheet

MOST_SHOWN = 200  # in the text; a file holds all
SUFFIXES = {".csv": "csv", ".xlsx": "xlsx", ".json": "json", ".jsonl": "jsonl"}

Write = Callable[[BinaryIO, Iterable[Entry]], None]


def export(context: Context, arguments: argparse.Namespace) -> Result:
    """All listings, on the standard output or in a file that takes its name when it is whole."""
    out = Path(arguments.out) if arguments.out else None
    kind = arguments.format or ("json" if arguments.json and out is None else SUFFIXES.get(out.suffix.lower()) if out else "table")
    if kind is None or (out and kind == "table"):
        raise UsageError(
            f"看不出 {out} 应是什么格式", meaning="没有导出", action="请加上 --format csv、xlsx、json 或 jsonl"
        )
    if kind == "table":
        return _table(context, arguments)
    write = _WRITERS[kind]
    if out is None:
        return Result({}, "", file=lambda stream: write(stream, _entries(context, arguments)))
    count = 0

    def counted() -> Iterator[Entry]:
        nonlocal count
        for one in _entries(context, arguments):
            count += 1
            yield one

    with files.part_of(out) as file:
        write(file, counted())
    return Result({"out": str(out), "listings": count}, f"{count} 条记录已写入 {out}")


def _entries(context: Context, arguments: argparse.Namespace) -> Iterator[Entry]:
    """All of them, of one revision."""
    with reading(context.desk.engine) as session:
        yield from every_entry(session, as_of=arguments.as_of, known_at=arguments.known_at)


def _table(context: Context, arguments: argparse.Namespace) -> Result:
    found = list(islice(_entries(context, arguments), MOST_SHOWN + 1))
    more = f"\n只显示前 {MOST_SHOWN} 条；全部记录请用 --out 名单库.xlsx 导出" if len(found) > MOST_SHOWN else ""
    return Result({}, shown(found[:MOST_SHOWN]) + more)


def _pieces(of: Callable[[Iterable[Entry]], Iterator[bytes]]) -> Write:
    def write(file: BinaryIO, found: Iterable[Entry]) -> None:
        for piece in of(found):
            file.write(piece)

    return write


def _xlsx(file: BinaryIO, found: Iterable[Entry]) -> None:
    write_sheet(file, "名单库", HEADS, (list(map(neutral, cells(one))) for one in found))


_WRITERS: dict[str, Write] = {
    "csv": _pieces(exports.csv_pieces),
    "xlsx": _xlsx,
    "json": _pieces(exports.json_pieces),
    "jsonl": _pieces(exports.lines),
}
