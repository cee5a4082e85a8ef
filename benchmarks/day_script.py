"""What a compressed day brings, by the true time: lists, bad sites, a bad mail server, kills, jumps of the clock."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.day_sites import TROUBLES, Listed, lists

BEGIN = datetime(2023, 7, 19, 16, 30, tzinfo=UTC)  # 00:30 in Shanghai
REFUSED = "nobody@example.com"
OPERATOR = "operator@example.com"
HOOK = "webhook"  # whose address is another one each time
LATE = "late@example.com"  # subscribed in the middle of the day
MUTED = "muted@example.com"  # for a part of it
GONE = "gone@example.com"  # unsubscribed in the middle of it
_HOUR = timedelta(hours=1)
_AFTER_250 = 0.15  # of all kills


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happens at its time: the name of a method of the day, and what it is given."""

    at: datetime
    what: str
    given: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who hears of which portfolio, when."""

    address: str
    portfolio: str = "甲"
    every: str = "now"
    quiet: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """How long and how full the day is; `kills` and everything bad are left out of the undisturbed one."""

    seed: int
    hours: int
    places: int
    published: int  # lists over the day
    kills: int
    look_every: int  # hours

    @property
    def end(self) -> datetime:
        """When all is well again."""
        return BEGIN + self.hours * _HOUR

    def lists(self) -> list[Listed]:
        """All of them: one of each place from before, and then those of the day."""
        return lists(random.Random(self.seed), self.places, self.published)

    def receivers(self) -> list[Receiver]:
        """At once, by the hour, once a day soon after the end, with quiet hours around now; and one whom nobody knows.

        A webhook, and those whose subscriptions somebody alters.
        """
        evening = (self.end + 2 * _HOUR + timedelta(hours=8)).strftime("%H:00")
        morning = (BEGIN + self.hours / 3 * _HOUR + timedelta(hours=8)).strftime("%H:00")
        return [
            Receiver("now@example.com"),
            Receiver("hourly@example.com", every="hourly"),
            Receiver("daily@example.com", every=f"daily {evening}"),
            Receiver("other@example.com", "乙"),
            Receiver("quiet@example.com", "乙", quiet=f"00:00-{morning}"),
            Receiver(REFUSED, "乙"),
            Receiver(HOOK),
            Receiver(MUTED, "乙"),
            Receiver(GONE),
        ]

    def portfolios(self) -> dict[str, list[tuple[str, str]]]:
        """Every third company of those lists for each of two, and some that nobody lists."""
        rows = [row for one in self.lists() for row in one.rows]
        strangers = [(f"大连无关{number}贸易有限公司", "") for number in range(20)]
        return {"甲": rows[::3] + strangers, "乙": rows[1::3] + rows[::6]}

    def acts(self, *, disturbed: bool) -> list[Act]:
        """Everything, in the order in which it happens."""
        rng = random.Random(self.seed + 1)
        chosen = [one for one in self.lists() if one.number > 1]
        times = sorted(rng.uniform(0.2, self.hours - 1) for _ in chosen)
        found = [Act(_at(time), "publish", (one,)) for time, one in zip(times, chosen, strict=True)]
        for share, what in ((0.3, "mute"), (0.5, "subscribe"), (0.6, "unsubscribe"), (0.7, "resume")):
            found.append(Act(_at(share * self.hours), what))
        if disturbed:
            found += [*self._hooks(random.Random(self.seed + 5)), *self._sites(rng), *self._mail(rng), *self._machine(rng), *self._kills(rng)]
        return sorted(found, key=lambda one: one.at)

    def _sites(self, rng: random.Random) -> Iterator[Act]:
        """Every second place is bad for some hours, in each way in turn."""
        for number, name in enumerate(TROUBLES):
            place = number * 2 % self.places
            begin = rng.uniform(0, self.hours * 0.7)
            yield Act(_at(begin), "trouble", (place, name))
            yield Act(_at(begin + rng.uniform(0.1, 0.2) * self.hours), "trouble", (place, None))

    def _mail(self, rng: random.Random) -> Iterator[Act]:
        away = rng.uniform(0.3, 0.6) * self.hours
        yield Act(_at(0), "mail_is", (0.4,))
        yield Act(_at(away), "mail_goes")
        yield Act(_at(away + 1), "mail_comes")
        yield Act(self.end, "mail_is", (0.0,))

    def _hooks(self, rng: random.Random) -> Iterator[Act]:
        away = rng.uniform(0.1, 0.3) * self.hours
        yield Act(_at(0), "hooks_are", (0.25,))
        yield Act(_at(away), "hooks_go")
        yield Act(_at(away + 0.3), "hooks_come")
        yield Act(self.end, "hooks_are", (0.0,))

    def _machine(self, rng: random.Random) -> Iterator[Act]:
        """The clock runs ahead for an hour and behind for another; twice somebody's disk is full for a while."""
        for share, hours in ((0.25, rng.uniform(1, 2)), (0.65, -rng.uniform(1, 2))):
            yield Act(_at(share * self.hours), "clock_is_off", (hours,))
            yield Act(_at(share * self.hours + 1), "clock_is_off", (0.0,))
        for share in (0.15, 0.8):
            yield Act(_at(share * self.hours), "disk_full")
            yield Act(_at(share * self.hours + 1), "disk_free")

    def _kills(self, rng: random.Random) -> Iterator[Act]:
        ways = [("kill_after_250" if rng.random() < _AFTER_250 else "kill") for _ in range(self.kills)]
        return (Act(_at(rng.uniform(0, self.hours)), way) for way in ways)


def _at(hours: float) -> datetime:
    return BEGIN + timedelta(hours=hours)
