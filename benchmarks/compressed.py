"""A clock that several processes share and one of them sets: it runs faster than the world, and jumps."""

import mmap
import struct
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

_FORM = struct.Struct("dd")  # seconds since the epoch when the steady clock stood at zero; seconds that a second takes


@dataclass(frozen=True, slots=True)
class SharedClock:
    """Callable like the clock of a command. Eight bytes are written at once, so nobody reads half of a moment."""

    page: mmap.mmap

    @classmethod
    def make(cls, path: Path, at: datetime, pace: float) -> Self:
        """A new one that shows this moment now."""
        path.write_bytes(_FORM.pack(at.timestamp() - time.monotonic() * pace, pace))
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> Self:
        """One that another process has made: the steady clock is the same for all of a machine."""
        with path.open("r+b") as file:
            return cls(mmap.mmap(file.fileno(), _FORM.size))

    def __call__(self) -> datetime:
        """The moment that it shows."""
        zero, pace = _FORM.unpack(self.page[:])
        return datetime.fromtimestamp(zero + time.monotonic() * pace, UTC)

    def jump(self, step: timedelta) -> None:
        """Put it forward, or back."""
        (zero, _) = _FORM.unpack(self.page[:])
        self.page[:8] = struct.pack("d", zero + step.total_seconds())
