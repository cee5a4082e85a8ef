"""The rows of notices that a person says were read wrongly, and how they should be."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from sources.names.codes import read_code
from sources.names.keys import identity_key
from sources.records import Row
from store.corrections import Correction, What, corrected
from store.corrections_kept import corrections_of
from store.filing import Filing, in_force
from store.listings import Entry
from store.lives import Act
from store.membership import names_company, whole, whole_editions
from store.readings import readings_of
from store.tables.register import Edition


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wrong with a company (by its id) on a list, or in one notice of it; what is right, who says so and why."""

    company: str
    series: str
    what: What
    value: str | None
    who: str
    reason: str
    notice: str | None = None  # None: in every edition of the list, its removals apart


def earliest(stays: list[Entry]) -> date:
    """The first day on which the newest stay may have begun: the end of the one before it."""
    return max((one.listing.valid_to for one in stays[:-1] if one.listing.valid_to), default=date.min)


def misread(session: Session, wanted: Wanted, stays: list[Entry], elsewhere: Collection[str]) -> list[Filing]:
    """The notices with their rows corrected that were read as this company and are wrong.

    `stays` are those of the company on the list, `elsewhere` the names (their identity keys) and codes by which other lists have it.
    """
    found: dict[str, tuple[Filing, list[tuple[tuple[str, str | None], str]]]] = {}
    for edition in _editions(session, wanted):
        if wanted.what is What.SINCE and edition.day < earliest(stays):
            continue  # of an earlier stay
        filing = in_force(readings_of(session, edition.notice_id))
        rows = list(_rows(session, edition, filing, wanted, stays))
        if not rows and wanted.what is What.NOT_LISTED:  # listed although the page prints it no more
            rows = [((one.listing.name, one.listing.code), one.listing.name) for one in stays[-1:]]
        if rows:
            found[filing.id] = filing, rows
        if rows and wanted.what is What.SINCE:
            break  # the first edition of the stay
    others = {*elsewhere, *printed_in_others(session, wanted, found)} if wanted.what is What.NAME else elsewhere
    return [
        replace(filing, corrections=tuple(_correction(filing.id, row, name, wanted, others) for row, name in rows))
        for filing, rows in found.values()
    ]


def printed_in_others(session: Session, wanted: Wanted, notices: Collection[str]) -> Iterator[str]:
    """The names (their identity keys) and codes that the list's other notices print of the company."""
    corrections = corrections_of(session, series=[wanted.series])
    for edition in whole_editions(session, wanted.series, corrections):
        if edition.notice_id not in notices and (row := edition.rows.get(wanted.company)):
            yield from (identity_key(row.name), row.code or "")


def _editions(session: Session, wanted: Wanted) -> Iterator[Edition]:
    """The complete editions that name the company, the oldest first: of the list, or the one of the notice alone."""
    query = select(Edition).where(Edition.series_key == wanted.series, Edition.state == "complete")
    if wanted.notice is None:
        query = query.where(Edition.act != Act.REMOVES.value)
    else:
        query = query.where(Edition.notice_id == wanted.notice)
    for edition in session.exec(query.order_by(col(Edition.day))):
        if names_company(session, edition, wanted.company):
            yield edition


def _rows(
    session: Session, edition: Edition, filing: Filing, wanted: Wanted, stays: list[Entry]
) -> Iterator[tuple[tuple[str, str | None], str]]:
    """The rows, as printed, that were read as this company and are wrong; each with the name it was read under."""
    known = corrections_of(session, [filing.id]).get(filing.id, ())
    read_as = {one.digest: one.company for one in whole(session, edition, known).printed}
    for printed, digest in zip(filing.notice.rows, filing.digests, strict=False):  # those that are held come last
        row, _ = corrected(printed, known)
        if row is not None and read_as.get(digest) == wanted.company and _wrong(row, wanted, stays):
            yield (printed.name, printed.code), row.name


def _wrong(row: Row, wanted: Wanted, stays: list[Entry]) -> bool:
    """In one notice whatever differs from what is right; in a whole list what it is held under now."""
    if wanted.what is What.NAME:
        wrong = stays[-1].listing.name if wanted.notice is None else row.name
        return row.name != wanted.value and identity_key(row.name) == identity_key(wrong)
    if wanted.what is What.CODE:
        return row.code != wanted.value if wanted.notice else row.code == stays[-1].listing.code
    return True


def _correction(
    notice: str, row: tuple[str, str | None], name: str, wanted: Wanted, elsewhere: Collection[str]
) -> Correction:
    wrong = identity_key(name)
    mistaken = wanted.what is What.NAME and wrong not in elsewhere and wrong != identity_key(wanted.value or "")
    value = read_code(wanted.value).value if wanted.what is What.CODE else wanted.value
    of_row = notice, wanted.company, wanted.series, *row
    renames = (wrong, wanted.value or "") if mistaken else None
    return Correction(*of_row, wanted.what, value, wanted.who, wanted.reason, renames)
