"""An index on disk: built once for a revision of the register, then opened in no time, mapped and not loaded.

An index that has changed is saved beside what it was built from: layers that lie in the folder already stay as they are.
"""

from collections.abc import Iterator, Sequence
from json import JSONEncoder, loads
from pathlib import Path
from typing import overload

import numpy as np
from pydantic import BaseModel, Field

from watcher.screening.entries import Entries
from watcher.screening.hashing import Numbers
from watcher.screening.index import Index
from watcher.screening.layers import Layer
from watcher.screening.listed import ALGORITHM, ListedCompany
from watcher.screening.mapped import Arrays, Kept, describe, held, keep, opened, sweep

_DESCRIPTION = "index.json"
_written = JSONEncoder(ensure_ascii=False).encode


class _Description(BaseModel):
    algorithm: str
    revision: str
    layers: list[Kept] = Field(min_length=1)
    removed: list[int]


class SavedCompanies(Sequence[ListedCompany]):
    """Companies in a file, one JSON array each, read when they are asked for."""

    def __init__(self, bodies: "np.ndarray[tuple[int], np.dtype[np.uint8]]", ends: Numbers) -> None:
        self._bodies, self._ends = bodies, ends

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, at: int) -> ListedCompany: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[ListedCompany]: ...
    def __getitem__(self, at: int | slice) -> ListedCompany | Sequence[ListedCompany]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        start = int(self._ends[at - 1]) if at else 0
        body = self._bodies[start : int(self._ends[at])].tobytes().decode("utf-8", "surrogatepass")
        name, code, former, is_number, id_ = loads(body)
        return ListedCompany(id_, name, code, tuple(former), is_number)

    def __iter__(self) -> Iterator[ListedCompany]:
        return (self[number] for number in range(len(self)))


def _body(company: ListedCompany) -> bytes:
    fields = (company.name, company.code, company.former_names, company.code_is_number, company.id)
    return _written(fields).encode("utf-8", "surrogatepass")


def _arrays(layer: Layer) -> Arrays:
    bodies, ends = bytearray(), np.empty(len(layer.companies), dtype=np.uint64)
    for number, company in enumerate(layer.companies):
        bodies += _body(company)
        ends[number] = len(bodies)
    return {
        "entries": layer.entries.numbers,
        "starts": layer.entries.starts,
        "bodies": np.frombuffer(bodies, dtype=np.uint8),
        "ends": ends,
    }


def save(index: Index, folder: Path, revision: str) -> None:
    """Write an index into a folder. What it was built from is named by `revision`, in the caller's own words.

    The index that was there counts until this one is complete.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with held(folder):
        for layer in index.layers:
            if layer.kept is None or not layer.kept.whole(folder):
                layer.kept = keep(folder, _arrays(layer))
        layers = [layer.kept for layer in index.layers if layer.kept]
        removed = sorted(index.removed)
        described = _Description(algorithm=ALGORITHM, revision=revision, layers=layers, removed=removed)
        describe(folder, _DESCRIPTION, described)


def _described(folder: Path) -> _Description | None:
    try:
        return _Description.model_validate_json((folder / _DESCRIPTION).read_bytes())
    except (FileNotFoundError, ValueError):  # none, or none that can be read
        return None


def newest(folder: Path) -> tuple[str, Index] | None:
    """The index in a folder with its revision; None when there is none of today's algorithm, or it is damaged."""
    try:
        with held(folder):
            described = _described(folder)
            if described is None or described.algorithm != ALGORITHM:
                return None
            found = [(kept, opened(folder, kept)) for kept in described.layers]
            layers = [
                Layer(SavedCompanies(one["bodies"], one["ends"]), Entries(one["entries"], one["starts"]), kept)
                for kept, one in found
            ]
    except (OSError, KeyError, ValueError):  # none, or none that may be read
        return None
    return described.revision, Index.of(layers, described.removed)


def open_saved(folder: Path, revision: str) -> Index | None:
    """The index saved in a folder; None when there is no whole one of this revision and of today's algorithm."""
    found = newest(folder)
    return found[1] if found and found[0] == revision else None


def prune(folder: Path) -> None:
    """Remove what earlier indexes left in a folder; who has it open keeps it."""
    with held(folder, alone=True):
        described = _described(folder)
        sweep(folder, {kept.name for kept in described.layers} if described else ())
