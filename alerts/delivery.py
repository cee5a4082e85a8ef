"""Deliver what is queued: at least once, each outcome recorded before the next message is tried.

Messages are claimed and committed some at a time, then each is sent and settled. A process killed between the server's
250 and the commit leaves the claim; when it is over the message goes out again under the same Message-ID, by which the
receiver's system recognises it.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from alerts.channels.letter import Channel, Delivery, Letter, Outcome
from alerts.channels.post import UNFIT
from alerts.channels.webhook import body
from alerts.compose import compose
from alerts.telling import subject_of
from store import deliveries
from store.chunks import Among
from store.database import reading, writing
from store.news import news_of
from store.tables.outbox import Message, Subscription

log = logging.getLogger(__name__)
AT_ONCE = 20  # claimed with one commit
RENEWED = timedelta(minutes=1)  # after which a claim is looked at before the next message is tried

Clock = Callable[[], datetime]


def deliver(
    engine: Engine,
    channels: Mapping[str, Channel],
    clock: Clock,
    *,
    owner: str,
    stopping: Callable[[], bool] = lambda: False,
) -> Counter[Outcome]:
    """Send every message that is due, one channel after another, and count how the attempts ended.

    A server that is away is not asked again in this round, and its messages make no attempt. Nothing new is begun once
    `stopping` says so.
    """
    outcomes: Counter[Outcome] = Counter()
    for name, channel in channels.items():
        try:
            outcomes += _Round(engine, name, channel, clock, owner, stopping).go()
        finally:
            channel.close()
    return outcomes


@dataclass(frozen=True, slots=True)
class _Round:
    """All that is due on one channel."""

    engine: Engine
    name: str
    channel: Channel
    clock: Clock
    owner: str
    stopping: Callable[[], bool]

    def go(self) -> Counter[Outcome]:
        outcomes: Counter[Outcome] = Counter()
        while not self.stopping():
            with writing(self.engine) as session:
                now = self.clock()  # here, because somebody else may have written for long
                claimed = deliveries.claim(session, now, owner=self.owner, channel=self.name, most=AT_ONCE)
            if not claimed:
                break
            outcomes += self._batch(claimed, now)
        return outcomes

    def _batch(self, claimed: Sequence[Message], at: datetime) -> Counter[Outcome]:
        """Try what was claimed then; what could not be tried is given back."""
        outcomes: Counter[Outcome] = Counter()
        away: set[str] = set()
        left = {one.id or 0 for one in claimed}
        with reading(self.engine) as session:
            posted = letters(session, claimed)
            were_away = {one.server for one in deliveries.servers_away(session) if one.channel == self.name}
        for message, letter in posted:
            if self.stopping():
                break
            if abs(self.clock() - at) > RENEWED:
                with writing(self.engine) as session:
                    at = self.clock()
                    left = deliveries.renew(session, left, at, owner=self.owner)
            server = self.channel.server(letter)
            if server in away or message.id not in left:
                continue
            delivery = self._try(letter)
            if delivery.everybody:
                away.add(server)
            left.discard(message.id or 0)
            with writing(self.engine) as session:
                if server in were_away and delivery.code is not None and not delivery.everybody:
                    deliveries.back(session, self.name, server)
                self._settle(session, message, delivery, server)
            outcomes[delivery.outcome] += 1
        if left:
            with writing(self.engine) as session:
                deliveries.release(session, left, owner=self.owner)
        return outcomes

    def _try(self, letter: Letter) -> Delivery:
        """One attempt; a defect that one message meets is its own trouble, and no other one suffers."""
        try:
            return self.channel.send(letter)
        except Exception as error:
            log.exception("message %s could not be sent", letter.message_id)
            return Delivery(Outcome.RETRY, None, f"发送程序出错：{type(error).__name__}")

    def _settle(self, session: Session, message: Message, delivery: Delivery, server: str) -> None:
        at, code, words = self.clock(), delivery.code, delivery.words
        if delivery.everybody:
            deliveries.away(session, self.name, server, at=at, words=words, wait=delivery.wait)
        if delivery.outcome is Outcome.SENT:
            deliveries.sent(session, message, at=at, code=code, words=words, text=delivery.text)
        elif delivery.outcome is Outcome.DEAD:
            deliveries.dead(session, message, owner=self.owner, at=at, code=code, words=words)
        elif delivery.begun:
            deliveries.postponed(session, message, owner=self.owner, at=at, code=code, words=words, wait=delivery.wait)
        else:
            deliveries.not_asked(session, message, owner=self.owner, at=at, code=code, words=words)


def as_text(session: Session, message: Message) -> str:
    """What the message said when it was sent; before that, what it would say now."""
    if message.text is not None:
        return message.text
    [(_, letter)] = letters(session, [message])
    try:
        return body(letter).decode() if message.channel == "webhook" else compose(letter).text
    except UNFIT as trouble:
        return f"（无法生成：{type(trouble).__name__}: {trouble}）"


def letters(session: Session, messages: Sequence[Message]) -> list[tuple[Message, Letter]]:
    """Each message with all that it tells by now: who was erased since it was queued is not counted in its subject."""
    said = news_of(session, [one.id or 0 for one in messages])
    known = select(Subscription).where(Among(Subscription.id, {one.subscription_id for one in messages}))
    secrets = {one.id: one.secret for one in session.exec(known)}
    return [
        (
            one,
            Letter(
                message_id=one.message_id,
                recipient=one.recipient,
                kind=one.kind,
                subject=subject_of(one.kind, told) if (told := said.get(one.id or 0)) else one.subject,
                content=one.content,
                news=said.get(one.id or 0, []),
                date=one.created_at,
                subscription=one.subscription_id,
                secret=secrets.get(one.subscription_id, ""),
            ),
        )
        for one in messages
    ]
