"""What a named person corrects in single rows of a notice: it lasts as long as that row is printed as it was then.

A row of any notice: of a list, of a removal, of an exit list. A correction may be withdrawn by another.

Pure. A correction changes no reading: what was published stays as it is printed, and every
time an edition is made of it the correction is applied anew. When the page prints the row otherwise, or not at all, the
correction no longer fits anything: the row as printed now counts, and the difference is a conflict.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from sources.names.keys import identity_key
from sources.records import ConflictField, FieldConflict, Notice, Reading, Row
from store.directory import KnownCompany


class What(StrEnum):
    """What is wrong with a row."""

    NOT_LISTED = "not_listed"  # the notice does not name the company, to list it or to clear it
    NAME = "name"
    CODE = "code"
    SINCE = "since"
    SERIES = "series"  # the removal speaks of another list than the one that it was read for
    WITHDRAWN = "withdrawn"  # an earlier correction of the row: it is as printed after all


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of one notice, as printed, and what is right. `company` is whom the row was read as."""

    notice: str
    company: str
    series: str
    row_name: str
    row_code: str | None
    what: What
    value: str | None  # the right name, code, day or list; the revision of what is withdrawn
    who: str
    reason: str
    renames: tuple[str, str] | None = field(default=None, compare=False)  # a name that nobody else prints, the right one
    uncodes: bool = field(default=False, compare=False)  # the company's code was of this correction alone
    revision: int = field(default=0, compare=False)  # that it was made by; 0 while it is being made

    @property
    def row(self) -> tuple[str, str | None]:
        """The row as printed."""
        return self.row_name, self.row_code


def standing(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """Of all corrections of one notice those that no other withdraws, the oldest first."""
    several = tuple(corrections)
    gone = {(one.row, one.value) for one in several if one.what is What.WITHDRAWN}
    return tuple(
        one for one in several if one.what is not What.WITHDRAWN and (one.row, str(one.revision)) not in gone
    )


def corrected(row: Row, corrections: Iterable[Correction]) -> tuple[Row | None, date | None]:
    """The row as it should be (None: the company is not listed), and since when, if a person knows it better."""
    since = None
    printed = row.name, row.code
    for one in corrections:  # the oldest first
        if one.row != printed:
            continue
        if one.what is What.NOT_LISTED:
            return None, None
        if one.what is What.NAME:
            row = replace(row, name=one.value or row.name, former_names=())
        elif one.what is What.CODE:
            row = replace(row, code=one.value, code_is_number=False)
        elif one.what is What.SINCE:
            since = date.fromisoformat(one.value or "")
    return row, since


def moved_rows(corrections: Iterable[Correction]) -> dict[tuple[str, str | None], str]:
    """The rows, as printed, that belong to another list than their notice tells, with its key."""
    return {one.row: one.value for one in corrections if one.what is What.SERIES and one.value is not None}


def as_corrected(notice: Notice, corrections: Iterable[Correction]) -> Notice:
    """The notice with its rows as they should be."""
    several = tuple(corrections)
    rows = (corrected(row, several)[0] for row in notice.rows)
    return replace(notice, rows=tuple(row for row in rows if row is not None))


def unsettled(notice: Notice, corrections: Collection[Correction]) -> list[FieldConflict]:
    """The corrections whose row the notice no longer prints as it did, each as a conflict; the notice has its names."""
    if not corrections:
        return []
    printed = {(row.name, row.code) for row in (*notice.rows, *notice.held)}
    return [
        FieldConflict(
            ConflictField.CORRECTION,
            (Reading("此前更正的一行", _row_words(one)), Reading("更正为", _right(one)), Reading("本次", "该行已不同")),
            "本次所载",
        )
        for one in corrections
        if one.row not in printed and not notice.names_missing
    ]


def _row_words(one: Correction) -> str:
    return f"{one.row_name}（{one.row_code or '无代码'}）"


def _right(one: Correction) -> str:
    return "不在名单" if one.what is What.NOT_LISTED else one.value or ""


def as_learned(company: KnownCompany, one: Correction) -> KnownCompany:
    """The company without the name, and the code, that turned out not to be its own."""
    if one.uncodes:
        company = replace(company, code=None)
    return _without_name(company, *one.renames) if one.renames else company


def _without_name(company: KnownCompany, wrong: str, right: str) -> KnownCompany:
    """Without the name of this identity key; the only name stays."""
    left = frozenset(name for name in company.names if name.identity_key != wrong)
    name = right if identity_key(company.name) == wrong else company.name
    return replace(company, name=name, names=left) if left else company
