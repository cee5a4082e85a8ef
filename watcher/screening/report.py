"""The results of a screening as lines, and as a CSV file for machines and Excel."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TextIO

from alerts.spreadsheet import neutral
from alerts.wording import GRADE
from watcher.screening.forks import pieces
from watcher.screening.listed import Candidate, FieldWords, Grade
from watcher.screening.records import Record, unreadable
from watcher.screening.upload import Upload

RESULT_COLUMNS = ("row", "name", "uscc", "grade", "score", "matched_name", "matched_uscc", "reason")
FACT_COLUMNS = ("list", "regulator", "sector", "status", "deadline", "published", "source", "as_of")
_AT_ONCE = 500  # lines in one piece
NOT_SCREENED = "名称为空或过长，未筛查"
_HEADS = (
    *("序号", "交易对手", "统一社会信用代码", "结论", "分数", "名单所载名称", "名单所载代码", "依据"),
    *("名单", "监管机构", "行业", "状态", "公告期至", "公布日", "公告原文", "列入日"),
)

Facts = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line of a result: a counterparty with one candidate, or with none.

    `facts` are the register's words about the listing by FACT_COLUMNS; `extra` the user's own columns; `fields` and
    `decides` those of the candidate.
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
    fields: tuple[FieldWords, ...] = ()
    decides: str = ""


def result_rows(
    upload: Upload, candidates: Mapping[int, Sequence[Candidate]], facts: Facts | None = None
) -> list[ResultRow]:
    """At least one line for every record of the file, in its order.

    `candidates` are by record; `facts` are by the id of the listed company, one mapping for each of its listings.
    """
    records = [Record(read, True) for read in upload.counterparties] + [
        Record(read, False) for read in upload.unscreened
    ]
    records.sort(key=lambda record: record.counterparty.row)
    return [line for one in records for line in lines_of(one, candidates.get(one.counterparty.row, ()), facts)]


def lines_of(record: Record, candidates: Iterable[Candidate], facts: Facts | None) -> Iterator[ResultRow]:
    """The lines of one record: one for every listing of every candidate, or the one that says that there is nothing."""
    read, found = record.counterparty, False
    for candidate in candidates:
        for listing in (facts or {}).get(candidate.listed.id) or (None,):
            found = True
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
                fields=candidate.fields,
                decides=candidate.decides,
            )
    if not found:
        yield ResultRow(read.row, read.name, read.code or "", reason=_of_nothing(record), extra=read.extra)


def _of_nothing(record: Record) -> str:
    """What a clear line must say: that less than the whole record was compared."""
    if not record.screened:
        return NOT_SCREENED
    why = unreadable(record.counterparty.name)
    return f"{why}，仅按信用代码筛查" if why else ""


def cells_of(row: ResultRow, facts: bool, columns: int, words: bool = False) -> list[str | int]:
    """The cells of one line, made harmless; own columns go by their order, since two may bear one head.

    With `words` the grade is said as pages say it, and nothing that was not screened is called clear.
    """
    texts = [row.matched_name, row.matched_uscc, row.reason]
    if facts:
        texts += [(row.facts or {}).get(column, "") for column in FACT_COLUMNS]
    texts += [row.extra[at][1] if at < len(row.extra) else "" for at in range(columns)]
    grade = grade_words(row) if words else row.grade.value
    return [row.row, neutral(row.name), neutral(row.uscc), grade, row.score, *map(neutral, texts)]


def grade_words(row: ResultRow) -> str:
    """匹配, 需复核, 无命中, or 未筛查."""
    return "未筛查" if row.reason == NOT_SCREENED else GRADE[row.grade]


def heads_of(columns: Sequence[str], facts: bool, words: bool = False) -> list[str]:
    """The heads of a result; `columns` are those of the user's own columns, `facts` adds the register's, `words` are Chinese."""
    own = [*RESULT_COLUMNS, *(FACT_COLUMNS if facts else ())]
    return [*(_HEADS[: len(own)] if words else own), *map(neutral, columns)]


def write_csv(text: TextIO, rows: Iterable[ResultRow], *, columns: Sequence[str] = (), facts: bool = False) -> None:
    """Write the lines as they come; the text is one opened as utf-8-sig, without translation of line ends."""
    writer = csv.writer(text)
    writer.writerow(heads_of(columns, facts))
    writer.writerows(cells_of(row, facts, len(columns)) for row in rows)


def csv_pieces(heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Iterator[bytes]:
    """UTF-8 with byte order mark in pieces, of cells that are harmless already."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    text.write("\ufeff")
    for some in pieces(chain([heads], rows), _AT_ONCE):
        writer.writerows(some)
        yield text.getvalue().encode("utf-8", "replace")
        text.seek(0)
        text.truncate()


def csv_report(rows: Iterable[ResultRow], *, columns: Sequence[str] = (), facts: bool = False) -> bytes:
    """UTF-8 with byte order mark; `columns` are the heads of the user's own columns, `facts` adds the register's."""
    text = io.StringIO(newline="")
    write_csv(text, rows, columns=columns, facts=facts)
    return text.getvalue().encode("utf-8-sig")
