"""What is counted for a monitor, with queries that are cheap at any size."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, func, select

from store.tables.alarms import AlarmRow
from store.tables.notices import Conflict
from store.tables.outbox import Message
from store.tables.portfolios import Hit
from store.tables.register import Listing
from store.tables.schedule import SourceHealth


def looks(session: Session, watched: Collection[str]) -> dict[str, int]:
    """Watched sources by the state of their last look; `never` where there was none."""
    states = dict(session.exec(select(SourceHealth.source_id, SourceHealth.state)).all())
    return Counter(states.get(id_) or "never" for id_ in watched)


def last_good(session: Session, watched: Collection[str]) -> dict[str, datetime]:
    """When each watched source was last really seen; those that never were are left out."""
    query = select(SourceHealth.source_id, SourceHealth.last_good_at)
    return {id_: at for id_, at in session.exec(query) if at is not None and id_ in watched}


def messages(session: Session) -> dict[str, int]:
    """By state."""
    return dict(session.exec(select(Message.state, func.count()).group_by(col(Message.state))).all())


def oldest_waiting(session: Session) -> datetime | None:
    """Since when the oldest message waits that is not refused."""
    waiting = col(Message.state).in_(("pending", "sending"))
    return session.exec(select(func.min(Message.created_at)).where(waiting)).one()


def hits(session: Session) -> dict[str, int]:
    """By grade."""
    return dict(session.exec(select(Hit.grade, func.count()).group_by(col(Hit.grade))).all())


def alarms(session: Session) -> dict[str, int]:
    """Open ones by kind."""
    open_ones = select(AlarmRow.kind, func.count()).where(col(AlarmRow.closed_at).is_(None))
    return dict(session.exec(open_ones.group_by(col(AlarmRow.kind))).all())


def conflicts(session: Session) -> int:
    """How many wait for a person."""
    return session.exec(select(func.count()).where(Conflict.state == "open")).one()


def listings(session: Session) -> int:
    """How many stays on lists stand."""
    stands = col(Listing.superseded_at).is_(None), col(Listing.valid_to).is_(None)
    return session.exec(select(func.count()).where(*stands)).one()
