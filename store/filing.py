"""What a notice changes in the register: pure. A look, an import, a replay and a person's decision all file notices.

    Known      what the register holds about the notices, companies and series in question
    Filing     one notice as it was just read, with the hashes of its evidence
    Changes    everything that must be written, and what people must hear
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sources.records import FieldConflict, Notice, Polarity
from store.directory import Directory, KnownCompany
from store.editions import FiledEdition, edition_of
from store.events import EventFact, SeriesTurn, series_news
from store.identity import facts_hash, notice_id
from store.lives import EditionFacts, LifeChanges, Lives, diff, lives

_ORIGINS = ("person", "site", "import", "digest")  # from the most to the least trusted


@dataclass(frozen=True, slots=True)
class Filing:
    """A notice just read. `evidence` maps each URL that was read to the SHA-256 of its bytes."""

    notice: Notice
    evidence: Mapping[str, str]

    @property
    def id(self) -> str:
        """The id of the notice."""
        return notice_id(self.notice)


@dataclass(frozen=True, slots=True)
class Known:
    """The part of the register that the filings touch, as of one revision."""

    revision: int
    companies: tuple[KnownCompany, ...] = ()
    readings: Mapping[str, tuple[Filing, ...]] = field(default_factory=dict)  # by notice id, one per origin
    gaps: Mapping[str, datetime] = field(default_factory=dict)  # notices without a complete edition: since when
    editions: Mapping[str, tuple[EditionFacts, ...]] = field(default_factory=dict)  # complete ones, by series key
    lives: Mapping[str, Lives] = field(default_factory=dict)  # by series key, all series of a case included
    polarity: Mapping[str, Polarity] = field(default_factory=dict)  # by series key
    baselines: Mapping[str, datetime] = field(default_factory=dict)  # first complete edition recorded, by series key


@dataclass(frozen=True, slots=True)
class Changes:
    """All that one look (import, decision) changes; false when nothing is to be written or said."""

    filings: tuple[Filing, ...] = ()  # readings that are new or differ from the one recorded
    effective: Mapping[str, Filing] = field(default_factory=dict)  # the reading in force, by notice id
    companies: tuple[KnownCompany, ...] = ()
    editions: tuple[FiledEdition, ...] = ()
    lives: Mapping[str, LifeChanges] = field(default_factory=dict)
    conflicts: tuple[tuple[str, FieldConflict], ...] = ()  # (notice id, conflict)
    events: tuple[EventFact, ...] = ()
    heard: tuple[EventFact, ...] = ()  # what people whose counterparties match must hear
    to_screen: tuple[KnownCompany, ...] = ()  # companies whose listing began or changed: new hits are possible

    def __bool__(self) -> bool:
        return bool(self.filings or self.conflicts)


def changes(known: Known, filings: Sequence[Filing], fetched: date) -> Changes:
    """What the filings change, given what is known; the same input a second time changes nothing."""
    unknown = [filing for filing in filings if not _recorded(known, filing)]
    fresh = tuple(filing for filing in unknown if not _weaker(known, filing))
    effective = {filing.id: in_force((*_other_origins(known, filing), filing)) for filing in fresh}
    directory = Directory(known.companies)
    conflicts = [(one.id, conflict) for one in unknown for conflict in one.notice.conflicts]
    editions = []
    for id_, filing in effective.items():
        edition, doubts = edition_of(filing.notice, filing.evidence, directory, fetched)
        conflicts += [(id_, doubt) for doubt in doubts]
        if edition is not None:
            editions.append(edition)
    turns = _turns(known, editions)
    news = [series_news(turn) for turn in turns]
    heard = tuple(fact for _, facts in news for fact in facts)
    return Changes(
        filings=fresh,
        effective=effective,
        companies=tuple(directory.changed.values()),
        editions=tuple(editions),
        lives={turn.key: turn.changes for turn in turns if turn.changes},
        conflicts=tuple(conflicts),
        events=tuple(fact for told, _ in news for fact in told),
        heard=heard,
        to_screen=_to_screen(heard, directory),
    )


_ENDED = ("left", "removed", "corrected")


def _to_screen(heard: Iterable[EventFact], directory: Directory) -> tuple[KnownCompany, ...]:
    ids = {fact.company for fact in heard if fact.company is not None and fact.type not in _ENDED}
    return tuple(directory[company] for company in sorted(ids))


def _recorded(known: Known, filing: Filing) -> bool:
    same = (one for one in known.readings.get(filing.id, ()) if one.notice.origin == filing.notice.origin)
    return any(facts_hash(one.notice) == facts_hash(filing.notice) for one in same)


def _weaker(known: Known, filing: Filing) -> bool:
    """True when the same origin gave all names before and gives them no longer: a failed look changes nothing."""
    same = (one for one in known.readings.get(filing.id, ()) if one.notice.origin == filing.notice.origin)
    lacking = filing.notice.names_missing or bool(filing.notice.held)
    return lacking and any(one.notice.rows and not one.notice.names_missing for one in same)


def _other_origins(known: Known, filing: Filing) -> Iterable[Filing]:
    return (one for one in known.readings.get(filing.id, ()) if one.notice.origin != filing.notice.origin)


def in_force(readings: Iterable[Filing]) -> Filing:
    """The reading that counts: one with its names before one without, then the authority's page before a digest."""
    return min(readings, key=lambda one: (one.notice.names_missing, _ORIGINS.index(one.notice.origin)))


def _turns(known: Known, editions: Sequence[FiledEdition]) -> list[SeriesTurn]:
    """One turn per series touched."""
    polarity = {edition.series.key: edition.polarity for edition in editions} | dict(known.polarity)
    turns = []
    for key in sorted({edition.series.key for edition in editions}):
        filed = tuple(edition for edition in editions if edition.series.key == key)
        refiled = {edition.facts.notice_id for edition in filed}
        complete = [edition for edition in known.editions.get(key, ()) if edition.notice_id not in refiled]
        complete += [edition.facts for edition in filed if edition.state == "complete"]
        turns.append(
            SeriesTurn(
                key=key,
                polarity=polarity[key],
                changes=diff(known.lives.get(key, {}), lives(complete)),
                filed=filed,
                before=tuple(known.editions.get(key, ())),
                gaps=known.gaps,
                baseline_at=known.baselines.get(key),
                suspected=_suspected(known, key),
            )
        )
    return turns


def _suspected(known: Known, key: str) -> frozenset[str]:
    """The companies that stood as suspected, before this commit, in another list of the same regulator and sector."""
    case = key.rsplit("/", 1)[0] + "/"
    return frozenset(
        life.company
        for other, stays in known.lives.items()
        if other != key and other.startswith(case) and known.polarity.get(other) is Polarity.SUSPECTED
        for life in stays.values()
        if life.valid_to is None
    )
