"""The form for what a receiver wants to hear and when: from its fields to wishes, and back."""

from typing import Annotated

from pydantic import BaseModel, Field

from alerts import wording
from alerts.wishes import HEARD, Wishes, words
from sources.catalog import REGULATORS
from sources.errors import UsageError
from sources.records import Sector
from store.tables.outbox import Subscription

Short = Annotated[str, Field(max_length=100)]
Several = Annotated[list[Short], Field(max_length=200)]

PLACES = [(one.id, words("places", [one.id])) for one in REGULATORS]
SECTORS = [(one.value, one.value) for one in Sector]
KINDS = [(one, words("kinds", [one])) for one in HEARD]
RHYTHMS = [("now", "立即"), ("hourly", "每小时汇总"), ("daily", "每天汇总"), ("weekly", "每周汇总")]
WEEKDAYS = [(str(number), f"星期{word}") for number, word in enumerate("一二三四五六日", start=1)]
GRADES = [("review", "匹配和需复核"), ("match", f"只要{wording.GRADE['match']}")]


class Wished(BaseModel):
    """The fields as a browser sends them."""

    place: Several = []
    sector: Several = []
    kind: Several = []
    severity: Short = "review"
    rhythm: Short = "now"
    weekday: Short = "1"
    time: Short = "09:00"
    quiet_from: Short = ""
    quiet_to: Short = ""
    quiet_everything: Short = ""
    when_nothing: Short = ""

    @property
    def wishes(self) -> Wishes:
        """Everything that the form states. Raises UsageError for what no form of ours offers."""
        if self.severity not in dict(GRADES):
            raise UsageError("没有这种结论", meaning="未作任何改动", action="请选择“匹配和需复核”或“只要匹配”")
        if bool(self.quiet_from) != bool(self.quiet_to):
            raise UsageError("免打扰只写了一个时间", meaning="未作任何改动", action="请写起止两个时间，或都留空")
        return Wishes(
            places=self.place,
            sectors=self.sector,
            kinds=self.kind,
            severity=self.severity,
            every=self._every,
            quiet=f"{self.quiet_from}-{self.quiet_to}" if self.quiet_from else "",
            quiet_matches=not self.quiet_everything,
            when_nothing=bool(self.when_nothing),
        )

    @property
    def _every(self) -> str:
        if self.rhythm == "daily":
            return f"daily {self.time}"
        return f"weekly {self.weekday} {self.time}" if self.rhythm == "weekly" else self.rhythm


def wished(to: Subscription) -> Wished:
    """The form filled in with what a subscription has."""
    rhythm, *rest = to.every.split()
    begin, _, end = to.quiet.partition("-")
    return Wished(
        place=to.places,
        sector=to.sectors,
        kind=to.kinds,
        severity=to.severity,
        rhythm=rhythm,
        weekday=rest[0] if rhythm == "weekly" else "1",
        time=rest[-1] if rest else "09:00",
        quiet_from=begin,
        quiet_to=end,
        quiet_everything="" if to.quiet_matches else "1",
        when_nothing="1" if to.when_nothing else "",
    )
