"""The very row of a listing, read again from the bytes that were kept, with its neighbours and its headings.

Read when somebody asks: a document in its own process, one at a time, and the answer is kept.
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sources.documents.apart import read_document
from sources.documents.forms import Form, form_of
from sources.documents.html import paragraphs, parse, tables
from sources.documents.tables import Document, Table
from sources.documents.text import decode
from sources.errors import ReadingError
from sources.names.folding import without_blanks
from store.evidence import Evidence
from store.tables.register import Listing
from watcher.desk import Desk

_BESIDE = 2  # rows above and below
_MOST_COLUMNS = 30
_LONGEST_CELL = 400  # characters
_LARGEST_PAGE = 8 * 1024 * 1024
_MOST_KEPT = 500
_PATIENCE = 20.0  # seconds, behind whoever reads another file
_AT_ONCE = threading.Semaphore(1)


class Line(NamedTuple):
    """A row of a table, or a line of a text; `meant` is the one of the listing."""

    number: int
    cells: tuple[str, ...]
    meant: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What stands there; or `trouble`, why it cannot be shown."""

    table: str = ""
    heads: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _Spot:
    sha256: str
    inner: str
    table: str
    row: int
    name: str


def excerpt(desk: Desk, listing: Listing) -> Excerpt:
    """The row of a listing."""
    place = listing.place
    inner = str(place.get("url") or "").partition("#")[2]
    spot = _Spot(listing.sha256 or "", inner, str(place.get("table") or ""), int(place.get("row") or 0), listing.name)
    kept = desk.asked.setdefault("rows", {})
    assert isinstance(kept, dict)
    found = kept.get(spot)
    if not isinstance(found, Excerpt):
        if not _AT_ONCE.acquire(timeout=_PATIENCE):
            return Excerpt(trouble="正在读取其他文件，请稍后再看")
        try:
            found = _read(desk.evidence, spot)
        finally:
            _AT_ONCE.release()
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        kept[spot] = found
    return found


def _read(evidence: Evidence, spot: _Spot) -> Excerpt:
    if not spot.sha256:
        return Excerpt(trouble="此记录没有留存快照")
    try:
        content = evidence.read(spot.sha256)
        documents = _documents(content, spot.inner or spot.name)
    except OSError:
        return Excerpt(trouble="快照文件不在证据文件夹中，请用 watcher doctor 检查")
    except ValueError:
        return Excerpt(trouble="快照内容与其哈希不符，不予采信，请用 watcher doctor 检查")
    except ReadingError as error:
        return Excerpt(trouble=error.what)
    inside = [one for one in documents if one.inner == spot.inner] or list(documents)
    found = next(_in_tables(inside, spot), None) or next(_in_texts(inside, spot), None)
    return found or Excerpt(trouble="快照中没有找到这一行，请下载快照核对")


def _documents(content: bytes, name: str) -> Sequence[Document]:
    """A page as the site shows it; any other file in a process of its own."""
    if form_of(content) is not Form.PAGE or len(content) > _LARGEST_PAGE:
        return read_document(content, name)
    body = parse(decode(content)).body
    return [Document(tables(body), "\n".join(paragraphs(body)))] if body is not None else []


def _in_tables(documents: Sequence[Document], spot: _Spot) -> Iterator[Excerpt]:
    """Where the row should be; else wherever the name stands, as tables of a whole page are counted otherwise."""
    several = [table for document in documents for table in document.tables]
    for table in (one for one in several if one.name == spot.table):
        at = spot.row - table.first_row
        if 0 <= at < len(table.rows) and _names(table, at, spot.name):
            yield _around(table, at)
    for table in several:
        yield from (_around(table, at) for at in range(len(table.rows)) if _names(table, at, spot.name))


def _names(table: Table, at: int, name: str) -> bool:
    wanted = without_blanks(name)
    return any(wanted in without_blanks(cell.text) for cell in table.rows[at])


def _around(table: Table, at: int) -> Excerpt:
    start = max(0, at - _BESIDE)
    head = next((row for row in range(start) if len({cell.text for cell in table.rows[row]} - {""}) > 1), None)
    shown = range(start, min(len(table.rows), at + _BESIDE + 1))
    lines = tuple(Line(table.first_row + row, _cells(table, row), row == at) for row in shown)
    return Excerpt(table.name, () if head is None else _cells(table, head), lines)


def _cells(table: Table, row: int) -> tuple[str, ...]:
    return tuple(_short(cell.text) for cell in table.rows[row][:_MOST_COLUMNS])


def _in_texts(documents: Sequence[Document], spot: _Spot) -> Iterator[Excerpt]:
    wanted = without_blanks(spot.name)
    for document in documents:
        texts = document.text.splitlines()
        for at in (at for at, line in enumerate(texts) if wanted in without_blanks(line)):
            shown = range(max(0, at - 1), min(len(texts), at + 2))
            yield Excerpt("正文", (), tuple(Line(one + 1, (_near(texts[one], spot.name),), one == at) for one in shown))


def _near(line: str, name: str) -> str:
    """A long paragraph, as far as it stands around the name."""
    at = max(0, line.find(name))
    start, end = max(0, at - _LONGEST_CELL // 2), at + len(name) + _LONGEST_CELL // 2
    return ("……" if start else "") + line[start:end] + ("……" if end < len(line) else "")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}……"
