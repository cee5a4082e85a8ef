"""Messages that did not reach anybody, counted for whoever looks after the program."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from store.tables.outbox import Message


@dataclass(frozen=True, slots=True)
class Refused:
    """Messages to one subscription that were refused for good; `deaf`: nothing has reached it since."""

    subscription: int
    count: int
    newest: int  # number of a message
    code: int | None
    since: datetime
    deaf: bool


@dataclass(frozen=True, slots=True)
class Stuck:
    """Messages of one channel that have not left."""

    channel: str
    count: int
    since: datetime


def refused(session: Session) -> list[Refused]:
    """By subscription."""
    dead = select(Message.subscription_id, func.count(), func.max(Message.id), func.min(Message.created_at))
    found = session.exec(dead.where(Message.state == "dead").group_by(col(Message.subscription_id))).all()
    return [_refused(session, subscription, count, newest or 0, since) for subscription, count, newest, since in found]


def _refused(session: Session, subscription: int | None, count: int, newest: int, since: datetime) -> Refused:
    later = Message.subscription_id == subscription, Message.state == "sent", col(Message.id) > newest
    heard = session.exec(select(Message.id).where(*later).limit(1)).first()
    code = session.exec(select(Message.last_code).where(Message.id == newest)).one()
    return Refused(subscription or 0, count, newest, code, since, deaf=heard is None)


def stuck(session: Session, before: datetime) -> list[Stuck]:
    """By channel what was queued before that time and has not left; a person deals with what was refused."""
    late = col(Message.state).in_(("pending", "sending")), Message.created_at < before
    query = select(Message.channel, func.count(), func.min(Message.created_at)).where(*late)
    return [Stuck(*row) for row in session.exec(query.group_by(col(Message.channel)))]
