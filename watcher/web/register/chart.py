"""A company's listings as bars over the days on which they held; across in percent of any width, down in pixels. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sources.records import Polarity
from store.timeline import Version

LEFT, RIGHT, LINE, TOP = 6, 2, 22, 24
MOST = 20  # bars
POSITIVE = Polarity.POSITIVE.value
_TICKS = 8
_LEAST = timedelta(days=30)  # of what is shown, so that a single day is no point


@dataclass(frozen=True, slots=True)
class Bar:
    """One statement: `tone` is held or praised (believed, and it stands), over (believed, ended) or past (no longer believed)."""

    number: int
    x: float
    y: int
    width: float
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under years, and the day asked for."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str, str], ...]  # where, what, and which end of the words stands there
    today: float
    height: int
    words: str
    left_out: int


def chart(versions: Sequence[Version], day: date) -> Chart | None:
    """The drawing of all statements, numbered from 1 as the table beside it; None where there is none."""
    if not versions:
        return None
    shown = versions[:MOST]
    last = max(day, *(one.entry.listing.valid_to or one.entry.listing.valid_from for one in shown))
    first = min(last - _LEAST, *(one.entry.listing.valid_from for one in shown))
    days = (last - first).days

    def x(of: date) -> float:
        return round(LEFT + (100 - LEFT - RIGHT) * (of - first).days / days, 1)

    bars = tuple(_bar(number, one, x, last) for number, one in enumerate(shown, start=1))
    step = max(1, -(-(last.year - first.year) // _TICKS))
    ticks = tuple((x(date(year, 1, 1)), str(year), "middle") for year in range(first.year + 1, last.year + 1, step))
    if len(ticks) < 2:  # hardly a year: its ends say more
        ticks = ((x(first), first.isoformat(), "start"), (x(last), last.isoformat(), "end"))
    words = "；".join(f"{bar.number}. {bar.words}" for bar in bars)
    return Chart(bars, ticks, x(min(max(day, first), last)), TOP + LINE * len(bars) + 8, words, len(versions) - len(shown))


def _bar(number: int, one: Version, x: Callable[[date], float], last: date) -> Bar:
    row = one.entry.listing
    begin, end = x(row.valid_from), x(row.valid_to or last)
    positive = one.entry.series.polarity == POSITIVE
    tone = "past" if one.believed_to else "over" if row.valid_to else "praised" if positive else "held"
    words = f"{one.entry.series.title}{'（正面名单）' if positive else ''}，自 {row.valid_from} " + (f"至 {row.valid_to}" if row.valid_to else "起")
    words += "（此记载已被取代）" if one.believed_to else ""
    return Bar(number, begin, TOP + LINE * (number - 1), max(0.6, round(end - begin, 1)), tone, words)
