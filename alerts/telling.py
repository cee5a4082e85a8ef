"""From what waits to messages: written in the commit of the fact where they go out at once, at their time otherwise."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from operator import attrgetter
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from alerts.operations import Alarm, operations_subject
from alerts.subject import headline, subject
from alerts.timing import REPORT, Rhythm, nothing_due, ready, ready_for_operators
from alerts.wishes import in_range
from store.chunks import Among
from store.coverage import Coverage
from store.news import Fresh, Waiting, Waits, contents, told_by, unwritten, waiting, write_news
from store.outbox import Draft, put_all, queued_since
from store.tables.outbox import Subscription
from store.tables.portfolios import Portfolio

_HOUR = timedelta(hours=1)
_SKEW = timedelta(minutes=1)  # between the clocks of two machines; what is dated later a clock wrote that ran ahead


def tell(session: Session, fresh: Sequence[Fresh], cover: Callable[[], Coverage], *, at: datetime, domain: str) -> int:
    """Write this news, and queue the messages that go out at once; how many these are. The caller commits."""
    new = unwritten(session, fresh)
    if not new:
        return 0
    queued = _queue(session, [*_due(session, at, new)], cover, new, at=at, domain=domain)
    messages = _told(queued)
    write_news(session, new, at, messages)  # after the message that tells it: then it is written once
    told_by(session, {id_: number for id_, number in messages.items() if id_ not in new})
    return len(queued)


def queue(session: Session, cover: Callable[[], Coverage], *, at: datetime, domain: str) -> int:
    """Queue the messages whose time has come; how many are new. The caller commits."""
    queued = _queue(session, [*_due(session, at)], cover, {}, at=at, domain=domain)
    told_by(session, _told(queued))
    return len(queued)


def time_has_come(session: Session, at: datetime) -> bool:
    """Whether `queue` would queue anything: asked at each tick, so that a tick mostly writes nothing."""
    return any(_due(session, at))


@dataclass(frozen=True, slots=True)
class _Due:
    """What one message shall tell, and whom; no news where it says that there is none."""

    to: Subscription
    portfolio: Portfolio | None
    kind: str  # of the message
    told: Sequence[Waiting]


def _due(session: Session, at: datetime, new: Mapping[str, Fresh] | None = None) -> Iterator[_Due]:
    """With `new`, which is not written yet, only for those whom that concerns."""
    waits = waiting(session) if new is None else _waiting_with(session, new, at)
    lately = queued_since(session, at - _HOUR)
    for to, portfolio in _subscriptions(session, {subscription for subscription, _ in waits}):
        id_ = to.id or 0
        recent = [(kind, moment) for kind, moment in lately.get(id_, ()) if moment <= at + _SKEW]
        alarms = [moment for kind, moment in recent if kind == "operations"]
        alarmed = ready_for_operators(to, waits.get((id_, "operations"), []), at, max(alarms, default=None))
        if alarmed and new is None:  # alarms seldom come alone: those of a round of looks are told together
            yield _Due(to, None, "operations", alarmed)
        told = ready(to, waits.get((id_, "register"), []), at, len(recent) - len(alarms))
        if told or (new is None and nothing_due(to, at)):
            yield _Due(to, portfolio, _kind(to, told), told)


def _waiting_with(session: Session, new: Mapping[str, Fresh], at: datetime) -> Waits:
    waits = waiting(session, {one.subscription for one in new.values()})
    for id_, one in new.items():
        waits[one.subscription, one.kind].append(Waiting(id_, one.event, one.grade, at))
    for several in waits.values():
        several.sort(key=attrgetter("added_at", "id"))
    return waits


def _subscriptions(session: Session, waits: Collection[int]) -> Sequence[tuple[Subscription, Portfolio | None]]:
    concerned = or_(Among(Subscription.id, waits), col(Subscription.when_nothing))
    query = select(Subscription, Portfolio).join(Portfolio, isouter=True).where(concerned).order_by(col(Subscription.id))
    return session.exec(query).all()


def _queue(
    session: Session,
    due: Sequence[_Due],
    cover: Callable[[], Coverage],
    new: Mapping[str, Fresh],
    *,
    at: datetime,
    domain: str,
) -> list[tuple[_Due, int]]:
    """The messages that are new, by their numbers. `new` is what of their news is not written yet."""
    if not due:
        return []
    known = {one.id for each in due for one in each.told if one.id not in new}
    said = contents(session, known) | {one.id: new[one.id].said for each in due for one in each.told if one.id in new}
    named = _named(cover())
    numbers = put_all(session, [_draft(one, named, said, at=at, domain=domain) for one in due], at)
    heard = {one.to.id for one in due if one.kind != "operations"}
    session.connection().execute(update(Subscription).where(Among(Subscription.id, heard)).values(told_at=at))
    return [(one, number) for one, number in zip(due, numbers, strict=True) if number is not None]


def _told(queued: Iterable[tuple[_Due, int]]) -> dict[str, int]:
    """By the id of each news the message that tells it."""
    return {news.id: number for one, number in queued for news in one.told}


def _draft(
    due: _Due, cover: Mapping[str, Any], said: Mapping[str, Mapping[str, Any]], *, at: datetime, domain: str
) -> Draft:
    to = due.to
    moments = {moment: moment.isoformat() for moment in {one.added_at for one in due.told}}  # few: most came together
    about = sorted(f"{one.id} {moments[one.added_at]}" for one in due.told) or [Rhythm(to.every).latest(at).isoformat()]
    # With the moments: numbers of what was removed come again, and its messages that were sent are still there.
    # Where no operator is named the alarms go to everybody, who shall not wonder why.
    unasked = {"unasked": True} if due.kind == "operations" != to.audience else {}
    key = sha256("|".join((due.kind, str(to.id), to.added_at.isoformat(), *about)).encode()).hexdigest()
    return Draft(
        dedupe_key=key,
        message_id=f"<w.{key[:32]}@{domain}>",
        channel=to.channel,
        recipient=to.address,
        kind=due.kind,
        subject=subject_of(due.kind, [said[one.id] for one in due.told]),
        content={"portfolio": due.portfolio.name if due.portfolio else "", "range": in_range(to), "coverage": cover} | unasked,
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


def _kind(to: Subscription, told: Sequence[Waiting]) -> str:
    """What the message is: a first report, a digest, or an alert."""
    if told and all(one.event.startswith(REPORT) for one in told):
        return "report"
    return "alert" if Rhythm(to.every).at_once else "digest"


def subject_of(kind: str, told: Sequence[Mapping[str, Any]]) -> str:
    """The subject of a message of that kind that tells this, as it was kept."""
    if kind == "operations":
        return operations_subject([Alarm(**one) for one in told])
    return subject(kind, [headline(one) for one in told])
