"""What must hold of single rows: intervals that do not run backwards, and results that belong to their screening."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, func

from store.integrity.streams import columns, rows
from store.tables.evidence import Capture, Look
from store.tables.notices import Conflict, NoticeReading
from store.tables.portfolios import CounterpartyRow, Hit, Screening
from store.tables.register import Event, Listing, Revision

_INTERVALS: tuple[tuple[type[SQLModel], Any, Any, Any], ...] = (
    (Listing, Listing.id, Listing.valid_from, Listing.valid_to),
    (Listing, Listing.id, Listing.recorded_at, Listing.superseded_at),
    (NoticeReading, NoticeReading.id, NoticeReading.recorded_at, NoticeReading.superseded_at),
    (Conflict, Conflict.id, Conflict.opened_at, Conflict.closed_at),
    (Look, Look.id, Look.started_at, Look.ended_at),
)
_MOMENTS: tuple[tuple[type[SQLModel], Any], ...] = (
    (Revision, Revision.at),
    (Listing, Listing.recorded_at),
    (Event, Event.at),
    (Look, Look.ended_at),
    (Capture, Capture.fetched_at),
    (Screening, Screening.at),
)


def interval_faults(session: Session) -> Iterator[str]:
    """Rows that end before they begin."""
    for table, number, start, end in _INTERVALS:
        backwards: ColumnElement[bool] = col(end) < col(start)
        for id_, began, ended in rows(session, columns(number, start, end).where(backwards)):
            yield f"{table.__tablename__} {id_}：{end.key} {ended} 早于 {start.key} {began}"


def moment_faults(session: Session) -> Iterator[str]:
    """Listings and events that were recorded, or superseded, at another moment than a revision's own."""
    for table in (Listing, Event):
        recorded = Listing.recorded_at if table is Listing else Event.at
        query = columns(table.id, table.revision, recorded, Revision.at)
        query = query.join(Revision, col(Revision.number) == table.revision).where(col(recorded) != Revision.at)
        for id_, number, at, moment in rows(session, query):
            yield f"{table.__tablename__} {id_}：记于 {at}，而第 {number} 版记于 {moment}"
    moments = {at for _, at in revisions(session)}
    for (at,) in rows(session, columns(Listing.superseded_at).where(col(Listing.superseded_at).is_not(None)).distinct()):
        if at not in moments:
            yield f"listing：有记录在 {at} 被取代，而那时没有任何一版"


def stay_faults(session: Session) -> Iterator[str]:
    """Companies that stand twice on one list at one time, as known now."""
    standing = columns(Listing.series_key, Listing.company_id, Listing.valid_from, Listing.valid_to, Listing.id)
    standing = standing.where(col(Listing.superseded_at).is_(None))
    before: Any = None
    for one in rows(session, standing.order_by(Listing.series_key, Listing.company_id, col(Listing.valid_from))):
        if before and before[:2] == one[:2] and (before.valid_to is None or before.valid_to > one.valid_from):
            yield f"listing {before.id} 与 {one.id}：{one.company_id} 在 {one.series_key} 同时在列两次"
        before = one


def hit_faults(session: Session) -> Iterator[str]:
    """Hits decided by the screening of another portfolio, and screenings of a register that never was."""
    strange = (
        columns(Hit.id, Hit.screening_id)
        .join(CounterpartyRow, col(CounterpartyRow.id) == Hit.counterparty_id, isouter=True)
        .join(Screening, col(Screening.id) == Hit.screening_id, isouter=True)
        .where(col(Screening.portfolio_id).is_distinct_from(CounterpartyRow.portfolio_id))
    )
    for id_, screening in rows(session, strange):
        yield f"hit {id_}：筛查 {screening} 不是对同一份关注名单作的"
    newest = session.connection().execute(columns(func.max(Revision.number))).scalar_one() or 0
    for id_, number in rows(session, columns(Screening.id, Screening.revision).where(col(Screening.revision) > newest)):
        yield f"screening {id_}：名单库没有第 {number} 版"


def newest_moments(session: Session) -> Iterator[tuple[str, datetime]]:
    """The newest moment in each table that has one."""
    for table, moment in _MOMENTS:
        newest = session.connection().execute(columns(func.max(moment))).scalar_one()
        if newest is not None:
            yield f"{table.__tablename__}.{moment.key}", newest


def revisions(session: Session) -> Iterator[tuple[int, datetime]]:
    """All revisions with their moments, in order."""
    yield from rows(session, columns(Revision.number, Revision.at).order_by(col(Revision.number)))
