"""How fast and how large the register is: `python -m benchmarks.register [--listings N] [--database URL] [--keep FOLDER] [--write]`.

All companies are composed of a few syllables; nothing real is needed. Editions go through the pipeline like a look's.
"""

import argparse
import resource
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median, quantiles

from sqlalchemy import text

from benchmarks import large
from benchmarks.editions import companies, notice, series
from benchmarks.large import seconds
from benchmarks.tables import publish, say, table
from sources.records import Mode
from store.database import reading
from store.filing import Filing
from store.search import search
from watcher.config import Settings
from watcher.desk import Desk, open_desk
from watcher.pipeline import file

_SEED = 20240601
_EDITION = 100_000
_START = date(2020, 1, 1)


class _Counter:
    """A register on one database, with what it holds."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def put(self, *filings: Filing) -> float:
        """Seconds to file these in one commit."""
        self.now += timedelta(hours=1)
        return seconds(lambda: file(self.desk, filings, clock=lambda: self.now, why="measured"))

    def rows(self, relation: str) -> int:
        """How many rows a table has."""
        with reading(self.desk.engine) as session:
            return int(session.connection().execute(text(f"SELECT count(*) FROM {relation}")).scalar_one())

    def size(self) -> int:
        """Bytes of the database."""
        with self.desk.engine.connect() as connection:
            if self.desk.engine.dialect.name == "sqlite":
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
                return sum(path.stat().st_size for path in self.desk.settings.home.glob("watcher.db*"))
            return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def _editions(number: int) -> Iterator[tuple[str, Filing]]:
    """A large list: its first edition, the same again, another, and one with 1 % other rows."""
    source = companies(Random(_SEED + number))
    first = list(islice(source, _EDITION))
    changed = [*first[_EDITION // 100 :], *islice(source, _EDITION // 100)]
    one = series(number, Mode.SNAPSHOT)
    for label, edition, days, printed in (
        ("first edition", 1, 0, first),
        ("the same edition again", 1, 0, first),
        ("another edition, unchanged", 2, 31, first),
        ("another edition, 1 % changed", 3, 62, changed),
    ):
        yield label, notice(one, edition, _START + timedelta(days), printed)


def edition_table(counter: _Counter) -> str:
    """What a large list costs to file, in seconds and bytes."""
    rows: list[list[object]] = []
    base = counter.size()
    grown = 0
    for label, filing in _editions(998):
        listings, before = counter.rows("listing"), counter.size()
        took = counter.put(filing)
        size = counter.size() - (before if grown else base)
        grown = grown or size
        share = f"{100 * size / grown:.1f}"
        rows.append([label, f"{took:.1f}", counter.rows("listing") - listings, f"{size / 2**20:.1f}", share])
    heads = [f"{_EDITION:,} rows", "s", "listing rows written", "MiB more", "% of the first"]
    return table(heads, rows)


def reader_table(counter: _Counter) -> str:
    """How long somebody waits for a page's question while such a list is filed by another thread of the process."""
    rows: list[list[object]] = []
    for label, filing in _editions(999):
        stop, waits = threading.Event(), list[float]()
        reader = threading.Thread(target=_ask, args=(counter.desk, stop, waits))
        reader.start()
        counter.put(filing)
        stop.set()
        reader.join()
        spread = quantiles(waits, n=100)
        rows.append([label, len(waits), *(f"{1000 * one:.0f}" for one in (median(waits), spread[98], max(waits)))])
    return table(["meanwhile", "searches", "median ms", "p99 ms", "longest ms"], rows)


def _ask(desk: Desk, stop: threading.Event, waits: list[float]) -> None:
    while not stop.is_set():
        with reading(desk.engine) as session:
            waits.append(seconds(lambda: search(session, "云岭")))
        stop.wait(0.02)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=1_000_000, help="listings of the large register (1000000)")
    parser.add_argument("--database", help="URL of an empty or kept database; SQLite without it")
    parser.add_argument("--keep", type=Path, help="keep the large register in this folder; where one is kept, ask that one")
    parser.add_argument("--only-editions", action="store_true", help="no large register")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=wanted.keep or Path(folder), database_url=wanted.database or "")
        counter = _Counter(open_desk(settings))
        if not counter.rows("listing"):
            publish("register", [edition_table(counter), reader_table(counter)], write=wanted.write)
            if wanted.only_editions:
                return
            large.fill(counter.desk, wanted.listings)
        asked = large.question_table(counter.desk)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
        size = (
            f"{counter.size() / 2**30:.2f} GiB for {counter.rows('listing'):,} rows of listings of"
            f" {counter.rows('edition'):,} editions in {counter.desk.engine.dialect.name}."
            f" Peak memory of the process that asks: {peak:.0f} MiB."
        )
        say(f"{asked}\n\n{size}")
        publish("large", [asked, size, large.command_table(settings, counter.rows("listing"))], write=wanted.write)


if __name__ == "__main__":
    main()
