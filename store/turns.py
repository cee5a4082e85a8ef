"""Turns of the sources: begun by whoever holds the lease, taken over from a worker that was lost, ended once.

An attempt is known by the turn and its number: who comes back after another has taken over finds a higher number, and
what he saw is dropped.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from store.chunks import Among
from store.tables.schedule import SourceHealth, Turn

LEASE = timedelta(minutes=2)  # renewed all the time; a worker whose machine died loses its claim after this
CLOCKS = timedelta(minutes=1)  # by which the clocks of two machines may differ


class TurnLost(Exception):
    """Another worker has taken the turn over: nothing of this attempt may be written."""


def begin(session: Session, health: SourceHealth, *, owner: str, now: datetime) -> Turn:
    """The turn that this worker, who has the lease, makes now: one that was left open, else a new one."""
    turn = next(iter(last_turns(session, health.source_id, 1)), None)
    if turn is None or turn.state != "looking":
        turn = Turn(source_id=health.source_id, scheduled_for=None, worker=owner, attempts=0, started_at=now)
    if turn.scheduled_for is None and health.next_look_at <= now:
        turn.scheduled_for = _not_taken(session, health)
    turn.worker, turn.started_at, turn.attempts = owner, now, turn.attempts + 1
    session.add(turn)
    session.flush()
    return Turn(**turn.model_dump())  # as it is now, whoever takes it over


def _not_taken(session: Session, health: SourceHealth) -> datetime | None:
    """The time that is due, unless a clock that was put back has come to it for the second time."""
    same = Turn.source_id == health.source_id, Turn.scheduled_for == health.next_look_at
    return health.next_look_at if session.exec(select(Turn.id).where(*same)).first() is None else None


def renew(session: Session, turns: Collection[Turn], now: datetime) -> None:
    """Go on holding the leases of those turns that are still of these attempts. The caller commits."""
    wanted = {one.id: one.attempts for one in turns}
    open_ones = session.exec(select(Turn).where(Among(Turn.id, wanted), Turn.state == "looking"))
    held = [one.source_id for one in open_ones if one.attempts == wanted[one.id]]
    session.connection().execute(
        update(SourceHealth).where(Among(SourceHealth.source_id, held)).values(lease_until=now + LEASE)
    )


def end(session: Session, turn: Turn, *, at: datetime, look_id: int, missed: int) -> None:
    """Note that the turn was made. Raises TurnLost, and nothing must be committed, when it is another worker's now."""
    row = session.get_one(Turn, turn.id)
    if (row.state, row.attempts) != ("looking", turn.attempts):
        raise TurnLost
    row.state, row.ended_at, row.look_id, row.missed = "done", at, look_id, missed
    session.add(row)


def last_turns(session: Session, source_id: str, most: int) -> Sequence[Turn]:
    """The newest turns of one source, the newest first."""
    newest = select(Turn).where(Turn.source_id == source_id).order_by(col(Turn.id).desc())
    return session.exec(newest.limit(most)).all()
