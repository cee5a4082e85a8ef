"""The beginning of a user's file as it would be read, before anything is screened."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from sources.documents.tables import Cell
from sources.errors import FileRejected
from watcher.screening.heads import COLUMN, SEARCHED_ROWS, told_apart
from watcher.screening.records import Problem
from watcher.screening.tabular import NamesNotFound, Wanted
from watcher.screening.upload import Reading, reading

_RECORDS = 20
_PROBLEMS = 50
_LONGEST_CELL = 120
_MOST_COLUMNS = 60
_CODECS = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "gb18030": "GB18030（含 GBK、GB2312）", "big5hkscs": "Big5"}


@dataclass(frozen=True, slots=True)
class Preview:
    """What was found: the columns by their heads, the first rows as printed, and what is odd about them.

    `refused` says why the file cannot be read as it is wanted; `heads` may then still offer columns to choose from.
    """

    heads: tuple[str, ...] = ()
    name: str = ""
    code: str = ""
    own: tuple[str, ...] = ()
    heading_row: int = 0  # 1 = the first of the table; 0: no heading
    codec: str = ""
    title: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    problems: tuple[Problem, ...] = ()
    refused: FileRejected | None = None


def preview(content: bytes, filename: str, wanted: Wanted) -> Preview:
    """Read the first records of a file; one that cannot be read says why."""
    try:
        with reading(io.BytesIO(content), filename, wanted, most_problems=_PROBLEMS) as read:
            return _of(read)
    except NamesNotFound as error:
        rows = [row for row in error.head if any(cell.text.strip() for cell in row)]
        return Preview(heads=_offered(rows), rows=tuple(map(_texts, rows)), refused=error)
    except FileRejected as error:
        return Preview(refused=error)


def _of(read: Reading) -> Preview:
    heading, sheet = read.sheet.heading, read.sheet
    shown: list[tuple[str, ...]] = []
    for record in islice(read.records, _RECORDS):
        one = record.counterparty
        own = iter(value for _, value in one.extra)
        cells = {heading.name: one.name} | ({heading.code: one.code or ""} if heading.code is not None else {})
        texts = [cells[at] if at in cells else next(own, "") for at in range(len(heading.heads))]
        shown.append(_texts([Cell(text) for text in texts]))
    heads = told_apart([" ".join(head.split()) for head in heading.heads])
    return Preview(
        heads=heads[:_MOST_COLUMNS],
        name=heads[heading.name],
        code=heads[heading.code] if heading.code is not None else "",
        own=read.columns,
        heading_row=heading.row + 1,
        codec=_CODECS.get(sheet.codec, sheet.codec.upper()),
        title=sheet.title,
        rows=tuple(shown),
        problems=tuple(read.problems.first),
    )


def _offered(rows: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """The cells of the first row that fills the most columns, which may be heads, then the columns by their places."""
    fullest = max(rows[:SEARCHED_ROWS], key=lambda row: sum(bool(cell.text.strip()) for cell in row), default=())
    heads = dict.fromkeys(head for cell in fullest[:_MOST_COLUMNS] if (head := " ".join(cell.text.split())))
    places = map(COLUMN.format, range(1, min(_MOST_COLUMNS, max(map(len, rows), default=0)) + 1))
    return tuple(dict.fromkeys((*(head for head in heads if len(head) <= _LONGEST_CELL), *places)))


def _texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Cells in one line each, none too long to show."""
    texts = (" ".join(cell.text[: _LONGEST_CELL * 4].split()) for cell in cells[:_MOST_COLUMNS])
    return tuple(text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + "…" for text in texts)
