"""What a receiver may do by a signed link, without a login: be left alone for a week, hear again, or leave."""

from datetime import datetime

from sqlmodel import Session

from alerts.links import MUTED_DAYS, is_signed
from alerts.subscriptions import mute, unmute, unsubscribe
from store.tables.outbox import Subscription

WHO = "receiver"  # in the audit: whoever held the link


def receiver(session: Session, number: int, action: str, given: str) -> Subscription | None:
    """The subscription that this link was written to; None where it is no more, or the link is not ours."""
    found = session.get(Subscription, number)
    return found if found is not None and is_signed(given, found.secret, number, action) else None


def act(session: Session, to: Subscription, action: str, at: datetime) -> None:
    """Do what a link of ACTIONS stands for; doing it twice is doing it once. The caller commits."""
    number = to.id or 0
    if action == "unsubscribe":
        unsubscribe(session, number, at=at, who=WHO)
    elif action == "mute":
        mute(session, number, days=MUTED_DAYS, at=at, who=WHO)
    else:
        unmute(session, number, at=at, who=WHO)  # a pause was no wish of the receiver's
