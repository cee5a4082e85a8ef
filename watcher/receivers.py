"""What a receiver may do by a signed link, without a login: be left alone for a week, hear again, or leave."""

from datetime import datetime, timedelta

from sqlmodel import Session

from alerts.links import MUTED_DAYS, is_signed
from alerts.subscriptions import unsubscribe
from store.audit import record_action
from store.tables.outbox import Subscription

WHO = "receiver"  # in the audit: whoever held the link


def receiver(session: Session, number: int, action: str, given: str) -> Subscription | None:
    """The subscription that this link was written to; None where it is no more, or the link is not ours."""
    found = session.get(Subscription, number)
    return found if found is not None and is_signed(given, found.secret, number, action) else None


def act(session: Session, to: Subscription, action: str, at: datetime) -> None:
    """Do what a link of ACTIONS stands for; doing it twice is doing it once. The caller commits."""
    facts = {"subscription": to.id, "portfolio": to.portfolio_id}
    if action == "unsubscribe":
        unsubscribe(session, to.id or 0)
    else:
        to.muted_until = at + timedelta(days=MUTED_DAYS) if action == "mute" else None
        session.add(to)
    record_action(session, WHO, action, facts, at)
