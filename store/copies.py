"""Copies of a SQLite database, made beside it before its tables change; the last two are kept."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

_KEPT = 2


def copy_before(database: Path, revision: str) -> Path:
    """Copy the database as it is before it is brought to this revision; whole and on the disk when this returns."""
    copy = database.with_name(f"{database.name}.before-{revision}")
    half = database.with_name(f"{database.name}.copying")
    _drop(half)  # of a process that was killed
    try:
        with (
            closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(half)) as target,
        ):
            shutil.copymode(database, half)
            source.backup(target)
    except BaseException:
        _drop(half)
        raise
    _to_disk(half)
    half.replace(copy)
    _to_disk(database.parent.absolute())
    for older in _newest_first(database)[_KEPT:]:
        older.unlink()
    return copy


def _drop(half: Path) -> None:
    for path in (half, half.with_name(f"{half.name}-journal")):
        path.unlink(missing_ok=True)


def _newest_first(database: Path) -> list[Path]:
    copies = database.parent.glob(f"{database.name}.before-*")
    return sorted(copies, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
