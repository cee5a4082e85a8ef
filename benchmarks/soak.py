"""Many looks broken at random moments, counted by how they were broken: `python -m benchmarks.soak [--write]`."""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks.crashes import Ground, Outcome, disks_can_be_mounted, ground
from benchmarks.tables import publish, say, table

DOCUMENT = Path(__file__).parent.parent / "docs" / "reliability.md"
_HEADS = ("broken how", "times", "as before", "on the way", "as after", "faults", "median s")
Break = Callable[[random.Random, Path], Outcome]


def _kinds(on: Ground, kills: int, full: int) -> list[tuple[str, Break, int]]:
    """How often each way: of the kills two fifths by time, two fifths by step, one fifth with two processes."""
    kinds: list[tuple[str, Break, int]] = [
        ("`kill -9` after a random time", on.killed_after, kills * 2 // 5),
        ("`kill -9` before a random step", on.killed_at, kills * 2 // 5),
        ("two processes, one or both killed", on.two_killed, kills - kills * 2 // 5 * 2),
        ("no file may grow beyond a random size", on.file_limited, full // 2),
    ]
    if disks_can_be_mounted():
        return [*kinds, ("a disk (tmpfs) with 0 to 1 MiB left", on.disk_filled, full - full // 2)]
    say("This machine lets nobody mount a small disk: a full one is tried by limits on files alone.")
    return kinds


def main() -> int:
    """Break, print a table, and return how many breaks left a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--full", type=int, default=40, help="looks that find the disk full")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    wanted = parser.parse_args()
    rng, lines, bad = random.Random(wanted.seed), [], 0
    with tempfile.TemporaryDirectory(prefix="watcher-soak-") as folder, ground(Path(folder)) as on:
        steps = "、".join(str(one.steps) for one in on.undisturbed.values())
        for words, broken, times in _kinds(on, wanted.kills, wanted.full):
            line, faults = _line(words, broken, times, rng, on)
            lines.append(line)
            bad += faults
            say(" ".join(map(str, line)))
    said = f"Seed {wanted.seed}; an undisturbed collection has {steps} steps (one source, or four).".replace("、", " or ")
    publish("soak", [said, table(_HEADS, lines)], write=wanted.write, document=DOCUMENT)
    return min(bad, 1)


def _line(words: str, broken: Break, times: int, rng: random.Random, on: Ground) -> tuple[list[object], int]:
    """The line of one way to break, and in how many cases something was not as it must be."""
    left: Counter[str] = Counter()
    taken, bad = [], 0
    for number in range(times):
        seed = rng.getrandbits(32)
        began = time.monotonic()
        found = broken(random.Random(seed), on.home(f"trial-{number}"))
        taken.append(time.monotonic() - began)
        left[found.left] += 1
        if found.faults:
            bad += 1
            say(f"! {words}, seed {seed}: {'; '.join(found.faults)}")
    median = f"{sorted(taken)[len(taken) // 2]:.1f}" if taken else ""
    return [words, times, *(left[one] for one in ("before", "on the way", "after")), bad, median], bad


if __name__ == "__main__":
    sys.exit(main())
