"""What a notice changes in the register: pure. A look, an import, a replay and a person's decision all file notices.

Known      what the register holds about the notices, companies and series in question
Filing     one notice as it was just read, with the hashes of its evidence
Changes    everything that must be written, and what people must hear
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from sources.records import FieldConflict, Notice, Polarity, Series
from store.contradictions import contradictions, other_layout
from store.corrections import Correction, as_learned, standing, unsettled
from store.directory import Directory, KnownCompany
from store.editions import WITHDRAWN, FiledEdition, editions_of
from store.events import EventFact, SeriesTurn, series_news
from store.identity import event_id, facts_hash, notice_id, row_digest
from store.lives import Act, EditionFacts, Life, LifeChanges, Lives, diff, lives
from store.packing import Numbers
from store.removals import removed_elsewhere
from store.rereading import read_again

PERSON = "person"
ORIGINS = (PERSON, "site", "import", "digest")  # from the most to the least trusted


@dataclass(frozen=True)
class Filing:
    """A notice just read. `evidence` maps each URL that was read to the SHA-256 of its bytes.

    `under` is the id that the notice is known under where that is not the id of its own key (store.recognition).
    """

    notice: Notice
    evidence: Mapping[str, str]
    under: str | None = None
    corrections: tuple[Correction, ...] = ()  # what a person corrects in it just now

    @property
    def id(self) -> str:
        """The id of the notice."""
        return self.under or notice_id(self.notice)

    @cached_property
    def digests(self) -> tuple[str, ...]:
        """What each row says, as a digest; those of the rows that are held behind the others."""
        return tuple(map(row_digest, (*self.notice.rows, *self.notice.held)))

    @cached_property
    def hash(self) -> str:
        """All that the notice says, as one digest."""
        return facts_hash(self.notice, self.digests)

    @property
    def stamp(self) -> tuple[str, str, str]:
        """The notice, who says it and what is said: equal for a reading that is recorded already."""
        return self.id, self.notice.origin, self.hash


@dataclass(frozen=True, slots=True)
class Known:
    """The part of the register that the filings touch, as of one revision."""

    revision: int
    recorded: frozenset[tuple[str, str, str]] = frozenset()  # the stamps of readings in force: they are not filed again
    companies: tuple[KnownCompany, ...] = ()
    familiar: Mapping[str, str] = field(default_factory=dict)  # rows (digests) that were read as a company (id) before
    numbers: Numbers = field(
        default_factory=Numbers
    )  # of all printed rows and of the familiar companies that the store has
    readings: Mapping[str, tuple[Filing, ...]] = field(default_factory=dict)  # by notice id, one per origin
    gaps: Mapping[str, datetime] = field(default_factory=dict)  # notices without a complete edition: since when
    editions: Mapping[str, tuple[EditionFacts, ...]] = field(default_factory=dict)  # complete ones, by series key
    whole: frozenset[str] = frozenset()  # the series whose editions have their rows here, not their heads alone
    lives: Mapping[str, Lives] = field(default_factory=dict)  # by series key, all series of a case included
    series: Mapping[str, Series] = field(default_factory=dict)  # by key
    polarity: Mapping[str, Polarity] = field(default_factory=dict)  # by series key
    layouts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of the newest edition, by series key
    baselines: Mapping[str, datetime] = field(default_factory=dict)  # first complete edition recorded, by series key
    corrections: Mapping[str, tuple[Correction, ...]] = field(default_factory=dict)  # of rows, by notice id
    begun: frozenset[str] = frozenset()  # the notices that began their series, or were known when it began

    def published_by(self, notice: str) -> dict[str, EditionFacts]:
        """The complete editions that this notice is known to publish, by series key."""
        every = ((key, one) for key, several in self.editions.items() for one in several)
        return {key: one for key, one in every if one.notice_id == notice}


@dataclass(frozen=True, slots=True)
class Dispute:
    """A conflict of one notice, and the names that wait because of it: other names are another dispute."""

    notice: str
    conflict: FieldConflict
    names: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Stable: the same dispute is put to a person once."""
        words = (f"{one.where}={one.value}" for one in self.conflict.readings)
        return event_id(self.notice, self.conflict.field, *words, *self.names)


