"""The queue as its page shows it: one line for each hit, with all that a decision may need at a glance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from alerts.facts import facts_by_company
from store.chunks import Among
from store.companies import known_companies
from store.grounds import Grounds, grounds_from, grounds_of
from store.judgements import BY_EVIDENCE
from store.judging_queue import State, Wanted, counts
from store.members import seen_by
from store.tables.judgements import Judgement
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio
from watcher.asked import asked_once
from watcher.judgement_words import changed
from watcher.screening.listed import Candidate
from watcher.screening.run import candidate, listed
from watcher.web.counters import state_of_hits
from watcher.web.visit import Visit

_MOST_KEPT = 64  # counts in memory


@dataclass(frozen=True, slots=True)
class Line:
    """A hit in the queue; `judgement` stands, `reopened` says what changed where one stood that no longer does."""

    id: int
    counterparty: CounterpartyRow
    portfolio: Portfolio
    company: str
    candidate: Candidate
    facts: Sequence[Mapping[str, str]]
    grounds: Grounds
    judgement: Judgement | None
    reopened: Sequence[str]

    @property
    def seen(self) -> int:
        """The judgement that stands, as a form says which it saw."""
        return self.judgement.id or 0 if self.judgement else 0


def lines(session: Session, hits: Sequence[int], day: date) -> list[Line]:
    """These hits in this order."""
    query = select(Hit, CounterpartyRow, Portfolio).join(CounterpartyRow, col(CounterpartyRow.id) == Hit.counterparty_id)
    query = query.join(Portfolio, col(Portfolio.id) == CounterpartyRow.portfolio_id).where(Among(Hit.id, hits))
    found = {hit.id: (hit, row, portfolio) for hit, row, portfolio in session.exec(query)}
    ids = {hit.company_id for hit, _, _ in found.values()}
    companies = {one.id: listed(one) for one in known_companies(session, sorted(ids))}
    facts, grounds = facts_by_company(session, day, ids), grounds_of(session, ids)
    standing, ended = _judgements(session, hits)
    made = []
    for id_ in hits:
        hit, row, portfolio = found[id_]
        now, old = grounds[hit.company_id], ended.get(id_)
        reopened = changed(grounds_from(old.evidence), now) or ["名单所载曾有变化"] if old and id_ not in standing else ()
        shown, known = candidate(hit, companies[hit.company_id]), facts.get(hit.company_id, ())
        made.append(Line(id_, row, portfolio, hit.company_id, shown, known, now, standing.get(id_), reopened))
    return made


def _judgements(session: Session, hits: Sequence[int]) -> tuple[dict[int, Judgement], dict[int, Judgement]]:
    """What stands, and what the evidence ended last."""
    standing, ended = {}, {}
    query = select(Judgement).where(Among(Judgement.hit_id, hits)).order_by(col(Judgement.id))
    for one in session.exec(query):
        if one.ended_at is None:
            standing[one.hit_id] = one
        elif one.ended_by == BY_EVIDENCE:
            ended[one.hit_id] = one
    return standing, ended


def counted(session: Session, visit: Visit, wanted: Wanted) -> Mapping[State, int]:
    """How many hits are in each state; counted once for each change of register, portfolios or judgements."""
    state = state_of_hits(session, seen_by(session, visit.known.account))
    kept = asked_once(visit.desk, f"hits of {visit.known.account}", state, dict[object, Mapping[State, int]])
    key = tuple(wanted.portfolios), wanted.grade, wanted.series, wanted.company
    if key not in kept:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        kept[key] = counts(session, wanted)
    return kept[key]
