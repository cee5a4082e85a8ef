"""Lines of business as they stand at the end of company names, and which of them are one supervised trade.

Data: industries.txt beside this file, collected by hand.
"""

from functools import cache
from importlib.resources import files


@cache
def _trades() -> dict[str, str]:
    """Every word with the first word of its supervised trade ("" outside of them)."""
    trades: dict[str, str] = {}
    for line in files("sources.names").joinpath("industries.txt").read_text(encoding="utf-8").splitlines():
        words = line.removeprefix("=").split()
        if not line.startswith("#"):
            trades.update(dict.fromkeys(words, words[0] if line.startswith("=") else ""))
    return trades


@cache
def _ending() -> dict[str, tuple[str, ...]]:
    """The words by their last two characters, the longest first."""
    ending: dict[str, tuple[str, ...]] = {}
    for word in sorted(_trades(), key=len, reverse=True):
        ending[word[-2:]] = (*ending.get(word[-2:], ()), word)
    return ending


def _last_word(text: str) -> str:
    return next((word for word in _ending().get(text[-2:], ()) if text.endswith(word)), "")


def trailing_words(text: str, may_empty: bool = False) -> tuple[str, ...]:
    """The words of business that a folded text ends with, in printed order.

    Two characters stay in front for the trade name, one before a supervised trade; none when `may_empty` and the
    words fill the text: 天津 + 商业保理.
    """
    found: list[str] = []
    rest = text
    while word := _last_word(rest):
        left = len(rest) - len(word)
        if not (left >= 2 or (left == 1 and _trades()[word]) or (left == 0 and may_empty)):
            break
        found.insert(0, word)
        rest = rest[:left]
    return tuple(found)


def supervised_trade(words: tuple[str, ...]) -> str:
    """The supervised trade that the last word names (保理 is 商业保理), or the empty string."""
    return _trades().get(words[-1], "") if words else ""
