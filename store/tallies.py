"""What portfolios hold and what was found in them, as numbers: counted by the database, no counterparty is read."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from store.chunks import Among
from store.found import hits_by_tab
from store.tables.accounts import Member
from store.tables.outbox import Subscription
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio, Screening

TABS = ("review", "match", "judged")  # that hold hits, the most urgent first


@dataclass(slots=True)
class Tally:
    """The numbers of one portfolio, as the tabs of its result have them."""

    records: int = 0
    unscreened: int = 0
    met: int = 0  # counterparties with a hit that is none of `clear`
    hits: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TABS, 0))
    members: int = 0
    subscriptions: int = 0

    @property
    def plain(self) -> int:
        """How many were screened and match nobody."""
        return self.records - self.unscreened - self.met


def tallies(session: Session, portfolios: Sequence[int]) -> dict[int, Tally]:
    """By portfolio."""
    found: defaultdict[int, Tally] = defaultdict(Tally)
    held = select(CounterpartyRow.portfolio_id, CounterpartyRow.screened, func.count())
    held = held.where(Among(CounterpartyRow.portfolio_id, portfolios))
    for id_, screened, number in session.exec(held.group_by(col(CounterpartyRow.portfolio_id), col(CounterpartyRow.screened))):
        found[id_].records += number
        found[id_].unscreened += 0 if screened else number
    for id_, tab, number in hits_by_tab(session, portfolios):
        if tab in TABS:
            found[id_].hits[tab] = number
    met = select(Screening.portfolio_id, func.count(func.distinct(Hit.counterparty_id))).join(Hit)
    met = met.where(Among(Screening.portfolio_id, portfolios), Hit.grade != "clear")
    for id_, number in session.exec(met.group_by(col(Screening.portfolio_id))):
        found[id_].met = number
    for id_, number in _number(session, Member, portfolios):
        found[id_].members = number
    for id_, number in _number(session, Subscription, portfolios):
        found[id_].subscriptions = number
    return {id_: found[id_] for id_ in portfolios}


def _number(
    session: Session, table: type[Member] | type[Subscription], portfolios: Sequence[int]
) -> Sequence[tuple[int, int]]:
    query = select(table.portfolio_id, func.count()).where(Among(table.portfolio_id, portfolios))
    return [(id_ or 0, number) for id_, number in session.exec(query.group_by(col(table.portfolio_id)))]


def standing(session: Session, portfolios: Sequence[int]) -> list[Portfolio]:
    """The portfolios with these ids without what is odd about their files, the watched ones first, by their names."""
    query = select(Portfolio).where(Among(Portfolio.id, portfolios)).options(defer(Portfolio.problems, raiseload=True))  # type: ignore[arg-type]
    return list(session.exec(query.order_by(col(Portfolio.watched).desc(), Portfolio.name)))
