"""How shops, individual businesses, farms, schools and clinics are called, which lists of companies hold too few of.

Data: shops.txt beside this file, collected by hand.
"""

from functools import cache
from importlib.resources import files


@cache
def _lines() -> tuple[str, ...]:
    text = files("sources.names").joinpath("shops.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if not line.startswith("#"))


def shop_words() -> frozenset[str]:
    """Words for their lines of business: 理发, 五金, 种养殖."""
    return frozenset(word for line in _lines() if not line.startswith("=") for word in line.split())


def shop_forms() -> frozenset[str]:
    """Forms that end their names: 面馆, 经营户, 家庭农场."""
    return frozenset(word for line in _lines() if line.startswith("=") for word in line.split()[1:])
