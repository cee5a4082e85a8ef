"""The queue of messages: written with the fact that caused them, delivered at least once, dead only by a server's word."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, and_, col, func, or_, select

from store.chunks import Among
from store.tables.outbox import Message
from store.workers import has_ended

LEASE = timedelta(minutes=5)  # longer than one batch takes; after a crash it goes out again under the same Message-ID
BACKOFF = tuple(timedelta(minutes=one) for one in (1, 5, 30, 120, 360, 1440))


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
    keys = select(Message.dedupe_key).where(Among(Message.dedupe_key, [one.dedupe_key for one in drafts]))
    known = set(session.exec(keys))
    names = [one.name for one in fields(Draft)]
    rows = {
        one.dedupe_key: Message(**{name: getattr(one, name) for name in names}, created_at=at, next_attempt_at=at)
        for one in drafts
        if one.dedupe_key not in known
    }
    session.add_all(rows.values())
    session.flush()
    return [rows[one.dedupe_key].id if one.dedupe_key in rows else None for one in drafts]


def claim(
    session: Session, now: datetime, *, owner: str, channels: Collection[str], most: int = 1
) -> list[Message]:
    """Take the oldest messages of these channels that are due, also those whose sender died. The caller commits before sending.

    A lease that reaches further than any lease can was written by a clock that ran ahead, and holds nothing.
    """
    waiting = and_(col(Message.state) == "pending", col(Message.next_attempt_at) <= now)
    lost = [col(Message.lease_until) <= now, col(Message.lease_until) > now + LEASE + timedelta(minutes=1)]
    holders = select(Message.lease_owner).where(Message.state == "sending").distinct()
    gone = [one for one in session.exec(holders) if one and one != owner and has_ended(one)]
    abandoned = and_(col(Message.state) == "sending", or_(*lost, Among(Message.lease_owner, gone)))
    due = col(Message.channel).in_(channels), or_(waiting, abandoned)
    chosen = select(Message.id).where(*due).order_by(col(Message.id)).limit(most)
    ids = list(session.exec(chosen))
    claimed = {"state": "sending", "lease_owner": owner, "lease_until": now + LEASE, "attempts": Message.attempts + 1}
    session.connection().execute(update(Message).where(Among(Message.id, ids)).values(claimed))
    return list(session.exec(select(Message).where(Among(Message.id, ids)).order_by(col(Message.id))))


def release(session: Session, ids: list[int], *, owner: str) -> None:
    """Give back what was claimed and not tried: no attempt was made. The caller commits."""
    back = {"state": "pending", "lease_owner": None, "lease_until": None, "attempts": Message.attempts - 1}
    mine = and_(Among(Message.id, ids), col(Message.state) == "sending", col(Message.lease_owner) == owner)
    session.connection().execute(update(Message).where(mine).values(back))


def sent(session: Session, id: int, *, at: datetime, code: int | None, text: str | None = None) -> None:
    """The server took it, and this is what it said. The caller commits."""
    _settled(session, id, state="sent", sent_at=at, last_code=code, last_error=None, text=text)


def postponed(session: Session, id: int, *, at: datetime, code: int | None, words: str) -> None:
    """Try again later; after the last step of the backoff once a day, never given up in silence. The caller commits."""
    attempts = session.exec(select(Message.attempts).where(Message.id == id)).one()
    wait = BACKOFF[min(attempts, len(BACKOFF)) - 1]
    _settled(session, id, state="pending", next_attempt_at=at + wait, last_code=code, last_error=words)


def dead(session: Session, id: int, *, code: int | None, words: str) -> None:
    """The server refused it for good; it stays visible until a person retries it. The caller commits."""
    _settled(session, id, state="dead", last_code=code, last_error=words)


def _settled(session: Session, id: int, **values: Any) -> None:
    values |= {"lease_owner": None, "lease_until": None}
    session.connection().execute(update(Message).where(col(Message.id) == id).values(values))


def retry(session: Session, id: int, at: datetime) -> bool:
    """Queue a dead or waiting message again at once; False when there is no such message. The caller commits."""
    row = session.get(Message, id)
    if row is None or row.state not in ("dead", "pending"):
        return False
    row.state, row.next_attempt_at = "pending", at
    return True


def withdraw(session: Session, subscription: int) -> None:
    """Drop what a subscription was to be told and was not sent: it is no more. The caller commits."""
    unsent = and_(col(Message.subscription_id) == subscription, col(Message.state) != "sent")
    session.connection().execute(delete(Message).where(unsent))


def messages(session: Session, *, unsent: bool = False, most: int | None = None) -> list[Message]:
    """All messages, or those that have not left; the newest first."""
    query = select(Message).order_by(col(Message.id).desc()).limit(most)
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
    waiting = [col(Message.state) != "sent"]
    if at is not None:
        waiting = [col(Message.created_at) <= at, or_(col(Message.sent_at).is_(None), col(Message.sent_at) > at)]
    refused = func.count().filter(col(Message.state) == "dead")
    query = select(func.count(), refused, func.min(Message.created_at)).where(*waiting)
    return session.exec(query).one()
