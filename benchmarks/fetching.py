"""How long one pass over many sources takes, and whether memory stays flat: `python -m benchmarks.fetching [--write]`.

The sites are the replica of `watcher demo` in a process of its own, the reader is that of the TRS family, companies and
hosts are composed. Robots, evidence, register and health are written as ever.
"""

import argparse
import itertools
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import httpx

from benchmarks.editions import companies
from benchmarks.tables import publish, say, table
from sources.base import Page, Regulator, Request, Source
from sources.platforms import trs
from sources.platforms.columns import Column
from store.database import reading
from store.looks import last_look
from watcher.cli.context import now
from watcher.config import FetchSettings, Settings
from watcher.demo.replica import Answer, Replica, Seen
from watcher.desk import Desk, open_desk
from watcher.fetch import Fetcher, FetchLimits
from watcher.robots import Robots
from watcher.schedule import collect

_ROWS = 10  # companies of each list
_LISTS = 2  # of the notices of each column; the others are announcements, which are read and list nobody
_HEADERS = {"Content-Type": "text/html; charset=utf-8", "ETag": '"1"'}


class Country(Replica):
    """Every host has a column of so many pages: a list, and the notices on it. They never change, and say so."""

    def __init__(self, pages: int) -> None:
        super().__init__({})
        source = companies(random.Random(1))
        lists = [_list(number, list(itertools.islice(source, _ROWS))) for number in range(1, _LISTS + 1)]
        self._texts = [*lists, *(_page(number, "<p>现将有关事项通知如下。</p>" * 20) for number in range(_LISTS + 1, pages))]
        rows = (f'<li><a href="./t20230101_{n}.htm">{_title(n)}</a><span>2023-01-01</span></li>' for n in range(1, pages))
        pager = '<script>createPageHTML(1, 0, "index", "htm");</script>'
        self._list = f"<ul>{''.join(rows)}</ul>{pager}"

    def knows(self, host: str) -> bool:
        """Every host is one of ours."""
        return True

    def reply_to(self, seen: Seen) -> Answer:
        """The list, a notice, or that it has not changed; there is no robots.txt."""
        path = httpx.URL(seen.url).path
        if path == "/robots.txt":
            return Answer(b"", 404)
        if "if-none-match" in seen.headers:
            return Answer(b"", 304, _HEADERS)
        text = self._list if path == "/" else self._texts[int(path.rpartition("_")[2].removesuffix(".htm")) - 1]
        return Answer(text.encode(), 200, _HEADERS)


def _title(number: int) -> str:
    return f"关于第{number}批疑似失联商业保理企业名单的公告" if number <= _LISTS else f"关于开展第{number}期培训的公告"


