"""Of the many readers whose sites have answered few work at once; the others wait until one of these asks its site again.

Hundreds of threads that all want the interpreter wake two hundred times a second each only to find it taken: on two
cores more time went into waking than into work. A thread that waits for a seat sleeps.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

SEATS = 4  # more than one: writing evidence waits for the disk
PATIENCE = 30.0  # seconds, after which one works without: readers that hang in their seats keep nobody for long


class Seats:
    """The seats of one round."""

    def __init__(self, number: int = SEATS, patience: float = PATIENCE) -> None:
        self._free = threading.Semaphore(number)
        self._patience = patience

    def one(self) -> "Seat":
        """The seat of one reader, not taken yet."""
        return Seat(self._free, self._patience)


class Seat:
    """One reader's; only its own thread takes and leaves it."""

    def __init__(self, free: threading.Semaphore, patience: float) -> None:
        self._free = free
        self._patience = patience
        self.is_taken = False

    @contextmanager
    def taken(self) -> Iterator[None]:
        """While the reader works."""
        self._take()
        try:
            yield
        finally:
            self._leave()

    @contextmanager
    def left(self) -> Iterator[None]:
        """While it waits for its site."""
        self._leave()
        try:
            yield
        finally:
            self._take()

    def _take(self) -> None:
        self.is_taken = self._free.acquire(timeout=self._patience)

    def _leave(self) -> None:
        if self.is_taken:
            self._free.release()
        self.is_taken = False
