"""Politeness: one request at a time per host, a pause between two, and no more bytes a day than the host's share.

What was taken is noted now and then, and at the end: a process that is killed forgets `_UNNOTED` bytes of a host at most.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sources.errors import FetchError
from watcher import refusals
from watcher.takings import Takings

_MEGABYTE = 1024 * 1024
_UNNOTED = 4 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How patient the Fetcher is: seconds, bytes and numbers of tries.

    `deadline` holds for one HTTP request with its whole body. `longest_wait` bounds every wait between tries; a site
    that asks for a longer one is left alone until the next look. `host_megabytes` is what one host may be asked for in
    24 hours; the body that reaches it is still taken.
    """

    pause: float = 2.0
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    deadline: float = 180.0
    tries: int = 3
    backoff: float = 2.0
    longest_wait: float = 60.0
    max_bytes: int = 50 * _MEGABYTE
    host_megabytes: int = 1024


@dataclass(slots=True)
class Lane:
    """One host: its lock, when it last answered, the pause that it wants, what was taken from it and noted, what not.

    Where it asked for more patience than there is: until when, and the error that said so.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    last: float | None = None
    wanted_pause: float = 0.0
    noted: int | None = None  # None: not asked yet
    spent: int = 0
    closed_until: float = 0.0
    closed: FetchError | None = None


class Lanes:
    """The lanes of all hosts."""

    def __init__(
        self, limits: FetchLimits, takings: Takings, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._limits = limits
        self._takings = takings
        self._clock = clock
        self._sleep = sleep
        self._lanes: dict[str, Lane] = {}
        self._lock = threading.Lock()

    def leave_alone(self, lane: Lane, seconds: float, trouble: FetchError) -> None:
        """Ask this host nothing more for so long."""
        lane.closed, lane.closed_until = trouble, self._clock() + seconds

    def lane(self, host: str) -> Lane:
        """The lane of this host."""
        with self._lock:
            return self._lanes.setdefault(host, Lane())

    @contextmanager
    def turn(self, lane: Lane, host: str, asked: str) -> Iterator[Callable[[int], None]]:
        """One request to a host whose lock is held, after the pause that is due; yields what counts the bytes taken.

        FetchError when the host has given enough for today, or asked to be left alone.
        """
        if lane.closed is not None and self._clock() < lane.closed_until:
            raise refusals.left_alone(asked, host, lane.closed)
        if self._has_given_enough(lane, host):
            raise refusals.budget_spent(asked, host, self._limits.host_megabytes)
        if lane.last is not None:
            pause = lane.last + max(self._limits.pause, lane.wanted_pause) - self._clock()
            if pause > 0:
                self._sleep(pause)

        lane.closed = None

        def spend(taken: int) -> None:
            lane.spent += taken

        try:
            yield spend
        finally:
            lane.last = self._clock()

    def close(self) -> None:
        """Note what was taken until now."""
        with self._lock:
            lanes = [(host, lane) for host, lane in self._lanes.items() if lane.spent]
        for host, lane in lanes:
            self._note(lane, host)

    def _has_given_enough(self, lane: Lane, host: str) -> bool:
        """Ask what others took before a host is first asked, now and then, and before it is left alone."""
        most = self._limits.host_megabytes * _MEGABYTE
        if lane.noted is None or lane.spent >= min(_UNNOTED, most) or lane.noted + lane.spent >= most:
            self._note(lane, host)
        return (lane.noted or 0) + lane.spent >= most

    def _note(self, lane: Lane, host: str) -> None:
        noted = self._takings.add(host, lane.spent)
        if noted is not None:
            lane.noted, lane.spent = noted, 0
