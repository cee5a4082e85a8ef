"""Reading the register: who is (or was) listed where, on any day, as known at any time."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlalchemy import select as columns
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import Select

from sources.records import Polarity
from store.chunks import Among, chunks
from store.past import believed, called_then, company_then, notices_then
from store.tables.notices import NoticeRow
from store.tables.register import Company, Listing, SeriesRow

_ADVERSE = [polarity.value for polarity in Polarity if polarity.adverse]


class Bearer(NamedTuple):
    """A company as its listing shows it."""

    id: str
    name: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One listing with its company, its series and the notice that is its evidence."""

    listing: Listing
    company: Company | Bearer
    series: SeriesRow
    notice: NoticeRow


def entries(
    session: Session,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    companies: Collection[str] | None = None,
    adverse: bool = False,
) -> list[Entry]:
    """Listings that stood on `as_of` (None: all, ended ones too), as known at `known_at` (None: now)."""
    query = of_listings(_standing(as_of, known_at))
    if companies is not None:
        query = query.where(Among(Listing.company_id, sorted(companies)))
    if adverse:
        query = query.where(col(SeriesRow.polarity).in_(_ADVERSE))
    ordered = query.order_by(Listing.series_key, col(Listing.valid_from), Company.name, col(Listing.id))
    return as_known(session, session.exec(ordered).all(), known_at)


def every_entry(
    session: Session,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    conditions: Iterable[ColumnElement[bool]] | None = None,
    at_once: int = 2_000,
) -> Iterator[Entry]:
    """The same of the whole register in the order in which it was recorded, some thousand in memory at a time.

    `conditions` stand in place of the day, for a part of it (store.selection). Rows are read as columns: to make objects
    of a million that are only shown takes longer than to read them.
    """
    query = columns(*Listing.__table__.columns, col(Company.name).label("bears"), col(Company.code).label("has"))  # type: ignore[attr-defined]
    chosen = _standing(as_of, known_at) if conditions is None else conditions
    query = query.join(Company, col(Company.id) == Listing.company_id).where(*chosen)
    query = query.order_by(col(Listing.id)).limit(at_once)
    series = {row.key: row for row in session.exec(select(SeriesRow))}
    notices: dict[str, NoticeRow] = {}
    last = 0
    while found := session.connection().execute(query.where(col(Listing.id) > last)).all():
        last = found[-1].id
        _remember(session, notices, {row.notice_id for row in found}, known_at)
        called = {} if known_at is None else called_then(session, {row.company_id for row in found}, known_at)
        for row in found:
            bearer = Bearer(row.company_id, *called.get(row.company_id, (row.bears, row.has)))
            yield Entry(_read(row), bearer, series[row.series_key], notices[row.notice_id])


def _read(row: Any) -> Listing:
    """The columns of a listing: they read as it does."""
    found: Listing = row
    return found


def _remember(
    session: Session, notices: dict[str, NoticeRow], wanted: Collection[str], known_at: datetime | None
) -> None:
    """Add the notices that are not there yet, as they were known at that time: a thousand listings stand on a few."""
    new = [one for one in wanted if one not in notices]
    if new:
        read = session.exec(select(NoticeRow).where(Among(NoticeRow.id, new))).all()
        notices |= {row.id: row for row in read}
        notices |= {} if known_at is None else notices_then(session, read, known_at)


def of_listings(conditions: Iterable[ColumnElement[bool]]) -> Select[Listing, Company, SeriesRow, NoticeRow]:
    """The query for the listings that meet these conditions, each with its company, series and notice."""
    return (
        select(Listing, Company, SeriesRow, NoticeRow)
        .join(Company, col(Company.id) == Listing.company_id)
        .join(SeriesRow, col(SeriesRow.key) == Listing.series_key)
        .join(NoticeRow, col(NoticeRow.id) == Listing.notice_id)
        .where(*conditions)
    )


def _standing(as_of: date | None, known_at: datetime | None) -> list[ColumnElement[bool]]:
    """The conditions for listings that stood on a day, as known at a time."""
    conditions = [believed(Listing.recorded_at, Listing.superseded_at, known_at)]
    if as_of is not None:
        conditions += [
            col(Listing.valid_from) <= as_of,
            or_(col(Listing.valid_to).is_(None), col(Listing.valid_to) > as_of),
        ]
    return conditions


def as_known(
    session: Session, found: Sequence[tuple[Listing, Company, SeriesRow, NoticeRow]], known_at: datetime | None
) -> list[Entry]:
    """Entries, with companies and notices as they were known at that time."""
    if known_at is None:
        return [Entry(*row) for row in found]
    called = called_then(session, {company.id for _, company, _, _ in found}, known_at)
    notices = notices_then(session, (notice for _, _, _, notice in found), known_at)
    return [
        Entry(listing, company_then(company, called), series, notices.get(notice.id, notice))
        for listing, company, series, notice in found
    ]


def listed_then(session: Session, known_at: datetime) -> list[str]:
    """The ids of all companies that were known then to have stood on an adverse list."""
    query = select(Listing.company_id).distinct().order_by(Listing.company_id)
    query = query.join(SeriesRow, col(SeriesRow.key) == Listing.series_key).where(col(SeriesRow.polarity).in_(_ADVERSE))
    return list(session.exec(query.where(believed(Listing.recorded_at, Listing.superseded_at, known_at))))


def adverse_companies(session: Session, *, since: int = 0, among: Collection[str] | None = None) -> list[str]:
    """The ids of all companies that ever stood on an adverse list, or of those that changed after a revision."""
    query = select(Listing.company_id).distinct().order_by(Listing.company_id)
    query = query.join(SeriesRow, col(SeriesRow.key) == Listing.series_key).where(col(SeriesRow.polarity).in_(_ADVERSE))
    if since:
        query = query.join(Company, col(Company.id) == Listing.company_id)
        query = query.where(or_(Listing.revision > since, Company.revision > since))
    if among is None:
        return list(session.exec(query))
    ordered = sorted(among)
    return [one for some in chunks(ordered) for one in session.exec(query.where(col(Listing.company_id).in_(some)))]


def listed_by(session: Session, day: date, companies: Collection[str]) -> set[str]:
    """Those of these companies that stood on an adverse list by that day, as known now."""
    query = select(Listing.company_id).join(SeriesRow, col(SeriesRow.key) == Listing.series_key)
    query = query.where(Listing.valid_from <= day, col(Listing.superseded_at).is_(None))
    query = query.where(col(SeriesRow.polarity).in_(_ADVERSE))
    some = chunks(sorted(companies))
    return {one for ids in some for one in session.exec(query.where(col(Listing.company_id).in_(ids)))}
