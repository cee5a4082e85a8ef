"""The results of a screening as a file: CSV for machines and Excel, a workbook for people. Same rows, same bytes."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import xlsxwriter

from watcher.screening.listed import Candidate, Counterparty, Grade
from watcher.screening.upload import Upload

RESULT_COLUMNS = ("row", "name", "uscc", "grade", "score", "matched_name", "matched_uscc", "reason")
FACT_COLUMNS = ("list", "regulator", "sector", "status", "deadline", "published", "source", "as_of")
NOT_SCREENED = "名称为空或过长，未筛查"
# A spreadsheet takes a cell that begins so for a formula, in full width too.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_PLAIN = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?%?|-+")  # an amount, or the dash for nothing: no formula
_LONGEST_CELL = 32_767  # the limit of a workbook
_WIDTHS = (6, 34, 22, 9, 7, 34, 22, 60)
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # no clock here: the same result is the same file


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line of a result: a counterparty with one candidate, or with none.

    `facts` are the register's words about the listing by FACT_COLUMNS; `extra` the user's own columns.
    """

    row: int
    name: str
    uscc: str = ""
    grade: Grade = Grade.CLEAR
    score: int = 0
    matched_name: str = ""
    matched_uscc: str = ""
    reason: str = ""
    facts: Mapping[str, str] | None = None
    extra: tuple[tuple[str, str], ...] = ()


def result_rows(
    upload: Upload,
    candidates: Mapping[int, Sequence[Candidate]],
    facts: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
) -> list[ResultRow]:
    """At least one line for every record of the file, in its order.

    `candidates` are by record; `facts` are by the id of the listed company, one mapping for each of its listings.
    """
    unscreened = {read.row for read in upload.unscreened}
    rows: list[ResultRow] = []
    for read in sorted((*upload.counterparties, *upload.unscreened), key=lambda read: read.row):
        found = [line for candidate in candidates.get(read.row, ()) for line in _lines(read, candidate, facts)]
        nothing = ResultRow(
            read.row,
            read.name,
            read.code or "",
            reason=NOT_SCREENED if read.row in unscreened else "",
            extra=read.extra,
        )
        rows.extend(found or [nothing])
    return rows


def _lines(
    read: Counterparty, candidate: Candidate, facts: Mapping[str, Sequence[Mapping[str, str]]] | None
) -> Iterator[ResultRow]:
    listings: Sequence[Mapping[str, str] | None] = (facts or {}).get(candidate.listed.id) or (None,)
    for listing in listings:
        yield ResultRow(
            row=read.row,
            name=read.name,
            uscc=read.code or "",
            grade=candidate.grade,
            score=candidate.score,
            matched_name=candidate.listed.name,
            matched_uscc=candidate.listed.code or "",
            reason=candidate.reason,
            facts=listing,
            extra=read.extra,
        )


def neutral(text: str) -> str:
    """The text as a spreadsheet will show and not run it: an apostrophe before what looks like a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) and not _PLAIN.fullmatch(text) else text


def _cells(row: ResultRow, facts: bool, columns: int) -> list[str | int]:
    """The cells of one line, made harmless; own columns go by their order, since two may bear one head."""
    texts = [row.matched_name, row.matched_uscc, row.reason]
    if facts:
        texts += [(row.facts or {}).get(column, "") for column in FACT_COLUMNS]
    texts += [row.extra[at][1] if at < len(row.extra) else "" for at in range(columns)]
    return [row.row, neutral(row.name), neutral(row.uscc), row.grade.value, row.score, *map(neutral, texts)]


def _heads(columns: Sequence[str], facts: bool) -> list[str]:
    return [*RESULT_COLUMNS, *(FACT_COLUMNS if facts else ()), *map(neutral, columns)]


def csv_report(rows: Iterable[ResultRow], *, columns: Sequence[str] = (), facts: bool = False) -> bytes:
    """UTF-8 with byte order mark; `columns` are the heads of the user's own columns, `facts` adds the register's."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_heads(columns, facts))
    writer.writerows(_cells(row, facts, len(columns)) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_report(
    rows: Iterable[ResultRow],
    *,
    columns: Sequence[str] = (),
    facts: bool = False,
    coverage: Sequence[Mapping[str, str]] = (),
) -> bytes:
    """A workbook with the same lines and, on a second sheet, the lists used: one mapping of heads to words for each."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        head_format = book.add_format({"bold": True})
        body = (_cells(row, facts, len(columns)) for row in rows)
        _fill(book.add_worksheet("结果"), head_format, _heads(columns, facts), body)
        heads = list(coverage[0]) if coverage else ["说明"]
        lists = ([neutral(entry.get(head, "")) for head in heads] for entry in coverage)
        _fill(book.add_worksheet("覆盖范围"), head_format, heads, lists if coverage else [["未提供覆盖范围"]])
    return content.getvalue()


def _fill(
    sheet: xlsxwriter.worksheet.Worksheet,
    head_format: object,
    heads: Sequence[str],
    body: Iterable[Sequence[str | int]],
) -> None:
    for at, head in enumerate(heads):
        sheet.write_string(0, at, head, head_format)
        sheet.set_column(at, at, _WIDTHS[at] if at < len(_WIDTHS) else 18)
    sheet.freeze_panes(1, 0)
    for number, cells in enumerate(body, start=1):
        for at, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(number, at, cell)
            elif cell:
                sheet.write_string(number, at, cell[:_LONGEST_CELL])
