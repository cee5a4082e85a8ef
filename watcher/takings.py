"""What a host has given within 24 hours: in one process, or in all that share a database, also after a restart."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from store import takings
from store.database import reading, writing

log = logging.getLogger(__name__)
_DAY = 24 * 3600.0


class Takings(Protocol):
    """Who counts the bytes."""

    def add(self, host: str, size: int) -> int | None:
        """Count so many bytes more (0: only ask) and return all of the day; None when they could not be counted now."""


class OwnTakings:
    """Those of this process alone."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._days: dict[str, tuple[float, int]] = {}

    def add(self, host: str, size: int) -> int:
        """Count so many bytes more and return all of the day."""
        now = self._clock()
        since, before = self._days.get(host, (now, 0))
        if now - since >= _DAY:
            since, before = now, 0
        self._days[host] = since, before + size
        return before + size


class SharedTakings:
    """Those of everybody who works on the database."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, host: str, size: int) -> int | None:
        """Count so many bytes more and return all of the day; None while another writer takes too long."""
        if not size:
            with reading(self._engine) as session:
                return takings.taken(session, host, self._clock())
        try:
            with writing(self._engine) as session:
                return takings.take(session, host, size, self._clock())
        except OperationalError as error:
            log.warning("%d bytes of %s are counted later: %s", size, host, error)
            return None
