"""Several sources at once: hosts side by side, each with one request at a time; what was read is filed in one thread."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from conftest import Clock
from sources.base import Page, Regulator, Request, Source, Steps, ask
from sources.errors import FetchError
from sources.records import LookState
from store.database import reading, writing
from store.schedule import claim, health, register_sources
from watcher.config import FetchSettings
from watcher.demo import answers
from watcher.demo.replica import Answer, Replica, Seen
from watcher.desk import Desk
from watcher.fetch import Fetcher, FetchLimits
from watcher.reading import Fetch
from watcher.schedule import collect

pytestmark = pytest.mark.one_database

PAGES = 4


def source(number: int, host: str) -> Source:
    """A source of some pages, which are empty on purpose."""

    def read(page: Page) -> Steps:
        for later in range(1, PAGES):
            yield from ask(Request(f"{page.url}{number}/{later}.html"))

    regulator = Regulator(f"r{number}", "某地", ("某地金融局",), (host,))
    return Source(f"source{number}", regulator, "公告", Request(f"http://{host}/"), read, empty_is_normal=True)


class Together:
    """A site that notes who is asked at the same time, and waits for others where it is told to."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.now: Counter[str] = Counter()
        self.most_of_a_host = self.most = 0
        self.barrier: threading.Barrier | None = None

    def __call__(self, seen: Seen) -> Answer:
        host = seen.headers["host"]
        with self.lock:
            self.now[host] += 1
            self.most_of_a_host = max(self.most_of_a_host, self.now[host])
            self.most = max(self.most, self.now.total())
        if self.barrier is not None and seen.url.endswith(".cn/"):
            self.barrier.wait(20)
        time.sleep(0.01)
        with self.lock:
            self.now[host] -= 1
        return answers.html("<p>公告</p>")


@pytest.fixture
def sites() -> Iterator[Replica]:
    with Replica({}) as replica:
        yield replica


@pytest.fixture
def fetch(sites: Replica) -> Iterator[Fetch]:
    with Fetcher(
        FetchLimits(pause=0, tries=1, read_timeout=20),
        clock=time.monotonic,
        sleep=time.sleep,
        rng=random.Random(1),
        allowed_hosts=None,
        proxy=sites.proxy_url,
    ) as fetcher:
        yield fetcher.fetch


def watching(desk: Desk, sources: list[Source], at_once: int = 64) -> Desk:
    settings = desk.settings.model_copy(update={"fetch": FetchSettings(looks_at_once=at_once)})
    return replace(desk, sources=tuple(sources), settings=settings)


def pages(sources: list[Source], reply: Together) -> dict[str, Together]:
    starts = {one.start.url: reply for one in sources}
    later = {f"{one.start.url}{one.id[6:]}/{n}.html": reply for one in sources for n in range(1, PAGES)}
    return starts | later


def test_hosts_are_read_side_by_side_and_one_host_never_twice_at_once(
    desk: Desk, sites: Replica, fetch: Fetch, clock: Clock
) -> None:
    sources = [source(number, f"h{number // 2}.gov.cn") for number in range(8)]
    together = Together()
    together.barrier = threading.Barrier(4)  # opens only where all four hosts are asked at the same time
    sites.pages = pages(sources, together)
    reports = collect(watching(desk, sources), fetch=fetch, clock=clock, owner="test")
    assert sorted(str(one.source) for one in reports) == [one.id for one in sources]
    assert {one.state for one in reports} == {LookState.OK_EMPTY}
    assert (together.most, together.most_of_a_host) == (4, 1)


@pytest.mark.parametrize("at_once", [1, 3])
def test_no_more_looks_at_once_than_set(
    desk: Desk, sites: Replica, fetch: Fetch, clock: Clock, at_once: int
) -> None:
    sources = [source(number, f"h{number}.gov.cn") for number in range(6)]
    together = Together()
    sites.pages = pages(sources, together)
    reports = collect(watching(desk, sources, at_once), fetch=fetch, clock=clock, owner="test")
    assert len(reports) == 6
    assert together.most <= at_once


