"""An index on disk: built once for a revision of the register, then opened in no time, mapped and not loaded."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

import numpy as np

from watcher.screening.hashing import Numbers
from watcher.screening.index import Index
from watcher.screening.layers import Layer
from watcher.screening.listed import ALGORITHM, ListedCompany

_DESCRIPTION = "index.json"


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
        name, code, former, is_number, id_ = json.loads(self._bodies[start : int(self._ends[at])].tobytes())
        return ListedCompany(id_, name, code, tuple(former), is_number)

    def __iter__(self) -> Iterator[ListedCompany]:
        return (self[number] for number in range(len(self)))


def _body(company: ListedCompany) -> bytes:
    fields = (company.name, company.code, company.former_names, company.code_is_number, company.id)
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")


def save(index: Index, folder: Path, revision: str) -> None:
    """Write an index into a new folder. What it was built from is named by `revision`, in the caller's own words.

    The folder counts as an index only with the description, which is written last.
    """
    folder.mkdir(parents=True)
    for number, layer in enumerate(index.layers):
        bodies = [_body(company) for company in layer.companies]
        np.save(folder / f"{number}.entries.npy", layer.entries)
        np.save(folder / f"{number}.bodies.npy", np.frombuffer(b"".join(bodies), dtype=np.uint8))
        np.save(folder / f"{number}.ends.npy", np.cumsum([len(body) for body in bodies], dtype=np.uint64))
    description = {
        "algorithm": ALGORITHM,
        "revision": revision,
        "layers": len(index.layers),
        "removed": sorted(index.removed),
    }
    (folder / _DESCRIPTION).write_text(json.dumps(description), encoding="utf-8")


def open_saved(folder: Path, revision: str) -> Index | None:
    """The index saved in a folder; None when there is none of this revision and of today's algorithm."""
    try:
        description = json.loads((folder / _DESCRIPTION).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if (description["algorithm"], description["revision"]) != (ALGORITHM, revision):
        return None
    layers = []
    for number in range(description["layers"]):
        entries, bodies, ends = (
            np.load(folder / f"{number}.{part}.npy", mmap_mode="r") for part in ("entries", "bodies", "ends")
        )
        layers.append(Layer(SavedCompanies(bodies, ends), entries))
    return Index.of(layers, description["removed"])
