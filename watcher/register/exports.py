"""Listings as files, in pieces as they are read: CSV for spreadsheets, one JSON document, JSON lines."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from alerts.spreadsheet import neutral
from store.listings import Entry
from watcher.register.listings import HEADS, cells, listing

_AT_ONCE = 500  # listings in one piece


def csv_pieces(found: Iterable[Entry]) -> Iterator[bytes]:
    """UTF-8 with its mark, by which spreadsheets know it."""
    return table_pieces(HEADS, map(cells, found))


def table_pieces(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """The same of any table: no cell runs as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    text.write("\ufeff")
    writer.writerow(heads)
    for at, row in enumerate(rows, start=1):
        writer.writerow(map(neutral, row))
        if at % _AT_ONCE == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    taken = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return taken


def json_pieces(found: Iterable[Entry]) -> Iterator[bytes]:
    """One document, as every command gives it."""
    before = b'{"listings": [\n'
    for piece in _joined(found, b",\n"):
        yield before + piece
        before = b",\n"
    yield b"\n]}\n" if before == b",\n" else b'{"listings": []}\n'


def lines(found: Iterable[Entry]) -> Iterator[bytes]:
    """A line for each."""
    return (piece + b"\n" for piece in _joined(found, b"\n"))


def _joined(found: Iterable[Entry], between: bytes) -> Iterator[bytes]:
    pieces: list[bytes] = []
    for one in found:
        pieces.append(document(listing(one)))
        if len(pieces) == _AT_ONCE:
            yield between.join(pieces)
            pieces = []
    if pieces:
        yield between.join(pieces)


def document(facts: dict[str, Any]) -> bytes:
    """One JSON document; half a character that a damaged page held stays half a one."""
    return json.dumps(facts, ensure_ascii=False).encode("utf-8", "surrogatepass")
