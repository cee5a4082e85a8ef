"""Counterparties that wait for new listings: what they ask for, kept on disk, so that their names are not read again.

The other way round than the index: a few listed companies are held against very many counterparties. Who shares a handle
is the same both ways; only those who do are then read and graded.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from watcher.screening.entries import MOST, Entries, packed
from watcher.screening.forks import in_order, pieces
from watcher.screening.handles import asked_for, put_out
from watcher.screening.hashing import Numbers
from watcher.screening.layers import read, read_asking
from watcher.screening.listed import ALGORITHM, Counterparty, ListedCompany
from watcher.screening.mapped import Kept, describe, held, keep, opened, sweep

_DESCRIPTION = "standing.json"
_PIECE = 2_000  # counterparties read at once
_WORTH_FORKING = 8_000


class _Description(BaseModel):
    algorithm: str
    revision: str
    handles: Kept


class Standing:
    """Counterparties by the caller's numbers of them, and the handles that they ask for."""

    def __init__(self, ids: "NDArray[np.int64]", entries: Entries) -> None:
        self.ids = ids
        self.entries = entries

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def build(cls, counterparties: Iterable[tuple[int, Counterparty]], processes: int | None = None) -> "Standing":
        """Read the counterparties, each with the caller's id. Raises ValueError for more than 16,777,216 of them."""
        source = pieces(counterparties, _PIECE)
        head = [*islice(source, _WORTH_FORKING // _PIECE)]
        if sum(map(len, head)) < _WORTH_FORKING:
            processes = 1
        ids = array("q")

        def numbered() -> Iterator[tuple[int, list[Counterparty]]]:
            for piece in chain(head, source):
                first = len(ids)
                if first + len(piece) > MOST:
                    raise ValueError(f"more than {MOST} counterparties are too many")
                ids.extend(id_ for id_, _ in piece)
                yield first, [counterparty for _, counterparty in piece]

        entries = Entries.joined(in_order(_entries, numbered(), processes))
        return cls(np.array(ids, dtype=np.int64), entries)

    def pairs(self, listed: Sequence[ListedCompany]) -> list[tuple[int, int]]:
        """Each counterparty's id with the number of every listed company that it may be, in order."""
        companies, places = self.entries.pairs(put_out([*map(read, listed)]))
        return sorted(zip(self.ids[places].tolist(), companies.tolist(), strict=True))

    def save(self, folder: Path, revision: str) -> None:
        """Write into a folder; `revision` names whose they are, in the caller's own words.

        What was there counts until this is complete, and is removed then.
        """
        folder.mkdir(parents=True, exist_ok=True)
        with held(folder, alone=True):
            arrays = {"ids": self.ids, "entries": self.entries.numbers, "starts": self.entries.starts}
            kept = keep(folder, arrays)
            describe(folder, _DESCRIPTION, _Description(algorithm=ALGORITHM, revision=revision, handles=kept))
            sweep(folder, {kept.name})

    @classmethod
    def open(cls, folder: Path, revision: str) -> "Standing | None":
        """What was saved in a folder; None when there is nothing whole of this revision and of today's algorithm."""
        try:
            with held(folder):
                described = _Description.model_validate_json((folder / _DESCRIPTION).read_bytes())
                if (described.algorithm, described.revision) != (ALGORITHM, revision):
                    return None
                found = opened(folder, described.handles)
                return cls(found["ids"], Entries(found["entries"], found["starts"]))
        except (OSError, KeyError, ValueError):  # none, or none that may be read
            return None


def _entries(numbered: tuple[int, list[Counterparty]]) -> Numbers:
    first, piece = numbered
    return packed(asked_for([*map(read_asking, piece)]).behind(first))
