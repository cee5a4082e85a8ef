"""The results of a screening as a workbook for people: the lines, the coverage, and every hit part by part."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from alerts.spreadsheet import neutral
from watcher.screening.listed import FieldWords
from watcher.screening.report import ResultRow, cells_of, grade_words, heads_of

MOST_ROWS = 1_048_575  # of one sheet, below its heading
_LONGEST_CELL = 32_767  # the limit of a workbook
_WIDTHS = (6, 34, 22, 9, 7, 34, 22, 60)
_DETAILS = ("row", "name", "grade", "score", "matched_name", "逐项比对", "如何确认")
_DETAILS_IN_WORDS = ("序号", "交易对手", "结论", "分数", "名单所载名称", "逐项比对", "如何确认")
_DETAIL_WIDTHS = (6, 34, 9, 7, 34, 90, 60)
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # no clock here: the same result is the same file

Cells = Sequence[str | int]


def write_xlsx(
    file: BinaryIO,
    rows: Iterable[ResultRow],
    *,
    columns: Sequence[str] = (),
    facts: bool = False,
    coverage: Sequence[Mapping[str, str]] = (),
    most_rows: int = MOST_ROWS,
    words: bool = False,
) -> None:
    """Write the lines as they come, on a further sheet behind `most_rows` of them; all sheets wait on the disk.

    `coverage` are the lists used, one mapping of heads to words for each; with `words` all is Chinese. Raises OSError.
    """
    with _book(file) as book:
        head = book.add_format({"bold": True})
        results = _Sheets(book, "结果", heads_of(columns, facts, words), _WIDTHS, head, most_rows)
        _write_coverage(book, coverage, head)
        details = _Sheets(book, "命中详情", _DETAILS_IN_WORDS if words else _DETAILS, _DETAIL_WIDTHS, head, most_rows)
        for row in rows:
            results.add(cells_of(row, facts, len(columns), words))
            if row.matched_name or row.matched_uscc:
                details.add(_detail(row, words))


def write_sheet(file: BinaryIO, title: str, heads: Sequence[str], rows: Iterable[Cells]) -> None:
    """Write one table as it comes, on further sheets where one is full. Raises OSError."""
    with _book(file) as book:
        sheets = _Sheets(book, title, heads, (), book.add_format({"bold": True}))
        for row in rows:
            sheets.add(row)


@contextmanager
def _book(file: BinaryIO) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that waits on the disk, and is closed at the end."""
    with TemporaryDirectory(prefix="watcher-") as waiting:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": waiting})
        book.use_zip64()
        book.set_properties({"created": _CREATED})
        yield book
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error


def _write_coverage(book: xlsxwriter.Workbook, coverage: Sequence[Mapping[str, str]], head: object) -> None:
    heads = list(coverage[0]) if coverage else ["说明"]
    sheets = _Sheets(book, "覆盖范围", heads, _WIDTHS, head)
    for entry in coverage:
        sheets.add([neutral(entry.get(one, "")) for one in heads])
    if not coverage:
        sheets.add(["未提供覆盖范围"])


class _Sheets:
    """One table that goes on on a further sheet when the last one is full."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        title: str,
        heads: Sequence[str],
        widths: Sequence[int],
        head: object,
        most: int = MOST_ROWS,
    ) -> None:
        self.book, self.title, self.heads, self.widths, self.head = book, title, heads, widths, head
        self.most = most
        self.number = 0
        self._begin()

    def _begin(self) -> None:
        self.number += 1
        title = self.title if self.number == 1 else f"{self.title} {self.number}"
        self.sheet: Any = self.book.add_worksheet(title)
        self.row = 0
        for at, text in enumerate(self.heads):
            self.sheet.set_column(at, at, self.widths[at] if at < len(self.widths) else 18)
            self.sheet.write_string(0, at, text, self.head)
        self.sheet.freeze_panes(1, 0)

    def add(self, cells: Cells) -> None:
        """One more row."""
        if self.row == self.most:
            self._begin()
        self.row += 1
        for at, cell in enumerate(cells):
            if isinstance(cell, int):
                self.sheet.write_number(self.row, at, cell)
            elif cell:
                self.sheet.write_string(self.row, at, cell[:_LONGEST_CELL])


def _detail(row: ResultRow, words: bool) -> Cells:
    parts = "\n".join(map(_part, row.fields))
    texts = (neutral(row.matched_name), neutral(parts), neutral(row.decides))
    return [row.row, neutral(row.name), grade_words(row) if words else row.grade.value, row.score, *texts]


def _part(field: FieldWords) -> str:
    both = f"（名单：{field.listed}；交易对手：{field.counterparty}）" if field.listed or field.counterparty else ""
    return f"{field}{both}"
