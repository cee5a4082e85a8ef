"""Arrays kept in a folder: files under names of their own, and one description that says which of them count.

The description is replaced last and at once. Files that it does not name, or that are not as long as it says, are
never read. Who reads or writes holds the folder, so that nobody sweeps away what is about to be named or opened.
"""

import fcntl
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

Arrays = Mapping[str, NDArray[Any]]


class Kept(BaseModel):
    """Arrays in files of one name, with the bytes of each file."""

    name: str = Field(pattern=r"^[0-9a-f]{16}$")
    sizes: dict[str, int]

    def whole(self, folder: Path) -> bool:
        """Whether every file is there and as long as it was."""
        paths = {_path(folder, self.name, part): size for part, size in self.sizes.items()}
        return all(path.is_file() and path.stat().st_size == size for path, size in paths.items())


def _path(folder: Path, name: str, part: str) -> Path:
    return folder / f"{name}.{part}.npy"


def _synced(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def held(folder: Path, *, alone: bool = False) -> Iterator[None]:
    """Hold a folder that exists, together with others or alone. Raises FileNotFoundError, NotADirectoryError."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(opened)


def keep(folder: Path, arrays: Arrays) -> Kept:
    """Write arrays into files of a new name, down to the disk."""
    name = secrets.token_hex(8)
    sizes = {}
    for part, array in arrays.items():
        path = _path(folder, name, part)
        np.save(path, array)
        _synced(path)
        sizes[part] = path.stat().st_size
    return Kept(name=name, sizes=sizes)


def opened(folder: Path, kept: Kept) -> Arrays:
    """The arrays, mapped. Raises ValueError where a file is missing, of another length or not an array."""
    if not kept.whole(folder):
        raise ValueError(f"{kept.name} in {folder} is not whole")
    # a plain array on the mapped bytes: slices of np.memmap cost much more
    return {part: np.asarray(np.load(_path(folder, kept.name, part), mmap_mode="r")) for part in kept.sizes}


def describe(folder: Path, filename: str, description: BaseModel) -> None:
    """Replace the description in one step."""
    written = folder / f"{secrets.token_hex(8)}.new"
    written.write_text(description.model_dump_json(), encoding="utf-8")
    _synced(written)
    written.replace(folder / filename)
    _synced(folder)


def sweep(folder: Path, names: Collection[str]) -> None:
    """Remove all arrays but those of these names, and descriptions that were never finished."""
    for path in folder.iterdir():
        name, _, rest = path.name.partition(".")
        if rest == "new" or (path.suffix == ".npy" and name not in names):
            path.unlink()
