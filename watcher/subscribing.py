"""Subscribing somebody, changing it, and letting him hear again: with the messages that this makes due."""

from dataclasses import fields
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import Session, func, select

from alerts import subscriptions
from alerts.timing import REPORT
from alerts.wishes import Wishes
from sources.errors import UsageError
from store.database import writing
from store.news import waiting
from store.tables.outbox import Subscription
from watcher.desk import Desk
from watcher.pipeline import queue_due

_STATED = tuple(one.name for one in fields(Wishes))


class Subscribed(NamedTuple):
    """The subscription, and how much a report of what stands tells."""

    row: Subscription
    reported: int
    is_new: bool  # False: it was there, just so


def subscribe(
    desk: Desk, portfolio: str | None, address: str, *, channel: str, wishes: Wishes, at: datetime, who: str
) -> Subscribed:
    """Subscribe an address to a portfolio, or (None) to what is wrong with the operation. Raises UsageError."""
    with writing(desk.engine) as session:
        before = session.exec(select(func.max(Subscription.id))).one() or 0
        row = subscriptions.subscribe(session, portfolio, address, at, channel=channel, wishes=wishes, who=who)
        reported = _reported(session, row, at)
    queue_due(desk, at)
    return Subscribed(row, reported, (row.id or 0) > before)


def change(
    desk: Desk, id: int, wishes: Wishes, *, at: datetime, who: str, as_it_stood: str | None = None
) -> Subscribed:
    """Change what is stated of one subscription, if that is `as_it_stood` when somebody looked. Raises UsageError."""
    with writing(desk.engine) as session:
        if as_it_stood not in (None, stood(subscriptions.subscription(session, id))):
            raise UsageError(
                "这项订阅刚刚在另一处被修改", meaning="没有保存这一次的修改", action="请核对现在的设置后再保存"
            )
        row = subscriptions.change(session, id, wishes, at=at, who=who)
        reported = _reported(session, row, at)
    queue_due(desk, at)
    return Subscribed(row, reported, is_new=False)


def stood(row: Subscription) -> str:
    """What is stated of a subscription as one short text: another one where anything of it was changed."""
    return sha256(repr([getattr(row, name) for name in _STATED]).encode()).hexdigest()[:16]


def _reported(session: Session, row: Subscription, at: datetime) -> int:
    waits = waiting(session, [row.id or 0]).get((row.id or 0, "register"), ())
    return sum(one.event.startswith(REPORT) and one.added_at == at for one in waits)


def resume(desk: Desk, id: int, *, at: datetime, who: str) -> Subscription:
    """End a pause and a mute, and tell what waited. Raises UsageError where there is no such subscription."""
    with writing(desk.engine) as session:
        row = subscriptions.resume(session, id, at=at, who=who)
    queue_due(desk, at)
    return row
