"""Where the trade name ends and the line of business begins, by how often words and characters stand there.

The most probable cut wins (frequencies.py); a word that the table lacks is judged by its characters. A cut is only
worked out where the first two characters of its line of business could make it the best one: most names need one look.
"""

from functools import lru_cache
from math import log

from sources.names.frequencies import UNKNOWN, UNKNOWN_LAST, table

_LONGEST_TRADE_NAME = 10
_LONGEST_CORE = 60  # characters; nothing longer is a company's name
_LONGEST_UNKNOWN = max(UNKNOWN)
_SUREST_UNKNOWN = -16.0  # a reading of known words that is likelier needs no look at unknown ones
_NO_TRADE_NAME = log(0.01)  # the place is what the company is called by: 天津商业保理有限公司
_ALL_TRADE_NAME = log(0.02)  # no line of business at all: 中车股份有限公司
_NEVER = float("-inf")
_CACHED = 1 << 17  # lines of business repeat: a list of a million names has some 100,000

Reading = tuple[float, tuple[str, ...]]  # how probable, and the words
_NO_WORDS: tuple[str, ...] = ()
_NONE: Reading = (_NEVER, _NO_WORDS)


@lru_cache(_CACHED)
def _later(text: str) -> Reading:
    """The best reading of a text as later words of a line of business."""
    return _best(text, first=False)


@lru_cache(_CACHED)
def _business(text: str) -> Reading:
    """The best reading of a text as a whole line of business."""
    found = _best(text, first=True)
    return found if found[0] >= _SUREST_UNKNOWN else _with_unknown(text, found)


def _with_unknown(text: str, found: Reading) -> Reading:
    """A reading of a text as a line of business whose first word the table lacks, where one is likelier than that found."""
    known = table()
    business, length = known.business, len(text)
    spelt = business.get(text[:1], known.rare_business)
    for end in range(2, min(length, _LONGEST_UNKNOWN) + 1):
        spelt += business.get(text[end - 1], known.rare_business)
        start = UNKNOWN[end] + spelt
        if start <= found[0]:
            break
        if end == length:
            after, words = UNKNOWN_LAST, _NO_WORDS
        elif text[end : end + 2] in known.sizes and start + known.surest_later > found[0]:
            after, words = _later(text[end:])
        else:
            continue
        if start + after > found[0] and text[:end] not in known.words:
            found = start + after, (text[:end], *words)
    return found


def _best(text: str, *, first: bool) -> Reading:
    known = table()
    found, length = _NONE, len(text)
    for end in known.sizes.get(text[:2], ()):
        if end > length or (word := known.words.get(text[:end])) is None:
            continue
        start = word.first if first else word.later
        if end == length:
            after, rest = word.last, _NO_WORDS
        else:
            onward, rest = _later(text[end:])
            after = word.more + onward
        if start + after > found[0]:
            found = start + after, (text[:end], *rest)
    return found


def line_of_business(text: str) -> tuple[str, ...]:
    """The words of a text that is a line of business as a whole; the text itself where the table knows no reading."""
    words = _business(text)[1] if len(text) <= _LONGEST_CORE else ()
    return words or ((text,) if text else ())


def is_known(word: str) -> bool:
    """Whether a word for business stands in the table: a misspelt one does not."""
    return word in table().words


def trade_and_business(core: str, *, after_place: bool = False) -> tuple[str, tuple[str, ...]]:
    """Cut what is left of a name, places and legal form taken off, into trade name and words for the line of business.

    The trade name may only be empty after a place.
    """
    if len(core) > _LONGEST_CORE:
        return core, _NO_WORDS
    best, end, words, unlikely = _before_known(core)
    if after_place:
        unlikely.append((0, _NO_TRADE_NAME))
    known = table()
    for at, before in unlikely:
        start = core[at : at + 2]
        if before + known.surest.get(start, known.surest_unknown) <= best:
            continue
        if start in known.surest:
            after, found = _business(core[at:])
        else:
            after, found = _with_unknown(core[at:], (best - before, _NO_WORDS))
        if found and before + after > best:
            best, end, words = before + after, at, found
    return core[:end], words


def _before_known(core: str) -> tuple[float, int, tuple[str, ...], list[tuple[int, float]]]:
    """The best cut before a known word or behind everything, and the cuts that another word might still make better."""
    known = table()
    trade, lengths, surest = known.trade, known.lengths, known.surest
    length, spelt = len(core), 0.0
    best, cut, words = _NEVER, length, _NO_WORDS
    unlikely: list[tuple[int, float]] = []
    rare, surest_unknown = known.rare_trade, known.surest_unknown
    for end, one in enumerate(core[:_LONGEST_TRADE_NAME], start=1):
        spelt += trade.get(one, rare)
        if spelt <= best:
            break
        before = spelt + lengths[end]
        if end == length:
            after, found = _ALL_TRADE_NAME, _NO_WORDS
        elif (likeliest := surest.get(core[end : end + 2])) is None:
            if 1 < end < length - 1 and before + surest_unknown > best:
                unlikely.append((end, before))
            continue
        elif before + likeliest <= best:
            continue
        else:
            after, found = _business(core[end:])
        if before + after > best:
            best, cut, words = before + after, end, found
    return best, cut, words, unlikely
