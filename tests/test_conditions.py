"""When something counts as wrong with the watching: pure rules, time given."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from store.alarms import Kind
from store.coverage import Gap
from store.tables.alarms import WorkerRow
from store.tables.schedule import SourceHealth
from store.undelivered import Refused, Stuck
from watcher.cadence import Cadence
from watcher.conditions import Surroundings, conditions, habit

NOW = datetime(2023, 7, 20, 1, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CALM = Surroundings(
    titles={"a": "来源甲"},
    health={},
    most_notices={},
    notice_days={},
    gaps=(),
    refused=(),
    stuck=(),
    workers=(),
    free=2**30,
    wanted=2**28,
)
GAP = Gap("n1", "dalian", "公告", None, None, 18, 18, "names_missing", "名单尚未取得")


def health(
    state: str, failures: int = 1, good: timedelta | None = HOUR, due: timedelta = HOUR
) -> dict[str, SourceHealth]:
    seen = None if good is None else NOW - good
    row = SourceHealth(
        source_id="a", next_look_at=NOW + due, state=state, last_look_at=NOW, last_good_at=seen, failures=failures
    )
    return {"a": row}


def worker(**times: Any) -> tuple[WorkerRow, ...]:
    return (WorkerRow(**{"name": "host:1", "started_at": NOW - DAY, "ticked_at": NOW, **times}),)


def weekly(last: date, every: int = 7, times: int = 10) -> list[date]:
    return [last - timedelta(days=every * back) for back in range(times)][::-1]


TODAY = NOW.date()
LOOK, OPEN = [(Kind.LOOK, "a")], [(Kind.LOOK, "a")]
CASES: dict[str, tuple[dict[str, Any], list[tuple[Kind, str]]]] = {
    "all is well": ({"health": health("ok")}, []),
    "blocked at once": ({"health": health("blocked_script")}, LOOK),
    "gone at once": ({"health": health("gone")}, LOOK),
    "unreachable once": ({"health": health("unreachable")}, []),
    "unreachable twice": ({"health": health("unreachable", 2)}, LOOK),
    "a crash once": ({"health": health("failed")}, []),
    "unreachable once, blind for more than a day": ({"health": health("tls", 1, 25 * HOUR)}, LOOK),
    "never seen, unreachable once": ({"health": health("tls", 1, None)}, []),
    "what is wrong stays so in another way": ({"health": health("tls"), "open": OPEN}, LOOK),
    "of a source that is watched no more": ({"health": health("gone"), "titles": {}}, []),
    "empty where notices were": ({"health": health("ok_empty", 0), "most_notices": {"a": 9}}, [(Kind.EMPTY, "a")]),
    "empty, and then it cannot be seen": (
        {"health": health("gone"), "most_notices": {"a": 9}, "open": [(Kind.EMPTY, "a")]},
        [*LOOK, (Kind.EMPTY, "a")],
    ),
    "empty, and then notices": ({"health": health("ok", 0), "most_notices": {"a": 9}, "open": [(Kind.EMPTY, "a")]}, []),
    "empty as ever": ({"health": health("ok_empty", 0)}, []),
    "late, somebody runs": ({"health": health("ok", 0, due=-19 * HOUR), "workers": worker()}, [(Kind.UNVISITED, "a")]),
    "late, less than a whole look": ({"health": health("ok", 0, due=-5 * HOUR), "workers": worker()}, []),
    "late, just started": (
        {"health": health("ok", 0, due=-19 * HOUR), "workers": worker(started_at=NOW - HOUR / 2)},
        [],
    ),
    "still late, just started": (
        {
            "health": health("ok", 0, due=-19 * HOUR),
            "workers": worker(started_at=NOW),
            "open": [(Kind.UNVISITED, "a")],
        },
        [(Kind.UNVISITED, "a")],
    ),
    "late, nobody runs": ({"health": health("ok", 0, due=-19 * HOUR), "workers": worker(ticked_at=NOW - HOUR)}, []),
    "quiet": ({"health": health("ok", 0), "notice_days": {"a": weekly(TODAY - 31 * DAY)}}, [(Kind.QUIET, "a")]),
    "quiet for 30 days": ({"health": health("ok", 0), "notice_days": {"a": weekly(TODAY - 30 * DAY)}}, []),
    "quiet as ever": ({"health": health("ok", 0), "notice_days": {"a": weekly(TODAY - 60 * DAY, 30)}}, []),
    "quiet of a young source": ({"health": health("ok", 0), "notice_days": {"a": weekly(TODAY - 99 * DAY, 7, 7)}}, []),
    "quiet while it cannot be seen": ({"health": health("gone"), "notice_days": {"a": weekly(TODAY - 99 * DAY)}}, LOOK),
    "still quiet while it cannot be seen": (
        {"health": health("gone"), "notice_days": {"a": weekly(TODAY - 99 * DAY)}, "open": [(Kind.QUIET, "a")]},
        [*LOOK, (Kind.QUIET, "a")],
    ),
    "names missing for long": ({"gaps": [(GAP, NOW - 15 * DAY)]}, [(Kind.NAMES_MISSING, "n1")]),
    "names missing lately": ({"gaps": [(GAP, NOW - 13 * DAY)]}, []),
    "refused": ({"refused": [Refused(7, 2, 31, 550, NOW, True)]}, [(Kind.REFUSED, "7")]),
    "stuck": ({"stuck": [Stuck("mail", 2, NOW)]}, [(Kind.STUCK, "mail")]),
    "disk": ({"free": 2**27}, [(Kind.DISK, "")]),
    "clock ahead": ({"workers": worker(ticked_at=NOW + HOUR)}, [(Kind.CLOCK, "")]),
    "clock jumped": ({"workers": worker(jumped_at=NOW - HOUR / 2, jumped_by=-3600.0)}, [(Kind.CLOCK, "")]),
    "clock jumped long ago": ({"workers": worker(jumped_at=NOW - 2 * HOUR, jumped_by=-3600.0)}, []),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_and_what_is_not_yet(case: str) -> None:
    changed, expected = CASES[case]
    found = conditions(replace(CALM, **changed), NOW, cadence=lambda id_: Cadence(12 * HOUR), names_missing_days=14)
    assert sorted(found) == sorted(expected)
    assert all(one.words and one.title for one in found.values())


def test_a_habit_is_twice_what_nearly_all_pauses_last_and_never_short() -> None:
    steady = [date(2023, 1, 1) + timedelta(days=20 * number) for number in range(21)]
    assert habit(steady) == 40
    assert habit([*steady, steady[-1] + timedelta(days=300)]) == 40  # one long pause in 21 is no habit
    assert habit(weekly(TODAY)) == 30
    assert habit(steady[:7]) is None
