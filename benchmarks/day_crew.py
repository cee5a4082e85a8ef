"""Three `watcher run` over one database, one of which is always just being killed."""

import os
import random
import select
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.forks import Forks, Order

_STEPS = (5, 400)  # what a process may do until it kills itself, where it is told to
_CLEAN = (0, -signal.SIGKILL)


@dataclass(slots=True)
class Worker:
    """One process: the name under which it logs in to the mail server, and how it ended, and when it was seen."""

    name: str
    process: int
    handle: int
    full_disk: bool
    code: int | None = None
    gone: float = 0.0  # by the steady clock

    def has_ended(self) -> bool:
        """Whether the process is no more, be it by its own hand."""
        return bool(select.select([self.handle], [], [], 0)[0])


@dataclass(slots=True)
class Crew:
    """Who works, and who has worked; whoever dies is replaced by another."""

    forks: Forks
    environment: Mapping[str, str]
    folder: Path
    clock: Path
    places: int
    rng: random.Random
    alive: list[Worker] = field(default_factory=list)
    ended: list[Worker] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """How many were killed."""
        return sum(one.code == -signal.SIGKILL for one in self.ended)

    def start(self, *, kill_itself: bool = False, file_limit: int | None = None) -> None:
        """One more."""
        name = f"w{len(self.alive) + len(self.ended)}"
        environment = {key: value.replace("{name}", name) for key, value in self.environment.items()}
        order = Order(
            environment,
            ["run"],
            kill_at=self.rng.randint(*_STEPS) if kill_itself else None,
            file_limit=file_limit,
            log=str(self.folder / f"{name}.log"),
            clock=str(self.clock),
            places=self.places,
        )
        process = self.forks.start(order)
        self.alive.append(Worker(name, process, os.pidfd_open(process), file_limit is not None))

    def kill(self, name: str | None = None) -> None:
        """That one, or anybody, at once; called from any thread."""
        chosen = [one for one in self.alive if name in (None, one.name)]
        if chosen:
            with suppress(OSError):
                signal.pidfd_send_signal(self.rng.choice(chosen).handle, signal.SIGKILL)

    def replace(self, *, kill_itself: float = 0.0) -> None:
        """Somebody else for everybody who has ended; some of them will kill themselves."""
        for one in [one for one in self.alive if one.has_ended()]:
            self._bury(one)
            self.start(kill_itself=self.rng.random() < kill_itself)

    def fill_disk(self, file_limit: int) -> None:
        """Somebody is replaced by one for whom no file may grow beyond so many bytes."""
        one = self.alive[0]
        self.kill(one.name)
        self._bury(one)
        self.start(file_limit=file_limit)

    def relieve(self) -> None:
        """Those whose disk was full are killed."""
        for one in self.alive:
            if one.full_disk:
                self.kill(one.name)

    def stop(self) -> None:
        """Everybody is asked to end, and waited for."""
        for one in self.alive:
            with suppress(OSError):
                signal.pidfd_send_signal(one.handle, signal.SIGTERM)
        for one in list(self.alive):
            self._bury(one)

    def end(self) -> None:
        """Whoever is still alive is killed."""
        for one in list(self.alive):
            self.kill(one.name)
            self._bury(one)

    def faults(self) -> list[str]:
        """Whoever ended otherwise than in order or by a kill."""
        return [f"{one.name} ended with {one.code}" for one in self.ended if one.code not in _CLEAN]

    def _bury(self, one: Worker) -> None:
        one.code, one.gone = self.forks.wait(one.process), time.monotonic()
        os.close(one.handle)
        self.alive.remove(one)
        self.ended.append(one)
