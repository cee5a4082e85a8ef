"""Who delivers which message, and what came of it: claims with a lease, outcomes, servers that are away.

A message is tried by the one who claimed it. A claim ends with its outcome, with its lease, or with its process where
that can be seen; then the message is due again, under the same Message-ID. A message has a backoff of its own, for what
is said of it alone; while its server is away it only waits, and goes out soon after the server is back.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Insert, Table, bindparam, delete, insert, not_, true, update
from sqlmodel import Session, and_, col, or_, select

from store.chunks import Among
from store.tables.delivery import DeliveryAttempt, ServerAway
from store.tables.outbox import Message
from store.workers import has_ended

LEASE = timedelta(minutes=10)  # longer than the slowest server takes for one message; renewed while a batch is sent
BACKOFF = tuple(timedelta(minutes=one) for one in (1, 5, 30, 120, 360, 1440))
AWAY = tuple(timedelta(seconds=one) for one in (20, 60, 120, 300))  # until a server that is away is asked again
LONGEST_WAIT = timedelta(days=1)  # whatever a server asks for
_OF_IT = col(ServerAway.server).in_(("", col(Message.recipient)))
_WHY_AWAY = select(ServerAway.words).where(ServerAway.channel == Message.channel, _OF_IT).limit(1).scalar_subquery()
_ATTEMPT: Table = DeliveryAttempt.__table__  # type: ignore[attr-defined]
_SKEW = timedelta(minutes=1)  # by which clocks may differ


def claim(session: Session, now: datetime, *, owner: str, channel: str, most: int = 1) -> list[Message]:
    """Take messages that are due, those that have waited longest first, also those whose sender died.

    None of a server that is away: of those whose sender died it is said that they wait for it. What a clock that ran ahead has written (a lease or a wait that no one gives) holds
    nothing. The caller commits before sending.
    """
    away, abandoned = _away(session, now, channel), _abandoned(session, now, owner)
    ours: list[ColumnElement[bool]] = [col(Message.channel) == channel]
    if away:
        theirs = true() if "" in away else col(Message.recipient).in_(away)
        _settle(session, and_(*ours, theirs, abandoned), {"state": "pending", "last_code": None, "last_error": _WHY_AWAY})
        ours.append(not_(theirs))
    if "" in away:
        return []
    ids: list[int] = []
    for due in (abandoned, _waiting(now), _misdated(now)):
        if len(ids) < most:
            oldest = select(Message.id).where(*ours, due).order_by(col(Message.next_attempt_at), col(Message.id))
            ids += [one or 0 for one in session.exec(oldest.limit(most - len(ids)))]
    if not ids:
        return []
    claimed = {"state": "sending", "lease_owner": owner, "lease_until": now + LEASE, "attempts": Message.attempts + 1}
    session.connection().execute(update(Message).where(Among(Message.id, ids)).values(claimed))
    chosen = select(Message).where(Among(Message.id, ids))
    return list(session.exec(chosen.order_by(col(Message.next_attempt_at), col(Message.id))))


def _away(session: Session, now: datetime, channel: str) -> set[str]:
    at, latest = col(ServerAway.next_try_at), now + LONGEST_WAIT + _SKEW
    known = col(ServerAway.since) <= now + _SKEW  # else a clock that ran ahead said so, and when to try again
    return set(session.exec(select(ServerAway.server).where(col(ServerAway.channel) == channel, known, at > now, at <= latest)))


def _abandoned(session: Session, now: datetime, owner: str) -> ColumnElement[bool]:
    holders = select(Message.lease_owner).where(Message.state == "sending").distinct()
    gone = [one for one in session.exec(holders) if one and one != owner and has_ended(one)]
    over = [col(Message.lease_until) <= now, col(Message.lease_until) > now + LEASE + _SKEW]
    return and_(col(Message.state) == "sending", or_(*over, Among(Message.lease_owner, gone)))


def _waiting(now: datetime) -> ColumnElement[bool]:
    return and_(col(Message.state) == "pending", col(Message.next_attempt_at) <= now)


def _misdated(now: datetime) -> ColumnElement[bool]:
    """Written by a clock that ran ahead; asked for on its own, because no index answers it in order."""
    later = and_(col(Message.state) == "pending", col(Message.next_attempt_at) > now)
    return and_(later, or_(col(Message.created_at) > now + _SKEW, col(Message.next_attempt_at) > now + LONGEST_WAIT + _SKEW))


def renew(session: Session, ids: Collection[int], now: datetime, *, owner: str) -> set[int]:
    """Hold what was claimed a while longer; those that are still ours. The caller commits."""
    session.connection().execute(update(Message).where(_held(ids, owner)).values(lease_until=now + LEASE))
    return {one for one in session.exec(select(Message.id).where(_held(ids, owner))) if one}


def release(session: Session, ids: Collection[int], *, owner: str) -> None:
    """Give back what was claimed and not tried: no attempt was made. The caller commits."""
    back = {"state": "pending", "attempts": Message.attempts - 1} | _NOBODY
    session.connection().execute(update(Message).where(_held(ids, owner)).values(back))


_NOBODY = {"lease_owner": None, "lease_until": None}


def _held(ids: Collection[int], owner: str) -> ColumnElement[bool]:
    return and_(Among(Message.id, ids), col(Message.state) == "sending", col(Message.lease_owner) == owner)


def sent(session: Session, message: Message, *, at: datetime, code: int | None, words: str, text: str | None = None) -> None:
    """The server took it, whoever holds it by now, and this is what it said. The caller commits."""
    settled = {"state": "sent", "sent_at": at, "last_code": code, "last_error": None, "text": text}
    _settle(session, _same(message), settled)
    _keep(session, message, at, "sent", code, words)


def postponed(
    session: Session, message: Message, *, owner: str, at: datetime, code: int | None, words: str, wait: timedelta | None = None
) -> None:
    """Try again later; after the last step of the backoff once a day, never given up in silence.

    `wait` is what the server asked for. The caller commits.
    """
    least = BACKOFF[min(message.attempts, len(BACKOFF)) - 1]
    next_ = at + max(least, min(wait or least, LONGEST_WAIT))
    settled = {"state": "pending", "next_attempt_at": next_, "last_code": code, "last_error": words}
    _settle(session, _held([message.id or 0], owner), settled)
    _keep(session, message, at, "retry", code, words)


def dead(session: Session, message: Message, *, owner: str, at: datetime, code: int | None, words: str) -> None:
    """The server refused it for good; it stays visible until a person retries it. The caller commits."""
    _settle(session, _held([message.id or 0], owner), {"state": "dead", "last_code": code, "last_error": words})
    _keep(session, message, at, "dead", code, words)


def not_asked(session: Session, message: Message, *, owner: str, at: datetime, code: int | None, words: str) -> None:
    """Its server is away: it goes behind those that wait already, and no attempt is counted. The caller commits."""
    back = {"state": "pending", "next_attempt_at": at, "attempts": Message.attempts - 1}
    _settle(session, _held([message.id or 0], owner), back | {"last_code": code, "last_error": words})
    _keep(session, message, at, "away", code, words)


def _same(message: Message) -> ColumnElement[bool]:
    """This very message: where it was withdrawn meanwhile, another one may have its number by now."""
    return and_(col(Message.id) == message.id, col(Message.message_id) == message.message_id)


def _settle(session: Session, which: ColumnElement[bool], values: dict[str, Any]) -> None:
    session.connection().execute(update(Message).where(which).values(values | _NOBODY))


def _keep(session: Session, message: Message, at: datetime, outcome: str, code: int | None, words: str) -> None:
    """Of a message that was withdrawn with its subscription while it was on its way nothing is kept."""
    facts = {"at": at, "outcome": outcome, "code": code, "words": words}
    session.connection().execute(_KEPT, facts | {"of": message.id, "known_as": message.message_id})


def _kept() -> Insert:
    """Made once: it is as much work as to carry it out."""
    facts = ["at", "outcome", "code", "words"]
    typed = (bindparam(name, type_=_ATTEMPT.c[name].type) for name in facts)
    same = col(Message.id) == bindparam("of"), col(Message.message_id) == bindparam("known_as")
    return insert(_ATTEMPT).from_select(["message_id", *facts], select(Message.id, *typed).where(*same))


_KEPT = _kept()


def away(
    session: Session, channel: str, server: str, *, at: datetime, words: str, wait: timedelta | None = None
) -> None:
    """This server cannot take messages now; it is asked again after a while, or when it said. The caller commits."""
    row = session.get(ServerAway, (channel, server))
    row = row or ServerAway(channel=channel, server=server, since=at, tries=0, next_try_at=at, words=words)
    row.tries, row.words = row.tries + 1, words
    row.since = min(row.since, at)  # what a clock that ran ahead has written is waited for by nobody (_away)
    least = AWAY[min(row.tries, len(AWAY)) - 1]
    row.next_try_at = at + max(least, min(wait or least, LONGEST_WAIT))
    session.add(row)


def back(session: Session, channel: str, server: str) -> None:
    """It answers. The caller commits."""
    here = and_(col(ServerAway.channel) == channel, col(ServerAway.server) == server)
    session.connection().execute(delete(ServerAway).where(here))


def ask_again(session: Session, at: datetime) -> None:
    """A person wants it tried at once: no server is waited for. The caller commits."""
    session.connection().execute(update(ServerAway).values(next_try_at=at))


def servers_away(session: Session) -> Sequence[ServerAway]:
    """The servers that took no message when they were last asked and that messages wait for; the longest first."""
    for_it = and_(col(Message.channel) == ServerAway.channel, or_(col(ServerAway.server) == "", Message.recipient == ServerAway.server))
    waiting = select(Message.id).where(for_it, col(Message.state).in_(("pending", "sending"))).exists()
    return session.exec(select(ServerAway).where(waiting).order_by(col(ServerAway.since))).all()


def attempts_of(session: Session, message: int) -> Sequence[DeliveryAttempt]:
    """What became of each attempt to deliver a message, in order."""
    query = select(DeliveryAttempt).where(DeliveryAttempt.message_id == message).order_by(col(DeliveryAttempt.id))
    return session.exec(query).all()
