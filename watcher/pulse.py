"""The sign of life of one worker: in the database at every tick, and at an address outside if one is set."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
from sqlalchemy.exc import OperationalError

from alerts.channels.letter import Outcome
from store import heartbeats
from store.database import reading, writing
from store.deliveries import servers_away
from watcher.desk import Desk

log = logging.getLogger(__name__)
JUMP = timedelta(minutes=5)  # by which a clock may differ from the time that went by
PING_EVERY = 60  # seconds
PING_TIMEOUT = 10
FAILS = 3  # in a row: a database that was locked for a moment is no news


class Pulse:
    """Used by the jobs of one worker; `monotonic` is a clock that nobody sets."""

    def __init__(
        self, desk: Desk, *, clock: Callable[[], datetime], owner: str, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._desk, self._clock, self._owner, self._monotonic = desk, clock, owner, monotonic
        self._started = self._at = clock()
        self._then = monotonic()
        self._pinged_at = self._then - PING_EVERY
        self._looked = False
        self._delivered: dict[str, bool] = {}  # by channel: each has a job of its own
        self._reached = True
        self._failures: Counter[str] = Counter()  # in a row, by what a job does

    def worked(self, what: str) -> None:
        """A job did what it is there for."""
        self._failures[what] = 0

    def failed(self, what: str) -> None:
        """It could not."""
        self._failures[what] += 1

    def looked(self) -> None:
        """A look was filed, or there was none to make, whatever the sites said."""
        self._looked = True

    def delivered(self, channel: str, outcomes: Counter[Outcome]) -> None:
        """A round of delivery was made; it could do its work unless all that it did was to put off, or a server is waited for."""
        with reading(self._desk.engine) as session:
            waited_for = any((one.channel, one.server) == (channel, "") for one in servers_away(session))
        self._delivered[channel] = not waited_for and (outcomes[Outcome.SENT] > 0 or not outcomes[Outcome.RETRY])

    def beat(self) -> None:
        """Say that this worker lives, and whether its clock jumped."""
        at, now = self._clock(), self._monotonic()
        jump = (at - self._at) - timedelta(seconds=now - self._then)
        jumped = jump if abs(jump) > JUMP else None
        failing = [what for what, times in self._failures.items() if times >= FAILS]
        try:
            with writing(self._desk.engine) as session:
                heartbeats.beat(session, self._owner, started_at=self._started, at=at, jumped=jumped, failing=failing)
        except OperationalError as error:  # somebody writes for long, the disk is full, the server is away: the next one
            log.warning("no sign of life could be written: %s", error.orig)
            return
        self._at, self._then = at, now
        if (
            self._desk.settings.heartbeat_url
            and self._looked
            and self._delivered
            and all(self._delivered.values())
            and now - self._pinged_at >= PING_EVERY
        ):
            self._pinged_at, self._looked, self._delivered = now, False, dict.fromkeys(self._delivered, False)
            self._ping(self._desk.settings.heartbeat_url)

    def _ping(self, url: str) -> None:
        """One GET; that it failed, or succeeds again, is logged once. The address may hold a secret and is not."""
        try:
            with httpx.stream("GET", url, timeout=PING_TIMEOUT) as answer:  # an endless body would hold the next beat
                answer.raise_for_status()
        except httpx.HTTPError as error:
            if self._reached:
                status = error.response.status_code if isinstance(error, httpx.HTTPStatusError) else ""
                log.warning("heartbeat_url does not answer: %s %s", type(error).__name__, status)
            self._reached = False
            return
        if not self._reached:
            log.warning("heartbeat_url answers again")
        self._reached = True
