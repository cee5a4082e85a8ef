"""From a new edition to messages, and from messages to mails: `python -m benchmarks.alerting [--portfolios N] [--write]`.

Companies are composed; nothing real is needed. The mail server and the idle worker are processes of their own.
"""

import argparse
import multiprocessing
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import update
from sqlmodel import func, select

from alerts.channels.letter import Outcome
from alerts.channels.post import MailChannel
from alerts.channels.smtp import SmtpChannel
from alerts.delivery import deliver
from benchmarks.editions import companies, notice, series
from benchmarks.fetching import resident, sources
from benchmarks.tables import publish, say, table
from sources.base import Page, Request
from sources.records import Mode
from store import schedule
from store.database import reading, writing
from store.filing import Filing
from store.news import Fresh, add_news, contents, told_by
from store.outbox import Draft, put
from store.tables.outbox import Message, News
from store.tables.portfolios import Hit
from store.tables.schedule import SourceHealth
from watcher.cli.context import now
from watcher.config import Settings
from watcher.demo.mailbox import Mailbox
from watcher.desk import Desk, open_desk
from watcher.pipeline import file, queue_due
from watcher.portfolios import add_portfolio
from watcher.schedule import ticking
from watcher.screening.listed import Counterparty
from watcher.screening.upload import Upload

_START = date(2026, 1, 5)
_SENDER = "watcher@example.com"
_POOL = 60_000  # companies that portfolios draw from
_STANDING = 5_000  # of the edition before


