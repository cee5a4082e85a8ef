"""Reading the register: who is (or was) listed where, on any day, as known at any time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from sources.records import Polarity
from store.chunks import chunks
from store.tables.notices import NoticeRow
from store.tables.register import Company, CompanyName, Listing, SeriesRow

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
    query = (
        select(Listing, Company, SeriesRow, NoticeRow)
        .join(Company, col(Company.id) == Listing.company_id)
        .join(SeriesRow, col(SeriesRow.key) == Listing.series_key)
        .join(NoticeRow, col(NoticeRow.id) == Listing.notice_id)
    )
    if known_at is None:
        query = query.where(col(Listing.superseded_at).is_(None))
    else:
        later = or_(col(Listing.superseded_at).is_(None), col(Listing.superseded_at) > known_at)
        query = query.where(Listing.recorded_at <= known_at, later)
    if as_of is not None:
        standing = or_(col(Listing.valid_to).is_(None), col(Listing.valid_to) > as_of)
        query = query.where(Listing.valid_from <= as_of, standing)
    if companies is not None:
        query = query.where(col(Listing.company_id).in_(companies))
    if adverse:
        query = query.where(col(SeriesRow.polarity).in_(_ADVERSE))
    ordered = query.order_by(Listing.series_key, col(Listing.valid_from), Company.name)
    return [Entry(*row) for row in session.exec(ordered)]


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


def names_of(session: Session, companies: Collection[str] | None = None) -> dict[str, list[CompanyName]]:
    """All published names by company, the newest last."""
    query = select(CompanyName).order_by(col(CompanyName.recorded_at))
    if companies is not None:
        query = query.where(col(CompanyName.company_id).in_(companies))
    names: dict[str, list[CompanyName]] = {}
    for row in session.exec(query):
        names.setdefault(row.company_id, []).append(row)
    return names