@dataclass(frozen=True, slots=True)
class Changes:
    """All that one look (import, decision) changes; false when nothing is to be written or said."""

    filings: tuple[Filing, ...] = ()  # readings that are new or differ from the one recorded
    effective: Mapping[str, Filing] = field(default_factory=dict)  # the reading in force, by notice id
    companies: tuple[KnownCompany, ...] = ()
    numbers: Numbers = field(default_factory=Numbers)  # as far as they are known
    editions: tuple[FiledEdition, ...] = ()
    lives: Mapping[str, LifeChanges] = field(default_factory=dict)
    overtaken: frozenset[str] = frozenset()  # notices of which a person's decision no longer counts
    disputes: tuple[Dispute, ...] = ()
    settled: Mapping[str, frozenset[str]] = field(default_factory=dict)  # notices read well now: which disputes remain
    corrections: tuple[Correction, ...] = ()  # new ones
    events: tuple[EventFact, ...] = ()
    heard: tuple[EventFact, ...] = ()  # what people whose counterparties match must hear
    to_screen: tuple[KnownCompany, ...] = ()  # companies whose listing began or changed: new hits are possible

    def __bool__(self) -> bool:
        return bool(self.filings or self.corrections)


def changes(known: Known, filings: Sequence[Filing], fetched: date) -> Changes:
    """What the filings change, given what is known; the same input a second time changes nothing."""
    fresh = tuple(filing for filing in _once(filings) if is_fresh(known, filing))
    corrections = tuple(one for filing in fresh for one in filing.corrections)
    told_of: dict[str, list[Filing]] = {}
    for filing in fresh:
        told_of.setdefault(filing.id, []).append(filing)
    overtaken = frozenset(one.id for one in fresh if _overtakes(known, one, told_of[one.id]))
    effective = {id_: _effective(known, several, id_ in overtaken) for id_, several in told_of.items()}
    directory = Directory(known.companies, known.familiar)
    unresolved = (filing for filing in fresh if filing.notice.origin != PERSON)
    disputes = [_dispute(filing, conflict) for filing in unresolved for conflict in filing.notice.conflicts]
    editions: list[FiledEdition] = []
    settled = {}
    for id_, filing in effective.items():
        published, doubts = _published(known, filing, directory, fetched)
        said = (one.notice for one in (*known.readings.get(id_, ()), *told_of[id_]))
        missed = [
            one
            for edition in published
            for one in removed_elsewhere(known.lives, known.series, known.polarity, edition)
        ]
        remaining = [_dispute(filing, conflict) for conflict in (*doubts, *contradictions(filing.notice, said), *missed)]
        disputes += remaining
        editions += published
        if published and published[0].state == "complete" and filing.notice.origin != PERSON:
            own = [_dispute(filing, conflict) for conflict in filing.notice.conflicts]
            settled[id_] = frozenset(dispute.key for dispute in (*remaining, *own))
    turns = _turns(known, editions, _read_otherwise(known, fresh))
    news = [series_news(turn) for turn in turns]
    # Every commit that changes the register is a revision: what happens again later is another event.
    told, heard = (
        tuple(replace(fact, moment=str(known.revision)) for facts in news for fact in facts[side]) for side in (0, 1)
    )
    moved = _moved(editions)
    told, heard = (
        tuple(fact for fact in facts if not (fact.type == "left" and (fact.notice, fact.company) in moved))
        for facts in (told, heard)
    )
    told, heard = _by_a_person(told, heard, corrections, known.polarity, known.revision)
    return Changes(
        filings=tuple(filing for filing in fresh if filing.stamp not in known.recorded),
        effective=effective,
        companies=_in_order(_companies(directory, corrections), editions),
        numbers=known.numbers,
        editions=tuple(editions),
        lives={turn.key: turn.changes for turn in turns if turn.changes},
        overtaken=overtaken,
        disputes=tuple(disputes),
        settled=settled,
        corrections=corrections,
        events=told,
        heard=heard,
        to_screen=_to_screen(heard, directory),
    )


def _published(
    known: Known, filing: Filing, directory: Directory, fetched: date
) -> tuple[list[FiledEdition], list[FieldConflict]]:
    """What the reading in force publishes (nothing that is to be written: none), and what a person must decide."""
    before = known.published_by(filing.id)
    day = _day(filing.notice, next(iter(before.values()), None), fetched)
    earlier = known.corrections.get(filing.id, ())
    right = standing((*earlier, *filing.corrections))
    editions, unclear = editions_of(
        filing.id, filing.notice, filing.digests, filing.evidence, directory, day, right, known.series
    )
    let_go = {one.company for one in filing.corrections}
    editions, lost = read_again(before, editions, filing.notice, known.series, let_go)
    layout = known.layouts.get(filing.notice.series.key, ()) if filing.notice.series and not before else ()
    differing = unsettled(filing.notice, [one for one in right if one in earlier])
    return editions, [*unclear, *lost, *differing, *other_layout(filing.notice, layout)]


