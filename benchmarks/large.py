"""A large register: filled once, then asked as often as wanted, and shown by commands in processes of their own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlmodel import Session, col, func, select

from benchmarks.editions import SYLLABLES, TRADES, companies, notice, series
from benchmarks.tables import say, table
from sources.records import Kind, Mode, Polarity, Row
from store.coverage import coverage
from store.database import reading
from store.filing import Filing
from store.lists import lists
from store.search import search
from store.tables.register import Company, CompanyName, SeriesRow
from store.timeline import timeline
from watcher.config import Settings
from watcher.desk import Desk
from watcher.pipeline import file

_SEED = 20240602
_ROWS = 200  # of each edition
_LISTS = 50
_GONE = 2  # of each edition, by a removal at the end
_RENAMED = 20  # every so many a former name is printed
_ROUNDS = 200
_START = date(2020, 1, 1)
_COMMAND = "import sys; from watcher.cli.main import main; sys.exit(main())"
_DONE = (0, 1)  # exit codes: the evidence of invented editions is missing, which doctor tells


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = perf_counter()
    work()
    return perf_counter() - start


def fill(desk: Desk, listings: int) -> None:
    """So many listings on 50 lists, in editions of 200 rows and one removal each; a commit for each list and removal."""
    source = companies(Random(_SEED))
    editions = max(1, listings // _ROWS // _LISTS)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(_LISTS):
        one = series(number, Mode.BATCH)
        filings: list[Filing] = []
        gone: list[tuple[str, str]] = []
        for edition in range(editions):
            rows = list(islice(source, _ROWS))
            gone += rows[:_GONE]
            filings.append(_with_former_names(notice(one, edition, _START + timedelta(edition), rows)))
        removal = notice(one, editions, _START + timedelta(editions), gone)
        ending = replace(removal.notice, kind=Kind.REMOVAL, polarity=Polarity.NEUTRAL)
        took = 0.0
        for several in (filings, [replace(removal, notice=ending)]):
            now += timedelta(hours=1)
            took += seconds(lambda: file(desk, several, clock=lambda: now, why="measured"))  # noqa: B023
        say(f"{(number + 1) * editions * _ROWS:,} listings, {took:.1f} s for the last list")


def _with_former_names(one: Filing) -> Filing:
    rows = tuple(_renamed(row) if at % _RENAMED == 0 else row for at, row in enumerate(one.notice.rows))
    return replace(one, notice=replace(one.notice, rows=rows))


def _renamed(row: Row) -> Row:
    return replace(row, former_names=(row.name.removesuffix("有限公司") + "实业有限公司",))


def _questions(session: Session, chance: Random) -> Iterator[tuple[str, str]]:
    most = session.exec(select(func.max(Company.number))).one() or 0
    numbers = chance.sample(range(1, most + 1), min(most, _ROUNDS * _RENAMED * 2))
    asked = select(Company.name, Company.code).where(col(Company.number).in_(numbers[:_ROUNDS]))
    for name, code in session.exec(asked):
        at = chance.randrange(len(name) - 4)
        yield from (("whole code", code), ("whole name", name), ("beginning of four", name[:4])) if code else ()
        yield from (("two characters", name[at : at + 2]), ("four characters", name[at : at + 4]))
        yield "line of business", chance.choice(TRADES)
        yield "nothing found", chance.choice(SYLLABLES) + "鼹" + chance.choice(SYLLABLES)
    former = select(CompanyName.name).where(CompanyName.kind == "former", col(CompanyName.number).in_(numbers))
    yield from (("former name", name) for name in session.exec(former.limit(_ROUNDS)))


def question_table(desk: Desk) -> str:
    """Searches by kind, timelines, counts of one list and of all, the coverage; nothing is asked before."""
    times: dict[str, list[float]] = {}
    chance = Random(_SEED)
    with reading(desk.engine) as session:
        for kind, asked in list(_questions(session, chance)):
            times.setdefault(kind, []).append(seconds(lambda: search(session, asked)))  # noqa: B023
        times["all searches"] = [took for several in times.values() for took in several]
        listed = session.exec(select(Company).order_by(func.random()).limit(_ROUNDS)).all()
        times["timeline of a company"] = [seconds(lambda: timeline(session, one)) for one in listed]  # noqa: B023
        keys = session.exec(select(SeriesRow.key)).all()
        for what, some in (("one list", keys), ("all lists", (None,) * 10)):
            times[f"who stood on {what} on a day"] = [_counted(session, chance, key, None) for key in some]
            times[f"the same as known at a time, {what}"] = [
                _counted(session, chance, key, _moment(chance)) for key in some
            ]
        times["state of all lists and sources"] = [seconds(lambda: coverage(session, desk.sources)) for _ in range(20)]
    rows = [
        [kind, len(taken), f"{1000 * median(taken):.1f}", f"{1000 * quantiles(taken, n=20)[18]:.1f}"]
        for kind, taken in times.items()
    ]
    return table(["question", "asked", "median ms", "p95 ms"], rows)


def _moment(chance: Random) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(2 * _LISTS))


def _counted(session: Session, chance: Random, key: str | None, known_at: datetime | None) -> float:
    day = _START + timedelta(chance.randrange(120))
    return seconds(lambda: lists(session, as_of=day, known_at=known_at, series=key))


def command_table(settings: Settings, listings: int) -> str:
    """Exports and the examination of everything, each in a process of its own."""
    rows = []
    with TemporaryDirectory() as folder:
        for kind in ("csv", "jsonl", "xlsx"):
            out = Path(folder, f"out.{kind}")
            took, peak = _run(settings, "register", "export", "--out", str(out))
            rows.append([f"`register export`, {kind}", f"{took:.1f}", f"{listings / took:,.0f}", f"{peak:.0f}"])
            out.unlink()
            say(str(rows[-1]))
    took, peak = _run(settings, "doctor")
    rows.append(["`doctor`", f"{took:.1f}", "", f"{peak:.0f}"])
    return table(["command", "s", "rows/s", "peak MiB"], rows)


def _run(settings: Settings, *arguments: str) -> tuple[float, float]:
    """Seconds and peak MiB of one command. Raises RuntimeError when it fails."""
    home = {"WATCHER_HOME": str(settings.home), "WATCHER_DATABASE_URL": settings.database_url}
    start = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", _COMMAND, *arguments],
        env={**os.environ, **{key: value for key, value in home.items() if value}},
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in _DONE:
        raise RuntimeError(f"{arguments} ended with {process.returncode}")
    return perf_counter() - start, usage.ru_maxrss / 2**10
