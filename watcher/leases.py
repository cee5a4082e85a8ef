"""While a process looks and files, a thread of it renews its leases; those of a look in which nothing moves run out."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from store import turns
from store.database import writing
from store.tables.schedule import Turn
from watcher.reading import Clock

log = logging.getLogger(__name__)
RENEWAL = 30.0  # seconds, by the machine's steady clock, which nobody sets
HUNG = 120  # renewals: an hour without a request. A look as such may be long: some sites want a minute between two


@dataclass(slots=True)
class _Held:
    turn: Turn
    renewals: int = 0  # since something moved


class Leases:
    """The turns that this process makes now, by source."""

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        self._lock = threading.Lock()

    def hold(self, turn: Turn) -> None:
        """Keep the lease of a turn that was begun."""
        with self._lock:
            self._held[turn.source_id] = _Held(turn)

    def turn(self, source_id: str) -> Turn:
        """The turn that is held."""
        return self._held[source_id].turn

    def moved(self, source_id: str) -> None:
        """Something happens in this look."""
        with self._lock:
            if held := self._held.get(source_id):
                held.renewals = 0

    def hangs(self, source_id: str) -> bool:
        """Whether nothing has happened in this look for so long that it is given up."""
        with self._lock:
            return self._held[source_id].renewals >= HUNG

    def drop(self, source_id: str) -> None:
        """Keep it no longer."""
        with self._lock:
            del self._held[source_id]

    def renew(self, engine: Engine, clock: Clock) -> None:
        """Renew all those in which something moves."""
        with self._lock:
            for one in self._held.values():
                one.renewals += 1
            alive = [one.turn for one in self._held.values() if one.renewals < HUNG]
        if alive:
            with writing(engine) as session:
                turns.renew(session, alive, clock())


@contextmanager
def kept(engine: Engine, clock: Clock, every: float = RENEWAL) -> Iterator[Leases]:
    """Leases that are renewed every so many seconds until the end of the block."""
    leases, stop = Leases(), threading.Event()

    def work() -> None:
        while not stop.wait(every):
            try:
                leases.renew(engine, clock)
            except (SQLAlchemyError, OSError):
                log.warning("the leases could not be renewed this time", exc_info=True)

    thread = threading.Thread(target=work, name="leases", daemon=True)
    thread.start()
    try:
        yield leases
    finally:
        stop.set()
        thread.join()
