"""Signs of life: healthz, readyz and metrics as a monitor asks for them, heartbeats in the database and outside."""

import http.server
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import httpx
import pytest
from sqlmodel import text

from alerts.channels.letter import Outcome
from conftest import Clock
from outboxes import queue
from sources.records import LookState
from store import deliveries, heartbeats, schedule
from store.database import altering, reading, writing
from watcher.desk import Desk
from watcher.pulse import Pulse
from watcher.web.app import create_health_app
from watcher.web.server import address, answering, listen


@dataclass
class Steady:
    """The time that goes by, whatever the clock says."""

    seconds: float = field(default=1000.0)

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def asked() -> Iterator[tuple[str, list[int]]]:
    """An address outside, and how often it was asked."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(1)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    seen: list[int] = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/ping", seen
        server.shutdown()


@pytest.fixture
def web(desk: Desk, clock: Clock) -> Iterator[httpx.Client]:
    with (
        listen("127.0.0.1", 0) as listening,
        answering(create_health_app(desk, clock=clock), listening),
        httpx.Client(base_url=address(listening)) as client,
    ):
        yield client


def test_a_monitor_learns_whether_somebody_watches(desk: Desk, clock: Clock, web: httpx.Client) -> None:
    assert web.get("/healthz").status_code == 200
    assert "没有进程" in web.get("/readyz").json()["faults"][0]
    Pulse(desk, clock=clock, owner="host:1").beat()
    assert web.get("/readyz").status_code == 200
    clock.forward(seconds=61)
    assert "61 秒" in web.get("/readyz").json()["faults"][0]
    with altering(desk.engine) as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    answer = web.get("/readyz")
    assert (answer.status_code, "结构版本" in answer.json()["faults"][0]) == (503, True)
    with altering(desk.engine) as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '0001'"))


def test_the_metrics_are_those_of_the_store_and_for_the_hosts_that_are_known(
    desk: Desk, clock: Clock, web: httpx.Client
) -> None:
    Pulse(desk, clock=clock, owner="host:1").beat()
    with writing(desk.engine) as session:
        schedule.register_sources(session, ["once"], clock())
        schedule.settle(session, "once", state=LookState.OK, detail="", at=clock(), next_look_at=clock())
    lines = web.get("/metrics").text.splitlines()
    for line in (
        "watcher_workers 1.0",
        "watcher_tick_age_seconds 0.0",
        "watcher_listings 0.0",
        'watcher_messages{state="dead"} 0.0',
        'watcher_looks{state="ok"} 0.0',  # a source that is watched no more is neither well nor blind
        f'watcher_looks{{state="never"}} {len(desk.sources)}.0',
    ):
        assert line in lines
    assert not any(line.startswith("watcher_source_unseen_seconds{") for line in lines)
    assert any(line.startswith("process_resident_memory_bytes ") for line in lines)
    assert web.get("/metrics", headers={"Host": "example.com"}).status_code == 421


def test_a_jump_of_the_clock_is_noticed_and_slow_work_is_none(desk: Desk, clock: Clock) -> None:
    steady = Steady()
    pulse = Pulse(desk, clock=clock, owner="host:1", monotonic=steady)
    steps = ((3600, 3600, None), (-7200, 20, -7220.0), (20, 20, -7220.0))
    for by_clock, by_time, jumped in steps:
        clock.forward(seconds=by_clock)
        steady.seconds += by_time
        pulse.beat()
        with reading(desk.engine) as session:
            (row,) = heartbeats.workers(session)
        assert (row.ticked_at, row.jumped_by) == (clock(), jumped)


def test_the_heartbeat_outside_needs_looks_and_delivery(desk: Desk, clock: Clock, asked: tuple[str, list[int]]) -> None:
    url, seen = asked
    steady = Steady()
    told = replace(desk, settings=desk.settings.model_copy(update={"heartbeat_url": url}))
    pulse = Pulse(told, clock=clock, owner="host:1", monotonic=steady)

    def rounds(looked: bool, **outcomes: int) -> int:
        steady.seconds += 60
        clock.forward(seconds=60)
        if looked:
            pulse.looked()
        pulse.delivered("mail", Counter({Outcome(name): count for name, count in outcomes.items()}))
        pulse.beat()
        return len(seen)

    assert [rounds(False), rounds(True, retry=3), rounds(True), rounds(True, retry=3, sent=1)] == [0, 0, 1, 2]


def test_the_heartbeat_outside_stops_while_the_mail_server_is_away_also_between_two_attempts(
    desk: Desk, clock: Clock, asked: tuple[str, list[int]]
) -> None:
    url, seen = asked
    steady = Steady()
    told = replace(desk, settings=desk.settings.model_copy(update={"heartbeat_url": url}))
    pulse = Pulse(told, clock=clock, owner="host:1", monotonic=steady)
    queue(desk, clock(), "a@example.com")
    with writing(desk.engine) as session:
        deliveries.away(session, "mail", "", at=clock(), words="no answer")
    for expected in (0, 1):
        steady.seconds += 60
        pulse.looked()
        pulse.delivered("mail", Counter())
        pulse.beat()
        assert len(seen) == expected
        with writing(desk.engine) as session:
            deliveries.back(session, "mail", "")
