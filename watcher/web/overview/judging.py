"""The first hits that wait for a judgement: who, why, on which lists, since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from store.chunks import Among
from store.judging_queue import Wanted, queue
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio, Screening
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
    """When a watched portfolio was screened last, and how many names all of these have; how many more are not covered."""

    at: datetime | None
    names: int
    unscreened: int  # of the names: nothing can be said of them
    once: int  # portfolios that were screened once, and not again when the register changed


def first_to_judge(session: Session, desk: Desk, account: int, portfolios: Sequence[int], today: date) -> list[ToJudge]:
    """The most urgent of these portfolios, which the account sees, in the order of the queue."""
    state = state_of_hits(session), tuple(portfolios)
    first = asked_once(desk, f"first to judge {account}", state, lambda: queue(session, Wanted(portfolios), most=MOST))
    ids = [place.hit for place in first]
    found = dict(session.exec(select(Hit.id, Hit.found_at).where(Among(Hit.id, ids))).all())
    return [ToJudge(one, found[one.id]) for one in lines(session, ids, today)]


def last_screening(session: Session, portfolios: Sequence[int]) -> LastScreening:
    """What is said where nothing waits."""
    watched = session.exec(select(Portfolio.id).where(Among(Portfolio.id, portfolios), col(Portfolio.watched))).all()
    at = session.exec(select(func.max(Screening.at)).where(Among(Screening.portfolio_id, watched))).one()
    names = select(func.count(col(CounterpartyRow.id))).where(Among(CounterpartyRow.portfolio_id, watched))
    unscreened = names.where(~col(CounterpartyRow.screened))
    return LastScreening(at, session.exec(names).one(), session.exec(unscreened).one(), len(portfolios) - len(watched))
