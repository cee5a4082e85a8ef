"""What the counterparties of a portfolio ask of every list: kept, so that new listings meet them without reading them all."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from watcher.screening.features import Profile, profile
from watcher.screening.forks import in_order
from watcher.screening.handles import asked_for, put_out
from watcher.screening.hashing import Numbers
from watcher.screening.layers import Layer, read
from watcher.screening.listed import ALGORITHM, Counterparty, ListedCompany

_BEHIND = np.uint64(24)  # of an entry for the number of the counterparty, as in a layer of an index
_PIECE = 2_000
_WORTH_FORKING = 10_000

Asking = tuple[int, Counterparty]  # with the id that the store knows it by


class Asked:
    """The handles that counterparties ask for, in one sorted array, in memory or mapped from a file."""

    def __init__(self, ids: Numbers, entries: Numbers) -> None:
        self.ids, self.entries = ids, entries
        self._layer = Layer((), entries)

    @classmethod
    def build(cls, asking: Sequence[Asking]) -> "Asked":
        """Read the counterparties."""

        def entries(start: int) -> Numbers:
            found, owners = asked_for([_read(one) for _, one in asking[start : start + _PIECE]])
            return np.unique(found >> _BEHIND << _BEHIND | (owners + start).astype(np.uint64))

        starts = range(0, len(asking), _PIECE)
        pieces = in_order(entries, starts, None if len(asking) >= _WORTH_FORKING else 1)
        joined = np.concatenate([np.empty(0, np.uint64), *pieces])
        joined.sort()
        return cls(np.array([id_ for id_, _ in asking], dtype=np.uint64), joined)

    def pairs(self, listed: Sequence[ListedCompany]) -> list[tuple[int, int]]:
        """The ids of counterparties with the numbers of those among `listed` that they may be; grading decides."""
        found, owners = put_out([read(company) for company in listed])
        numbers, asking = self._layer.pairs(found, owners)
        return list(zip(self.ids[asking].tolist(), numbers.tolist(), strict=True))


def _read(counterparty: Counterparty) -> Profile:
    return profile(counterparty.name, counterparty.code, counterparty.code_is_number)


def save(asked: Asked, folder: Path, name: str) -> None:
    """Write the questions into a new folder; `name` says whose they are."""
    folder.mkdir(parents=True)
    np.save(folder / "ids.npy", asked.ids)
    np.save(folder / "entries.npy", asked.entries)
    description = {"algorithm": ALGORITHM, "name": name}
    (folder / "questions.json").write_text(json.dumps(description), encoding="utf-8")


def open_saved(folder: Path, name: str) -> Asked | None:
    """The questions saved in a folder; None when there are none of this name and of today's algorithm."""
    try:
        description = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if description != {"algorithm": ALGORITHM, "name": name}:
        return None
    ids, entries = (np.load(folder / f"{part}.npy", mmap_mode="r") for part in ("ids", "entries"))
    return Asked(ids, entries)
