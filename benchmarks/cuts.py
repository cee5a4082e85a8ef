"""A simple cut of plain company names for the generator, on purpose not the product's own.

The test set must not change when the product's cut changes, nor share its mistakes. So only names are taken that a
short list of industries and the table of places explain without rest; the others still stand on the lists.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

INDUSTRIES = Path(__file__).parent / "industries.txt"
PLACES = Path(__file__).parent.parent / "sources" / "names" / "places.txt"
SECTORS = ("商业保理", "融资租赁", "小额贷款", "典当", "融资担保", "资产管理", "投资管理", "股权投资基金管理")
_INDUSTRIES = frozenset(SECTORS).union(
    *(line.split() for line in INDUSTRIES.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
)
_FORM = re.compile(r"(?:有限责任公司|股份有限公司|有限公司)$")
_BRACKET = re.compile(r"[（(]([^（）()]+)[）)]")
_NO_TRADE = re.compile("^州|集团|国际|控股|中国|[()（）省市县区镇乡村第]|[A-Za-z0-9]")
_SUFFIX = re.compile("(?:省|市|县|区|自治区|特别行政区)$")


@dataclass(frozen=True, slots=True)
class Home:
    """Where a place lies; the prefecture is empty for a province."""

    province: str
    prefecture: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A company's name in its four parts, and where its place stands."""

    place: str
    trade: str
    industry: str
    form: str
    home: Home
    layout: Literal["front", "middle", "end"] = "front"  # 大连金鑫商贸…, 金鑫（大连）商贸…, 金鑫商贸（大连）…

    @property
    def name(self) -> str:
        """The whole name."""
        inside = f"（{self.place}）" if self.place else ""
        if self.layout == "front":
            return self.place + self.trade + self.industry + self.form
        middle, end = (inside, "") if self.layout == "middle" else ("", inside)
        return self.trade + middle + self.industry + end + self.form

    def but(self, **parts: str) -> str:
        """The name with some parts exchanged."""
        return replace(self, **parts).name  # type: ignore[arg-type]  # the parts that are texts


@cache
def places() -> Mapping[str, Home]:
    """Provinces and prefectures in both spellings, counties with their 市, 县 or 区, of the project's table."""
    provinces: dict[str, Home] = {}
    cities: dict[str, Home] = {}
    small: dict[str, Home] = {}
    province = ""
    for line in PLACES.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith("\t"):
            province, _, short = line.partition("=")
            home = Home(province, "")
            provinces |= {province: home, short or _SUFFIX.sub("", province): home}
            continue
        full, _, counties = line.strip().partition(":")
        name, _, short = full.partition("=")
        home = Home(province, "" if name == "-" else name)
        if name != "-":
            cities |= {name: home, short or _SUFFIX.sub("", name): home}
        for county in counties.split():
            small.setdefault(county.rstrip("*").partition("=")[0], home)
    ordered = small | cities | provinces  # 吉林 and 海南 are the provinces
    return {text: home for text, home in ordered.items() if len(text) >= 2}


def known_place(text: str) -> bool:
    """True for a place of the table, also for a county or district without its 市, 县 or 区."""
    return any(text + end in places() for end in ("", "市", "县", "区"))


@cache
def known_industry(text: str) -> bool:
    """True for one or more of the listed industries behind each other."""
    return not text or any(text.endswith(word) and known_industry(text[: -len(word)]) for word in _INDUSTRIES)


def _leading_place(text: str) -> str:
    """The place in front, with a second one that lies in the first."""
    table = places()
    first = next((text[:size] for size in range(min(9, len(text)), 1, -1) if text[:size] in table), "")
    for size in range(9, 2, -1):
        inner = text[len(first) : len(first) + size]
        if first and inner in table and table[inner].province == table[first].province and inner != first:
            return first + inner
    return first


def _home(place: str) -> Home:
    table = places()
    return next(table[place[at:]] for at in range(len(place)) if place[at:] in table)


def _trade_and_industry(core: str) -> tuple[str, str] | None:
    for size in (2, 3):
        trade, industry = core[:size], core[size:]
        if industry and known_industry(industry) and not _NO_TRADE.search(trade):
            doubtful = known_industry(trade) or trade[:2] in places() or trade[-2:] in _INDUSTRIES
            return None if doubtful else (trade, industry)
    return None


def cut(name: str) -> Cut | None:
    """The parts of a plain name; None for every other name.

    Trade names of two and three characters only: of four, the last two are too often a word of business (云天冶金).
    """
    form = _FORM.search(name)
    core = name[: form.start()] if form else ""
    bracket = _BRACKET.search(core)
    if bracket and bracket[1] in places():
        parts = _trade_and_industry(core[: bracket.start()] + core[bracket.end() :])
        place, layout = bracket[1], "end" if bracket.end() == len(core) else "middle"
        if parts and layout == "middle" and bracket.start() != len(parts[0]):
            return None
    else:
        place, layout = _leading_place(core), "front"
        parts = _trade_and_industry(core[len(place) :]) if place else None
    if form is None or parts is None:
        return None
    return Cut(place, *parts, form[0], _home(place), layout)  # type: ignore[arg-type]  # one of the three
