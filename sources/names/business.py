"""Where the trade name ends and the line of business begins, by how often words and characters stand there.

Data: frequencies.txt beside this file, counted over real company names (no name is in it). Two tables: words for lines
of business with how often each stands first, later and last in one; characters with how often each stands in trade
names and in words for business. The most probable cut wins; a word that the table lacks is judged by its characters.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate
from math import log

from sources.names.industries import trades

_LONGEST_WORD = 6
_LONGEST_TRADE_NAME = 10
_LONGEST_CORE = 60  # characters; nothing longer is a company's name
_LONGEST_UNKNOWN = 4  # characters of a business word that the table lacks
_UNKNOWN = log(0.004)  # how rarely such a word begins a line of business
_UNKNOWN_LENGTHS = {2: log(0.5), 3: log(0.3), 4: log(0.15)}
_UNKNOWN_LAST = log(0.3)
_SUREST_UNKNOWN = -16.0  # no reading with such a word is likelier than this
_NO_TRADE_NAME = log(0.01)  # the place is what the company is called by: 天津商业保理有限公司
_SUPERVISED = 500  # a word for a supervised trade counts as seen at least so often at the beginning of a line of business
_ALL_TRADE_NAME = log(0.02)  # no line of business at all: 中车股份有限公司
_NEVER = float("-inf")
_SUREST = -2.0  # no line of business is likelier than this; the commonest begin one name in twenty
_LENGTHS = (2, 3, 4, 1, *range(5, _LONGEST_TRADE_NAME + 1))  # the commonest first, so that most others need no look
_CACHED = 1 << 17  # lines of business repeat: a list of a million names has some 100,000


@dataclass(frozen=True, slots=True)
class _Word:
    """Log probabilities of one word: beginning the line of business, standing later in it, ending it or going on."""

    first: float
    later: float
    last: float
    more: float


@dataclass(frozen=True, slots=True)
class _Table:
    words: dict[str, _Word]
    trade: dict[str, float]  # characters of trade names
    business: dict[str, float]  # characters of words for business
    rare_trade: float
    rare_business: float
    lengths: dict[int, float]  # of trade names
    beginnings: frozenset[str]  # the first two characters of all words


@cache
def _table() -> _Table:
    words: dict[str, tuple[int, int, int]] = {}
    characters: dict[str, tuple[int, int]] = {}
    lengths: dict[int, int] = {}
    for line in files("sources.names").joinpath("frequencies.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        entry, *counts = line.split()
        if entry.isdigit():
            lengths[int(entry)] = int(counts[0])
        elif len(entry) == 1:
            characters[entry] = (int(counts[0]), int(counts[1]))
        else:
            words[entry] = (int(counts[0]), int(counts[1]), int(counts[2]))
    for word in trades():
        first, later, last = words.get(word, (0, 0, 0))
        words[word] = (max(first, _SUPERVISED), later, max(last, _SUPERVISED))
    firsts, laters = sum(one[0] + 1 for one in words.values()), sum(one[1] + 1 for one in words.values())
    in_trade, in_business = (sum(one[at] for one in characters.values()) for at in (0, 1))
    return _Table(
        words={
            word: _Word(
                first=log((first + 1) / firsts),
                later=log((later + 1) / laters),
                last=log((last + 1) / (first + later + 2)),
                more=log(max(first + later - last + 1, 1) / (first + later + 2)),
            )
            for word, (first, later, last) in words.items()
        },
        trade={one: log((count + 0.3) / (in_trade + 1500)) for one, (count, _) in characters.items()},
        business={one: log((count + 0.2) / (in_business + 800)) for one, (_, count) in characters.items()},
        rare_trade=log(0.3 / (in_trade + 1500)),
        rare_business=log(0.2 / (in_business + 800)),
        beginnings=frozenset(word[:2] for word in words),
        lengths={length: log(count / sum(lengths.values())) for length, count in lengths.items()},
    )


@lru_cache(_CACHED)
def _later(text: str) -> tuple[float, tuple[str, ...]]:
    """The best reading of a text as later words of a line of business."""
    return _best(text, first=False)


@lru_cache(_CACHED)
def _business(text: str) -> tuple[float, tuple[str, ...]]:
    """The best reading of a text as a whole line of business."""
    found = _best(text, first=True)
    if found[0] >= _SUREST_UNKNOWN:
        return found
    table = _table()
    spelt = 0.0
    for end, one in enumerate(text[:_LONGEST_UNKNOWN], start=1):
        spelt += table.business.get(one, table.rare_business)
        if end < 2 or text[:end] in table.words:
            continue
        score = _UNKNOWN + _UNKNOWN_LENGTHS[end] + spelt
        after, words = _later(text[end:]) if end < len(text) else (_UNKNOWN_LAST, ())
        if score + after > found[0]:
            found = score + after, (text[:end], *words)
    return found


def _best(text: str, *, first: bool) -> tuple[float, tuple[str, ...]]:
    table = _table()
    found: tuple[float, tuple[str, ...]] = (_NEVER, ())
    for end in range(2, min(len(text), _LONGEST_WORD) + 1):
        word = table.words.get(text[:end])
        if word is None:
            continue
        start = word.first if first else word.later
        after, rest = _later(text[end:]) if end < len(text) else (0.0, ())
        score = start + (word.more + after if end < len(text) else word.last)
        if score > found[0]:
            found = score, (text[:end], *rest)
    return found


def line_of_business(text: str) -> tuple[str, ...]:
    """The words of a text that is a line of business as a whole; the text itself where the table knows no reading."""
    known = _business(text)[1] if len(text) <= _LONGEST_CORE else ()
    return known or ((text,) if text else ())


def is_known(word: str) -> bool:
    """Whether a word for business stands in the table: a misspelt one does not."""
    return word in _table().words


def trade_and_business(core: str, *, after_place: bool = False) -> tuple[str, tuple[str, ...]]:
    """Cut what is left of a name, places and legal form taken off, into trade name and words for the line of business.

    The trade name may only be empty after a place.
    """
    table = _table()
    best, found = _NEVER, (core, tuple[str, ...]())
    if len(core) > _LONGEST_CORE:
        return found
    if after_place and core:
        after, words = _business(core)
        best, found = _NO_TRADE_NAME + after, ("", words) if after > _NEVER else found
    spelt = list(accumulate((table.trade.get(one, table.rare_trade) for one in core[:_LONGEST_TRADE_NAME]), initial=0.0))
    for end in _LENGTHS:
        if end > len(core) or end not in table.lengths:
            continue
        before = spelt[end] + table.lengths[end]
        if before + _SUREST <= best or (end == 1 and core[1:3] not in table.beginnings):
            continue  # no line of business could make up for it
        after, words = _business(core[end:]) if end < len(core) else (_ALL_TRADE_NAME, ())
        if before + after > best:
            best, found = before + after, (core[:end], words)
    return found
