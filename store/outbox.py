"""The queue of mails: written with the fact that caused them, delivered at least once, dead only by a server's word."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, and_, col, or_, select

from store.tables.outbox import Message

LEASE = timedelta(minutes=5)  # longer than one delivery; after a crash the mail goes out again with the same Message-ID
BACKOFF = tuple(timedelta(minutes=one) for one in (1, 5, 30, 120, 360, 1440))


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail to queue. `dedupe_key` says what it is about; the same news to the same receiver is queued once.

    `portfolio` is the one whose names it tells: the mail is erased with it.
    """

    dedupe_key: str
    message_id: str
    recipient: str
    subject: str
    text: str
    html: str
    portfolio: int | None = None


def put(session: Session, draft: Draft, at: datetime) -> bool:
    """Queue the mail unless it is queued already; True when it is new. The caller commits."""
    if session.exec(select(Message).where(Message.dedupe_key == draft.dedupe_key)).first() is not None:
        return False
    session.add(
        Message(
            dedupe_key=draft.dedupe_key,
            message_id=draft.message_id,
            portfolio_id=draft.portfolio,
            recipient=draft.recipient,
            subject=draft.subject,
            text=draft.text,
            html=draft.html,
            created_at=at,
            next_attempt_at=at,
        )
    )
    session.flush()
    return True


def claim(session: Session, now: datetime) -> Message | None:
    """Take the oldest mail that is due, also one whose sender died. The caller commits before sending."""
    waiting = and_(col(Message.state) == "pending", col(Message.next_attempt_at) <= now)
    abandoned = and_(col(Message.state) == "sending", col(Message.lease_until) <= now)
    due = or_(waiting, abandoned)
    for message in session.exec(select(Message).where(due).order_by(col(Message.id)).limit(10)):
        claimed = session.connection().execute(
            update(Message)
            .where(col(Message.id) == message.id, due)
            .values(state="sending", lease_until=now + LEASE, attempts=Message.attempts + 1)
        )
        if claimed.rowcount == 1:
            session.refresh(message)
            return message
    return None


def sent(session: Session, id: int, *, at: datetime, code: int | None) -> None:
    """The server took it. The caller commits."""
    row = session.get_one(Message, id)
    row.state, row.sent_at, row.last_code, row.last_error, row.lease_until = "sent", at, code, None, None


def postponed(session: Session, id: int, *, at: datetime, code: int | None, words: str) -> None:
    """Try again later; after the last step of the backoff once a day, never given up in silence. The caller commits."""
    row = session.get_one(Message, id)
    wait = BACKOFF[min(row.attempts, len(BACKOFF)) - 1]
    row.state, row.next_attempt_at, row.last_code, row.last_error = "pending", at + wait, code, words
    row.lease_until = None


def dead(session: Session, id: int, *, code: int | None, words: str) -> None:
    """The server refused it for good; it stays visible until a person retries it. The caller commits."""
    row = session.get_one(Message, id)
    row.state, row.last_code, row.last_error, row.lease_until = "dead", code, words, None


def retry(session: Session, id: int, at: datetime) -> bool:
    """Queue a dead or waiting mail again at once; False when there is no such mail. The caller commits."""
    row = session.get(Message, id)
    if row is None or row.state not in ("dead", "pending"):
        return False
    row.state, row.next_attempt_at = "pending", at
    return True


def messages(session: Session, *, unsent: bool = False) -> list[Message]:
    """All mails, or those that have not left; the newest first."""
    query = select(Message).order_by(col(Message.id).desc())
    return list(session.exec(query.where(Message.state != "sent") if unsent else query))


def unsent_then(session: Session, at: datetime) -> list[Message]:
    """The mails that were queued by then and had not left."""
    waiting = or_(col(Message.sent_at).is_(None), col(Message.sent_at) > at)
    return list(session.exec(select(Message).where(Message.created_at <= at, waiting).order_by(col(Message.id).desc())))
