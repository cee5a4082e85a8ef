"""The flow, top to bottom: read → check → diff → screen → apply → compose → put.

Fetching and screening happen before the transaction; the transaction checks that the register has not moved on and
writes everything at once: register, events, hits, mails, the look and the source's health.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlmodel import Session

from alerts import telling
from alerts.news import news
from alerts.wording import SHANGHAI
from sources.base import Source
from sources.records import LookState, Notice
from store import filing, portfolios, register
from store.coverage import coverage
from store.database import reading, writing
from store.deadlines import deadlines
from store.events import EventFact
from store.filing import Changes, Filing, Known
from store.hits import NOTHING_TURNED, FoundHit, Turned
from store.known import known, latest, revision
from store.recognition import recognised
from store.tables.schedule import Turn
from watcher.checks import check, expectations, safe
from watcher.concerned import concerned, record, touched
from watcher.conditional import conditional
from watcher.desk import Desk
from watcher.health import Closing, close_look
from watcher.judging import reopen_changed
from watcher.reading import Clock as Clock  # of everybody who files
from watcher.reading import Fetch, Reading, read

ATTEMPTS = 3  # to write on what was decided before; where others are always faster, it is decided under the lock

Close = Callable[[Session, Changes, datetime], Closing]


@dataclass(frozen=True, slots=True)
class Report:
    """What one look, import or decision came to."""

    changes: Changes
    notices: tuple[Notice, ...]
    revision: int
    closing: Closing
    source: str | None = None
    mails: int = 0

    @property
    def state(self) -> LookState | None:
        """How the look ended; None for an import or a decision."""
        return self.closing.state

    @property
    def events(self) -> tuple[EventFact, ...]:
        """Everything that was written as an event."""
        return (*self.changes.events, *self.closing.events)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything decided before the transaction, and the state of the store that it was decided on."""

    changes: Changes
    hits: Mapping[int, Sequence[FoundHit]]  # by portfolio
    revision: int
    portfolios: tuple[int, int, int]  # their stamp


def see(source: Source, desk: Desk, *, fetch: Fetch, clock: Clock) -> Reading:
    """What one source says; nothing is written but evidence."""
    return read(source, fetch=conditional(fetch, desk, clock=clock), evidence=desk.evidence, clock=clock)


def file_look(source: Source, seen: Reading, desk: Desk, *, turn: Turn, clock: Clock) -> Report:
    """One look at one source: what that changes, and who hears of it. Raises TurnLost when it is another worker's now."""

    def close(session: Session, changes: Changes, at: datetime) -> Closing:
        return close_look(session, desk, source, seen, changes, turn=turn, at=at)

    return file(desk, seen.filings, clock=clock, why=f"巡查 {source.id}", source=source.id, close=close)


def file(
    desk: Desk,
    filings: Sequence[Filing],
    *,
    clock: Clock,
    why: str,
    source: str | None = None,
    close: Close = lambda session, changes, at: Closing(),
) -> Report:
    """File notices: decide, then write once; `close` adds what belongs to the same commit (a look, an import)."""
    attempts = 0
    while True:
        attempts += 1
        at = clock()
        plan = decide(desk, filings, at, source)
        with writing(desk.engine) as session:
            if (revision(session), portfolios.stamp(session)) != (plan.revision, plan.portfolios):
                if attempts < ATTEMPTS:
                    continue
                plan = decide(desk, filings, at, source)  # while this transaction keeps everybody else from writing
            # Where the clock fell behind, what is written now was still known after all that is there.
            number, turned = write(session, desk, plan, max(at, latest(session) or at), why)
            closing = close(session, plan.changes, at)
            mails = tell(session, desk, plan.changes.heard, at, turned)
        notices = tuple(one.notice for one in filings)
        return Report(plan.changes, notices, number, closing, source, mails + closing.mails)


def decide(desk: Desk, filings: Sequence[Filing], at: datetime, source: str | None = None) -> Plan:
    """Check, diff and screen against one consistent state of the store; nothing is written."""
    filings = [safe(one) for one in filings]
    today = at.astimezone(SHANGHAI).date()
    with reading(desk.engine) as session:
        filings = recognised(session, filings)
        before: Known = known(session, filings, today)
        checked = [
            one
            if one.corrections or not filing.is_fresh(before, one)
            else check(one, before, expectations(desk.sources, one.notice.regulator, source))
            for one in filings
        ]
        changes = filing.changes(before, checked, today)
        hits = concerned(session, desk, touched(session, before, changes))
        return Plan(changes, hits, before.revision, portfolios.stamp(session))


def write(session: Session, desk: Desk, plan: Plan, at: datetime, why: str) -> tuple[int, Turned]:
    """Apply the plan, if it changes anything: the revision that now stands, and the hits that turned."""
    if not plan.changes:
        return plan.revision, NOTHING_TURNED
    number = register.apply(session, plan.changes, at=at, why=why)
    turned = record(session, desk, plan.hits, at=at, revision=number)
    return number, reopen_changed(session, plan.changes, turned, at)


def tell(
    session: Session, desk: Desk, heard: Sequence[EventFact], at: datetime, turned: Turned = NOTHING_TURNED
) -> int:
    """Write who shall hear of these facts and of hits that turned, and the messages that go out at once, in the same commit; how many are new."""
    cover = cache(lambda: coverage(session, desk.sources))
    return telling.tell(session, news(session, heard, at, turned), cover, at=at, domain=desk.settings.mail_domain)


def queue_due(desk: Desk, at: datetime) -> int:
    """Queue the messages of digests, ended quiet hours and pauses whose time has come; how many."""
    with reading(desk.engine) as session:
        if not telling.time_has_come(session, at):
            return 0
    with writing(desk.engine) as session:
        cover = cache(lambda: coverage(session, desk.sources))
        return telling.queue(session, cover, at=at, domain=desk.settings.mail_domain)


def pass_deadlines(desk: Desk, *, clock: Clock) -> Report:
    """Write and tell, once each, that notice periods end soon, and that they ran out.

    Asked at each tick, answered once a day and after each change of the register: looking takes a while, and no lock.
    """
    at = clock()
    today = at.astimezone(SHANGHAI).date()
    with reading(desk.engine) as session:
        number = revision(session)
        if desk.asked.get("deadlines") == (today, number) or not deadlines(session, today, desk.settings.deadline_days):
            desk.asked["deadlines"] = today, number
            return Report(Changes(), (), number, Closing())
    with writing(desk.engine) as session:
        facts = tuple(deadlines(session, today, desk.settings.deadline_days))
        register.write_events(session, facts, at=at, revision=None)
        closing = Closing(events=facts, mails=tell(session, desk, facts, at))
        return Report(Changes(), (), revision(session), closing, mails=closing.mails)
