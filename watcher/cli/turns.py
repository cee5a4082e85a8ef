"""A source's schedule for people and scripts: how often, the next times, and what its last turns came to."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any

from sqlmodel import Session

from alerts.wording import in_shanghai, look_state
from store.schedule import health
from store.tables.evidence import Look
from store.tables.schedule import SourceHealth, Turn
from store.turns import last_turns
from watcher.cadence import MOST_COUNTED, Cadence, following, latest, missed, opening
from watcher.config import Settings

_NEXT, _LAST = 5, 10


def next_look(cadence: Cadence, row: SourceHealth, now: datetime) -> datetime:
    """When the source is really looked at next: what is overdue, now or when its hours open."""
    planned = row.next_look_at
    due = planned <= now or planned > latest(cadence, row.source_id, now)
    return opening(cadence, now if due else planned)


def schedule(session: Session, settings: Settings, source_id: str, now: datetime) -> dict[str, Any]:
    """The JSON of one source; `overdue` times have gone by unlooked until now."""
    cadence, row = settings.cadence(source_id), health(session).get(source_id)
    row = row or SourceHealth(source_id=source_id, next_look_at=now)
    first = next_look(cadence, row, now)
    times = islice(chain([first], following(cadence, source_id, first)), _NEXT)
    waits = row.last_look_at is not None and row.next_look_at <= now
    looking = row.lease_until is not None and row.lease_until > now
    turns = [_turn(one, session.get(Look, one.look_id), looking=looking) for one in last_turns(session, source_id, _LAST)]
    return {
        "cadence": cadence_words(settings, source_id),
        "next_looks": [one.isoformat() for one in times],
        "failures": row.failures,
        "overdue": 1 + missed(cadence, source_id, row.next_look_at, now) if waits and not looking else 0,
        "missed": sum(one["missed"] for one in turns),
        "turns": turns,
    }


def _turn(one: Turn, look: Look | None, *, looking: bool) -> dict[str, Any]:
    return {
        "scheduled_for": _iso(one.scheduled_for),
        "state": one.state if one.state == "done" or looking else "left",
        "worker": one.worker,
        "attempts": one.attempts,
        "started": _iso(one.started_at),
        "ended": _iso(one.ended_at),
        "look": look.state if look else None,
        "missed": one.missed,
    }


def cadence_words(settings: Settings, source_id: str) -> str:
    """每 12 小时，08:00-20:00，工作日"""
    own, cadence = settings.sources.get(source_id), settings.cadence(source_id)
    often = f"cron {own.cron}" if own and own.cron else f"每 {cadence.every / timedelta(hours=1):g} 小时"
    hours = "" if cadence.closes - cadence.opens == timedelta(days=1) else (own and own.hours) or settings.look_hours
    return "，".join(filter(None, (often, hours, "工作日" if cadence.workdays else "")))


def lines(data: dict[str, Any]) -> Iterator[str]:
    """The same in words."""
    failing = f"；连续 {data['failures']} 次未成功，逐次延后再试" if data["failures"] else ""
    yield f"巡查：{data['cadence']}{failing}"
    yield "今后：" + "，".join(_when(one) for one in data["next_looks"])
    if data["overdue"]:
        yield f"已有 {_count(data['overdue'])}到期而未巡查"
    for one in data["turns"]:
        due = f"{_when(one['scheduled_for'])} 到期" if one["scheduled_for"] else "提前巡查"
        again = f"，第 {one['attempts']} 次尝试" if one["attempts"] > 1 else ""
        gone = f"，其间错过 {_count(one['missed'])}" if one["missed"] else ""
        yield f"巡查记录：{due}，{_ended(one)}{again}{gone}"


def _ended(one: dict[str, Any]) -> str:
    if one["state"] == "done":
        return f"{_when(one['ended'])} {look_state(one['look'])}"
    return f"{_when(one['started'])} 起{'正在巡查' if one['state'] == 'looking' else '中断，等待重做'}（{one['worker']}）"


def _count(times: int) -> str:
    return f"{times} 次{'以上' if times >= MOST_COUNTED else ''}"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _when(iso: str) -> str:
    return in_shanghai(datetime.fromisoformat(iso))
