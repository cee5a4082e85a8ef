"""The queue of messages: written with the fact that caused them; how they leave is in store.deliveries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, and_, col, func, or_, select

from store.bulk import insert_rows
from store.chunks import Among
from store.tables.outbox import Message

UNSENT = ("pending", "sending", "dead")


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to queue. `dedupe_key` says what it is about; the same news to the same receiver is queued once.

    `portfolio_id` is the one whose names it tells: the message is erased with it.
    """

    dedupe_key: str
    message_id: str
    channel: str
    recipient: str
    kind: str
    subject: str
    content: Mapping[str, Any]
    subscription_id: int | None = None
    portfolio_id: int | None = None


def put(session: Session, draft: Draft, at: datetime) -> int | None:
    """Queue the message unless it is queued already; its number when it is new. The caller commits."""
    return put_all(session, [draft], at)[0]


def put_all(session: Session, drafts: Sequence[Draft], at: datetime) -> list[int | None]:
    """The same for several."""
    numbered = select(Message.dedupe_key, Message.id).where(
        Among(Message.dedupe_key, [one.dedupe_key for one in drafts])
    )
    known = {key for key, _ in session.exec(numbered)}
    rows = {one.dedupe_key: _row(one) for one in drafts if one.dedupe_key not in known}
    insert_rows(session, Message, list(rows.values()), created_at=at, next_attempt_at=at, state="pending", attempts=0)
    numbers = dict(session.exec(numbered).all()) if rows else {}
    return [numbers[one.dedupe_key] if one.dedupe_key in rows else None for one in drafts]


def _row(draft: Draft) -> dict[str, Any]:
    return {one.name: getattr(draft, one.name) for one in fields(Draft)}


def retry(session: Session, id: int, at: datetime) -> bool:
    """Queue a dead or waiting message again at once; False when there is no such message. The caller commits."""
    row = session.get(Message, id)
    if row is None or row.state not in ("dead", "pending"):
        return False
    row.state, row.next_attempt_at, row.attempts = "pending", at, 0
    return True


def retry_dead(session: Session, at: datetime, among: Sequence[int] | None = None) -> int:
    """Queue every dead message again at once, or those with these numbers; how many. The caller commits."""
    again = {"state": "pending", "next_attempt_at": at, "attempts": 0}
    refused = [col(Message.state) == "dead", *([Among(Message.id, among)] if among is not None else [])]
    return session.connection().execute(update(Message).where(*refused).values(again)).rowcount


def withdraw(session: Session, subscription: int) -> None:
    """Drop what a subscription was to be told and was not sent: it is no more. The caller commits."""
    unsent = and_(col(Message.subscription_id) == subscription, col(Message.state) != "sent")
    session.connection().execute(delete(Message).where(unsent))


def messages(session: Session, *states: str, unsent: bool = False, most: int | None = None) -> list[Message]:
    """All messages, those in these states, or those that have not left; the newest first."""
    query = select(Message).order_by(col(Message.id).desc()).limit(most)
    if states:
        query = query.where(col(Message.state).in_(states))
    return list(session.exec(query.where(Message.state != "sent") if unsent else query))


def queued_since(session: Session, since: datetime) -> dict[int, list[tuple[str, datetime]]]:
    """The kinds and moments of the messages that were queued for each subscription since then."""
    query = select(Message.subscription_id, Message.kind, Message.created_at).where(Message.created_at > since)
    found: defaultdict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for subscription, kind, at in session.exec(query):
        found[subscription or 0].append((kind, at))
    return found


def unsent_then(session: Session, at: datetime | None) -> tuple[int, int, datetime | None]:
    """How many messages had not left by then (None: now), how many of them are refused, since when the oldest waits."""
    waiting: list[ColumnElement[bool]] = [col(Message.state).in_(UNSENT)]  # which an index finds; most of all are sent
    if at is not None:
        waiting = [col(Message.created_at) <= at, or_(col(Message.sent_at).is_(None), col(Message.sent_at) > at)]
    refused = func.count().filter(col(Message.state) == "dead")
    query = select(func.count(), refused, func.min(Message.created_at)).where(*waiting)
    return session.exec(query).one()
