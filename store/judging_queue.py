"""The hits that wait for a person, and those that a person has judged: the most urgent first, a page at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, exists, tuple_
from sqlalchemy import select as columns
from sqlmodel import Session, col, func

from store.chunks import Among
from store.judgements import BY_EVIDENCE, SETTLED, STANDS, Verdict
from store.tables.judgements import Judgement
from store.tables.portfolios import Hit, Screening
from store.tables.register import Listing


class State(StrEnum):
    """How far people are with a hit."""

    TODO = "todo"  # nobody judged it, or the evidence has changed since
    REOPENED = "reopened"  # of these, the latter
    UNSURE = "unsure"
    JUDGED = "judged"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which hits: of these portfolios, in this state, with this grade, on this list or this company; empty: any."""

    portfolios: Collection[int]
    state: State = State.TODO
    grade: str = ""
    series: str = ""
    company: str = ""


class Place(NamedTuple):
    """Where a hit stands in the queue."""

    rank: int
    behind: int
    hit: int


_RANK = case({"match": 0, "review": 1}, value=col(Hit.grade), else_=2)
_PLACE = (_RANK, -col(Hit.score), col(Hit.id))


def queue(session: Session, wanted: Wanted, *, after: Place | None = None, most: int = 50) -> list[Place]:
    """Some of these hits, by urgency, behind that place."""
    query = _joined(columns(*_PLACE), wanted).order_by(*_PLACE).limit(most)
    if after is not None:
        query = query.where(tuple_(*_PLACE) > tuple_(*after))
    return [Place(*row) for row in session.connection().execute(query)]


def place_before(session: Session, wanted: Wanted, place: Place) -> Place | None:
    """The hit before that place in the queue."""
    query = _joined(columns(*_PLACE), wanted).where(tuple_(*_PLACE) < tuple_(*place))
    found = session.connection().execute(query.order_by(*(one.desc() for one in _PLACE)).limit(1)).first()
    return Place(*found) if found else None


def place_of(hit: Hit) -> Place:
    """Where a hit stands, whatever its state."""
    return Place({"match": 0, "review": 1}.get(hit.grade, 2), -hit.score, hit.id or 0)


def counts(session: Session, wanted: Wanted) -> Mapping[State, int]:
    """How many there are in each state, whichever is asked for; those reopened are counted among those to do too."""
    waits = case((col(Hit.grade) == "clear", ""), (_reopened(), State.REOPENED), else_=State.TODO)
    state = case(
        (col(Judgement.verdict).in_(SETTLED), State.JUDGED), (col(Judgement.id).is_not(None), State.UNSURE), else_=waits
    )
    query = _narrowed(columns(state, func.count()), wanted).group_by(state)
    found = dict[str, int](map(tuple, session.connection().execute(query)))
    found[State.TODO] = found.get(State.TODO, 0) + found.get(State.REOPENED, 0)
    return {one: found.get(one, 0) for one in State}


def _joined(query: Any, wanted: Wanted) -> Any:
    return _narrowed(query, wanted).where(*_in_state(wanted.state))


def _narrowed(query: Any, wanted: Wanted) -> Any:
    query = query.select_from(Hit).join(Screening, col(Screening.id) == col(Hit.screening_id))
    query = query.outerjoin(Judgement, STANDS).where(Among(Screening.portfolio_id, wanted.portfolios))
    if wanted.grade:
        query = query.where(col(Hit.grade) == wanted.grade)
    if wanted.company:
        query = query.where(col(Hit.company_id) == wanted.company)
    if wanted.series:
        listed = col(Listing.company_id) == col(Hit.company_id), col(Listing.series_key) == wanted.series
        query = query.where(exists().where(*listed, col(Listing.superseded_at).is_(None)))
    return query


def _in_state(state: State) -> list[ColumnElement[bool]]:
    if state is State.JUDGED:
        return [col(Judgement.verdict).in_(SETTLED)]
    if state is State.UNSURE:
        return [col(Judgement.verdict) == Verdict.UNSURE]
    waits = [col(Hit.grade) != "clear", col(Judgement.id).is_(None)]
    return [*waits, _reopened()] if state is State.REOPENED else waits


def _reopened() -> ColumnElement[bool]:
    """That the evidence ended a judgement of the hit; where another one stands now that was asked before."""
    ended = Judgement.__table__.alias("ended")  # type: ignore[attr-defined]
    return exists().where(ended.c.hit_id == col(Hit.id), ended.c.ended_by == BY_EVIDENCE)
