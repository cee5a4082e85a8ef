"""That processes look and deliver: each says so at every tick, and what none of them said for a day is forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, or_, select

from store.tables.alarms import WorkerRow
from store.workers import has_ended

FORGOTTEN = timedelta(days=1)


def beat(
    session: Session,
    name: str,
    *,
    started_at: datetime,
    at: datetime,
    jumped: timedelta | None = None,
    failing: Sequence[str] = (),
) -> None:
    """This worker lives; its clock `jumped` since the last time, where it did; what it is `failing` at. The caller commits."""
    row = session.get(WorkerRow, name) or WorkerRow(name=name, started_at=started_at, ticked_at=at)
    row.started_at, row.ticked_at, row.failing = started_at, at, list(failing)
    if jumped is not None:
        row.jumped_at, row.jumped_by = at, jumped.total_seconds()
    session.add(row)
    _sweep(session, name, at)


def workers(session: Session) -> list[WorkerRow]:
    """All that were heard of lately, the last heard first."""
    return list(session.exec(select(WorkerRow).order_by(col(WorkerRow.ticked_at).desc())))


def _sweep(session: Session, own: str, at: datetime) -> None:
    """Forget who was not heard of for a day, and those of this machine that are no more."""
    others = session.exec(select(WorkerRow.name).where(WorkerRow.name != own)).all()
    ended = [name for name in others if has_ended(name)]
    old = or_(col(WorkerRow.ticked_at) < at - FORGOTTEN, col(WorkerRow.name).in_(ended))
    session.connection().execute(delete(WorkerRow).where(old, col(WorkerRow.name) != own))
