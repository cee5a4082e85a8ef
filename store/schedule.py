"""When each source is due, who is looking at it now, and how it fared. Any number of workers may share the table."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, true, update
from sqlmodel import Session, and_, col, or_, select

from sources.records import LookState
from store import turns
from store.tables.schedule import SourceHealth, Turn
from store.workers import has_ended


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
    latest: datetime | None = None,
    same_hosts: Collection[str] = (),
) -> Turn | None:
    """Take the lease of one source and begin its turn; None when another worker holds it, or that of one on the `same_hosts`.

    The caller commits.

    A worker of this machine that died holds nothing; one of another machine, until its lease has run out. Unless a look
    may be `early`, also None when another worker has looked since the source was due. What only a clock that ran ahead can
    have written is waited for by nobody: a lease longer than any, and a next look beyond the `latest`.
    """
    if _looked_at_by_another(session, same_hosts, owner, now):
        return None
    health = session.get_one(SourceHealth, source_id)
    until, held_by = col(SourceHealth.lease_until), health.lease_owner
    free = or_(until.is_(None), until <= now, until > now + turns.LEASE + turns.CLOCKS)
    if held_by and has_ended(held_by):
        free = or_(free, col(SourceHealth.lease_owner) == held_by)
    claimed = session.connection().execute(
        update(SourceHealth)
        .where(col(SourceHealth.source_id) == source_id, free, true() if early else _is_due(now, latest))
        .values(lease_owner=owner, lease_until=now + turns.LEASE)
    )
    return turns.begin(session, health, owner=owner, now=now) if claimed.rowcount == 1 else None


def _looked_at_by_another(session: Session, source_ids: Collection[str], owner: str, now: datetime) -> bool:
    """A host is asked by one process at a time, so that its requests stay one after another."""
    until, held = col(SourceHealth.lease_until), select(SourceHealth.lease_owner)
    honest = and_(until > now, until <= now + turns.LEASE + turns.CLOCKS)
    others = held.where(col(SourceHealth.source_id).in_(source_ids), honest, col(SourceHealth.lease_owner) != owner)
    return any(one is not None and not has_ended(one) for one in session.exec(others))


def due(
    session: Session, now: datetime, *, astray: Callable[[SourceHealth], bool] = lambda row: False
) -> list[str]:
    """The sources whose time has come, the most overdue first, and those whose next look went astray."""
    rows = session.exec(select(SourceHealth).order_by(col(SourceHealth.next_look_at)))
    return [row.source_id for row in rows if row.next_look_at <= now or astray(row)]


def _is_due(now: datetime, latest: datetime | None) -> ColumnElement[bool]:
    due = col(SourceHealth.next_look_at) <= now
    return due if latest is None else or_(due, col(SourceHealth.next_look_at) > latest)


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
