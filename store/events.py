"""The facts that a change of one series amounts to: pure.

`Told` facts are written as events. `heard` facts go to people whose counterparties match: they include what a baseline
lists, which is no event of its own ("the first edition of a series is a baseline: listings yes, new no").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sources.names.keys import identity_key
from sources.records import Polarity
from store.editions import FiledEdition
from store.identity import event_id
from store.lives import Act, EditionFacts, Life, LifeChanges


@dataclass(frozen=True, slots=True)
class EventFact:
    """Something that happened; the id is a hash of it."""

    type: str
    company: str | None = None
    series: str | None = None
    notice: str | None = None
    source: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    moment: str = ""  # tells two like facts apart where notice and company cannot

    @property
    def id(self) -> str:
        """Stable: the same fact has the same id."""
        return event_id(self.type, self.company, self.series, self.notice, self.source, self.moment)


@dataclass(frozen=True, slots=True)
class SeriesTurn:
    """What happened to one series in one commit: its changes, the editions filed and what stood before."""

    key: str
    polarity: Polarity
    changes: LifeChanges
    filed: tuple[FiledEdition, ...]
    before: tuple[EditionFacts, ...]  # complete editions known earlier
    gaps: Mapping[str, datetime]  # notices whose names were missing or held until now: since when
    baseline_at: datetime | None  # when the first edition of this series was recorded
    reread: frozenset[str] = frozenset()  # notices of the baseline whose bytes are as before, and only read otherwise
    suspected: Mapping[str, Life] = field(default_factory=dict)  # companies that are suspected in the same case
    flagged: Mapping[str, Life] = field(default_factory=dict)  # and those on another flagged list of it

    @property
    def baseline(self) -> bool:
        """True when no edition of this series was known before; a removal is none."""
        return all(edition.act is Act.REMOVES for edition in self.before)

    def late(self, day: date) -> bool:
        """True when a newer edition was known already: history is completed, nothing is new."""
        return any(edition.day > day for edition in self.before)

    def disposes(self, notice: str) -> bool:
        """True for a notice that acts on licences (取消资格, 注销) and not on a list."""
        return any(one.facts.notice_id == notice and one.facts.act is Act.DISPOSES for one in self.filed)

    def part_of_baseline(self, notice: str) -> bool:
        """True for a notice that the baseline knew without its names, or misread: those who arrive are not newly listed."""
        known = self.baseline_at is not None and notice in self.gaps and self.gaps[notice] <= self.baseline_at
        return known or notice in self.reread


def series_news(turn: SeriesTurn) -> tuple[list[EventFact], list[EventFact]]:
    """(told, heard): the events to write, and the facts for people whose counterparties match."""
    complete = [edition for edition in turn.filed if edition.state == "complete"]
    completed = [edition.facts for edition in complete]
    arrived = [
        EventFact("names_arrived", series=turn.key, notice=one.facts.notice_id, facts={"count": len(one.facts.rows)})
        for one in complete
        if one.facts.notice_id in turn.gaps and one.named  # of several trades, all names may be on other lists
    ]
    told = [*arrived]
    listing = [one for one in completed if one.act is not Act.REMOVES]
    if turn.baseline and listing:
        newest = max(listing, key=lambda one: (one.day, one.batch or 0))
        facts = {"listed": sum(life.valid_to is None for life in turn.changes.added), "editions": len(listing)}
        told.append(EventFact("baseline", series=turn.key, notice=newest.notice_id, facts=facts))
    known = {edition.notice_id for edition in turn.before}
    told += [
        EventFact("late_edition", series=turn.key, notice=one.notice_id, facts={"day": one.day.isoformat()})
        for one in completed
        if not turn.baseline and turn.late(one.day) and one.notice_id not in known
    ]
    began, gone = ({life.company for life in lives} for lives in (turn.changes.added, turn.changes.dropped))
    # A life that only begins on another day than was known is neither new nor corrected away.
    heard = [
        fact for life in turn.changes.added if life.company not in gone and (fact := _arrival(turn, life)) is not None
    ]
    heard += [fact for before, after in turn.changes.changed if (fact := _change(turn, before, after)) is not None]
    heard += [
        EventFact("corrected", life.company, turn.key, life.notice_id, facts={"name": life.facts.name})
        for life in turn.changes.dropped
        if life.company not in began
    ]
    if not turn.polarity.adverse:
        return told, []
    return told + [fact for fact in heard if fact.type != "standing"], [*heard, *arrived]


def _arrival(turn: SeriesTurn, life: Life) -> EventFact | None:
    if life.valid_to is not None or life.notice_id not in {edition.facts.notice_id for edition in turn.filed}:
        return None  # over already, or the history before a known edition was completed
    facts: dict[str, Any] = {"name": life.facts.name, "since": life.valid_from.isoformat(), **_outcome(life)}
    suspected, flagged = turn.suspected.get(life.company), turn.flagged.get(life.company)
    if suspected and suspected.valid_from > life.valid_from:
        suspected = None  # what came later was no step to this
    if turn.late(life.valid_from) or turn.part_of_baseline(life.notice_id):
        kind = "standing"
    elif turn.polarity is Polarity.FLAGGED and (suspected or (flagged and turn.disposes(life.notice_id))):
        # Of a known case: news also when the list itself is seen for the first time.
        kind = "disposed" if turn.disposes(life.notice_id) else "escalated"
        facts |= {"proposed_by": suspected.notice_id} if suspected else {}
    elif turn.polarity is Polarity.SUSPECTED and flagged and flagged.valid_from >= life.valid_from:
        kind = "standing"  # the outcome is known already
    elif turn.baseline:
        kind = "standing"
    else:
        kind = "disposed" if turn.disposes(life.notice_id) else "listed"
    return EventFact(kind, life.company, turn.key, life.notice_id, facts=facts)


def _outcome(life: Life) -> dict[str, Any]:
    facts = {"disposition": life.facts.disposition, "disposed_on": life.facts.disposed_on}
    return {key: value for key, value in facts.items() if value}


def _change(turn: SeriesTurn, before: Life, after: Life) -> EventFact | None:
    if replace(before, notice_id=after.notice_id) == after:
        return None  # only the evidence is another
    acting = after.ended_by_notice or after.notice_id
    facts: dict[str, Any] = {"name": after.facts.name}
    if before.valid_to is None and after.valid_to is not None:
        if turn.late(after.valid_to):
            return None
        return EventFact(
            after.ended_by or "left", after.company, turn.key, acting, facts=facts | {"on": after.valid_to.isoformat()}
        )
    if before.valid_to != after.valid_to:
        kind = "corrected"
    elif identity_key(before.facts.name) != identity_key(after.facts.name):
        kind, facts = "renamed", facts | {"before": before.facts.name}
    elif after.facts.disposition and after.facts.disposition != before.facts.disposition:
        kind, facts = "disposed", facts | _outcome(after)
    else:
        kind = "amended"
    return EventFact(kind, after.company, turn.key, acting, facts=facts)
