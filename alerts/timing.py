"""When a subscription is told what waits for it: at once or at its times, quiet hours, pauses, and not too often. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from alerts.wording import SHANGHAI
from sources.errors import UsageError
from store.news import Waiting
from store.tables.outbox import Subscription

BURST = 12  # messages that one subscription is sent within an hour; what is more is gathered
REPORT = "report "  # how the events of a report begin
LONGEST_MUTE = timedelta(days=366)
GATHERED = timedelta(minutes=15)  # what is wrong with the operation is told together: it seldom comes alone
_TIME = "([01][0-9]|2[0-3]):([0-5][0-9])"
_EVERY = re.compile(rf"now|hourly|daily {_TIME}|weekly ([1-7]) {_TIME}")
_QUIET = re.compile(rf"{_TIME}-{_TIME}")
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`now`, `hourly`, `daily 09:00` or `weekly 1 09:00` (1 is Monday), in Asia/Shanghai."""

    every: str

    def __post_init__(self) -> None:
        if not _EVERY.fullmatch(self.every):
            raise UsageError(
                f"“{self.every}”不是发送时间",
                meaning="未作任何改动",
                action="可写 now、hourly、daily 09:00、weekly 1 09:00（1 为星期一，北京时间）",
            )

    @property
    def at_once(self) -> bool:
        """Told with the fact."""
        return self.every == "now"

    def latest(self, at: datetime) -> datetime:
        """The last moment, not after `at`, at which what waits is told."""
        local = at.astimezone(SHANGHAI)
        name, *rest = self.every.split()
        if name == "now":
            return at
        if name == "hourly":
            return local.replace(minute=0, second=0, microsecond=0)
        hour, minute = map(int, rest[-1].split(":"))
        moment = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if name == "weekly":
            moment -= timedelta(days=(moment.isoweekday() - int(rest[0])) % 7)
            return moment if moment <= local else moment - _WEEK
        return moment if moment <= local else moment - _DAY


@dataclass(frozen=True, slots=True)
class QuietHours:
    """`22:00-08:00`: from one time of the day to another, in Asia/Shanghai; empty: never."""

    hours: str

    def __post_init__(self) -> None:
        if self.hours and not _QUIET.fullmatch(self.hours):
            raise UsageError(
                f"“{self.hours}”不是免打扰时段", meaning="未作任何改动", action="写法如 22:00-08:00（北京时间）"
            )

    def cover(self, at: datetime) -> bool:
        """True when nobody wants to be disturbed at that moment; the end is none of it."""
        if not self.hours:
            return False
        begin, end = (time.fromisoformat(one) for one in self.hours.split("-"))
        moment = at.astimezone(SHANGHAI).time().replace(tzinfo=None)
        return begin <= moment < end if begin <= end else moment >= begin or moment < end


def held(to: Subscription, at: datetime) -> bool:
    """True while its news shall wait; a mute that reaches further than any can was written by a clock that ran ahead."""
    return to.paused or (to.muted_until is not None and at < to.muted_until <= at + LONGEST_MUTE)


def ready(to: Subscription, waiting: Sequence[Waiting], at: datetime, lately: int) -> list[Waiting]:
    """What of the waiting news this subscription is told at that moment; `lately` are its messages of the last hour.

    A report does not wait for the time of a digest: it says where somebody stands who has just begun to watch.
    """
    if held(to, at) or not waiting:
        return []
    rhythm, quiet = Rhythm(to.every), QuietHours(to.quiet).cover(at)
    if rhythm.at_once:
        if lately >= BURST:
            return []
        return [one for one in waiting if not quiet or (to.quiet_matches and one.grade == "match")]
    if quiet:
        return []
    if _older(waiting[0].added_at, rhythm.latest(at), at):
        return list(waiting)
    return [one for one in waiting if one.event.startswith(REPORT)]


def ready_for_operators(to: Subscription, waiting: Sequence[Waiting], at: datetime, last: datetime | None) -> list[Waiting]:
    """What of the waiting alarms this subscription is told; `last` is when it was told of any."""
    return [] if held(to, at) or (last is not None and at < last + GATHERED) else list(waiting)


def nothing_due(to: Subscription, at: datetime) -> bool:
    """True when it is time to say that there was nothing: asked for, and no message since the moment before."""
    rhythm = Rhythm(to.every)
    if not to.when_nothing or to.audience != "portfolio" or rhythm.at_once:
        return False
    if held(to, at) or QuietHours(to.quiet).cover(at):
        return False
    return _older(to.told_at, rhythm.latest(at), at)


def _older(moment: datetime, than: datetime, at: datetime) -> bool:
    """True for what was before that time, and for what a clock that ran ahead wrote: nothing waits for it to come true."""
    return moment <= than or moment > at + _DAY
