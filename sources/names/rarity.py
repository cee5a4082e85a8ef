"""How much a trade name tells: 华达 stands in thousands of companies' names, 澄岫 hardly in one.

Data: the characters of frequencies.txt beside this file, with how often each stands in trade names.
"""

from functools import cache
from importlib.resources import files
from math import log2

_COMMONEST, _RARE = 12.0, 24.0  # bits: two of the commonest characters; nobody else chose it by chance
_UNSEEN = 0.5  # counted for a character that the table lacks


@cache
def _bits() -> tuple[dict[str, float], float]:
    """What each character tells in bits, and what one tells that the table lacks."""
    counts: dict[str, int] = {}
    for line in files("sources.names").joinpath("frequencies.txt").read_text(encoding="utf-8").splitlines():
        entry, *numbers = line.split()
        if len(entry) == 1 and not entry.isdecimal() and entry != "#":
            counts[entry] = int(numbers[0])
    total = sum(counts.values())
    return {one: -log2(max(count, _UNSEEN) / total) for one, count in counts.items()}, -log2(_UNSEEN / total)


def commonness(trade_name: str) -> float:
    """From 0 for a trade name that is rare by its characters to 1 for one of the commonest, or none at all."""
    bits, unseen = _bits()
    told = sum(bits.get(one, unseen) for one in trade_name)
    return min(max((_RARE - told) / (_RARE - _COMMONEST), 0.0), 1.0)
