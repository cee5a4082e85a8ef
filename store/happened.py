"""The append-only events as they are read: in order for programs, the newest first and by what happened for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from store.newly import KIND_OF_NEW, NEW
from store.tables.notices import NoticeRow
from store.tables.register import Company, Event, SeriesRow


@dataclass(frozen=True, slots=True)
class Told:
    """An event with what it names: the company as it is called now, the list, the notice; absent where it names none."""

    event: Event
    company: str | None
    series: str | None
    notice: str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """Which events; what is empty does not matter. `new` is a kind of what is newly listed (store.newly)."""

    type: str = ""
    new: str = ""
    series: str = ""
    notice: str = ""
    since: datetime | None = None
    until: datetime | None = None  # the first moment that is too late


def events_after(session: Session, most: int, *, since: datetime | None = None, after: Event | None = None) -> list[Event]:
    """At most so many, the oldest first, of equal moments by their ids."""
    query = select(Event).order_by(col(Event.at), col(Event.id)).limit(most)
    if since is not None:
        query = query.where(Event.at >= since)
    if after is not None:
        query = query.where(col(Event.at) >= after.at)
        query = query.where(or_(col(Event.at) > after.at, and_(col(Event.at) == after.at, col(Event.id) > after.id)))
    return list(session.exec(query))


def happened(session: Session, wanted: Happening, most: int, *, before: Event | None = None) -> list[Told]:
    """At most so many, the newest first and those of one moment by their types, behind the event `before`."""
    conditions = _conditions(wanted)
    if before is not None:
        conditions.append(col(Event.at) <= before.at)
        same = or_(col(Event.type) > before.type, and_(col(Event.type) == before.type, col(Event.id) > before.id))
        conditions.append(or_(col(Event.at) < before.at, same))
    query = select(Event, Company.name, SeriesRow.title, NoticeRow.title).select_from(Event)
    query = query.outerjoin(Company, col(Company.id) == Event.company_id)
    query = query.outerjoin(SeriesRow, col(SeriesRow.key) == Event.series_key)
    query = query.outerjoin(NoticeRow, col(NoticeRow.id) == Event.notice_id)
    query = query.where(*conditions).order_by(col(Event.at).desc(), col(Event.type), col(Event.id)).limit(most)
    return [Told(*found) for found in session.exec(query)]


def times(session: Session, wanted: Happening) -> int:
    """How many there are."""
    query = select(func.count()).select_from(Event)
    if wanted.new:
        query = query.join(SeriesRow, col(SeriesRow.key) == Event.series_key)
    return session.exec(query.where(*_conditions(wanted))).one()


def lists_with_events(session: Session) -> Sequence[tuple[str, str]]:
    """Every list by its key, with its title."""
    return session.exec(select(SeriesRow.key, SeriesRow.title).order_by(col(SeriesRow.title))).all()


def _conditions(wanted: Happening) -> list[ColumnElement[Any]]:
    found: list[ColumnElement[Any]] = []
    kind = col(Event.type).concat("")  # not by its index: the newest of a kind with many are found sooner in their order
    if wanted.type:
        found.append(kind == wanted.type)
    if wanted.new:
        found += [kind.in_(NEW), KIND_OF_NEW.in_((wanted.new,))]
    if wanted.series:
        found.append(col(Event.series_key) == wanted.series)
    if wanted.notice:
        found.append(col(Event.notice_id) == wanted.notice)
    if wanted.since is not None:
        found.append(col(Event.at) >= wanted.since)
    if wanted.until is not None:
        found.append(col(Event.at) < wanted.until)
    return found
