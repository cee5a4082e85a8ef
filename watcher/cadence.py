"""When a source is looked at: every so often or at the times of a cron line, within working hours. Pure.

Time and chance are arguments; hours and days are those of Shanghai. No two sources come at the same moment: each has an
offset of its own, by its id, and a little chance on top.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from itertools import islice, takewhile
from random import Random

from apscheduler.triggers.cron import CronTrigger

from alerts.wording import SHANGHAI
from sources.notices.deadlines import chinese_workday

DAY = timedelta(days=1)
MOST_COUNTED = 1000  # missed times; more are told as so many
_MICROSECOND = timedelta(microseconds=1)
_GRID = datetime(2000, 1, 1, tzinfo=SHANGHAI)
_JITTER = 0.1  # of the interval
_LATEST_CRON = timedelta(minutes=10)  # after the time that a cron line states
_CLOCKS = timedelta(minutes=10)  # by which the clocks of machines may differ
_TRIES = 400  # openings in which a cron line must have a time


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often one source is looked at: `cron`, where it is not empty, goes before `every`."""

    every: timedelta
    cron: str = ""  # as APScheduler understands it, see watcher/cadence_words.py
    opens: timedelta = timedelta()  # after midnight
    closes: timedelta = DAY
    workdays: bool = False

    @property
    def spread(self) -> timedelta:
        """Within which sources whose time comes when the hours open are looked at one after another."""
        return min(self.closes - self.opens, self.every) * _JITTER


def next_look(cadence: Cadence, source_id: str, after: datetime, rng: Random) -> datetime:
    """When to look again after a good look; later than `after`, in the working hours.

    Raises ValueError for a cron line that has no time in the working hours.
    """
    return _time(cadence, source_id, after, rng.uniform(-1, 1))


def following(cadence: Cadence, source_id: str, after: datetime) -> Iterator[datetime]:
    """The times after that moment, without chance."""
    while True:
        after = _time(cadence, source_id, after, 0)
        yield after


def missed(cadence: Cadence, source_id: str, first: datetime, until: datetime) -> int:
    """How many more times came after `first` until then; MOST_COUNTED stands for that many or more."""
    later = takewhile(lambda at: at <= until, following(cadence, source_id, first))
    return sum(1 for _ in islice(later, MOST_COUNTED))


def is_overdue(cadence: Cadence, source_id: str, seen: datetime, now: datetime) -> bool:
    """Whether a whole look was missed since the source was last seen: its second time from then on has gone by.

    What a clock that ran ahead has written says nothing of when that was.
    """
    if seen > now + _CLOCKS:
        return True
    _, second = islice(following(cadence, source_id, seen), 2)
    return second + cadence.spread < now


def interval(cadence: Cadence, source_id: str, after: datetime) -> timedelta:
    """What is meant by the interval: as set, or from the next time of the cron line to the one after it."""
    if not cadence.cron:
        return cadence.every
    first, second = islice(following(cadence, source_id, after), 2)
    return second - first


def latest(cadence: Cadence, source_id: str, now: datetime) -> datetime:
    """The furthest time that can have been set by now, good look or bad; what lies beyond was set by another clock."""
    longest = max(DAY, cadence.every * (1.5 + _JITTER))
    if not cadence.cron:
        return opening(cadence, now + longest) + cadence.spread
    return max(opening(cadence, now + DAY) + cadence.spread, _fires(cadence, now) + _LATEST_CRON)


def has_times(cadence: Cadence) -> bool:
    """Whether there is any time to look: a cron line may have none in the working hours, or none at all.

    Asked within the calendar of working days and beyond it, where no Sunday is worked.
    """
    return not cadence.cron or all(_in_hours(cadence, _GRID.replace(year=year)) for year in (2020, 2100))


def is_open(cadence: Cadence, at: datetime) -> bool:
    """Whether the moment is in the working hours of a working day."""
    return opening(cadence, at) == at


def opening(cadence: Cadence, at: datetime) -> datetime:
    """The first moment from then on that is in the working hours."""
    day = at.astimezone(SHANGHAI).date()
    while (cadence.workdays and not _works(day)) or at >= _midnight(day) + cadence.closes:
        day += DAY
    return max(at, _midnight(day) + cadence.opens)


def within(cadence: Cadence, source_id: str, at: datetime, chance: float = 0) -> datetime:
    """That moment, or one soon after the hours open again."""
    opens = opening(cadence, at)
    return at if opens == at else opens + cadence.spread * _share(source_id, chance)


def _time(cadence: Cadence, source_id: str, after: datetime, chance: float) -> datetime:
    if cadence.cron:
        plain = _fires(cadence, after)
        gap = _fires(cadence, plain) - plain
        at = plain + min(gap * _JITTER, _LATEST_CRON) * _share(source_id, chance)
    else:
        earliest = after + cadence.every / 2
        plain = _GRID + cadence.every * _offset(source_id)
        plain -= (plain - earliest) // cadence.every * cadence.every
        at = plain + cadence.every * _JITTER * chance
    if is_open(cadence, at):
        return at
    return within(cadence, source_id, plain, chance)


def _fires(cadence: Cadence, after: datetime) -> datetime:
    """The next time of the cron line in the working hours. Raises ValueError where there is none."""
    if (found := _in_hours(cadence, after)) is None:
        raise ValueError("cron 的时刻都不在巡查时段之内")
    return found


def _in_hours(cadence: Cadence, after: datetime) -> datetime | None:
    trigger = _trigger(cadence.cron)
    for _ in range(_TRIES):
        fires: datetime | None = trigger.get_next_fire_time(None, after + _MICROSECOND)
        if fires is None or is_open(cadence, fires):
            return fires
        after = opening(cadence, fires) - _MICROSECOND
    return None


@cache
def _trigger(cron: str) -> CronTrigger:
    return CronTrigger.from_crontab(cron, timezone=SHANGHAI)


@cache
def _offset(source_id: str) -> float:
    """A number from 0 to 1 that is always the same for one source."""
    return int.from_bytes(sha256(source_id.encode()).digest()[:6]) / 2**48


def _share(source_id: str, chance: float) -> float:
    """From 0 to 1: half of it the source's own, half of it chance (-1 to 1)."""
    return (_offset(source_id) + (chance + 1) / 2) / 2


@cache
def _works(day: date) -> bool:
    known = chinese_workday(day)
    return day.isoweekday() <= 5 if known is None else known


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
