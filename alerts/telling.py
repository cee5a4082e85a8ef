"""From what waits to messages: written in the commit of the fact where they go out at once, at their time otherwise."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, or_, select

from alerts.items import item_from
from alerts.operations import Alarm, operations_subject
from alerts.subject import subject
from alerts.timing import Rhythm, nothing_due, ready, ready_for_operators
from store.chunks import Among
from store.coverage import Coverage
from store.news import Fresh, add_news, told_by, waiting
from store.outbox import Draft, put, queued_since
from store.tables.outbox import News, Subscription
from store.tables.portfolios import Portfolio

_HOUR = timedelta(hours=1)


def tell(session: Session, fresh: Sequence[Fresh], cover: Callable[[], Coverage], *, at: datetime, domain: str) -> int:
    """Write this news, and queue the messages that go out at once; how many these are. The caller commits."""
    concerned = add_news(session, fresh, at)
    return queue(session, cover, at=at, domain=domain, among=concerned) if concerned else 0


def queue(
    session: Session,
    cover: Callable[[], Coverage],
    *,
    at: datetime,
    domain: str,
    among: Collection[int] | None = None,
) -> int:
    """Queue the messages whose time has come, of all subscriptions or of some; how many are new. The caller commits."""
    due = list(_due(session, at, among))
    return sum(_put(session, one, _draft(one, cover(), at=at, domain=domain), at) for one in due)


def time_has_come(session: Session, at: datetime) -> bool:
    """Whether `queue` would queue anything: asked at each tick, so that a tick mostly writes nothing."""
    return any(_due(session, at, None))


@dataclass(frozen=True, slots=True)
class _Due:
    """What one message shall tell, and whom; no news where it says that there is none."""

    to: Subscription
    portfolio: Portfolio | None
    kind: str  # of the message
    told: Sequence[News]


def _due(session: Session, at: datetime, among: Collection[int] | None) -> Iterator[_Due]:
    waits = waiting(session, among)
    lately = queued_since(session, at - _HOUR)
    for to, portfolio in _subscriptions(session, {subscription for subscription, _ in waits}):
        id_ = to.id or 0
        alarms = [moment for kind, moment in lately.get(id_, ()) if kind == "operations"]
        alarmed = ready_for_operators(to, waits.get((id_, "operations"), []), at, max(alarms, default=None))
        if alarmed and among is None:  # alarms seldom come alone: those of a round of looks are told together
            yield _Due(to, None, "operations", alarmed)
        told = ready(to, waits.get((id_, "register"), []), at, len(lately.get(id_, ())) - len(alarms))
        if told or (among is None and nothing_due(to, at)):
            yield _Due(to, portfolio, _kind(to, told), told)


def _subscriptions(session: Session, waits: Collection[int]) -> Sequence[tuple[Subscription, Portfolio | None]]:
    concerned = or_(Among(Subscription.id, waits), col(Subscription.when_nothing))
    query = select(Subscription, Portfolio).join(Portfolio, isouter=True).where(concerned).order_by(col(Subscription.id))
    return session.exec(query).all()


def _draft(due: _Due, cover: Coverage, *, at: datetime, domain: str) -> Draft:
    to = due.to
    about = sorted(one.id for one in due.told) or [Rhythm(to.every).latest(at).isoformat()]
    key = sha256("|".join((due.kind, str(to.id), *about)).encode()).hexdigest()
    return Draft(
        dedupe_key=key,
        message_id=f"<w.{key[:32]}@{domain}>",
        channel=to.channel,
        recipient=to.address,
        kind=due.kind,
        subject=_subject(due.kind, due.told),
        content={"portfolio": due.portfolio.name if due.portfolio else "", "coverage": _named(cover)},
        subscription_id=to.id,
        portfolio_id=to.portfolio_id,
    )


def _named(cover: Coverage) -> dict[str, Any]:
    """What could not be seen when this was written: it is said in the message, whenever that leaves."""
    named = ("title", "url", "declared", "missing", "words")
    return {
        "gaps": [{name: getattr(gap, name) for name in named} for gap in cover.gaps],
        "blind": [{"title": one.title, "state": one.state} for one in cover.blind],
        "lists": len(cover.lists),
        "sources": len(cover.sources),
        "looked": max((one.last_good for one in cover.sources if one.last_good), default=""),
    }


def _kind(to: Subscription, told: Sequence[News]) -> str:
    """What the message is: a first report, a digest, or an alert."""
    if told and all(one.event.startswith("report ") for one in told):
        return "report"
    return "alert" if Rhythm(to.every).at_once else "digest"


def _subject(kind: str, told: Sequence[News]) -> str:
    if kind == "operations":
        return operations_subject([Alarm(**one.content) for one in told])
    return subject(kind, [item_from(one.content) for one in told])


def _put(session: Session, due: _Due, draft: Draft, at: datetime) -> int:
    number = put(session, draft, at)
    if number is None:
        return 0
    told_by(session, [one.id for one in due.told], number)
    if due.kind != "operations":
        due.to.told_at = at
        session.add(due.to)
    return 1
