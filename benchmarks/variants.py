"""Pairs of names for measuring: one company written in two ways, and companies that only look like one.

The first kind is made by the edits of real names; the second kind are real other companies as far as the names reach.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.cuts import SECTORS, Cut, cut
from benchmarks.edits import LISTED_AS, POSITIVE, Hand
from benchmarks.material import Confusions, Split, split_of

SEED = 20240601
COMPOSED = "group sibling in another sector"
APART = ("one other character, homophone", "one other character, look-alike")  # reported apart from the negatives
NEGATIVE = (
    "one other character in the trade name",
    *APART,
    "trade name + 1 character",
    "trade name swapped",
    "other place",
    "other industry",
    "same place and industry, other trade name",
    COMPOSED,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A name on the list and a counterparty's name; `same` tells whether they are one company."""

    kind: str
    listed: str
    asked: str
    same: bool


class Universe:
    """The companies of one half of the names, and what stands beside each."""

    def __init__(self, names: Iterable[str], split: Split | None, confusions: Confusions) -> None:
        self.names = [name for name in names if split is None or split_of(name) == split]
        self.cuts = [parts for name in self.names if (parts := cut(name))]
        self.confusions = confusions
        self.known = {parts.name for parts in self.cuts}
        self.trades = tuple(sorted({parts.trade for parts in self.cuts}))
        self._trades = frozenset(self.trades)
        self._beside: defaultdict[tuple[str, str, str], list[Cut]] = defaultdict(list)
        for parts in self.cuts:
            for key in _keys(parts):
                self._beside[key].append(parts)
        self._longer: defaultdict[str, list[str]] = defaultdict(list)
        for trade in self.trades:
            for at in range(len(trade)):
                self._longer[trade[:at] + trade[at + 1 :]].append(trade)

    def beside(self, key: tuple[str, str, str]) -> Sequence[Cut]:
        """The companies that share a pair of parts."""
        return self._beside.get(key, ())

    def has_trade(self, trade: str) -> bool:
        """True when some company has this trade name."""
        return trade in self._trades

    def longer(self, trade: str) -> Sequence[str]:
        """Trade names of other companies that have one character more."""
        return self._longer.get(trade, ())


def _keys(parts: Cut) -> tuple[tuple[str, str, str], ...]:
    return (
        ("place industry", parts.place, parts.industry),
        ("trade industry", parts.trade, parts.industry),
        ("place trade", parts.place, parts.trade),
    )


def _relation(one: str, other: str, confusions: Confusions) -> str:
    """The negative class of two different trade names at one place in one industry; empty where none fits."""
    differing = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
    if len(one) == len(other) and len(differing) == 1:
        a, b = differing[0]
        if b in confusions.homophones.get(a, ()) or a in confusions.homophones.get(b, ()):
            return APART[0]
        return APART[1] if b in confusions.look_alikes.get(a, ()) else NEGATIVE[0]
    if len(one) == len(other) and sorted(one) == sorted(other):
        return "trade name swapped"
    if len(other) == len(one) + 1 and any(other[:at] + other[at + 1 :] == one for at in range(len(other))):
        return "trade name + 1 character"
    return "" if set(one) & set(other) else "same place and industry, other trade name"


def _real_negatives(universe: Universe, parts: Cut, limit: int = 40) -> Iterator[Pair]:
    place_industry, trade_industry, place_trade = _keys(parts)
    far = 0
    for other in universe.beside(place_industry):
        kind = _relation(parts.trade, other.trade, universe.confusions) if other.trade != parts.trade else ""
        far += kind == "same place and industry, other trade name"
        if kind and (far <= 1 or kind != "same place and industry, other trade name"):
            yield Pair(kind, parts.name, other.name, same=False)
    for other in universe.beside(trade_industry)[:limit]:
        if other.home.province != parts.home.province:
            yield Pair("other place", parts.name, other.name, same=False)
    for other in universe.beside(place_trade)[:limit]:
        if other.industry != parts.industry:
            yield Pair("other industry", parts.name, other.name, same=False)


def _composed_negatives(universe: Universe, parts: Cut, chance: Random) -> Iterator[Pair]:
    """Where real pairs are too rare: the trade name of another company in the place of the listed one."""
    turned = parts.trade[::-1]
    if turned != parts.trade and universe.has_trade(turned):
        yield Pair("trade name swapped", parts.name, parts.but(trade=turned), same=False)
    if longer := [one for one in universe.longer(parts.trade) if not _doubles(parts.trade, one)]:
        yield Pair("trade name + 1 character", parts.name, parts.but(trade=chance.choice(longer)), same=False)
    tables = (universe.confusions.homophones, universe.confusions.look_alikes)
    for kind, table in zip(APART, tables, strict=True):
        if near := sorted(one for one in _one_slip(parts.trade, table) if universe.has_trade(one)):
            yield Pair(kind, parts.name, parts.but(trade=chance.choice(near)), same=False)
    if parts.industry in SECTORS:
        sector = chance.choice([one for one in SECTORS if one != parts.industry])
        yield Pair(COMPOSED, parts.name, parts.but(industry=sector), same=False)


def _one_slip(trade: str, table: Mapping[str, frozenset[str]]) -> Iterator[str]:
    for at, character in enumerate(trade):
        for other in table.get(character, ()):
            yield trade[:at] + other + trade[at + 1 :]


def _doubles(trade: str, longer: str) -> bool:
    return any(trade[: at + 1] + trade[at:] == longer for at in range(len(trade)))


def positives(universe: Universe, per_class: int, seed: int = SEED) -> list[Pair]:
    """Up to `per_class` pairs of each positive class; a name that another real company has is left out."""
    pairs: list[Pair] = []
    for kind, edit in POSITIVE.items():
        chance = Random(f"{seed} {kind}")  # classes stay as they are when another one is added
        hand = Hand(chance, universe.confusions, universe.trades)
        wanted = len(pairs) + per_class
        for parts in chance.sample(universe.cuts, len(universe.cuts)):
            listed = LISTED_AS[kind](parts, hand) if kind in LISTED_AS else parts.name
            asked = edit(parts, hand)
            if listed and asked and asked != listed and (asked == parts.name or asked not in universe.known):
                pairs.append(Pair(kind, listed, asked, same=True))
            if len(pairs) == wanted:
                break
    return pairs


def negatives(universe: Universe, per_class: int, seed: int = SEED) -> list[Pair]:
    """Up to `per_class` pairs of each negative class, real ones before composed ones."""
    found: dict[str, list[Pair]] = {kind: [] for kind in NEGATIVE}
    makers: tuple[Callable[[Cut], Iterator[Pair]], ...] = (
        lambda parts: _real_negatives(universe, parts),
        lambda parts: _composed_negatives(universe, parts, Random(f"{seed} {parts.name}")),
    )
    for make in makers:
        for parts in Random(seed).sample(universe.cuts, len(universe.cuts)):
            for pair in make(parts):
                kept = found[pair.kind]
                if len(kept) < per_class and not (kept and kept[-1].listed == pair.listed):
                    kept.append(pair)
    return [pair for kind in NEGATIVE for pair in found[kind]]


def variants(
    names: Iterable[str], split: Split, per_class: int, confusions: Confusions, seed: int = SEED
) -> tuple[Pair, ...]:
    """Positive and negative pairs over one half of the names; the same seed gives the same pairs."""
    universe = Universe(names, split, confusions)
    return (*positives(universe, per_class, seed), *negatives(universe, per_class, seed))
