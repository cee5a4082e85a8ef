"""Deliver what is queued: at least once, one mail at a time, each outcome recorded before the next is tried.

A mail is claimed and committed, then sent, then settled. A process killed between the server's 250 and the commit
leaves the claim; when its lease runs out the mail goes out again under the same Message-ID, by which the receiver's
system recognises it.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from sqlalchemy import Engine
from sqlmodel import Session

from alerts.channels.mail import Delivery, Mail, Outcome
from store import outbox
from store.database import writing


class Channel(Protocol):
    """A way for a mail to leave."""

    def send(self, mail: Mail) -> Delivery:
        """Try once; never raises for what the server says."""


def deliver(engine: Engine, channel: Channel, clock: Callable[[], datetime]) -> Counter[Outcome]:
    """Send every mail that is due, and count how the attempts ended."""
    outcomes: Counter[Outcome] = Counter()
    while True:
        with writing(engine) as session:
            message = outbox.claim(session, clock())
        if message is None:
            return outcomes
        delivery = channel.send(
            Mail(
                message_id=message.message_id,
                recipient=message.recipient,
                subject=message.subject,
                text=message.text,
                html=message.html,
                date=message.created_at,
            )
        )
        with writing(engine) as session:
            _settle(session, message.id or 0, delivery, clock())
        outcomes[delivery.outcome] += 1


def _settle(session: Session, id: int, delivery: Delivery, at: datetime) -> None:
    if delivery.outcome is Outcome.SENT:
        outbox.sent(session, id, at=at, code=delivery.code)
    elif delivery.outcome is Outcome.RETRY:
        outbox.postponed(session, id, at=at, code=delivery.code, words=delivery.words)
    else:
        outbox.dead(session, id, code=delivery.code, words=delivery.words)
