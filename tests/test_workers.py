"""Several `watcher run` over one database, as real processes: each look is made once, also where one is killed in it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlmodel import select

from sources.base import Source
from store.database import reading
from store.tables.evidence import Look
from store.tables.schedule import Turn
from watcher.demo.replica import Answer, Replica, Seen, load
from watcher.desk import Desk

FIXTURES = Path(__file__).parent / "fixtures"
PATIENCE = 120  # seconds for processes to start and look on a busy machine


@pytest.fixture
def sites() -> Iterator[Replica]:
    pages = {url: page for folder in sorted(FIXTURES.glob("*_*")) for url, page in load(folder).items()}
    with Replica(pages) as replica:
        yield replica


@pytest.fixture
def start(desk: Desk, sites: Replica, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts workers; those that live are asked to end at the end, and must do so in order."""
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), sites.proxy_url)
    environment = {name: value for name, value in os.environ.items() if name.lower() not in ("no_proxy", "all_proxy")}
    environment |= proxies | {
        "SSL_CERT_FILE": str(sites.ca_file),
        "WATCHER_HOME": str(desk.settings.home),
        "WATCHER_DATABASE_URL": desk.settings.database,
        "WATCHER_PAUSE_SECONDS": "0",
    }
    workers: list[subprocess.Popen[bytes]] = []
    with ExitStack() as files:
        logs: list[Path] = []

        def start() -> subprocess.Popen[bytes]:
            logs.append(tmp_path / f"{len(logs)}.log")
            log = files.enter_context(logs[-1].open("wb"))
            command = [sys.executable, "-m", "watcher", "run"]
            workers.append(subprocess.Popen(command, env=environment, stderr=log, stdout=log, cwd=tmp_path))
            return workers[-1]

        yield start
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        codes = [worker.wait(PATIENCE) for worker in workers]
        assert sorted(codes) == [-signal.SIGKILL, 0, 0, 0], [log.read_text() for log in logs]


def until(true: Callable[[], bool]) -> None:
    patience = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < patience
        time.sleep(0.1)


def test_three_workers_look_at_each_source_once_and_one_killed_in_a_look_loses_nothing(
    desk: Desk, sites: Replica, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    held: Source = desk.sources[0]
    asked, page = threading.Event(), sites.pages[held.start.url]
    assert isinstance(page, Answer)

    def silent(seen: Seen) -> Answer:
        asked.set()
        sites.closing.wait(PATIENCE)
        return page

    sites.pages = {**sites.pages, held.start.url: silent}
    workers = {worker.pid: worker for worker in (start(), start(), start())}
    until(lambda: asked.is_set() and len(looked_at(desk)) == len(desk.sources) - 1)
    with reading(desk.engine) as session:
        (open_one,) = session.exec(select(Turn).where(Turn.state == "looking")).all()
    lost = workers[int(open_one.worker.rpartition(":")[2])]
    lost.kill()
    lost.wait()
    sites.pages = {**sites.pages, held.start.url: page}
    start()  # ticks at once, the others within seconds
    until(lambda: len(looked_at(desk)) == len(desk.sources))
    assert looked_at(desk) == Counter(source.id for source in desk.sources)
    with reading(desk.engine) as session:
        made = session.exec(select(Turn)).all()
    assert {one.source_id: one.attempts for one in made} == {source.id: 1 + (source is held) for source in desk.sources}
    assert {one.state for one in made} == {"done"}


def looked_at(desk: Desk) -> Counter[str]:
    with reading(desk.engine) as session:
        return Counter(session.exec(select(Look.source_id)).all())
