"""How much room there is on the disk, and how much there should be."""

import shutil

from store.integrity.database import database_file
from watcher.config import Settings

_LEAST_FREE = 256 * 2**20  # bytes


def room(settings: Settings) -> tuple[int, int]:
    """Bytes that are free where the data lie, and that should be: an upgrade copies the database first."""
    path = database_file(settings.database)
    wanted = _LEAST_FREE + (path.stat().st_size if path and path.is_file() else 0)
    return shutil.disk_usage(settings.home).free, wanted
