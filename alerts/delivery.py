"""Deliver what is queued: at least once, each outcome recorded before the next message is tried.

Messages are claimed and committed some at a time, then each is sent and settled. A process killed between the server's
250 and the commit leaves the claim; when it is over the message goes out again under the same Message-ID, by which the
receiver's system recognises it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, select

from alerts.channels.letter import Channel, Delivery, Letter, Outcome
from store import outbox
from store.chunks import Among
from store.database import reading, writing
from store.news import news_of
from store.tables.outbox import Message, Subscription

AT_ONCE = 20  # claimed with one commit


def deliver(
    engine: Engine, channels: Mapping[str, Channel], clock: Callable[[], datetime], *, owner: str
) -> Counter[Outcome]:
    """Send every message that is due, and count how the attempts ended; a channel that is away is not asked again."""
    outcomes: Counter[Outcome] = Counter()
    away: set[str] = set()
    while True:
        with writing(engine) as session:
            claimed = outbox.claim(session, clock(), owner=owner, channels=channels.keys() - away, most=AT_ONCE)
        left = [one.id or 0 for one in claimed]
        with reading(engine) as session:
            posted = letters(session, claimed)
        for message, letter in posted:
            if message.channel in away:
                continue
            delivery = channels[message.channel].send(letter)
            with writing(engine) as session:
                _settle(session, message.id or 0, delivery, clock())
            left.remove(message.id or 0)
            outcomes[delivery.outcome] += 1
            if delivery.everybody:
                away.add(message.channel)
        if left:
            with writing(engine) as session:
                outbox.release(session, left, owner=owner)
        if not claimed:
            return outcomes


def letters(session: Session, messages: Sequence[Message]) -> list[tuple[Message, Letter]]:
    """Each message with all that it tells."""
    news = news_of(session, [one.id or 0 for one in messages])
    known = select(Subscription).where(Among(Subscription.id, {one.subscription_id for one in messages}))
    secrets = {one.id: one.secret for one in session.exec(known)}
    return [
        (
            one,
            Letter(
                message_id=one.message_id,
                recipient=one.recipient,
                kind=one.kind,
                subject=one.subject,
                content=one.content,
                news=[row.content for row in news.get(one.id or 0, ())],
                date=one.created_at,
                subscription=one.subscription_id,
                secret=secrets.get(one.subscription_id, ""),
            ),
        )
        for one in messages
    ]


def _settle(session: Session, id: int, delivery: Delivery, at: datetime) -> None:
    if delivery.outcome is Outcome.SENT:
        outbox.sent(session, id, at=at, code=delivery.code, text=delivery.text)
    elif delivery.outcome is Outcome.RETRY:
        outbox.postponed(session, id, at=at, code=delivery.code, words=delivery.words)
    else:
        outbox.dead(session, id, code=delivery.code, words=delivery.words)
