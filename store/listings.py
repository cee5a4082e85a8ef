"""Reading the register: who is (or was) listed where, on any day, as known at any time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import Select

from sources.records import Polarity
from store.chunks import chunks
from store.past import believed, called_then, company_then, notices_then
from store.tables.notices import NoticeRow
from store.tables.register import Company, Listing, SeriesRow

_ADVERSE = [polarity.value for polarity in Polarity if polarity.adverse]


@dataclass(frozen=True, slots=True)
class Entry:
    """One listing with its company, its series and the notice that is its evidence."""

    listing: Listing
    company: Company
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
    query = _entries(as_of, known_at)
    if companies is not None:
        query = query.where(col(Listing.company_id).in_(companies))
    if adverse:
        query = query.where(col(SeriesRow.polarity).in_(_ADVERSE))
    ordered = query.order_by(Listing.series_key, col(Listing.valid_from), Company.name, col(Listing.id))
    return _as_known(session, [Entry(*row) for row in session.exec(ordered)], known_at)


def every_entry(
    session: Session, *, as_of: date | None = None, known_at: datetime | None = None, at_once: int = 2_000
) -> Iterator[Entry]:
    """The same of the whole register in the order in which it was recorded, some thousand in memory at a time."""
    query = _entries(as_of, known_at).order_by(col(Listing.id)).limit(at_once)
    last = 0
    while found := [Entry(*row) for row in session.exec(query.where(col(Listing.id) > last))]:
        last = found[-1].listing.id or 0
        yield from _as_known(session, found, known_at)
        session.expunge_all()


def _entries(as_of: date | None, known_at: datetime | None) -> Select[Listing, Company, SeriesRow, NoticeRow]:
    query = (
        select(Listing, Company, SeriesRow, NoticeRow)
        .join(Company, col(Company.id) == Listing.company_id)
        .join(SeriesRow, col(SeriesRow.key) == Listing.series_key)
        .join(NoticeRow, col(NoticeRow.id) == Listing.notice_id)
        .where(believed(Listing.recorded_at, Listing.superseded_at, known_at))
    )
    if as_of is not None:
        standing = or_(col(Listing.valid_to).is_(None), col(Listing.valid_to) > as_of)
        query = query.where(Listing.valid_from <= as_of, standing)
    return query


def _as_known(session: Session, found: list[Entry], known_at: datetime | None) -> list[Entry]:
    """The same entries, with companies and notices as they were known at that time."""
    if known_at is None:
        return found
    called = called_then(session, {one.company.id for one in found}, known_at)
    notices = notices_then(session, (one.notice for one in found), known_at)
    return [
        Entry(one.listing, company_then(one.company, called), one.series, notices.get(one.notice.id, one.notice))
        for one in found
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
