"""The result of a portfolio as its page shows it: which tab, which of its rows, with what stands behind each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from alerts.facts import facts_by_company
from store.companies import known_companies
from store.found import (
    HIT_TABS,
    Counts,
    Seen,
    clear_after,
    clear_hits,
    counts,
    hits_in,
    of_record,
    seen,
    unscreened_after,
)
from store.tables.judgements import Judgement
from store.tables.portfolios import CounterpartyRow, Portfolio
from watcher.results import StoredHit
from watcher.screening.records import UNTOLD
from watcher.screening.run import candidate, listed
from watcher.web.screening.asked import Asked

PER_PAGE = 30  # hits, each with its parts and evidence: 200 KiB hold these
RECORDS_PER_PAGE = 200  # records of which there is little to say


@dataclass(frozen=True, slots=True)
class Found:
    """One hit on the page: with its number, whose it is, its listings, and what a person has decided."""

    id: int
    stored: StoredHit
    judgement: Judgement | None

    @property
    def grade(self) -> str:
        """match, review or clear."""
        return self.stored.candidate.grade.value


@dataclass(frozen=True, slots=True)
class Shown:
    """What one page of a tab holds."""

    counts: Counts
    tab: str
    number: int = 0  # hits that fit the filter
    hits: Sequence[Found] = ()
    records: Sequence[CounterpartyRow] = ()
    ceased: Mapping[int, Sequence[Found]] = field(default_factory=dict)  # hits that are none any more
    sheets: int = 1
    next: int = 0  # the record to go on behind; 0: this is the end


@dataclass(frozen=True, slots=True)
class Oddities:
    """What is odd about records: the problems told in full, and how many more there are."""

    told: Sequence[Mapping[str, Any]]
    more: int

    @property
    def number(self) -> int:
        """All of them."""
        return len(self.told) + self.more


def oddities(portfolio: Portfolio) -> Oddities:
    """The problems of a portfolio."""
    more = [one for one in portfolio.problems if one["words"] == UNTOLD]
    return Oddities([one for one in portfolio.problems if one not in more], sum(int(one["value"]) for one in more))


def shown(session: Session, portfolio: Portfolio, asked: Asked, *, day: date, running: bool) -> Shown:
    """One page. While the screening runs nothing is shown as clear."""
    id_ = portfolio.id or 0
    counted = counts(session, id_)
    if asked.record:
        return _one_record(session, id_, asked, counted, day)
    tab = asked.tab or next((one for one in HIT_TABS if getattr(counted, one)), "review" if running else "clear")
    if tab in HIT_TABS:
        start = (asked.sheet - 1) * PER_PAGE
        number, found = hits_in(session, id_, tab, asked.wanted, start=start, most=PER_PAGE, day=day)
        return Shown(counted, tab, number, found_of(session, found, day), sheets=max(1, -(-number // PER_PAGE)))
    most = RECORDS_PER_PAGE
    if tab == "problems":
        records = unscreened_after(session, id_, asked.after, most + 1)
    else:
        records = [] if running else clear_after(session, id_, asked.after, asked.wanted.text, most + 1)
    next_ = records[most - 1].row if len(records) > most else 0
    return Shown(counted, tab, records=records[:most], ceased=_ceased(session, records[:most], day), next=next_)


def _one_record(session: Session, id_: int, asked: Asked, counted: Counts, day: date) -> Shown:
    record, found = of_record(session, id_, asked.record)
    hits = found_of(session, found, day)
    return Shown(counted, "", len(hits), hits, records=[record] if record and not hits else ())


def _ceased(session: Session, records: Sequence[CounterpartyRow], day: date) -> dict[int, list[Found]]:
    several = clear_hits(session, records)
    hits = found_of(session, seen(session, [hit.id or 0 for some in several.values() for hit in some]), day)
    ceased: dict[int, list[Found]] = {}
    for one in hits:
        ceased.setdefault(one.stored.counterparty.row, []).append(one)
    return ceased


def found_of(session: Session, several: Sequence[Seen], day: date) -> list[Found]:
    """Hits with their companies and listings."""
    ids = {one.hit.company_id for one in several}
    companies = {one.id: listed(one) for one in known_companies(session, sorted(ids))}
    facts = facts_by_company(session, day, ids)
    return [
        Found(
            one.hit.id or 0,
            StoredHit(
                one.counterparty,
                candidate(one.hit, companies[one.hit.company_id]),
                one.screening,
                tuple(facts.get(one.hit.company_id, ())),
            ),
            one.judgement,
        )
        for one in several
    ]