def _list(number: int, rows: list[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><td>{n}</td><td>{name}</td><td>{code}</td></tr>" for n, (name, code) in enumerate(rows, 1))
    heads = "<tr><th>序号</th><th>企业名称</th><th>统一社会信用代码</th></tr>"
    return _page(number, f"<p>现将{_ROWS}家企业名单公告如下。</p><table>{heads}{cells}</table>")


def _page(number: int, body: str) -> str:
    return (
        f'<html><head><title>{_title(number)}</title><meta name="ArticleTitle" content="{_title(number)}">'
        f'<meta name="PubDate" content="2023-01-{number:02}"></head><body><div class="TRS_Editor">{body}</div></body></html>'
    )


def _serve(pages: int, told: Connection) -> None:
    with Country(pages) as country:
        told.send(country.proxy_url)
        told.recv()


@contextmanager
def country(pages: int) -> Iterator[str]:
    """The sites in a process of their own; yields the address of their proxy."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(pages, there))
    process.start()
    try:
        yield here.recv()
    finally:
        here.send(None)
        process.join()


def sources(count: int) -> tuple[Source, ...]:
    """So many sources, each of a regulator and a host of its own."""
    return tuple(_source(number) for number in range(count))


def _source(number: int) -> Source:
    host = f"jr{number}.example.cn"
    regulator = Regulator(f"place{number}", f"第{number}市", (f"第{number}市地方金融管理局",), (host,))
    column = Column(regulator, wanted="公告")
    return Source(f"place{number}", regulator, "公告", Request(f"http://{host}/"), partial(trs.read, column=column))


@dataclass(slots=True)
class Passes:
    """Passes over some sources: seconds, process time and requests of the last one, and what it did."""

    desk: Desk
    proxy: str
    pause: float
    asked: Counter[str]

    def run(self) -> tuple[float, float, Counter[str]]:
        """One pass of all sources; seconds, seconds of this process, and how the looks ended."""
        self.asked.clear()
        began, worked = time.monotonic(), time.process_time()
        with Fetcher(
            FetchLimits(pause=self.pause),
            clock=time.monotonic,
            sleep=time.sleep,
            rng=random.Random(1),
            allowed_hosts=None,
            proxy=self.proxy,
            robots=Robots(self.desk.engine, self.desk.evidence, now),
        ) as fetcher:

            def fetch(request: Request) -> Page:
                self.asked[httpx.URL(request.url).host] += 1
                return fetcher.fetch(request)

            collect(self.desk, fetch=fetch, clock=now, owner="benchmark", only=[one.id for one in self.desk.sources])
        with reading(self.desk.engine) as session:
            looks = [last_look(session, one.id) for one in self.desk.sources]
        states = Counter(one.state for one in looks if one is not None)
        return time.monotonic() - began, time.process_time() - worked, states


@contextmanager
def passes(count: int, proxy: str, pause: float, at_once: int) -> Iterator[Passes]:
    """A home of its own for passes over so many sources."""
    with tempfile.TemporaryDirectory(prefix="watcher-fetching-") as folder:
        desk = open_desk(Settings(home=Path(folder), fetch=FetchSettings(looks_at_once=at_once)))
        yield Passes(replace(desk, sources=sources(count)), proxy, pause, Counter())
        desk.engine.dispose()


def resident() -> float:
    """MiB of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> int:
    """Measure and print; 1 when a look ended otherwise than it should."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--pages", type=int, default=20, help="of each source")
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two requests to one host")
    parser.add_argument("--at-once", type=int, default=256)
    parser.add_argument("--passes", type=int, default=50, help="for memory, over a tenth of the sources, without pause")
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    rows, memory, bad = [], [], 0
    with country(wanted.pages) as proxy:
        with passes(wanted.sources, proxy, wanted.pause, wanted.at_once) as over:
            for words, good in (("first pass", "ok"), ("again, unchanged", "not_modified")):
                seconds, worked, states = over.run()
                most = wanted.pause * max(over.asked.values()) * 2
                rows.append([words, over.asked.total(), f"{seconds:.1f}", f"{most:.0f}", f"{worked:.1f}", states[good]])
                bad += wanted.sources - states[good]
                say(str(rows[-1]))
        with passes(wanted.sources // 10, proxy, 0.0, wanted.at_once) as over:
            for number in range(1, wanted.passes + 1):
                over.run()
                if number in (1, 2, 5, 10, 20, 30, 40, 50) or number == wanted.passes:
                    memory.append([number, f"{resident():.0f}"])
                    say(str(memory[-1]))
    said = (
        f"{wanted.sources} sources of {wanted.pages} pages, {_LISTS} of them lists of {_ROWS} companies, each on a host of its own, {wanted.pause:g} s between two requests "
        f"to one host, up to {wanted.at_once} looks at once. The bound is twice the pauses of the busiest host."
    )
    heads = ("pass", "requests", "s", "bound s", "process s", "looks as they should be")
    flat = f"{wanted.passes} passes over {wanted.sources // 10} of the sources, without pause, in the same process:"
    publish("fetching", [said, table(heads, rows), flat, table(("after pass", "MiB in memory"), memory)], write=wanted.write)
    return min(bad, 1)


if __name__ == "__main__":
    sys.exit(main())
