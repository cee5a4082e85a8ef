"""How many bytes were taken from each host within a day, by all who share the database."""

from datetime import datetime, timedelta

from sqlmodel import Session

from store.tables.schedule import HostTaking

_DAY = timedelta(hours=24)


def taken(session: Session, host: str, now: datetime) -> int:
    """The bytes taken from this host in the day that is running; 0 where it is over."""
    row = session.get(HostTaking, host)
    return row.size if row is not None and _runs(row, now) else 0


def take(session: Session, host: str, size: int, now: datetime) -> int:
    """Note that so many bytes more were taken, and return all of the day. The caller commits."""
    row = session.get(HostTaking, host) or HostTaking(host=host, since=now, size=0)
    if not _runs(row, now):
        row.since, row.size = now, 0
    row.size += size
    session.add(row)
    return row.size


def _runs(row: HostTaking, now: datetime) -> bool:
    return timedelta() <= now - row.since < _DAY
