"""Which subscriptions hear of what happened: by portfolio, place, sector, kind and grade."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from alerts.items import Item
from store.hits import Pair
from store.news import Fresh, Whose
from store.tables.outbox import Subscription


class Receiver(NamedTuple):
    """A subscription, as far as it says what somebody wants to hear of."""

    id: int
    places: Collection[str]
    sectors: Collection[str]
    kinds: Collection[str]
    severity: str

    @classmethod
    def of(cls, to: Subscription) -> "Receiver":
        """Read once: a thousand news may be asked of it."""
        return cls(to.id or 0, to.places, to.sectors, to.kinds, to.severity)


Receivers = Mapping[int, Sequence[Receiver]]  # by portfolio
Wanted = Callable[[Receiver, Item], bool]
Grades = Mapping[tuple[int, int], str]  # by subscription and hit what it was told of it last


def receivers(session: Session) -> Receivers:
    """All who follow a portfolio."""
    found: defaultdict[int, list[Receiver]] = defaultdict(list)
    query = select(Subscription).where(Subscription.audience == "portfolio").order_by(col(Subscription.id))
    for one in session.exec(query):
        found[one.portfolio_id or 0].append(Receiver.of(one))
    return found


def wants(to: Receiver, one: Item, *, of_kinds: bool = True) -> bool:
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
    told: dict[str, dict[str, Any]] = {}
    for pair in pairs:
        if pair.company not in told:
            told[pair.company] = one.as_json() | {"company": pair.company}
        whose = Whose(pair.hit, pair.name, pair.row, pair.grade, pair.reason)
        for each in to.get(pair.portfolio, ()):
            asked = (each.severity != "match" or pair.grade != "review") and wanted(each, one)
            if asked or known.get((each.id, pair.hit), "clear") != "clear":
                about = str(pair.counterparty)
                yield Fresh(each.id, one.event, about, pair.grade, told[pair.company], whose=whose)
