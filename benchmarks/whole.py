"""The command as a user starts it, file against file, with its time and memory: `python -m benchmarks.whole [--write]`."""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, sleep

import xlsxwriter

from benchmarks import material
from benchmarks.quality import composed
from benchmarks.speed import questions
from benchmarks.tables import publish, say, table
from benchmarks.variants import SEED, Universe

_COMMAND = "import sys; from watcher.cli.main import main; sys.exit(main())"
_COLUMNS = 20  # of the workbook
_EVERY = 0.5  # seconds between two looks at the memory
_GIB = 2**30


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds on the clock and of all processors; bytes of the largest process, and of all of them at one time."""

    seconds: float
    processor: float
    largest: int
    together: int


def _csv(path: Path, names: Iterable[str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        csv.writer(lines).writerows([("企业名称",), *((name,) for name in names)])
    return path


def _xlsx(path: Path, names: Iterable[str]) -> Path:
    """The names with figures and words in the other columns."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["企业名称", *(f"列{at}" for at in range(1, _COLUMNS))])
        for row, name in enumerate(names, start=1):
            figures = range(row, row + _COLUMNS // 2)
            sheet.write_row(row, 0, [name, *figures, *(f"备注{row % 1_000}-{at}" for at in range(_COLUMNS // 2 - 1))])
    return path


def _family(process: int) -> Iterator[int]:
    """A process and all that it began, as far as they still run."""
    yield process
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _together(process: int) -> int:
    """Bytes of a process and its children, what they share counted once (PSS)."""
    total = 0
    for one in _family(process):
        with suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def run(asked: Path, listed: Path, out: Path) -> Measured:
    """Measure `watcher screen`. Raises RuntimeError when it fails."""
    command = [sys.executable, "-c", _COMMAND, "screen", str(asked), "--against", str(listed), "--out", str(out)]
    home = {**os.environ, "WATCHER_HOME": str(out.parent / "home")}
    start, together = perf_counter(), 0
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, env=home, stdout=subprocess.DEVNULL, stderr=errors)
        while True:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            together = max(together, _together(process.pid))
            sleep(_EVERY)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        message = errors.read()
    if process.returncode not in (0, 1):  # 1: done, and some rows need a person
        raise RuntimeError(message.decode(errors="replace"))
    seconds = perf_counter() - start
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, together)


def _row(kind: str, listed: int, asked: int, one: Measured) -> list[str]:
    figures = [f"{one.seconds:.1f}", f"{one.processor:.1f}", f"{one.largest / _GIB:.2f}", f"{one.together / _GIB:.2f}"]
    row = [kind, f"{listed:,}", f"{asked:,}", *figures]
    say(" | ".join(row))
    return row


def _long(
    universe: Universe, names: Sequence[str], folder: Path, listed: int, rows: int, cells: int
) -> list[list[str]]:
    """A long CSV file and a long workbook against a list of usual length."""
    on_list = names[:listed]
    wanted = questions(universe, on_list, len(names))
    against, out = _csv(folder / "listed.csv", on_list), folder / "out"
    found = []
    if rows:
        long = _csv(folder / "long.csv", islice(cycle(wanted), rows))
        found.append(_row("CSV", listed, rows, run(long, against, out.with_suffix(".csv"))))
    if cells:
        book = _xlsx(folder / "long.xlsx", islice(cycle(wanted), cells))
        found.append(_row(f"XLSX, {_COLUMNS} columns", listed, cells, run(book, against, out.with_suffix(".xlsx"))))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listed", default="20000,200000", help="names in the list; beyond the real ones: composed")
    parser.add_argument("--asked", type=int, default=10_000, help="counterparties (10000)")
    parser.add_argument("--rows", type=int, default=0, help="also a CSV file of so many counterparties against 20,000")
    parser.add_argument("--xlsx", type=int, default=0, help="also a workbook of so many, both file and result")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    wanted = parser.parse_args()
    names = material.read_names()
    universe = Universe(names, None, material.read_confusions(names))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, filter(None, wanted.listed.split(","))):
            real = names[: min(size, len(names) // 2)]
            listed = [*real, *composed(universe, size - len(real))]
            asked = _csv(Path(folder, "asked.csv"), questions(universe, listed, wanted.asked))
            measured = run(asked, _csv(Path(folder, "listed.csv"), listed), Path(folder, "out.csv"))
            rows.append(_row("CSV", size, wanted.asked, measured))
        rows += _long(universe, names, Path(folder), 20_000, wanted.rows, wanted.xlsx)
    heads = [
        "file and result",
        "listed",
        "counterparties",
        "seconds",
        "of processors",
        "largest process, GiB",
        "together, GiB",
    ]
    words = (
        f"Names beyond {len(names) // 2:,} are composed; seed {SEED}. Memory: the most that any one process held (RSS), "
        f"and the most that all held at one time, what they share counted once (PSS, looked at every {_EVERY} s)."
    )
    publish("whole", [table(heads, rows), words], write=wanted.write)


if __name__ == "__main__":
    main()