def _moved(editions: Sequence[FiledEdition]) -> set[tuple[str, str]]:
    """Whom notices over several trades name, by notice: whoever leaves one of their lists for another has not left."""
    lists = Counter(edition.facts.notice_id for edition in editions)
    several = (edition.facts for edition in editions if lists[edition.facts.notice_id] > 1)
    return {(one.notice_id, company) for one in several for company in one.rows}


def _by_a_person(
    told: Sequence[EventFact],
    heard: Sequence[EventFact],
    corrections: Iterable[Correction],
    polarity: Mapping[str, Polarity],
    revision: int,
) -> tuple[tuple[EventFact, ...], tuple[EventFact, ...]]:
    """The same facts, told and heard, where a person's correction stands for all that it did to its company's listing."""
    facts = {(one.company, one.series): _corrected(one, revision) for one in corrections}
    if not facts:
        return tuple(told), tuple(heard)
    adverse = [fact for (_, series), fact in facts.items() if polarity.get(series, Polarity.NEUTRAL).adverse]
    told, heard = ([fact for fact in several if (fact.company, fact.series) not in facts] for several in (told, heard))
    return (*told, *facts.values()), (*heard, *adverse)


def _corrected(one: Correction, revision: int) -> EventFact:
    facts = {
        "name": one.row_name,
        "correction": one.what.value,
        "value": one.value,
        "who": one.who,
        "reason": one.reason,
    }
    return EventFact("corrected", one.company, one.series, one.notice, facts=facts, moment=str(revision))


def _companies(directory: Directory, corrections: Iterable[Correction]) -> dict[str, KnownCompany]:
    """The companies to write: new or changed ones, without the names and codes that a person corrected away."""
    found = dict(directory.changed)
    for one in corrections:
        if one.company in directory:
            before = found.get(one.company, directory[one.company])
            after = as_learned(before, one)
            if after != before:
                found[one.company] = after
    return found


def _in_order(companies: Mapping[str, KnownCompany], editions: Iterable[FiledEdition]) -> tuple[KnownCompany, ...]:
    """The companies as the lists name them: by that order they are numbered, and lists of numbers in order are short."""
    named = (company for edition in editions for company in edition.facts.rows)
    return tuple(companies[id_] for id_ in dict.fromkeys((*named, *companies)) if id_ in companies)


_ENDED = ("left", "removed", "corrected")


def _to_screen(heard: Iterable[EventFact], directory: Directory) -> tuple[KnownCompany, ...]:
    ids = {fact.company for fact in heard if fact.company is not None and fact.type not in _ENDED}
    return tuple(directory[company] for company in sorted(ids) if company in directory)


def is_fresh(known: Known, filing: Filing) -> bool:
    """Whether a filing says anything that is not recorded yet."""
    return bool(filing.corrections) or filing.stamp not in known.recorded


def needs_history(editions: Collection[EditionFacts], filings: Iterable[Filing], fetched: date) -> bool:
    """Whether filing these notices may change what a series of these editions was before its newest day."""
    newest = max((edition.day for edition in editions), default=None)
    ids = {edition.notice_id for edition in editions}
    return newest is not None and any(one.id in ids or _day(one.notice, None, fetched) <= newest for one in filings)


def _once(filings: Iterable[Filing]) -> Iterable[Filing]:
    """A notice that one look reads twice (under http and https) counts once."""
    found: dict[tuple[str, str], Filing] = {}
    for filing in filings:
        found.setdefault((filing.id, filing.notice.origin), filing)
    return found.values()


def _effective(known: Known, new: Collection[Filing], overtaken: bool) -> Filing:
    """The reading in force once these new ones of a notice are filed."""
    gone = {one.notice.origin for one in new} | ({PERSON} if overtaken else set())
    id_ = next(iter(new)).id
    return in_force((*(one for one in known.readings.get(id_, ()) if one.notice.origin not in gone), *new))


