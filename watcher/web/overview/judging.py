"""The first hits that wait for a judgement: who, why, on which lists, since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import func
from sqlmodel import Session, col, select

from alerts.facts import facts_by_company
from store.companies import known_companies
from store.tables.portfolios import CounterpartyRow, Screening
from store.unjudged import first_waiting, hits_with_names
from watcher.asked import asked_once
from watcher.desk import Desk
from watcher.web.counters import state_of_hits

MOST = 8


@dataclass(frozen=True, slots=True)
class ToJudge:
    """One hit as a line."""

    id: int
    name: str  # of the counterparty
    listed: str
    grade: str
    reason: str
    facts: dict[str, str] | None  # of the first list; None where it is on none any more
    lists: int
    found_at: datetime


@dataclass(frozen=True, slots=True)
class LastScreening:
    """When a portfolio was screened last, and how many names all of them have."""

    at: datetime
    names: int


def first_to_judge(session: Session, desk: Desk, account: int, portfolios: list[int], today: date) -> list[ToJudge]:
    """The surest of these portfolios, and of those the newest."""
    state = state_of_hits(session, portfolios)
    first = asked_once(desk, f"first to judge {account}", state, lambda: first_waiting(session, portfolios, MOST))
    found = hits_with_names(session, first)
    ids = sorted({hit.company_id for hit, _ in found})
    names = {one.id: one.name for one in known_companies(session, ids)}
    facts = facts_by_company(session, today, ids) if ids else {}
    return [
        ToJudge(
            id=hit.id or 0,
            name=counterparty.name,
            listed=names[hit.company_id],
            grade=hit.grade,
            reason=hit.reason,
            facts=next(iter(facts.get(hit.company_id, ())), None),
            lists=len(facts.get(hit.company_id, ())),
            found_at=hit.found_at,
        )
        for hit, counterparty in found
    ]


def last_screening(session: Session, portfolios: Sequence[int]) -> LastScreening | None:
    """What is said where nothing waits."""
    at = session.exec(select(func.max(Screening.at)).where(col(Screening.portfolio_id).in_(portfolios))).one()
    names = select(func.count(cast(Any, CounterpartyRow.id))).where(col(CounterpartyRow.portfolio_id).in_(portfolios))
    return LastScreening(at, session.exec(names).one()) if at else None
