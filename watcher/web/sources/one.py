"""One source as its page shows it: what it is, how it was looked at, what came of it, and what is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import httpx
from sqlmodel import Session

from alerts.operations import Alarm
from sources.addresses import ADDRESSES, Known
from sources.base import Source
from store.alarms import standing
from store.audit import last_action
from store.coverage import Coverage, Gap
from store.look_log import captures_of, last_editions, last_looks
from store.looks import GOOD
from store.tables.audit import AuditEntry
from store.tables.evidence import Capture, Look
from store.tables.schedule import SourceHealth
from watcher import robots
from watcher.acceptance import is_doubted
from watcher.addresses import origin_of
from watcher.alarm_words import alarm
from watcher.alarms import days_of_notices
from watcher.asking import ACTION
from watcher.cli.turns import schedule
from watcher.conditions import habit, pause
from watcher.desk import Desk
from watcher.readiness import SILENT, tick_age
from watcher.web.overview.strips import SourceStrip, strips
from watcher.web.sources.condition import Condition
from watcher.web.sources.expected import Expected, compared

_LOOKS, _CAPTURES = 14, 12
KNOWN = {
    Known.PRINTED: "公开发布的文件中载有该栏目的网址",
    Known.CRAWLED: "他人公开的资料或程序使用该网址",
    Known.GUESSED: "只知道网站，栏目网址是推测的",
}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a source publishes, and after how many days its silence is an alarm (None: too little is known)."""

    days: int
    half: int | None  # of its pauses are not longer, in days
    most: int | None  # 95 of 100
    line: int | None
    last: date | None


@dataclass(frozen=True, slots=True)
class OneSource:
    """Everything that the page says."""

    source: Source
    strip: SourceStrip
    condition: Condition
    health: SourceHealth | None
    known: str
    plan: dict[str, Any]
    looks: Sequence[Look]
    captures: Sequence[tuple[Capture, int]]
    expected: Sequence[Expected]
    rhythm: Rhythm
    rules: robots.Rules | None
    alarms: Sequence[Alarm]
    gaps: Sequence[Gap]
    asked: AuditEntry | None  # for a look that has not been made yet
    worked: bool  # somebody is there to look

    @property
    def doubted(self) -> bool:
        """Whether a person may say that there are fewer notices indeed."""
        return bool(self.looks) and is_doubted(self.looks[0])

    @property
    def delay(self) -> float:
        """Seconds that the site wants between two requests."""
        return self.rules.delay if self.rules else 0


def one_source(
    session: Session, desk: Desk, source: Source, cover: Coverage, found: dict[str, Condition], now: datetime, today: date
) -> OneSource:
    """The source now."""
    looks = last_looks(session, source.id, _LOOKS)
    good = next((one for one in looks[1:] if one.state in GOOD), None)
    asked = last_action(session, ACTION, "source", source.id)
    health = session.get(SourceHealth, source.id)
    age = tick_age(session, now)
    return OneSource(
        source=source,
        strip=next(one for one in strips(session, desk, found, today) if one.source.id == source.id),
        condition=found[source.id],
        health=health,
        known=_known(desk, source),
        plan=schedule(session, desk.settings, source.id, now),
        looks=looks,
        captures=captures_of(session, [one.id for one in looks], _CAPTURES),
        expected=compared(source.expects, last_editions(session, source.regulator.id), next(iter(looks), None), good),
        rhythm=rhythm(days_of_notices(session, desk).get(source.id, ())),
        rules=robots.remembered(desk.engine, desk.evidence, origin_of(httpx.URL(source.start.url))),
        alarms=[alarm("opened", row, telling="", watched=()) for row in standing(session) if row.subject == source.id],
        gaps=[gap for gap in cover.gaps if gap.regulator == source.regulator.id],
        asked=asked if asked and not (health and health.last_look_at and health.last_look_at > asked.at) else None,
        worked=age is not None and abs(age) <= SILENT,
    )


def rhythm(days: Sequence[date]) -> Rhythm:
    """What the days with notices say of the next one."""
    several = len(days) > 1
    return Rhythm(
        days=len(days),
        half=pause(days, 50) if several else None,
        most=pause(days, 95) if several else None,
        line=habit(days),
        last=days[-1] if days else None,
    )


def _known(desk: Desk, source: Source) -> str:
    stated = desk.settings.sources.get(source.id)
    return "由 watcher.toml 指定" if stated and stated.url else KNOWN[ADDRESSES[source.id].known]