def edition_table(desk: Desk, portfolios: int, names: int, listed: int) -> list[list[object]]:
    """Editions of new listings against many portfolios, each with 1 in 20 of these and then 1 in 200: until messages are queued."""
    chance = Random(6)
    source = companies(chance)
    pool, *editions = [list(islice(source, count)) for count in (_POOL, listed, listed)]
    shares = [listed // 20, listed // 200]
    one = series(6, Mode.BATCH)
    at = datetime(2026, 1, 5, 1, tzinfo=UTC)
    file(desk, [notice(one, 1, _START, list(islice(source, _STANDING)))], clock=lambda: at, why="before")
    began = time.monotonic()
    for number in range(portfolios):
        mine = chance.sample(pool, names - sum(shares))
        for edition, share in zip(editions, shares, strict=True):
            mine += chance.sample(edition, share)
        rows = tuple(Counterparty(row, name, code) for row, (name, code) in enumerate(mine, start=1))
        add_portfolio(desk, f"客户{number}", "c.csv", Upload(rows, (), ()), at=at, to=[f"risk{number}@example.com"])
    queue_due(desk, at)  # the first reports, as the next tick does
    say(f"{portfolios} portfolios of {names} stored and screened in {time.monotonic() - began:.0f} s")
    days = [timedelta(31 * month) for month in (1, 2)]
    told = [
        _edition(desk, notice(one, 1 + number, _START + day, new), at + day)
        for number, (day, new) in enumerate(zip(days, editions, strict=True), start=1)
    ]
    return [
        ["each portfolio has of them", *shares],
        *([name, *values] for name, *values in zip(_FIGURES, *told, strict=True)),
    ]


_FIGURES = (
    "hits",
    "news",
    "messages queued",
    "s from edition to messages",
    "process s",
    "s that another writer waits",
    "peak MiB",
)


def _edition(desk: Desk, new: Filing, at: datetime) -> list[object]:
    before = _counted(desk)
    with _rival(desk) as waited:
        began, worked = time.monotonic(), time.process_time()
        report = file(desk, [new], clock=lambda: at, why="edition")
        took, worked = time.monotonic() - began, time.process_time() - worked
    hits, news = (after - known for after, known in zip(_counted(desk), before, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    return [hits, news, report.mails, f"{took:.1f}", f"{worked:.1f}", f"{waited[0]:.2f}", f"{peak:.0f}"]


def _counted(desk: Desk) -> list[int]:
    with reading(desk.engine) as session:
        return [session.exec(select(func.count()).select_from(one)).one() for one in (Hit, News)]


@contextmanager
def _rival(desk: Desk) -> Iterator[list[float]]:
    """Another process that would write: how long it was refused at a stretch, in the end."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_ask_to_write, args=(there, desk.engine.url.database))
    process.start()
    here.recv()
    waited: list[float] = []
    yield waited
    here.send(None)
    waited.append(here.recv())
    process.join()


def _ask_to_write(told: Pipe, database: str) -> None:
    told.send(None)
    connection = sqlite3.connect(database, timeout=0, isolation_level=None)
    longest, since = 0.0, 0.0
    while not told.poll(0.001):
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
            since = 0.0
        except sqlite3.OperationalError:  # somebody else writes
            since = since or time.monotonic()
            longest = max(longest, time.monotonic() - since)
    told.send(longest)


def delivery_table(desk: Desk, count: int) -> list[list[object]]:
    """So many queued messages of one item each to a mail server on this machine."""
    at = now()
    with writing(desk.engine) as session:
        [content] = contents(session, [session.exec(select(News.id).limit(1)).one()]).values()
        number = session.exec(select(News.subscription_id).limit(1)).one()
        session.connection().execute(update(Message).values(state="sent", sent_at=at))
        fresh = [Fresh(number, f"bench {one}", "", "match", content) for one in range(count)]
        add_news(session, fresh, at)
        numbers: dict[str, int] = {}
        for one, each in enumerate(fresh):
            draft = Draft(
                dedupe_key=each.id,
                message_id=f"<w.{each.id}@example.com>",
                channel="mail",
                recipient=f"risk{one % 200}@example.com",
                kind="alert",
                subject="【新增命中】1家交易对手",
                content={"portfolio": "客户", "coverage": {"gaps": [], "blind": []}},
                subscription_id=number,
            )
            numbers[each.id] = put(session, draft, at) or 0
        told_by(session, numbers)
    with elsewhere(_mail_server) as url:
        began, worked = time.monotonic(), time.process_time()
        channel = MailChannel(SmtpChannel(url, _SENDER))
        outcomes = deliver(desk.engine, {"mail": channel}, now, owner="benchmark")
        channel.close()
        took, worked = time.monotonic() - began, time.process_time() - worked
    return [
        ["messages sent", outcomes[Outcome.SENT]],
        ["s", f"{took:.1f}"],
        ["a second", f"{outcomes[Outcome.SENT] / took:.0f}"],
        ["process s", f"{worked:.1f}"],
    ]


def idle_table(home: Path, count: int, seconds: float) -> list[list[object]]:
    """A worker of which nothing is due."""
    with elsewhere(_worker, str(home), count, seconds) as measured:
        memory, share = measured
    return [["sources", count], ["MiB in memory", f"{memory:.0f}"], ["% of a core over a minute", f"{share:.2f}"]]


@contextmanager
def elsewhere(target: object, *arguments: object) -> Iterator[Any]:
    """Run in a process of its own, and yield what it says first."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=target, args=(there, *arguments))  # type: ignore[arg-type]
    process.start()
    try:
        yield here.recv()
    finally:
        here.send(None)
        process.join()


def _mail_server(told: Pipe) -> None:
    with Mailbox() as mailbox:
        told.send(mailbox.url)
        told.recv()


def _worker(told: Pipe, home: str, count: int, seconds: float) -> None:
    desk = open_desk(Settings(home=Path(home)))
    object.__setattr__(desk, "sources", sources(count))
    with writing(desk.engine) as session:
        schedule.register_sources(session, [one.id for one in desk.sources], now())
        session.connection().execute(update(SourceHealth).values(next_look_at=now() + timedelta(1)))
    with ticking(desk, fetch=_nothing, channels=dict, clock=now, owner="benchmark"):
        time.sleep(25)  # the first ticks
        began, worked = time.monotonic(), time.process_time()
        time.sleep(seconds)
        share = 100 * (time.process_time() - worked) / (time.monotonic() - began)
    told.send((resident(), share))
    told.recv()


def _nothing(request: Request) -> Page:
    raise AssertionError(f"nothing is due, and {request.url} was asked for")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--portfolios", type=int, default=200)
    parser.add_argument("--names", type=int, default=10_000, help="of each portfolio")
    parser.add_argument("--listed", type=int, default=1_000, help="new on the edition")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--sources", type=int, default=500)
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    parts: list[str] = []

    def add(words: str, rows: Sequence[Sequence[object]]) -> None:
        parts.extend((words, table([""] * len(rows[0]), rows)))
        say(parts[-1])

    with tempfile.TemporaryDirectory(prefix="watcher-alerting-") as folder:
        desk = open_desk(Settings(home=Path(folder) / "first", mail_from=_SENDER))
        rows = edition_table(desk, wanted.portfolios, wanted.names, wanted.listed)
        add(
            f"Two editions of {wanted.listed:,} new listings, {wanted.portfolios} portfolios of {wanted.names:,} counterparties, one "
            "subscription each, at once:",
            rows,
        )
        add(
            f"{wanted.messages:,} queued messages to a mail server in another process:",
            delivery_table(desk, wanted.messages),
        )
        desk.engine.dispose()
        add("A worker of which nothing is due:", idle_table(Path(folder) / "second", wanted.sources, 60))
    publish("alerting", parts, write=wanted.write)
    return 0


if __name__ == "__main__":
    sys.exit(main())
