"""From a new edition to messages, and from messages to mails: `python -m benchmarks.alerting [--portfolios N] [--write]`.

Companies are composed; nothing real is needed. The mail server and the idle worker are processes of their own.
"""

import argparse
import multiprocessing
import resource
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

from sqlalchemy import Connection, event, update
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
from store.news import Fresh, add_news, contents, told_by
from store.outbox import Draft, put
from store.tables.outbox import Message, News
from store.tables.portfolios import Hit
from store.tables.schedule import SourceHealth
from watcher.cli.context import now
from watcher.config import Settings
from watcher.demo.mailbox import Mailbox
from watcher.desk import Desk, open_desk
from watcher.pipeline import file
from watcher.portfolios import add_portfolio
from watcher.schedule import ticking
from watcher.screening.listed import Counterparty
from watcher.screening.upload import Upload

_START = date(2026, 1, 5)
_SENDER = "watcher@example.com"
_POOL = 60_000  # companies that portfolios draw from
_STANDING = 5_000  # of the edition before


class Held:
    """How long each transaction kept the write lock, in seconds."""

    def __init__(self, desk: Desk) -> None:
        self.seconds: list[float] = []
        self._began = 0.0
        event.listen(desk.engine, "begin", self._begin)
        event.listen(desk.engine.pool, "checkin", self._end)

    def _begin(self, connection: Connection) -> None:
        options = connection.get_execution_options()
        self._began = time.monotonic() if "writing" in options.values() else 0.0

    def _end(self, _connection: object, _record: object) -> None:
        if self._began:
            self.seconds.append(time.monotonic() - self._began)
            self._began = 0.0


def edition_table(desk: Desk, portfolios: int, names: int, listed: int) -> list[list[object]]:
    """One edition of new listings against many portfolios: seconds until its messages are queued."""
    chance = Random(6)
    source = companies(chance)
    pool, new = list(islice(source, _POOL)), list(islice(source, listed))
    one = series(6, Mode.BATCH)
    at = datetime(2026, 1, 5, 1, tzinfo=UTC)
    file(desk, [notice(one, 1, _START, list(islice(source, _STANDING)))], clock=lambda: at, why="before")
    began = time.monotonic()
    for number in range(portfolios):
        mine = chance.sample(pool, names - listed // 20) + chance.sample(new, listed // 20)
        rows = tuple(Counterparty(row, name, code) for row, (name, code) in enumerate(mine, start=1))
        add_portfolio(desk, f"客户{number}", "c.csv", Upload(rows, (), ()), at=at, to=[f"risk{number}@example.com"])
    say(f"{portfolios} portfolios of {names} stored and screened in {time.monotonic() - began:.0f} s")
    held = Held(desk)
    began, worked = time.monotonic(), time.process_time()
    report = file(desk, [notice(one, 2, _START + timedelta(31), new)], clock=lambda: at + timedelta(31), why="edition")
    took, worked = time.monotonic() - began, time.process_time() - worked
    with reading(desk.engine) as session:
        hits, news = (session.exec(select(func.count()).select_from(table_)).one() for table_ in (Hit, News))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    return [
        ["hits", hits],
        ["news", news],
        ["messages queued", report.mails],
        ["s from edition to messages", f"{took:.1f}"],
        ["process s", f"{worked:.1f}"],
        ["longest hold of the write lock, s", f"{max(held.seconds):.2f}"],
        ["peak MiB of the process", f"{peak:.0f}"],
    ]


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
        parts.extend((words, table(("", ""), rows)))
        say(parts[-1])

    with tempfile.TemporaryDirectory(prefix="watcher-alerting-") as folder:
        desk = open_desk(Settings(home=Path(folder) / "first", mail_from=_SENDER))
        rows = edition_table(desk, wanted.portfolios, wanted.names, wanted.listed)
        add(
            f"An edition of {wanted.listed:,} new listings, {wanted.portfolios} portfolios of {wanted.names:,} counterparties, each with "
            f"{wanted.listed // 20} of those listed, one subscription each, at once:",
            rows,
        )
        add(f"{wanted.messages:,} queued messages to a mail server in another process:", delivery_table(desk, wanted.messages))
        desk.engine.dispose()
        add("A worker of which nothing is due:", idle_table(Path(folder) / "second", wanted.sources, 60))
    publish("alerting", parts, write=wanted.write)
    return 0


if __name__ == "__main__":
    sys.exit(main())
