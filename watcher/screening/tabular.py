"""A user's file as rows of cells, one after the other: text, workbook, or a web page that calls itself one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

from sources.documents import html
from sources.documents.sniff import FileKind, kind_of
from sources.documents.tables import Cell
from sources.documents.text import decode
from sources.errors import FileRejected, ReadingError
from watcher.screening import delimited, workbooks
from watcher.screening.delimited import Text
from watcher.screening.heads import EXPECTED, SEARCHED_ROWS, Heading, find_heading
from watcher.screening.refusals import rejected, shown

Rows = list[tuple[Cell, ...]]

MOST_BYTES = 20 * 1024 * 1024
_SPLIT = "请拆成几个较小的文件，分别筛查"
_MOST_PAGE_BYTES = 20 * 1024 * 1024  # a page is parsed as a whole
_MOST_PAGE_ROWS = 20_000  # and read no further than this, see sources.documents.html
_NAME_THE_COLUMN = (
    "请把名称那一列的表头改为“企业名称”（没有表头的文件请在第一行加上），或在命令行用 --name-column 指明该列"
)
_WRONG_KINDS = {
    FileKind.EMPTY: "是空的",
    FileKind.PDF: "实际是 PDF，不是表格",
    FileKind.IMAGE: "实际是图片，不是表格",
    FileKind.ARCHIVE: "实际是压缩包，不是表格",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be."""

    most_bytes: int
    most_rows: int


UPLOAD = Limits(MOST_BYTES, 200_000)  # held in memory and stored
COMMAND = Limits(1024 * 1024 * 1024, 5_000_000)  # read, screened and written as it comes


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a file shall be read: `name_column`, `code_column` where the heads are unusual, `codec` where it cannot be told.

    An empty `code_column` says that there is none.
    """

    limits: Limits = UPLOAD
    name_column: str | None = None
    codec: str | None = None
    code_column: str | None = None

    def heading(self, rows: Sequence[Sequence[Cell]]) -> Heading | None:
        """The heading among the first rows."""
        return find_heading(rows, self.name_column, self.code_column)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that was opened: its heading, the rows below as they come, and how much of the file was read (0 to 1)."""

    heading: Heading
    rows: Iterator[tuple[Cell, ...]]
    fraction: Callable[[], float]
    codec: str = ""  # of a text
    title: str = ""  # of the sheet of a workbook


class NamesNotFound(FileRejected):
    """There is no column of names; `head` are the first rows of the first table."""

    head: Sequence[Sequence[Cell]] = ()


@contextmanager
def opened(file: BinaryIO, filename: str, wanted: Wanted) -> Iterator[Sheet]:
    """The first table with a head for names; nobody reads the rows after the end of the `with`.

    Raises FileRejected when the file as a whole cannot be used, from the rows too when that shows later.
    """
    size = file.seek(0, 2)
    file.seek(0)
    most = wanted.limits.most_bytes
    if size > most:
        what = f"文件“{filename}”有 {size / 1024 / 1024:.1f} MB，超过 {most // 1024 // 1024} MB 上限"
        raise rejected(what, _SPLIT)
    kind = kind_of(file.read(4096))
    file.seek(0)
    if kind in _WRONG_KINDS and (kind is not FileKind.EMPTY or size <= 4096 or not file.read(most).strip()):
        raise rejected(f"文件“{filename}”{_WRONG_KINDS[kind]}")
    if kind in (FileKind.ZIP, FileKind.OLE2):
        with workbooks.opened(file, filename) as sheets:
            yield _first_sheet(sheets, filename, wanted)
    elif kind is FileKind.HTML:
        tables = ((rows[:SEARCHED_ROWS], iter(rows), lambda: 1.0, "") for rows in _page_tables(file.read(), filename))
        yield _first_sheet(tables, filename, wanted)
    else:
        text = Text(file, filename, size, wanted.codec)
        delimiter, head = delimited.delimiter_of(text, wanted.name_column)
        heading = wanted.heading(head)
        if heading is None:
            raise _no_names(filename, head, wanted.name_column)
        sheet = _sheet(heading, delimited.records(text, delimiter), text.fraction, filename, wanted)
        yield replace(sheet, codec=text.codec)


def _first_sheet(tables: Iterator[workbooks.Grid], filename: str, wanted: Wanted) -> Sheet:
    first: Sequence[Sequence[Cell]] = ()
    for head, rows, fraction, title in tables:
        if heading := wanted.heading(head):
            return replace(_sheet(heading, rows, fraction, filename, wanted), title=title)
        first = first or head
    raise _no_names(filename, first, wanted.name_column)


def _sheet(
    heading: Heading, rows: Iterator[tuple[Cell, ...]], fraction: Callable[[], float], filename: str, wanted: Wanted
) -> Sheet:
    below = _below(heading, rows, filename, wanted.limits.most_rows)
    first = next(below)  # a file without a record is refused at once
    return Sheet(heading, chain([first], below), fraction)


def _below(heading: Heading, rows: Iterator[tuple[Cell, ...]], filename: str, most: int) -> Iterator[tuple[Cell, ...]]:
    """The rows below the heading, without empty ones at the end and without the other rows of a merged heading."""
    for _ in range(heading.row + 1):
        next(rows, None)
    in_heading, blank, count = True, 0, 0
    for cells in rows:
        if in_heading and heading.goes_on(cells):
            continue
        in_heading = False
        named = len(cells) > heading.name and cells[heading.name].text.strip()  # nearly all: it saves the other cells
        if not named and not any(cell.text and not cell.text.isspace() for cell in cells):
            blank += 1
            continue
        count += blank + 1
        if count > most:
            raise rejected(f"文件“{filename}”超过 {most} 行上限", _SPLIT)
        for _ in range(blank):
            yield ()
        blank = 0
        yield cells
    if not count:
        raise rejected(f"文件“{filename}”只有表头，没有企业", "请确认选对了文件；表头之下每行一家企业")


def _page_tables(content: bytes, filename: str) -> list[Rows]:
    """The tables of a web page: banking systems write such a page and call it .xls."""
    try:
        if len(content) > _MOST_PAGE_BYTES:
            raise rejected(f"文件“{filename}”实际是网页，并且超过 {_MOST_PAGE_BYTES // 1024 // 1024} MB 上限")
        body = html.parse(decode(content)).body
        tables = html.tables(body) if body else ()
    except ReadingError as error:
        raise rejected(f"文件“{filename}”实际是网页，无法读取（{error.what}）") from error
    if not tables:
        raise rejected(f"文件“{filename}”实际是网页，不是表格")
    if any(len(table.rows) * len(table.rows[0]) > _MOST_PAGE_ROWS * 15 for table in tables) or any(
        len(table.rows) >= _MOST_PAGE_ROWS for table in tables
    ):
        raise rejected(f"文件“{filename}”实际是网页，其中的表格过大，网页格式最多读取 {_MOST_PAGE_ROWS - 1} 行")
    return [list(table.rows) for table in tables]


def _no_names(filename: str, head: Sequence[Sequence[Cell]], name_column: str | None) -> NamesNotFound:
    wanted = f"名为“{name_column}”的列" if name_column else f"企业名称列（可用的表头：{EXPECTED}）"
    heads = [shown(cell.text) for cell in head[0] if cell.text.strip()] if head else []
    found = "、".join(heads[:20]) or "无"
    words = rejected(f"文件“{filename}”中没有{wanted}；找到的表头：{found}", _NAME_THE_COLUMN)
    error = NamesNotFound(words.what, meaning=words.meaning, action=words.action)
    error.head = head
    return error
