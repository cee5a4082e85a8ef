"""How often words stand in lines of business, and characters in trade names: what the cut of a name is decided by.

Data: frequencies.txt beside this file, counted over real company names (no name is in it). Two tables: words for lines
of business with how often each stands first, later and last in one; characters with how often each stands in trade
names and in words for business. All of it is held as logarithms of probabilities.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log
from typing import NamedTuple

from sources.names.industries import trades
from sources.names.shops import shop_words

# How rarely a word that the table lacks begins a line of business, by its length; its characters come on top.
UNKNOWN = {2: log(0.004) + log(0.5), 3: log(0.004) + log(0.3), 4: log(0.004) + log(0.15)}
UNKNOWN_LAST = log(0.3)
_LONGEST_WORD = 6
_SUPERVISED = (
    500  # a word for a supervised trade counts as seen at least so often at the beginning of a line of business
)
_SHOPS = 20  # the same for a word for shops; companies have it less often than they do


class Word(NamedTuple):
    """One word: beginning the line of business, standing later in it, ending it or going on."""

    first: float
    later: float
    last: float
    more: float


@dataclass(frozen=True, slots=True)
class Table:
    """What business.py reads; everything looked up by two characters is about the words that begin with them."""

    words: Mapping[str, Word]
    trade: Mapping[str, float]  # characters of trade names
    business: Mapping[str, float]  # characters of words for business
    rare_trade: float
    rare_business: float
    lengths: Mapping[int, float]  # of trade names
    sizes: Mapping[str, tuple[int, ...]]  # by two characters: how long the words are, the shortest first
    surest: Mapping[str, float]  # by two characters: the commonest beginning of a line of business
    surest_later: float  # the commonest later word
    surest_unknown: float  # no line of business that begins with a word that the table lacks is likelier


def _lines() -> Iterator[tuple[str, tuple[int, ...]]]:
    for line in files("sources.names").joinpath("frequencies.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            entry, *counts = line.split()
            yield entry, tuple(int(count) for count in counts)


def _words(counts: Mapping[str, tuple[int, ...]]) -> dict[str, Word]:
    firsts, laters = (sum(one[at] + 1 for one in counts.values()) for at in (0, 1))
    return {
        word: Word(
            first=log((first + 1) / firsts),
            later=log((later + 1) / laters),
            last=log((last + 1) / (first + later + 2)),
            more=log(max(first + later - last + 1, 1) / (first + later + 2)),
        )
        for word, (first, later, last) in counts.items()
    }


@cache
def table() -> Table:
    """The data file, read once."""
    counts: dict[str, tuple[int, ...]] = {}
    characters: dict[str, tuple[int, ...]] = {}
    lengths: dict[int, int] = {}
    for entry, numbers in _lines():
        if entry.isdigit():
            lengths[int(entry)] = numbers[0]
        elif len(entry) == 1:
            characters[entry] = numbers
        else:
            counts[entry] = numbers
    for word in trades():
        first, later, last = counts.get(word, (0, 0, 0))
        counts[word] = (max(first, _SUPERVISED), later, max(last, _SUPERVISED))
    for word in shop_words():
        first, later, last = counts.get(word, (0, 0, 0))
        counts[word] = (max(first, _SHOPS), later, max(last, _SHOPS))
    words = _words(counts)
    in_trade, in_business = (sum(one[at] for one in characters.values()) for at in (0, 1))
    business = {one: log((count + 0.2) / (in_business + 800)) for one, (_, count) in characters.items()}
    sizes: dict[str, tuple[int, ...]] = {}
    surest: dict[str, float] = {}
    for word in sorted((word for word in words if len(word) <= _LONGEST_WORD), key=len):
        start = word[:2]
        sizes[start] = tuple(dict.fromkeys((*sizes.get(start, ()), len(word))))
        surest[start] = max(surest.get(start, words[word].first), words[word].first)
    return Table(
        words=words,
        trade={one: log((count + 0.3) / (in_trade + 1500)) for one, (count, _) in characters.items()},
        business=business,
        rare_trade=log(0.3 / (in_trade + 1500)),
        rare_business=log(0.2 / (in_business + 800)),
        lengths={length: log(count / sum(lengths.values())) for length, count in lengths.items()},
        sizes=sizes,
        surest=surest,
        surest_later=max(word.later for word in words.values()),
        surest_unknown=UNKNOWN[2] + 2 * max(business.values()) + UNKNOWN_LAST,
    )
