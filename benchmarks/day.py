"""A day of `watcher run` on which everything breaks, compressed into minutes: `python -m benchmarks.day [--write]`.

Three workers over one database look at the sites of a dozen places through real sockets and mail through a real server.
They are killed, sites and server fail, the clock jumps, a disk is full; the hours in which nothing is due are skipped. In
the end the register, the mails that arrived and what the database says of them must be those of an undisturbed day.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.day_hooks import Hooks
from benchmarks.day_post import PostOffice
from benchmarks.day_script import BEGIN, Script
from benchmarks.day_sites import Sites
from benchmarks.day_stage import Stage
from benchmarks.day_verdict import Came, Verdict, came_to, judged
from benchmarks.forks import Forks
from benchmarks.postgresql import postgresql
from benchmarks.tables import publish, say, table

DOCUMENT = Path(__file__).parent.parent / "docs" / "reliability.md"
_HEADS = ("database", "hours", "kills", "looks", "failed", "missed", "told", "messages", "duplicates", "faults", "s")


@contextmanager
def stage(script: Script, folder: Path, database_url: str = "", *, disturbed: bool = True) -> Iterator[Stage]:
    """A day that has been lived through, to be looked at; on SQLite where no database is named."""
    folder.mkdir()
    office, hooks = PostOffice(random.Random(script.seed + 2)), Hooks(random.Random(script.seed + 4))
    with Sites(script.places) as sites, office, hooks, Forks() as forks:
        day = Stage(script, folder, forks, database_url, disturbed, random.Random(script.seed + 3), sites, office, hooks)
        try:
            day.prepare()
            day.run()
            yield day
        finally:
            day.close()


def undisturbed(script: Script, folder: Path) -> Came:
    """What the day comes to when nothing bad happens."""
    with stage(script, folder, disturbed=False) as day:
        return came_to(day)


def verdict(script: Script, folder: Path, whole: Came, database_url: str = "") -> tuple[Verdict, float]:
    """Live through a disturbed day; how many hours it had with its quiet end."""
    with stage(script, folder, database_url) as day:
        return judged(day, whole), (day.clock() - BEGIN).total_seconds() / 3600


def main() -> int:
    """Two days, one on each database; print a table, and return whether there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="on both together")
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--places", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a new folder to leave everything in")
    parser.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    wanted = parser.parse_args()
    script = Script(wanted.seed, wanted.hours, wanted.places, wanted.places * 4, wanted.kills // 2, look_every=3)
    with tempfile.TemporaryDirectory(prefix="watcher-day-") as temporary:
        folder = wanted.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        lines, causes, bad = _days(script, folder)
    publish("day", [f"Seed {wanted.seed}.", table(_HEADS, lines), causes], write=wanted.write, document=DOCUMENT)
    return min(bad, 1)


def _days(script: Script, folder: Path) -> tuple[list[list[object]], str, int]:
    whole, lines, causes, bad = undisturbed(script, folder / "undisturbed"), [], [], 0
    with postgresql() as server:
        for name, url in (("SQLite", ""), ("PostgreSQL", server.url(server.create("TEMPLATE template0")))):
            began = time.monotonic()
            found, hours = verdict(script, folder / name, whole, url)
            for fault in found.faults:
                say(f"! {name}: {fault}")
            counts = found.kills, found.looks, found.failed, found.missed, found.told, found.messages
            seconds = f"{time.monotonic() - began:.0f}"
            lines.append([name, f"{hours:.0f}", *counts, found.duplicates.total(), len(found.faults), seconds])
            causes += [f"{name}: {cause} {count}" for cause, count in sorted(found.duplicates.items())]
            bad += len(found.faults)
            say(" ".join(map(str, lines[-1])))
    return lines, f"Duplicates by cause: {'; '.join(causes) or 'none'}.", bad


if __name__ == "__main__":
    sys.exit(main())
