"""The append-only events as they are read: the oldest first, from a time on, or behind one that was read last."""

from datetime import datetime

from sqlmodel import Session, and_, col, or_, select

from store.tables.register import Event


def events_after(session: Session, most: int, *, since: datetime | None = None, after: Event | None = None) -> list[Event]:
    """At most so many, of equal moments by their ids."""
    query = select(Event).order_by(col(Event.at), col(Event.id)).limit(most)
    if since is not None:
        query = query.where(Event.at >= since)
    if after is not None:
        query = query.where(col(Event.at) >= after.at)
        query = query.where(or_(col(Event.at) > after.at, and_(col(Event.at) == after.at, col(Event.id) > after.id)))
    return list(session.exec(query))
