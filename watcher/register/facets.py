"""The filters of the register with how many listings each choice leaves. Pure: all counts come from one cube.

Of a listing only its list and its status are asked; place, regulator, sector and kind are those of the list.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from alerts import wording
from sources.catalog import regulator, regulator_name
from store.selection import Cube
from store.tables.register import SeriesRow

ELSEWHERE = "其他地区"  # of regulators that the catalog does not know


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, and how many listings it leaves where all the other filters stay as they are."""

    value: str
    words: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter; `choices` are those that leave something, and the one chosen, the largest first."""

    name: str
    words: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> Choice | None:
        """What is chosen."""
        return next((one for one in self.choices if one.chosen), None)


def place_of(regulator_id: str) -> str:
    """大连, 全国 …"""
    known = regulator(regulator_id)
    return known.place if known else ELSEWHERE


_OF_SERIES: dict[str, Callable[[SeriesRow], str]] = {
    "place": lambda row: place_of(row.regulator),
    "regulator": lambda row: row.regulator,
    "sector": lambda row: row.sector,
    "kind": lambda row: row.list_type,
    "series": lambda row: row.key,
}
_WORDS = {"place": "地区", "regulator": "监管机构", "sector": "行业", "kind": "名单类型", "series": "名单", "status": "状态"}
NAMES = tuple(_WORDS)


def series_chosen(series: Iterable[SeriesRow], wanted: Mapping[str, str]) -> list[SeriesRow]:
    """The lists that meet all filters on lists."""
    return [row for row in series if all(not wanted.get(name) or of(row) == wanted[name] for name, of in _OF_SERIES.items())]


def total(cube: Cube, series: Sequence[SeriesRow], wanted: Mapping[str, str]) -> int:
    """How many listings meet all filters."""
    return sum(_left(cube, series, wanted, "").values())


def facets(cube: Cube, series: Sequence[SeriesRow], wanted: Mapping[str, str]) -> list[Facet]:
    """All filters with their choices."""
    titles = {row.key: row.title for row in series}
    told: dict[str, Callable[[str], str]] = {
        "regulator": regulator_name,
        "series": lambda key: titles.get(key, key),
        "status": lambda status: wording.STATUS.get(status, status),
    }
    return [
        Facet(name, words, _choices(_left(cube, series, wanted, name), wanted.get(name, ""), told.get(name, str)))
        for name, words in _WORDS.items()
    ]


def _left(cube: Cube, series: Sequence[SeriesRow], wanted: Mapping[str, str], by: str) -> Counter[str]:
    """How many listings meet all filters but `by`, by its values."""
    others = {**wanted, by: ""}
    rows = {row.key: row for row in series_chosen(series, others)}
    counts: Counter[str] = Counter()
    for (key, status), number in cube.items():
        if key in rows and others.get("status", "") in ("", status):
            counts[_OF_SERIES[by](rows[key]) if by in _OF_SERIES else status] += number
    return counts


def _choices(counts: Counter[str], chosen: str, words: Callable[[str], str]) -> tuple[Choice, ...]:
    every = {**({chosen: 0} if chosen else {}), **counts}
    ordered = sorted(every.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Choice(value, words(value), number, value == chosen) for value, number in ordered)
