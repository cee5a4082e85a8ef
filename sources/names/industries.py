"""Which words at the end of a company's name are one supervised trade: 保理 is 商业保理.

Data: industries.txt beside this file, collected by hand.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def trades() -> Mapping[str, str]:
    """Every word for a supervised trade with the first word of that trade."""
    found: dict[str, str] = {}
    for line in files("sources.names").joinpath("industries.txt").read_text(encoding="utf-8").splitlines():
        words = line.removeprefix("=").split()
        if line.startswith("="):
            found.update(dict.fromkeys(words, words[0]))
    return found


def supervised_trade(words: tuple[str, ...]) -> str:
    """The supervised trade that the last word names (保理 is 商业保理), or the empty string."""
    return trades().get(words[-1], "") if words else ""
