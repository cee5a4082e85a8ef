"""The first hits that wait for a judgement: who, why, on which lists, since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from store.chunks import Among
from store.judging_queue import Wanted, queue
from store.tables.portfolios import CounterpartyRow, Hit, Screening
from watcher.asked import asked_once
from watcher.desk import Desk
from watcher.web.hits.rows import Line, lines, state_of_hits

MOST = 8


@dataclass(frozen=True, slots=True)
class ToJudge:
    """One hit as a line of the queue, and when it was found."""

    line: Line
    found_at: datetime


@dataclass(frozen=True, slots=True)
class LastScreening:
    """When a portfolio was screened last, and how many names all of them have."""

    at: datetime
    names: int


def first_to_judge(session: Session, desk: Desk, account: int, portfolios: Sequence[int], today: date) -> list[ToJudge]:
    """The most urgent of these portfolios, which the account sees, in the order of the queue."""
    state = state_of_hits(session), tuple(portfolios)
    first = asked_once(desk, f"first to judge {account}", state, lambda: queue(session, Wanted(portfolios), most=MOST))
    ids = [place.hit for place in first]
    found = dict(session.exec(select(Hit.id, Hit.found_at).where(Among(Hit.id, ids))).all())
    return [ToJudge(one, found[one.id]) for one in lines(session, ids, today)]


def last_screening(session: Session, portfolios: Sequence[int]) -> LastScreening | None:
    """What is said where nothing waits."""
    at = session.exec(select(func.max(Screening.at)).where(Among(Screening.portfolio_id, portfolios))).one()
    names = select(func.count(col(CounterpartyRow.id))).where(Among(CounterpartyRow.portfolio_id, portfolios))
    return LastScreening(at, session.exec(names).one()) if at else None
