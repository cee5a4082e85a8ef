"""The messages that somebody may see: those of his portfolios, and those of the operation for who looks after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlalchemy import select as columns
from sqlmodel import Session, and_, col, func, or_, select

from store.chunks import Among
from store.tables.outbox import Message, News, Subscription
from store.tables.portfolios import Portfolio

STATES = ("dead", "pending", "sending", "sent")  # in the order of urgency


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose messages and subscriptions are seen: of these portfolios; `operations`: those of the operation too."""

    portfolios: Sequence[int]
    operations: bool = False

    def of(self, table: type[Message] | type[Subscription]) -> ColumnElement[bool]:
        """The condition on a table of theirs."""
        mine = Among(table.portfolio_id, self.portfolios)
        return or_(mine, col(table.portfolio_id).is_(None)) if self.operations else and_(mine)

    def includes(self, portfolio_id: int | None) -> bool:
        """Whether what belongs to that portfolio (None: to the operation) is seen."""
        return self.operations if portfolio_id is None else portfolio_id in self.portfolios


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages; what is None or empty is not asked for."""

    state: str = ""
    portfolio: int | None = None
    subscription: int | None = None

    def of(self, seen: Seen) -> list[ColumnElement[bool]]:
        """As conditions."""
        found = [seen.of(Message)]
        if self.state:
            found.append(col(Message.state) == self.state)
        if self.portfolio is not None:
            found.append(col(Message.portfolio_id) == self.portfolio)
        if self.subscription is not None:
            found.append(col(Message.subscription_id) == self.subscription)
        return found


class Sent(NamedTuple):
    """One message without what it says."""

    id: int
    portfolio_id: int | None
    subscription_id: int | None
    channel: str
    recipient: str
    kind: str
    subject: str
    state: str
    attempts: int
    next_attempt_at: datetime
    last_code: int | None
    last_error: str | None
    created_at: datetime
    sent_at: datetime | None


def counted(session: Session, seen: Seen, wanted: Wanted) -> dict[str, int]:
    """How many there are in each state."""
    query = select(Message.state, func.count()).where(*wanted.of(seen)).group_by(col(Message.state))
    found = dict(session.exec(query).all())
    return {state: found.get(state, 0) for state in STATES}


def numbers(session: Session, seen: Seen, wanted: Wanted, *, before: int | None = None, most: int | None = None) -> list[int]:
    """Their numbers, the newest first; `before` that one."""
    ids = select(Message.id).where(*wanted.of(seen))
    if before is not None:
        ids = ids.where(col(Message.id) < before)
    return [one or 0 for one in session.exec(ids.order_by(col(Message.id).desc()).limit(most))]


def newest(session: Session, seen: Seen, wanted: Wanted, *, before: int | None = None, most: int) -> list[Sent]:
    """The newest of them, or the newest before that number."""
    chosen = numbers(session, seen, wanted, before=before, most=most)
    named = (getattr(Message, name) for name in Sent._fields)
    rows = session.connection().execute(columns(*named).where(Among(Message.id, chosen)).order_by(col(Message.id).desc()))
    return [Sent(*row) for row in rows]


def refused_elsewhere(session: Session, seen: Seen) -> int:
    """How many were refused that are not seen: somebody must know of them too."""
    rest = select(func.count()).where(col(Message.state) == "dead", col(Message.portfolio_id).is_not(None))
    return session.exec(rest.where(col(Message.portfolio_id).not_in(seen.portfolios))).one()


def of_subscriptions(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """By subscription how many of its messages were refused."""
    query = select(Message.subscription_id, func.count()).where(Message.state == "dead", Among(Message.subscription_id, ids))
    return {id_ or 0: number for id_, number in session.exec(query.group_by(col(Message.subscription_id)))}


def followed(session: Session, seen: Seen) -> Sequence[Subscription]:
    """The subscriptions that are seen; the operators' at the end."""
    query = select(Subscription).join(Portfolio, isouter=True).where(seen.of(Subscription))
    ordered = query.order_by(col(Subscription.audience).desc(), Portfolio.name, Subscription.address, col(Subscription.id))
    return session.exec(ordered).all()


def untold(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """By subscription how much waits that no message tells yet."""
    query = select(News.subscription_id, func.count()).where(col(News.message_id).is_(None), Among(News.subscription_id, ids))
    return dict(session.exec(query.group_by(col(News.subscription_id))).all())