def test_one_that_crashes_or_is_blocked_costs_no_other(desk: Desk, sites: Replica, fetch: Fetch, clock: Clock) -> None:
    sources = [source(number, f"h{number}.gov.cn") for number in range(4)]
    sites.pages = {**pages(sources, Together()), sources[1].start.url: answers.jsl()}

    def crash(page: Page) -> Steps:
        raise ZeroDivisionError

    sources[2] = replace(sources[2], read=crash)
    states = {one.source: one.state for one in collect(watching(desk, sources), fetch=fetch, clock=clock, owner="test")}
    assert states == {
        "source0": LookState.OK_EMPTY,
        "source1": LookState.BLOCKED_SCRIPT,
        "source2": LookState.FAILED,
        "source3": LookState.OK_EMPTY,
    }


def test_what_another_worker_looks_at_is_left_alone_and_leases_are_given_back(
    desk: Desk, sites: Replica, fetch: Fetch, clock: Clock
) -> None:
    sources = [source(number, f"h{number}.gov.cn") for number in range(3)]
    sites.pages = pages(sources, Together())
    with writing(desk.engine) as session:
        register_sources(session, [one.id for one in sources], clock())
        assert claim(session, "source1", owner="elsewhere~1", now=clock())
    reports = collect(watching(desk, sources), fetch=fetch, clock=clock, owner="test")
    assert sorted(str(one.source) for one in reports) == ["source0", "source2"]
    with reading(desk.engine) as session:
        assert {id_: row.lease_owner for id_, row in health(session).items()} == {
            "source0": None,
            "source1": "elsewhere~1",
            "source2": None,
        }


def test_a_host_that_another_worker_asks_is_left_alone_and_asked_when_that_one_is_done_or_dead(
    desk: Desk, sites: Replica, fetch: Fetch, clock: Clock
) -> None:
    hosts = ("a.gov.cn", "www.a.gov.cn", "xa.gov.cn", "a.gov.cn")  # a name that only ends alike is another host
    sources = [source(number, host) for number, host in enumerate(hosts)]
    sites.pages = pages(sources, Together())
    with writing(desk.engine) as session:
        register_sources(session, [one.id for one in sources], clock())
        assert claim(session, "source0", owner="elsewhere~1", now=clock())

    def looked() -> list[str]:
        return sorted(str(one.source) for one in collect(watching(desk, sources), fetch=fetch, clock=clock, owner="test"))

    assert looked() == ["source2"]
    clock.forward(minutes=31)  # its lease has run out
    assert looked() == ["source0", "source1", "source3"]


def test_told_to_stop_it_ends_what_was_begun_and_begins_nothing(
    desk: Desk, sites: Replica, fetch: Fetch, clock: Clock
) -> None:
    sources = [source(number, f"h{number % 2}.gov.cn") for number in range(6)]
    sites.pages = pages(sources, Together())
    stop = threading.Event()

    def stopping_fetch(request: Request) -> Page:
        stop.set()
        return fetch(request)

    reports = collect(
        watching(desk, sources), fetch=stopping_fetch, clock=clock, owner="test", stopping=stop.is_set
    )
    assert 1 <= len(reports) <= 2
    assert {one.state for one in reports} == {LookState.OK_EMPTY}
    with reading(desk.engine) as session:
        assert all(row.lease_owner is None for row in health(session).values())


def test_a_source_is_read_on_its_own_hosts_only(desk: Desk, sites: Replica, fetch: Fetch, clock: Clock) -> None:
    refused: list[str] = []

    def read(page: Page) -> Steps:
        for url in ("http://h0.gov.cn/a.xlsx", "http://files.h0.gov.cn/b.xlsx", "http://h1.gov.cn/c.xlsx"):
            try:
                yield from ask(Request(url))
            except FetchError as trouble:
                refused.append(trouble.what)

    one = replace(source(0, "h0.gov.cn"), read=read)
    page = answers.html("x")
    sites.pages = {one.start.url: page, "http://h0.gov.cn/a.xlsx": page, "http://files.h0.gov.cn/b.xlsx": page, "http://h1.gov.cn/c.xlsx": page}
    collect(watching(desk, [one]), fetch=fetch, clock=clock, owner="test")
    assert ["h1.gov.cn" in what for what in refused] == [True]
    assert [seen.headers["host"] for seen in sites.log] == ["h0.gov.cn", "h0.gov.cn", "files.h0.gov.cn"]
