"""Charts as shapes with places: what a template draws as inline SVG. Pure; sizes are in units of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

_CELL, _TALL = 8, 16  # one day of a strip
_SHAPES = {  # told apart by shape too: paper and some eyes know no colours
    "changed": "M{x} 1h6v14h-6z",
    "looked": "M{x} 9h6v6h-6z",
    "failed": "M{x} 4l6 8m0-8l-6 8",
    "blocked": "M{x} 3h6v10h-6zm0 10l6-10",
    "nothing": "M{x} 13.5h6",
}
_LEFT, _WIDE, _HIGH, _FOOT = 36, 44, 150, 34  # of a chart of bars: its scale, one column, the bars, the words below
_BAR = 26
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Strip:
    """One line of days: for each kind of day the path that draws all of them."""

    width: int
    height: int
    paths: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart of bars: what stands below it, and its parts from the bottom up."""

    words: str
    counts: tuple[int, ...]
    links: tuple[str, ...] = ()  # where the rows behind each of these counts are

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a column."""

    kind: int  # which of the parts
    x: float
    y: float
    width: float
    height: float
    words: str
    link: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Stacked columns over a scale."""

    width: int
    height: int
    left: int
    bars: tuple[Bar, ...]
    totals: tuple[Label, ...]
    feet: tuple[Label, ...]
    scale: tuple[Label, ...]


def strip(days: Sequence[str]) -> Strip:
    """A line of days, the oldest first; each is changed, looked, failed, blocked or nothing."""
    drawn = {kind: "".join(shape.format(x=_CELL * at) for at, day in enumerate(days) if day == kind) for kind, shape in _SHAPES.items()}
    return Strip(_CELL * len(days), _TALL, tuple((kind, path) for kind, path in drawn.items() if path))


def bars(columns: Sequence[Column]) -> Bars:
    """Stacked columns from left to right."""
    top = ceiling(max((one.total for one in columns), default=0))
    found: list[Bar] = []
    totals = []
    for at, column in enumerate(columns):
        x, y = _LEFT + _WIDE * at + (_WIDE - _BAR) / 2, float(_HIGH)
        for kind, count in enumerate(column.counts):
            if count:
                height = count / top * (_HIGH - _BAR)
                y -= height
                link = column.links[kind] if column.links else ""
                found.append(Bar(kind, x, round(y, 2), _BAR, round(height, 2), f"{column.words} {count}", link))
        totals.append(Label(x + _BAR / 2, round(y - 5, 2), str(column.total)))
    feet = tuple(Label(_LEFT + _WIDE * (at + 0.5), _HIGH + 16, one.words) for at, one in enumerate(columns))
    scale = tuple(Label(_LEFT - 6, _HIGH - (_HIGH - _BAR) * part / 2, str(top * part // 2)) for part in range(3))
    return Bars(_LEFT + _WIDE * len(columns), _HIGH + _FOOT, _LEFT, tuple(found), tuple(totals), feet, scale)


def ceiling(most: int) -> int:
    """The first even of 2, 4, 10, 20, 40, 100 … that is not below."""
    ten = 2
    while True:
        for step in _STEPS:
            if ten * step >= most:
                return ten * step
        ten *= 10
