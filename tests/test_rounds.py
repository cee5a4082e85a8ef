"""A round of looks where something goes wrong: a lease is lost, a look hangs, a process dies in it, a tick fails."""

import logging
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import select

from conftest import Clock
from sources.base import Page, Regulator, Request, Source, Steps
from sources.records import LookState
from store import schedule
from store.database import reading, writing
from store.tables.evidence import Look
from store.tables.schedule import Turn
from store.turns import LEASE, last_turns
from watcher import leases, readiness, rounds
from watcher.abreast import side_by_side
from watcher.config import SourceSettings
from watcher.desk import Desk
from watcher.pulse import Pulse
from watcher.reading import Reading
from watcher.refusals import bad_status
from watcher.schedule import _ever, collect


def source(number: int = 0) -> Source:
    def read(page: Page) -> Steps:
        yield from ()

    host = f"h{number}.gov.cn"
    regulator = Regulator(f"r{number}", "某地", ("某地金融局",), (host,))
    return Source(f"source{number}", regulator, "公告", Request(f"http://{host}/"), read, empty_is_normal=True)


@pytest.fixture
def watching(desk: Desk) -> Desk:
    return replace(desk, sources=(source(),))


def fetch(request: Request) -> Page:
    return Page(request.url, b"<p></p>")


def looks(desk: Desk) -> list[str]:
    with reading(desk.engine) as session:
        return list(session.exec(select(Look.state).order_by(Look.id)))  # type: ignore[arg-type]


def turns(desk: Desk) -> list[Turn]:
    with reading(desk.engine) as session:
        return list(reversed(last_turns(session, "source0", 9)))


def look(desk: Desk, clock: Clock, **more: Any) -> list[LookState | None]:
    return [one.state for one in collect(desk, **{"fetch": fetch, "clock": clock, "owner": "here", **more})]


