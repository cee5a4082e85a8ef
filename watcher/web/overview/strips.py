"""Thirty days of every source, one cell a day: how the last look of the day ended, and whether any brought something new."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlmodel import Session

from alerts.wording import SHANGHAI
from sources.base import Source
from sources.records import LookState
from store.look_log import Ended, ended_after
from watcher.desk import Desk
from watcher.web.charts import Strip, strip
from watcher.web.sources.condition import Condition

DAYS = 30
_KEPT = "strips"


class Day(StrEnum):
    """What one day of one source was."""

    CHANGED = "changed"
    LOOKED = "looked"
    FAILED = "failed"
    BLOCKED = "blocked"
    NOTHING = "nothing"


DAY_WORDS = {
    Day.CHANGED: "有更新",
    Day.LOOKED: "正常，无变化",
    Day.FAILED: "失败",
    Day.BLOCKED: "被拦截",
    Day.NOTHING: "未查看",
}
LEGEND = tuple((day.value, strip([day.value]), words) for day, words in DAY_WORDS.items())
Days = Mapping[tuple[str, date], Day]


@dataclass(frozen=True, slots=True)
class SourceStrip:
    """One source with its days."""

    source: Source
    condition: Condition
    days: tuple[Day, ...]  # the oldest first, today last

    @property
    def drawn(self) -> Strip:
        """What is drawn."""
        return strip([day.value for day in self.days])

    @property
    def words(self) -> str:
        """What the drawing says."""
        found = Counter(self.days)
        return f"近 {len(self.days)} 天：" + "，".join(f"{words} {found[day]} 天" for day, words in DAY_WORDS.items() if found[day])

    @property
    def urgency(self) -> tuple[int, int, str]:
        """The worst first: how it fares now, then how many days it was not seen."""
        unseen = sum(day not in (Day.CHANGED, Day.LOOKED) for day in self.days)
        return self.condition.rank, -unseen, self.source.id


def strips(session: Session, desk: Desk, found: Mapping[str, Condition], today: date) -> list[SourceStrip]:
    """Every source, the worst first."""
    days = days_until(session, desk, today)
    last = [today - timedelta(back) for back in range(DAYS - 1, -1, -1)]
    every = [
        SourceStrip(one, found[one.id], tuple(days.get((one.id, day), Day.NOTHING) for day in last)) for one in desk.sources
    ]
    return sorted(every, key=lambda one: one.urgency)


def days_until(session: Session, desk: Desk, today: date) -> Days:
    """The days in which there were looks. What is known is kept: only the looks that ended since are read."""
    first = today - timedelta(DAYS - 1)
    kept = desk.asked.get(_KEPT)
    number, days = kept if isinstance(kept, tuple) else (0, {})
    looks = ended_after(session, number, datetime.combine(first, time(), SHANGHAI))
    if looks:
        number, days = looks[-1].id, with_looks({key: day for key, day in days.items() if key[1] >= first}, looks)
        desk.asked[_KEPT] = number, days
    return dict(days)


def with_looks(days: Days, looks: Iterable[Ended]) -> Days:
    """The days with later looks: the last one counts, but a day that brought something new did."""
    found = dict(days)
    for look in looks:
        key = look.source, look.at.astimezone(SHANGHAI).date()
        day = _day(look.state)
        found[key] = Day.CHANGED if day is Day.LOOKED and found.get(key) is Day.CHANGED else day
    return found


def _day(state: str) -> Day:
    if not LookState(state).good:
        return Day.BLOCKED if state.startswith("blocked") else Day.FAILED
    return Day.CHANGED if state == LookState.OK else Day.LOOKED
