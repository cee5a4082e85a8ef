"""The command `watcher register export`: every listing as CSV, XLSX, JSON or JSON lines, written as it is read."""

import argparse
import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from alerts.spreadsheet import neutral
from sources.errors import UsageError
from store.database import reading
from store.listings import Entry, every_entry
from watcher.cli import files
from watcher.cli.context import Context
from watcher.cli.entries import HEADS, cells, listing, shown
from watcher.cli.output import Result
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


def _csv(file: BinaryIO, found: Iterable[Entry]) -> None:
    """UTF-8 with its mark, by which spreadsheets know it."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADS)
        writer.writerows(map(neutral, cells(one)) for one in found)
    finally:
        text.detach()


def _xlsx(file: BinaryIO, found: Iterable[Entry]) -> None:
    write_sheet(file, "名单库", HEADS, (list(map(neutral, cells(one))) for one in found))


def _jsonl(file: BinaryIO, found: Iterable[Entry]) -> None:
    for one in found:
        file.write(_json(listing(one)) + b"\n")


def _document(file: BinaryIO, found: Iterable[Entry]) -> None:
    """One document, as every command gives it."""
    before = b'{"listings": [\n'
    for one in found:
        file.write(before + _json(listing(one)))
        before = b",\n"
    file.write(b"\n]}\n" if before == b",\n" else b'{"listings": []}\n')


def _json(facts: dict[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=False).encode("utf-8", "surrogatepass")


_WRITERS: dict[str, Write] = {"csv": _csv, "xlsx": _xlsx, "json": _document, "jsonl": _jsonl}