def test_what_a_worker_saw_that_lost_its_lease_is_dropped_and_the_look_is_the_others(
    watching: Desk, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    other: list[Turn | None] = []

    def overtaken(request: Request) -> Page:
        clock.forward(minutes=1)
        assert not claimed()
        clock.forward(minutes=2)
        other.append(claimed())
        return fetch(request)

    def claimed() -> Turn | None:
        with writing(watching.engine) as session:
            return schedule.claim(session, "source0", owner="there", now=clock())

    with caplog.at_level(logging.WARNING):
        assert look(watching, clock, fetch=overtaken) == []
    assert "source0" in caplog.text
    assert looks(watching) == []
    assert other[0] is not None
    assert [(one.worker, one.attempts, one.state) for one in turns(watching)] == [("there", 2, "looking")]


def test_leases_are_renewed_while_something_moves_and_a_look_that_hangs_is_given_up(watching: Desk, clock: Clock) -> None:
    with writing(watching.engine) as session:
        schedule.register_sources(session, ["source0"], clock())
        turn = schedule.claim(session, "source0", owner="here", now=clock())
    assert turn is not None
    held = leases.Leases()
    held.hold(turn)

    def held_until_after(renewals: int) -> datetime | None:
        for _ in range(renewals):
            clock.forward(seconds=30)
            held.renew(watching.engine, clock)
        with reading(watching.engine) as session:
            return schedule.health(session)["source0"].lease_until

    assert held_until_after(leases.HUNG - 1) == clock() + LEASE
    held.moved("source0")
    assert held_until_after(leases.HUNG - 1) == clock() + LEASE
    assert not held.hangs("source0")
    assert held_until_after(5) == clock() + LEASE - timedelta(seconds=150)
    assert held.hangs("source0")


def test_one_that_hangs_is_given_up_and_those_that_become_due_meanwhile_join() -> None:
    stuck, joins = threading.Event(), iter([[source(1)], [source(2)]])
    given_up: list[Source] = []

    def see(one: Source) -> Reading:
        if one.id == "source0":
            stuck.wait(60)
        return Reading(started_at=Clock()())

    def hung(one: Source) -> Reading | None:
        given_up.append(one)
        return see(source(9)) if len(given_up) > 4 else None

    found = side_by_side(
        [source(0)], begin=lambda _: True, see=see, hung=hung, more=lambda: next(joins, []), most=9, patience=0.01
    )
    assert sorted(one.id for one, _ in found) == ["source0", "source1", "source2"]
    stuck.set()


def test_a_look_in_which_processes_die_again_and_again_fails_without_asking_the_site(watching: Desk, clock: Clock) -> None:
    for _ in range(rounds.MOST_ATTEMPTS):
        with writing(watching.engine) as session:
            schedule.register_sources(session, ["source0"], clock())
            assert schedule.claim(session, "source0", owner="lost", now=clock())
        clock.forward(minutes=3)
    asked: list[Request] = []
    assert look(watching, clock, fetch=asked.append) == [LookState.FAILED]
    assert asked == []
    clock.forward(minutes=16)
    assert look(watching, clock) == [LookState.OK_EMPTY]
    assert [(one.attempts, one.state) for one in turns(watching)] == [(rounds.MOST_ATTEMPTS + 1, "done"), (1, "done")]


def test_missed_times_are_counted_a_failure_is_tried_again_and_the_hours_are_kept(watching: Desk, clock: Clock) -> None:
    def busy(request: Request) -> Page:
        raise bad_status(request.url, 503, {"retry-after": "3600"})

    own = {"source0": SourceSettings(cron="0 9 * * *", hours="08:00-20:00")}
    watching = replace(watching, settings=watching.settings.model_copy(update={"sources": own}))
    assert look(watching, clock) == [LookState.OK_EMPTY]  # 20 July, 09:00 in Shanghai
    clock.forward(days=3, hours=13)
    assert look(watching, clock) == [], "it is ten in the evening"
    clock.forward(hours=11, minutes=30)
    assert look(watching, clock, fetch=busy) == [LookState.UNREACHABLE]
    assert [one.missed for one in turns(watching)] == [0, 3]
    clock.forward(minutes=50)
    assert look(watching, clock) == [], "the site asked for an hour"
    clock.forward(minutes=11)
    assert look(watching, clock) == [LookState.OK_EMPTY]


def test_a_clock_that_was_put_back_is_not_waited_for(watching: Desk, clock: Clock) -> None:
    clock.forward(days=30)
    look(watching, clock)
    clock.forward(days=-30)
    assert look(watching, clock) == [LookState.OK_EMPTY]
    assert look(watching, clock) == []
    clock.forward(hours=20)
    assert look(watching, clock) == [LookState.OK_EMPTY]


def test_a_look_by_hand_is_no_scheduled_time_unless_one_is_due(watching: Desk, clock: Clock) -> None:
    start = clock()
    for _ in range(2):
        look(watching, clock, only=["source0"])
    assert [one.scheduled_for for one in turns(watching)] == [start, None]


def test_a_tick_that_fails_is_logged_and_the_next_one_comes_and_whoever_asks_learns_that_it_always_fails(
    desk: Desk, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    def tick() -> None:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    pulse = Pulse(desk, clock=clock, owner="host:1")
    job = _ever(tick, "巡查", pulse)
    for _ in range(3):
        pulse.beat()
        assert readiness.faults(desk, clock()) == []
        job()
    pulse.beat()
    assert "host:1 的巡查一再失败" in readiness.faults(desk, clock())[0]
    _ever(lambda: None, "巡查", pulse)()
    pulse.beat()
    assert readiness.faults(desk, clock()) == []
    assert "database is locked" in caplog.text


@pytest.mark.one_database
def test_what_cannot_be_written_stays_to_be_made(watching: Desk, clock: Clock) -> None:
    with writing(watching.engine) as session:
        session.connection().exec_driver_sql("CREATE TRIGGER full BEFORE INSERT ON look BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(IntegrityError):
        look(watching, clock)
    with writing(watching.engine) as session:
        session.connection().exec_driver_sql("DROP TRIGGER full")
    assert looks(watching) == []
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert look(watching, clock) == [LookState.OK_EMPTY]
    assert [one.attempts for one in turns(watching)] == [2]
