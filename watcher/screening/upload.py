"""A user's file of counterparties: CSV or workbook in, counterparties and problems per record out.

One bad record never costs the others; a file that cannot be understood as a whole is refused with its reason.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from sources.errors import UsageError
from watcher.screening.listed import Counterparty
from watcher.screening.records import Problem, Problems, Record, RecordReader
from watcher.screening.tabular import UPLOAD, Sheet, Wanted, opened

LONGEST_PORTFOLIO_NAME = 80

__all__ = ["LONGEST_PORTFOLIO_NAME", "Problem", "Reading", "Upload", "portfolio_name", "read_portfolio", "reading"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as read. `counterparties` can be screened; `unscreened` have neither a usable name nor a valid code.

    `columns` are the heads of the user's own columns, in the order of the file.
    """

    counterparties: tuple[Counterparty, ...]
    problems: tuple[Problem, ...]
    columns: tuple[str, ...]
    unscreened: tuple[Counterparty, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that is being read: its records as they come, and what is odd about those read so far."""

    sheet: Sheet
    records: Iterator[Record]
    problems: Problems
    columns: tuple[str, ...]


def portfolio_name(text: str) -> str:
    """The name that a user gives to a file. Raises UsageError for one that cannot be shown.

    Nothing that cannot be seen: the name goes into subjects of mails and names of files.
    """
    name = " ".join(text.split())
    if name and len(name) <= LONGEST_PORTFOLIO_NAME and name.isprintable():
        return name
    raise UsageError(
        "关注名单的名称过长或含有不可见的字符" if name else "没有填写关注名单的名称",
        meaning="没有保存任何内容",
        action=f"请填写一个不超过 {LONGEST_PORTFOLIO_NAME} 个字符的名称，如“客户名单 2026-01”",
    )


@contextmanager
def reading(file: BinaryIO, filename: str, wanted: Wanted, *, most_problems: int | None = None) -> Iterator[Reading]:
    """Open a user's file; its records can be read until the end of the `with`.

    Raises FileRejected when the file as a whole cannot be used, also later, where that shows only then.
    """
    with opened(file, filename, wanted) as sheet:
        problems = Problems(most_problems)
        reader = RecordReader(sheet.heading, problems)
        yield Reading(sheet, reader.records(sheet.rows), problems, reader.columns)


def read_portfolio(
    content: bytes,
    filename: str,
    *,
    name_column: str | None = None,
    codec: str | None = None,
    code_column: str | None = None,
) -> Upload:
    """Read a user's file; `name_column` and `code_column` are the heads of those columns where they are unusual ones.

    Raises FileRejected when the file as a whole cannot be used; whatever is wrong with one record is a Problem.
    """
    usable: list[Counterparty] = []
    unscreened: list[Counterparty] = []
    with reading(io.BytesIO(content), filename, Wanted(UPLOAD, name_column, codec, code_column)) as read:
        for record in read.records:
            (usable if record.screened else unscreened).append(record.counterparty)
    return Upload(tuple(usable), tuple(read.problems.first), read.columns, tuple(unscreened))
