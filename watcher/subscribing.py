"""Subscribing somebody, and letting him hear again: with the messages that this makes due."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import func, select

from alerts import subscriptions
from alerts.wishes import Wishes
from store.database import writing
from store.news import waiting
from store.tables.outbox import Subscription
from watcher.desk import Desk
from watcher.pipeline import queue_due


class Subscribed(NamedTuple):
    """The subscription, and how much a first report tells."""

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
        reported = len(waiting(session, [row.id or 0]).get((row.id or 0, "register"), ()))
    queue_due(desk, at)
    return Subscribed(row, reported, (row.id or 0) > before)


def resume(desk: Desk, id: int, *, at: datetime, who: str) -> Subscription:
    """End a pause and a mute, and tell what waited. Raises UsageError where there is no such subscription."""
    with writing(desk.engine) as session:
        row = subscriptions.resume(session, id, at=at, who=who)
    queue_due(desk, at)
    return row
