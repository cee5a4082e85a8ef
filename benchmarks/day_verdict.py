"""Whether a disturbed day came to what an undisturbed one did, seen from outside: the mails that arrived and the database."""

import signal
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from sqlmodel import Session, col, func, select

from benchmarks.day_crew import Worker
from benchmarks.day_post import Kept
from benchmarks.day_script import GONE, HOOK, LATE, OPERATOR, REFUSED
from benchmarks.day_stage import Stage
from sources.records import LookState
from store.database import reading
from store.evidence import Evidence
from store.listings import entries
from store.news import contents
from store.tables.evidence import Look
from store.tables.outbox import Message, News, Subscription
from store.tables.portfolios import CounterpartyRow, Hit
from store.tables.register import Edition, Event
from store.tables.schedule import SourceHealth, Turn
from watcher.doctor.checks import CHECKS
from watcher.doctor.examination import Case, State, examine

GOOD = frozenset(one.value for one in LookState if one.good)
_LONGEST = 1.6  # times the interval from one good look to the next: half of it is kept free, and chance adds a tenth
_SOON = 3.0  # seconds in which somebody who was killed is seen to be dead
_NEAR = 5.0  # seconds before or after a jump of the clock in which a claim may be taken for one that is over
Telling = tuple[str, str, str]  # receiver, what happened where, counterparty


@dataclass(frozen=True, slots=True)
class Came:
    """What a day came to."""

    register: frozenset[tuple[str, ...]]
    told: dict[Telling, list[str]]  # the states of the messages that tell it: once each
    named: dict[tuple[str, str], set[str]]  # by receiver and counterparty the ids of the messages that name it
    kept: Sequence[Kept]
    looks: Counter[str]  # by state


@dataclass(frozen=True, slots=True)
class Verdict:
    """The numbers of a disturbed day, and everything that was not as it must be."""

    kills: int
    looks: int
    failed: int
    missed: int
    told: int
    messages: int
    duplicates: Counter[str]  # by their cause
    faults: tuple[str, ...]


def came_to(stage: Stage) -> Came:
    """Read the database, the mails and what came to the webhook."""
    kept = sorted([*stage.office.kept, *stage.hooks.kept], key=lambda one: one.at)
    with reading(stage.engine) as session:
        told: defaultdict[Telling, list[str]] = defaultdict(list)
        for what, state in _told(session):
            told[what].append(state)
        looks = Counter(session.exec(select(Look.state)))
        return Came(frozenset(_register(session)), dict(told), _named(kept, told), kept, looks)


def _told(session: Session) -> Iterator[tuple[Telling, str]]:
    by_number = {one.id: one.state for one in session.exec(select(Message))}
    every = session.exec(select(News, Subscription).join(Subscription).where(News.kind == "register")).all()
    said = contents(session, [row.id for row, _ in every])
    for row, to in every:
        one = said[row.id]
        what = " ".join(str(one[name]) for name in ("listed_name", "list_title", "notice"))
        address = HOOK if to.channel == "webhook" else to.address
        if address != LATE:  # to whom it depends on the moment what stood already and what is new
            what = f"{one['happened']} {what}"
        yield (address, what, str(one["counterparty"])), by_number.get(row.message_id, "")


def _named(kept: Sequence[Kept], told: Mapping[Telling, list[str]]) -> dict[tuple[str, str], set[str]]:
    whom: defaultdict[str, set[str]] = defaultdict(set)
    for address, _, counterparty in told:
        whom[address].add(counterparty)
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in kept:
        for counterparty in whom[one.to]:
            if counterparty in one.words:
                found[one.to, counterparty].add(one.id)
    return dict(found)


def _register(session: Session) -> Iterator[tuple[str, ...]]:
    """Every row that says something of a list or a hit, apart from when, and in which order, it was written."""
    for one in entries(session):
        row, company = one.listing, one.company
        facts = row.notice_id, row.status, row.name, row.valid_from, row.valid_to, row.ended_by
        yield "listing", company.id, company.name, str(company.code), one.series.key, *map(str, facts)
    for edition in session.exec(select(Edition)):
        read = edition.day, edition.batch, edition.state, edition.declared, edition.named
        yield "edition", edition.notice_id, edition.series_key, edition.act, *map(str, read)
    for event in session.exec(select(Event).where(col(Event.source_id).is_(None))):
        yield "event", event.type, str(event.company_id), str(event.notice_id), repr(sorted(event.facts.items()))
    hits = select(Hit, CounterpartyRow.name).join(CounterpartyRow)
    for hit, name in session.exec(hits):
        yield "hit", name, hit.company_id, hit.grade, hit.reason


def judged(stage: Stage, undisturbed: Came) -> Verdict:
    """Compare a disturbed day with the undisturbed one."""
    came = came_to(stage)
    duplicates: Counter[str] = Counter()
    faults = [
        *_against(undisturbed, came),
        *_looks(stage),
        *_left(stage),
        *_doubled(stage, came.kept, duplicates),
        *_hooked(stage),
        *stage.crew.faults(),
        *_examined(stage),
    ]
    with reading(stage.engine) as session:
        missed = session.exec(select(func.sum(Turn.missed))).one() or 0
    return Verdict(
        kills=stage.crew.kills,
        looks=came.looks.total(),
        failed=sum(count for state, count in came.looks.items() if state not in GOOD),
        missed=missed,
        told=sum(map(len, came.told.values())),
        messages=len({one.id for one in came.kept}),
        duplicates=duplicates,
        faults=tuple(faults),
    )


