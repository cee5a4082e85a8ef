"""When each source is due, who is looking at it now, and how it fared. Any number of workers may share the table."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import true, update
from sqlmodel import Session, col, or_, select

from sources.records import LookState
from store.tables.schedule import SourceHealth
from store.workers import has_ended

LEASE = timedelta(minutes=90)  # longer than any look; a worker whose machine died loses its claim after this


def register_sources(session: Session, source_ids: Sequence[str], now: datetime) -> None:
    """Make every source known to the schedule; a new one is due at once. The caller commits."""
    for source_id in source_ids:
        if session.get(SourceHealth, source_id) is None:
            session.add(SourceHealth(source_id=source_id, next_look_at=now))
    session.flush()


def claim(
    session: Session,
    source_id: str,
    *,
    owner: str,
    now: datetime,
    early: bool = False,
    same_hosts: Collection[str] = (),
) -> bool:
    """Take the lease of one source; False when another worker holds it, or that of one on the `same_hosts`.

    The caller commits.

    A worker of this machine that died holds nothing; one of another machine, until its lease has run out. Unless a look
    may be `early`, also False when another worker has looked since the source was due.
    """
    if _looked_at_by_another(session, same_hosts, owner, now):
        return False
    held_by = session.get_one(SourceHealth, source_id).lease_owner
    free = or_(col(SourceHealth.lease_until).is_(None), col(SourceHealth.lease_until) <= now)
    if held_by and has_ended(held_by):
        free = or_(free, col(SourceHealth.lease_owner) == held_by)
    wanted = true() if early else col(SourceHealth.next_look_at) <= now
    claimed = session.connection().execute(
        update(SourceHealth)
        .where(col(SourceHealth.source_id) == source_id, free, wanted)
        .values(lease_owner=owner, lease_until=now + LEASE)
    )
    return claimed.rowcount == 1


def _looked_at_by_another(session: Session, source_ids: Collection[str], owner: str, now: datetime) -> bool:
    """A host is asked by one process at a time, so that its requests stay one after another."""
    held = select(SourceHealth.lease_owner).where(col(SourceHealth.source_id).in_(source_ids))
    others = session.exec(held.where(col(SourceHealth.lease_until) > now, col(SourceHealth.lease_owner) != owner))
    return any(one is not None and not has_ended(one) for one in others)


def due(session: Session, now: datetime) -> list[str]:
    """The sources whose time has come, the most overdue first."""
    rows = select(SourceHealth).where(SourceHealth.next_look_at <= now).order_by(col(SourceHealth.next_look_at))
    return [row.source_id for row in session.exec(rows)]


def settle(
    session: Session, source_id: str, *, state: LookState, detail: str, at: datetime, next_look_at: datetime
) -> str | None:
    """Record how a look ended and free the lease; "degraded" or "recovered" when the health turned, else None."""
    row = session.get_one(SourceHealth, source_id)
    turned = None
    if state.good and row.failures:
        turned = "recovered"
    elif not state.good and not row.failures:
        turned = "degraded"
    row.state, row.detail, row.last_look_at, row.next_look_at = state.value, detail, at, next_look_at
    row.failures = 0 if state.good else row.failures + 1
    row.last_good_at = at if state.good else row.last_good_at
    row.lease_owner = row.lease_until = None
    session.add(row)
    return turned


def health(session: Session) -> dict[str, SourceHealth]:
    """The health of every source, by id."""
    return {row.source_id: row for row in session.exec(select(SourceHealth))}
