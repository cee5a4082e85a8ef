"""The lists of the register: how many stand on each and how new it is, on any day, as known at any time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, or_, select

from store.chunks import Among
from store.past import arrived_later, believed, notices_then, open_editions_then
from store.tables.notices import NoticeRow
from store.tables.register import Edition, Listing, SeriesRow


@dataclass(frozen=True, slots=True)
class ListState:
    """One list of the register: how many stand on it, and how new its newest complete edition is."""

    series: str
    title: str
    regulator: str
    polarity: str
    listed: int
    edition: str | None  # the day of the newest complete edition


def lists(
    session: Session, *, as_of: date | None = None, known_at: datetime | None = None, series: str | None = None
) -> list[ListState]:
    """All lists, or one: how many stood on it on a day (None: stand still), as known at a time (None: now)."""
    days = newest(session, as_of, known_at)
    elsewhere = _named_elsewhere(session)
    first = select(Edition.series_key).distinct()
    known = None if known_at is None else set(session.exec(first.where(Edition.recorded_at <= known_at)))
    facts: list[Any] = [SeriesRow.key, SeriesRow.title, SeriesRow.regulator, SeriesRow.polarity]
    every = columns(*facts, _listed(as_of, known_at))
    every = every.where(col(SeriesRow.key) == series) if series is not None else every
    return [
        ListState(
            row.key,
            row.title,
            row.regulator,
            row.polarity,
            row.listed,
            days[row.key].isoformat() if row.key in days else None,
        )
        for row in session.connection().execute(every.order_by(SeriesRow.key))
        if (known is None or row.key in known) and row.key not in elsewhere
    ]


def _named_elsewhere(session: Session) -> set[str]:
    """The lists over several trades of which all names stand on the lists of their trades: empty, and no news of anybody."""
    named = col(Edition.named) > 0, col(Edition.state) != "complete"
    whole = select(Edition.series_key).group_by(col(Edition.series_key))
    return set(session.exec(whole.having(func.count().filter(or_(*named)) == 0)))


def _listed(as_of: date | None, known_at: datetime | None) -> Any:
    """Counted in an index that holds all that is asked for (store.tables.register): no row is read."""
    endless = col(Listing.valid_to).is_(None)
    query = columns(func.count()).where(col(Listing.series_key) == SeriesRow.key)
    query = query.where(believed(Listing.recorded_at, Listing.superseded_at, known_at))
    if as_of is None:
        query = query.where(endless)
    else:
        query = query.where(col(Listing.valid_from) <= as_of, or_(endless, col(Listing.valid_to) > as_of))
    return query.scalar_subquery().label("listed")


def newest(session: Session, as_of: date | None = None, known_at: datetime | None = None) -> dict[str, date]:
    """The day of the newest complete edition of each series, by then."""
    query = select(Edition.series_key, func.max(Edition.day)).where(Edition.state == "complete")
    if as_of is not None:
        query = query.where(Edition.day <= as_of)
    if known_at is not None:
        query = query.where(Edition.recorded_at <= known_at, col(Edition.notice_id).not_in(arrived_later(known_at)))
    return dict(session.exec(query.group_by(col(Edition.series_key))).all())


def kept_of(session: Session, notices: Collection[str]) -> dict[str, int]:
    """How many companies stand by each of these notices as it was read before, of those of which names were ever there."""
    query = select(Edition.notice_id, func.sum(Edition.named)).where(Among(Edition.notice_id, notices))
    shaping = query.where(Edition.state == "complete", Edition.named > 0)
    return {id_: int(named) for id_, named in session.exec(shaping.group_by(col(Edition.notice_id)))}


def editions(
    session: Session, series: str, most: int, *, as_of: date, known_at: datetime | None = None
) -> tuple[list[tuple[Edition, NoticeRow]], int]:
    """The newest editions of a series by that day, each with its notice, and how many there are; as known at a time."""
    heard: list[Any] = [col(Edition.series_key) == series, col(Edition.day) <= as_of]
    heard += [] if known_at is None else [col(Edition.recorded_at) <= known_at]
    number = session.exec(select(func.count()).select_from(Edition).where(*heard)).one()
    query = select(Edition, NoticeRow).join(NoticeRow, col(NoticeRow.id) == Edition.notice_id).where(*heard)
    ordered = query.order_by(col(Edition.day).desc(), col(Edition.notice_id)).limit(most)
    found = list(session.exec(ordered).all())
    if known_at is not None:
        open_ = {one.notice_id: one for one in open_editions_then(session, known_at) if one.series_key == series}
        read = notices_then(session, [notice for _, notice in found], known_at)
        found = [(open_.get(one.notice_id, one), read.get(notice.id, notice)) for one, notice in found]
    return found, number