def _against(undisturbed: Came, came: Came) -> Iterator[str]:
    for what, rows in (("lacks", undisturbed.register - came.register), ("has more", came.register - undisturbed.register)):
        yield from (f"the register {what}: {' | '.join(row)[:300]}" for row in sorted(rows)[:5])
    for one in sorted(undisturbed.told.keys() - came.told.keys()):
        yield f"never told: {' '.join(one)}"
    for one in sorted(came.told.keys() - undisturbed.told.keys()):
        yield f"told without reason: {' '.join(one)}"
    for one, states in came.told.items():
        if states != ["dead" if one[0] == REFUSED else "sent"]:
            yield f"told by messages that are {states}: {' '.join(one)}"
    for address, counterparty in sorted({(address, counterparty) for address, _, counterparty in undisturbed.told}):
        wanted, found = (day.named.get((address, counterparty), set()) for day in (undisturbed, came))
        if len(wanted) != len(found):
            yield f"{address} was mailed {len(found)} times of {counterparty}, not {len(wanted)}"


def _looks(stage: Stage) -> Iterator[str]:
    """Every look that was due was made, once, or is counted as missed."""
    every = timedelta(hours=stage.script.look_every)
    with reading(stage.engine) as session:
        turns = session.exec(select(Turn).order_by(Turn.source_id, col(Turn.id))).all()
        looks = {one.id: one for one in session.exec(select(Look))}
    made = Counter(one.look_id for one in turns)
    yield from (f"look {id_} belongs to {made[id_]} turns" for id_ in looks if made[id_] != 1)
    for turn in turns:
        if turn.state != "done" or turn.ended_at is None or turn.look_id not in looks:
            yield f"the turn of {turn.source_id} at {turn.scheduled_for} is {turn.state}"
        elif turn.scheduled_for and abs((turn.ended_at - turn.scheduled_for) / every - turn.missed) > 1:
            yield f"{turn.source_id} was due at {turn.scheduled_for}, seen at {turn.ended_at}, and missed {turn.missed}"
    for before, after in pairwise(turns):
        if before.source_id != after.source_id or before.ended_at is None or after.scheduled_for is None:
            continue
        if looks[before.look_id].state in GOOD and after.scheduled_for - before.ended_at > _LONGEST * every:
            yield f"{before.source_id} was seen at {before.ended_at} and due only at {after.scheduled_for}"


def _left(stage: Stage) -> Iterator[str]:
    with reading(stage.engine) as session:
        for health in session.exec(select(SourceHealth).where(col(SourceHealth.lease_owner).is_not(None))):
            yield f"a lease is left on {health.source_id}: {health.lease_owner}"
        for message in session.exec(select(Message).where(col(Message.lease_owner).is_not(None))):
            yield f"a lease is left on message {message.id}: {message.lease_owner}"
        # Of a mail server that is away the operator cannot hear: that is told to the webhook, and rightly.
        alarms = select(Message).where(Message.kind == "operations", Message.channel == "mail")
        for message in session.exec(alarms.where(Message.recipient != OPERATOR)):
            yield f"{message.recipient} hears of operations: {message.subject}"
        waiting = select(News).where(col(News.message_id).is_(None))
        yield from (f"news {one.id} waits: {one.event}" for one in session.exec(waiting))


def _doubled(stage: Stage, kept: Sequence[Kept], causes: Counter[str]) -> Iterator[str]:
    """Every message that came again, by what explains it; what nothing explains is a fault."""
    last = {one.by: one for one in kept}
    before: dict[str, Kept] = {}
    for one in kept:
        if (first := before.get(one.id)) is not None:
            senders = [each for each in stage.crew.ended if _may_have_sent(each, first, last[first.by])]
            cause = _cause(first, senders, jumps=stage.jumps)
            causes[cause or "nothing"] += 1
            if not cause:
                jumps = [round(jump - first.at, 1) for jump in stage.jumps]
                yield (
                    f"{one.id} came again to {one.to}, {one.at - first.at:.1f} s later: from {first.by}, which did not die of it,"
                    f" and {one.by}; the clock jumped {jumps} s later"
                )
            if (first.subject, first.to) != (one.subject, one.to):
                yield f"{one.id} came again with other words, or to somebody else"
        before[one.id] = one


def _may_have_sent(worker: Worker, first: Kept, last: Kept) -> bool:
    """Whether its end may explain that this came again: each outcome is written before the next message is tried.

    Who sends to a webhook has no name there: it may be anybody who was dead soon after.
    """
    if first.by:
        return worker.name == first.by and (first is last or worker.full_disk)
    return worker.full_disk or first.at <= worker.gone < first.at + _SOON


def _cause(first: Kept, senders: Sequence[Worker], *, jumps: Sequence[float]) -> str:
    """Why a message that was kept could not be known to have been."""
    if not first.answered:
        return "broken off by the server"
    if any(one.code == -signal.SIGKILL for one in senders):
        return "killed after the 250"
    if any(one.full_disk for one in senders):
        return "disk full"
    return "clock jumped" if any(abs(first.at - jump) < _NEAR for jump in jumps) else ""


def _hooked(stage: Stage) -> Iterator[str]:
    """The webhook got what was signed and named; who wanted to hear no more hears nothing."""
    yield from stage.hooks.faults
    yield from (f"{key} came to the webhook in {len(several)} wordings" for key, several in stage.hooks.bodies.items() if len(several) > 1)
    late = [one for one in stage.office.kept if one.to == GONE and one.at > stage.unsubscribed + _NEAR]
    yield from (f"{GONE} was mailed {one.id} after the end" for one in late)


def _examined(stage: Stage) -> Iterator[str]:
    case = Case(stage.settings, stage.engine, Evidence(stage.settings.evidence), stage.clock())
    for one in examine(case, CHECKS):
        if one.state is not State.OK:
            yield f"doctor: {one.check.name}: {'; '.join(one.found[:3]) or one.why}"
