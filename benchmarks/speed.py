"""How fast names are read and screened, beside rapidfuzz in the same run: `python -m benchmarks.speed [--write]`."""

import argparse
import resource
from collections.abc import Callable, Sequence
from multiprocessing import Pool
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy
from rapidfuzz import fuzz, process

from benchmarks import material
from benchmarks.baselines import normalised
from benchmarks.edits import POSITIVE, Hand
from benchmarks.product import Hits, Screened, Waiting, open_and_ask
from benchmarks.quality import composed
from benchmarks.tables import publish, say, table
from benchmarks.variants import SEED, Universe
from sources.names.folding import fold
from sources.names.keys import match_key
from sources.names.parts import split

_ROUNDS = 3
_READ = 20_000  # names for each round of reading
_CDIST_ROWS = 200
_EXTRACTED = 20
_ANNOUNCED, _STORED = 500, 100_000  # new listings, and the counterparties that wait for them
_KINDS = (
    "missing character in the trade name",
    "place dropped",
    "legal form dropped",
    "homophone outside",
    "traditional",
)


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = perf_counter()
    work()
    return perf_counter() - start


def _each(read: Callable[[str], object], names: Sequence[str]) -> int:
    for name in names:
        read(name)
    return len(names)


def _fold_all(names: Sequence[str]) -> int:
    return _each(fold, names)


def _key_all(names: Sequence[str]) -> int:
    return _each(match_key, names)


def _split_all(names: Sequence[str]) -> int:
    return _each(split, names)


def reading_table(names: Sequence[str]) -> str:
    """Names per second for each step; fresh names in every round, so that no cache of whole names helps."""
    blocks = [names[start : start + _READ] for start in range(1_000, 1_000 + 2 * _ROUNDS * _READ, _READ)]
    halves = [[block[: _READ // 2], block[_READ // 2 :]] for block in blocks[_ROUNDS:]]
    rows = []
    for label, step in (("fold", _fold_all), ("match_key", _key_all), ("split", _split_all)):
        with Pool(2) as pool:  # before this process has read any of the names
            pool.map(step, [names[:1_000]] * 2, chunksize=1)
            two = median(_READ / seconds(lambda: pool.map(step, half, chunksize=1)) for half in halves)  # noqa: B023
        step(names[:1_000])  # tables are loaded
        one = median(_READ / seconds(lambda: step(block)) for block in blocks[:_ROUNDS])  # noqa: B023
        rows.append([label, f"{one:,.0f}", f"{two:,.0f}"])
    return table(["names per second", "one process", "two processes"], rows)


def questions(universe: Universe, listed: Sequence[str], count: int) -> list[str]:
    """Half unrelated companies, half listed ones written in another way."""
    chance = Random(SEED + 3)
    on_list = set(listed)
    cuts = [parts for parts in universe.cuts if parts.name in on_list]
    hand = Hand(chance, universe.confusions, universe.trades)
    edits = [POSITIVE[kind] for kind in _KINDS]
    written: list[str] = []
    while cuts and len(written) < count // 2:
        if name := chance.choice(edits)(chance.choice(cuts), hand):
            written.append(name)
    others = [name for name in universe.names if name not in on_list][: count - len(written)]
    return chance.sample([*written, *others], len(written) + len(others))


def _milliseconds(asked: Sequence[str], ask: Callable[[str], object]) -> tuple[float, float]:
    times = sorted(1000 * seconds(lambda: ask(name)) for name in asked)  # noqa: B023
    return median(times), quantiles(times, n=100)[98]


def screening_rows(listed: Sequence[str], asked: Sequence[str]) -> list[list[object]]:
    """Our screening and rapidfuzz on one list."""
    held: list[Screened] = []
    built = seconds(lambda: held.append(Screened(listed)))
    (screened,) = held
    list(screened.hits_of(asked[:100]))
    batch = len(asked) / seconds(lambda: list(screened.hits_of(asked)))
    with TemporaryDirectory() as folder:
        screened.save(Path(folder, "index"))
        opening = median(seconds(lambda: open_and_ask(Path(folder, "index"))) for _ in range(_ROUNDS))
    p50, p99 = _milliseconds(asked[:2_000], screened.hits)
    plain = [normalised(name) for name in listed]
    queries = [normalised(name) for name in asked]

    def all_pairs() -> Any:
        return process.cdist(queries[:_CDIST_ROWS], plain, scorer=fuzz.ratio, workers=2, dtype=numpy.uint8)

    cdist = _CDIST_ROWS / median(seconds(all_pairs) for _ in range(_ROUNDS))
    middle, slow = _milliseconds(
        queries[:_EXTRACTED], lambda name: process.extract(name, plain, scorer=fuzz.ratio, score_cutoff=80)
    )
    size = f"{len(listed):,}"
    return [
        [
            size,
            "screening, graded and explained",
            f"{built:.1f}",
            f"{opening:.2f}",
            f"{batch:,.0f}",
            f"{p50:.2f}",
            f"{p99:.2f}",
        ],
        [size, "rapidfuzz cdist ratio, scores only", "", "", f"{cdist:,.0f}", "", ""],
        [size, "rapidfuzz extract ratio ≥ 80", "", "", f"{1000 / middle:,.0f}", f"{middle:.2f}", f"{slow:.2f}"],
    ]


def standing_table(universe: Universe) -> str:
    """New listings against stored counterparties, of which half are listed companies written in another way."""
    listed = Random(SEED).sample(universe.names, len(universe.names) // 2)
    stored = questions(universe, listed, _STORED)
    announced = listed[:_ANNOUNCED]
    waiting: list[Waiting] = []
    met: list[list[Hits]] = []
    with TemporaryDirectory() as folder:
        built = seconds(lambda: waiting.append(Waiting(stored, Path(folder))))
        screened = median(seconds(lambda: met.append(waiting[0].hits_of(announced))) for _ in range(_ROUNDS))
    hits = sum(map(len, met[0]))
    heads = [
        "new listings",
        "stored counterparties",
        "built and saved in s",
        "opened, graded, explained in s",
        "met",
        "hits",
    ]
    row = [f"{len(announced):,}", f"{len(stored):,}", f"{built:.1f}", f"{screened:.2f}", len(met[0]), hits]
    return table(heads, [row])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes", default="20000,100000", help="sizes of the list; beyond the real names: composed ones"
    )
    parser.add_argument("--asked", type=int, default=10_000, help="counterparties per list (10000)")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    wanted = parser.parse_args()
    names = material.read_names()
    reading = reading_table(names)
    say(reading)
    universe = Universe(names, None, material.read_confusions(names))
    rows: list[list[object]] = []
    for size in map(int, wanted.sizes.split(",")):
        real = Random(SEED).sample(names, min(size, len(names) // 2))
        listed = [*real, *composed(universe, size - len(real))]
        rows += screening_rows(listed, questions(universe, listed, wanted.asked))
        say(f"{size:,} listed: done")
    standing = standing_table(universe)
    heads = ["listed", "", "built in s", "opened in s", "counterparties/s", "one: p50 ms", "one: p99 ms"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    memory = f"Peak memory of the measuring process, its children apart: {peak:.1f} GiB."
    publish("speed", [reading, table(heads, rows), standing, memory], write=wanted.write)


if __name__ == "__main__":
    main()
