"""The command as a user starts it, file against file, with its time and memory: `python -m benchmarks.whole [--write]`."""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

from benchmarks import material
from benchmarks.quality import composed
from benchmarks.speed import questions
from benchmarks.tables import publish, table
from benchmarks.variants import SEED, Universe

_COMMAND = "import sys; from watcher.cli.main import main; sys.exit(main())"


def _file(path: Path, names: Iterable[str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        csv.writer(lines).writerows([("企业名称",), *((name,) for name in names)])
    return path


def run(asked: Path, listed: Path, out: Path) -> tuple[float, float]:
    """Seconds and peak GiB of `watcher screen` with all of its processes' largest one. Raises when it fails."""
    command = [sys.executable, "-c", _COMMAND, "screen", str(asked), "--against", str(listed), "--out", str(out)]
    home = {**os.environ, "WATCHER_HOME": str(out.parent / "home")}
    start = perf_counter()
    with subprocess.Popen(command, env=home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        message = process.stderr.read() if process.stderr else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1: done, and some rows need a person
        raise RuntimeError(message.decode(errors="replace"))
    return perf_counter() - start, usage.ru_maxrss / 2**20


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listed", default="20000,200000", help="names in the list; beyond the real ones: composed")
    parser.add_argument("--asked", type=int, default=10_000, help="counterparties (10000)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    wanted = parser.parse_args()
    names = material.read_names()
    universe = Universe(names, None, material.read_confusions(names))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, wanted.listed.split(",")):
            real = names[: min(size, len(names) // 2)]
            listed = [*real, *composed(universe, size - len(real))]
            asked = _file(Path(folder, "asked.csv"), questions(universe, listed, wanted.asked))
            took, memory = run(asked, _file(Path(folder, "listed.csv"), listed), Path(folder, "out.csv"))
            rows.append([f"{size:,}", f"{wanted.asked:,}", f"{took:.1f}", f"{memory:.2f}"])
    heads = ["listed", "counterparties", "whole process in s", "peak of its largest process in GiB"]
    publish(
        "whole",
        [table(heads, rows), f"Names beyond {len(names) // 2:,} are composed; seed {SEED}."],
        write=wanted.write,
    )


if __name__ == "__main__":
    main()
