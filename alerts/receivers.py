"""Which subscriptions hear of what happened: by portfolio, place, sector, kind and grade."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlmodel import Session, col, select

from alerts.items import Item
from store.hits import Pair
from store.news import Fresh
from store.tables.outbox import Subscription

Receivers = Mapping[int, Sequence[Subscription]]  # by portfolio
Wanted = Callable[[Subscription, Item], bool]
Grades = Mapping[tuple[int, int], str]  # by subscription and hit what it was told of it last


def receivers(session: Session) -> Receivers:
    """All who follow a portfolio."""
    found: defaultdict[int, list[Subscription]] = defaultdict(list)
    query = select(Subscription).where(Subscription.audience == "portfolio").order_by(col(Subscription.id))
    for one in session.exec(query):
        found[one.portfolio_id or 0].append(one)
    return found


def wants(to: Subscription, one: Item, *, of_kinds: bool = True) -> bool:
    """Whether the subscription asked for what happens there; an empty filter lets everything through."""
    return (
        (not to.places or one.place in to.places)
        and (not to.sectors or one.sector in to.sectors)
        and (not of_kinds or not to.kinds or one.happened in to.kinds)
    )


def of_pairs(
    one: Item, pairs: Iterable[Pair], to: Receivers, wanted: Wanted = wants, known: Grades = MappingProxyType({})
) -> Iterator[Fresh]:
    """The item as news of all whose counterparties it concerns. It is made once: a thousand may hear of one company.

    Who is `known` to have been told of a hit hears of it whatever he asked for.
    """
    told, wanting = dict[str, dict[str, Any]](), dict[int, set[int]]()
    for pair in pairs:
        if pair.company not in told:
            told[pair.company] = one.as_json() | {"company": pair.company}
        several = to.get(pair.portfolio, ())
        if pair.portfolio not in wanting:
            wanting[pair.portfolio] = {each.id or 0 for each in several if wanted(each, one)}
        own = {"counterparty": pair.name, "row": pair.row, "grade": pair.grade, "reason": pair.reason, "hit": pair.hit}
        for each in several:
            asked = each.id in wanting[pair.portfolio] and (each.severity != "match" or pair.grade != "review")
            if asked or known.get((each.id or 0, pair.hit), "clear") != "clear":
                about, common = str(pair.counterparty), told[pair.company]
                yield Fresh(each.id or 0, one.event, about, pair.grade, common, hit=pair.hit, own=own)
