"""What portfolios hold and what was found in them, as numbers: counted by the database, no counterparty is read."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, case, col, func, select

from store.chunks import Among
from store.tables.accounts import Member
from store.tables.outbox import Subscription
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio

_ORDER = ("match", "review", "clear")


@dataclass(slots=True)
class Tally:
    """The numbers of one portfolio; a counterparty counts once, by its most urgent hit."""

    records: int = 0
    unscreened: int = 0
    members: int = 0
    subscriptions: int = 0
    grades: dict[str, int] = field(default_factory=dict)  # match, review, clear; of those with a hit


def tallies(session: Session, portfolios: Sequence[int]) -> dict[int, Tally]:
    """By portfolio."""
    found: defaultdict[int, Tally] = defaultdict(Tally)
    held = select(CounterpartyRow.portfolio_id, CounterpartyRow.screened, func.count())
    held = held.where(Among(CounterpartyRow.portfolio_id, portfolios))
    for id_, screened, number in session.exec(held.group_by(col(CounterpartyRow.portfolio_id), col(CounterpartyRow.screened))):
        found[id_].records += number
        found[id_].unscreened += 0 if screened else number
    for id_, grade, number in _grades(session, portfolios):
        found[id_].grades[_ORDER[grade]] = number
    for id_, number in _number(session, Member, portfolios):
        found[id_].members = number
    for id_, number in _number(session, Subscription, portfolios):
        found[id_].subscriptions = number
    return {id_: found[id_] for id_ in portfolios}


def _grades(session: Session, portfolios: Sequence[int]) -> Sequence[tuple[int, int, int]]:
    order = case(*((col(Hit.grade) == grade, place) for place, grade in enumerate(_ORDER)), else_=len(_ORDER) - 1)
    best = select(CounterpartyRow.portfolio_id, func.min(order).label("best")).join(Hit)
    best = best.where(Among(CounterpartyRow.portfolio_id, portfolios))
    each = best.group_by(col(CounterpartyRow.portfolio_id), col(CounterpartyRow.id)).subquery()
    query = select(each.c.portfolio_id, each.c.best, func.count()).group_by(each.c.portfolio_id, each.c.best)
    return session.exec(query).all()


def _number(
    session: Session, table: type[Member] | type[Subscription], portfolios: Sequence[int]
) -> Sequence[tuple[int, int]]:
    query = select(table.portfolio_id, func.count()).where(Among(table.portfolio_id, portfolios))
    return [(id_ or 0, number) for id_, number in session.exec(query.group_by(col(table.portfolio_id)))]


def standing(session: Session, portfolios: Sequence[int]) -> list[Portfolio]:
    """The portfolios with these ids, the watched ones first, by their names."""
    query = select(Portfolio).where(Among(Portfolio.id, portfolios))
    return list(session.exec(query.order_by(col(Portfolio.watched).desc(), Portfolio.name)))
