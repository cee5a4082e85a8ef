"""The first hits that wait for a judgement: who, why, on which lists, since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from store.chunks import Among
from store.judging_queue import Wanted, queue
from store.tables.portfolios import CounterpartyRow, Hit, Screening
from watcher.web.hits.rows import Line, lines

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


def first_to_judge(session: Session, portfolios: Sequence[int], today: date) -> list[ToJudge]:
    """The most urgent of these portfolios, in the order of the queue."""
    ids = [place.hit for place in queue(session, Wanted(portfolios), most=MOST)]
    found = dict(session.exec(select(Hit.id, Hit.found_at).where(Among(Hit.id, ids))).all())
    return [ToJudge(one, found[one.id]) for one in lines(session, ids, today)]


def last_screening(session: Session, portfolios: Sequence[int]) -> LastScreening | None:
    """What is said where nothing waits."""
    at = session.exec(select(func.max(Screening.at)).where(Among(Screening.portfolio_id, portfolios))).one()
    names = select(func.count(col(CounterpartyRow.id))).where(Among(CounterpartyRow.portfolio_id, portfolios))
    return LastScreening(at, session.exec(names).one()) if at else None
