"""Which trade a notice is about: read from its body and legal basis first, from headings last."""

import re
from collections import Counter
from collections.abc import Iterable

from sources.records import Sector

# What each trade is called in notices; supervisors' own names must not count (中国银行保险监督管理委员会, 证券交易所).
_WORDING = {
    Sector.FACTORING: r"保理",
    Sector.LEASING: r"融资租赁",
    Sector.MICROLOAN: r"小额贷款|小贷",
    Sector.PAWN: r"典当",
    Sector.GUARANTEE: r"融资(?:性)?担保",
    Sector.ASSET_MANAGEMENT: r"地方资产管理",
    Sector.EXCHANGE: r"(?<!证券)(?<!期货)交易场所",
    Sector.EQUITY_MARKET: r"区域性股权市场",
    Sector.PRIVATE_FUND: r"私募",
    Sector.INVESTMENT: r"投资(?:类)?企业",
    Sector.BANK: r"(?<!人民)银行(?!保险监)(?!间)",
    Sector.SECURITIES: r"证券(?!监)(?!交易所)",
    Sector.INSURANCE: r"保险(?!监)",
}
_PATTERNS = {sector: re.compile(words) for sector, words in _WORDING.items()}

LEGAL_BASIS = {
    "商流通发〔2013〕337号": Sector.LEASING,
    "银保监办发〔2019〕205号": Sector.FACTORING,
    "银保监发〔2020〕22号": Sector.LEASING,
    "银保监办发〔2020〕86号": Sector.MICROLOAN,
}
"""The national rules under which lists are published, by document number."""

# A trade counts as a subject of the body when it is named at least this often, measured by the trade named most.
_SUBJECT_SHARE = 0.5


def sectors_in(text: str) -> tuple[Sector, ...]:
    """Every trade that a title or a file name speaks of, in the order of `Sector`."""
    return tuple(sector for sector, pattern in _PATTERNS.items() if pattern.search(text))


def sectors_of_body(text: str) -> tuple[Sector, ...]:
    """The trades that a body is about: the one named most, and those named half as often or more."""
    counts = Counter({sector: len(pattern.findall(text)) for sector, pattern in _PATTERNS.items()})
    most = max(counts.values())
    return tuple(sector for sector, count in counts.items() if count and count >= most * _SUBJECT_SHARE)


def sectors_of_basis(numbers: Iterable[str]) -> tuple[Sector, ...]:
    """The trades that the cited national rules regulate."""
    found = {LEGAL_BASIS[number] for number in numbers if number in LEGAL_BASIS}
    return tuple(sector for sector in Sector if sector in found)


def decide_sectors(
    *, body: tuple[Sector, ...], basis: tuple[Sector, ...], title: tuple[Sector, ...], heading: tuple[Sector, ...]
) -> tuple[Sector, ...]:
    """The trades of a list: the body's, checked by the legal basis; the title only where it says no more than they do.

    A title may name three trades of which the basis covers one, so it is taken when it agrees in part.
    """
    core = tuple(sector for sector in body if sector in basis) or body or basis
    if not core:
        return title or heading
    return title if set(title) & set(core) else core