def _overtakes(known: Known, filing: Filing, new: Collection[Filing]) -> bool:
    """True when it names other companies than those that a person decided on: that decision was about another list."""
    decided = [one for one in known.readings.get(filing.id, ()) if one.notice.origin == PERSON]
    names = _names(filing.notice)
    if filing.notice.origin == PERSON or not names or not decided:
        return False
    return names != _names(decided[0].notice) and _effective(known, new, overtaken=True) is filing


def _names(notice: Notice) -> frozenset[tuple[str, str | None]]:
    return frozenset((row.name, row.code) for row in (*notice.rows, *notice.held))


def _day(notice: Notice, before: EditionFacts | None, fetched: date) -> date:
    """Published, else signed, else the day it was first fetched; a printed day still to come is misprinted."""
    printed = notice.published or notice.signed
    if printed and printed.first_day <= fetched:
        return printed.first_day
    return before.day if before else fetched


def _dispute(filing: Filing, conflict: FieldConflict) -> Dispute:
    waiting = filing.notice.held if conflict.chosen is None else ()  # where one reading was taken nobody waits
    return Dispute(filing.id, conflict, tuple(sorted(row.name for row in waiting)))


def in_force(readings: Iterable[Filing]) -> Filing:
    """The reading that counts: one with its names before one without, then the authority's page before a digest."""
    return min(readings, key=lambda one: (one.notice.names_missing, ORIGINS.index(one.notice.origin)))


def _read_otherwise(known: Known, filings: Iterable[Filing]) -> frozenset[str]:
    """The notices of a baseline of which the same bytes are read otherwise than before: a reader was mended."""
    return frozenset(
        one.id
        for one in filings
        if one.id in known.begun and any(_same_bytes(one, before) for before in known.readings.get(one.id, ()))
    )


def _same_bytes(now: Filing, before: Filing) -> bool:
    same_origin = now.notice.origin == before.notice.origin
    return same_origin and all(before.evidence.get(url, digest) == digest for url, digest in now.evidence.items())


def _turns(known: Known, editions: Sequence[FiledEdition], reread: frozenset[str]) -> list[SeriesTurn]:
    """One turn per series touched, also of one that a notice was moved out of."""
    listing = (edition for edition in editions if edition.facts.act is not Act.REMOVES and edition.state != WITHDRAWN)
    polarity = {edition.series.key: edition.polarity for edition in listing}
    polarity |= {key: one for key, one in known.polarity.items() if one is not Polarity.NEUTRAL}
    refiled = {edition.facts.notice_id for edition in editions}
    touched = {edition.series.key for edition in editions}
    touched |= {key for key, several in known.editions.items() for one in several if one.notice_id in refiled}
    turns = []
    for key in sorted(touched):
        filed = tuple(edition for edition in editions if edition.series.key == key)
        complete = [edition.facts for edition in filed if edition.state == "complete"]
        before = known.lives.get(key, {})
        if key in known.whole:  # told anew from its editions; else the new ones follow all that is known
            complete += [edition for edition in known.editions[key] if edition.notice_id not in refiled]
        after = lives(complete, {} if key in known.whole else before)
        turns.append(
            SeriesTurn(
                key=key,
                polarity=polarity.get(key, Polarity.NEUTRAL),  # until now only removals are known
                changes=diff(before, after),
                filed=filed,
                before=tuple(known.editions.get(key, ())),
                gaps=known.gaps,
                baseline_at=known.baselines.get(key),
                reread=reread,
            )
        )
    return [
        replace(
            turn,
            suspected=_elsewhere(known, turns, turn.key, Polarity.SUSPECTED),
            flagged=_elsewhere(known, turns, turn.key, Polarity.FLAGGED),
        )
        for turn in turns
    ]


def _elsewhere(known: Known, turns: Iterable[SeriesTurn], key: str, polarity: Polarity) -> dict[str, Life]:
    """Who is on another list of that polarity of the same regulator and sector: stood before this commit, or began in it.

    What a baseline lists is not news, so it makes none of what the other list says.
    """
    case = key.rsplit("/", 1)[0] + "/"
    begun = {
        life.company: life
        for turn in turns
        if turn.key != key and turn.key.startswith(case) and turn.polarity is polarity and not turn.baseline
        for life in turn.changes.added
    }
    return begun | {
        life.company: life
        for other, stays in known.lives.items()
        if other != key and other.startswith(case) and known.polarity.get(other) is polarity
        for life in stays.values()
        if life.valid_to is None
    }
