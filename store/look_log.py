"""The looks of the last days, and what the last looks at one source brought."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from store.chunks import Among
from store.tables.evidence import Capture, Look, Snapshot
from store.tables.register import Edition, SeriesRow


class Ended(NamedTuple):
    """That a look at a source ended so."""

    id: int
    source: str
    at: datetime
    state: str


class Published(NamedTuple):
    """One complete edition of a list."""

    title: str
    mode: str
    day: date
    named: int


def ended_after(session: Session, number: int, since: datetime) -> list[Ended]:
    """The looks with higher numbers that ended since then, in their order."""
    wanted = columns(col(Look.id), col(Look.source_id), col(Look.ended_at), col(Look.state))
    later = wanted.where(col(Look.id) > number, col(Look.ended_at) >= since).order_by(col(Look.id))
    found = session.connection().execute(later)
    return [Ended(row.id or 0, row.source_id, row.ended_at, row.state) for row in found]


def last_looks(session: Session, source_id: str, most: int) -> Sequence[Look]:
    """The newest looks at one source, the newest first."""
    newest = select(Look).where(Look.source_id == source_id).order_by(col(Look.id).desc())
    return session.exec(newest.limit(most)).all()


def captures_of(session: Session, looks: Collection[int | None], most: int) -> Sequence[tuple[Capture, int]]:
    """The newest answers that these looks brought, each with the size of its bytes."""
    brought = select(Capture, Snapshot.size).join(Snapshot).where(Among(Capture.look_id, looks))
    return session.exec(brought.order_by(col(Capture.id).desc()).limit(most)).all()


def last_editions(session: Session, regulator: str) -> dict[str, list[Published]]:
    """By list of a regulator its two newest complete editions, the newest first."""
    place = func.row_number().over(partition_by=col(Edition.series_key), order_by=col(Edition.day).desc()).label("place")
    every = columns(col(Edition.series_key), col(SeriesRow.title), col(SeriesRow.mode), col(Edition.day), col(Edition.named), place)
    listing = every.join(SeriesRow, col(SeriesRow.key) == Edition.series_key).where(
        col(SeriesRow.regulator) == regulator, col(Edition.state) == "complete", col(Edition.act).in_(("replaces", "adds"))
    )
    newest = listing.subquery()
    found: dict[str, list[Published]] = {}
    for key, *facts in session.connection().execute(columns(newest).where(newest.c.place <= 2).order_by(newest.c.series_key, newest.c.place)):
        found.setdefault(key, []).append(Published(*facts[:4]))
    return found
