"""Processes that run `watcher` without its second of imports: `python -m benchmarks.forks` forks one for each order.

Each is a process of its own that runs the command's real entry; it may be told to kill itself at its n-th step, to find
the disk full, or to write down what it went through. Orders and answers are lines of JSON.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, event

from benchmarks.compressed import SharedClock
from benchmarks.day_sites import sources
from benchmarks.registers import digest
from sources.names.keys import identity_key
from sources.names.parts import split
from watcher.cli.context import Context
from watcher.cli.main import main
from watcher.desk import Desk

_TOUCHING = frozenset({"open", "os.rename", "os.mkdir", "os.remove", "sqlite3.connect", "socket.connect"})


@dataclass(frozen=True, slots=True)
class Order:
    """One command: its environment and arguments, and what shall happen to it."""

    environment: dict[str, str]
    arguments: list[str]
    kill_at: int | None = None  # the step before which it kills itself
    file_limit: int | None = None  # bytes that no file may exceed: beyond them the disk is full
    record: str | None = None  # where to write the number of its steps and the states of the register
    log: str | None = None  # where to write what it says
    clock: str | None = None  # what the time is, and then `places` are watched, and it ticks five times a second
    places: int = 0


@dataclass(slots=True)
class _Steps:
    """Counts what touches files, sockets and the database."""

    kill_at: int | None
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    quiet: bool = False
    last: int = 0

    def audit(self, name: str, _arguments: Any) -> None:
        if name in _TOUCHING:
            self.take()

    def take(self, *_: Any) -> None:
        if self.quiet:
            return
        self.last = next(self.numbers)
        if self.last == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


def _carry_out(order: Order) -> int:
    os.environ.clear()
    os.environ.update(order.environment)
    silent = os.open(os.devnull, os.O_RDWR)
    spoken = silent if order.log is None else os.open(order.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream, to in enumerate((silent, spoken, spoken)):
        os.dup2(to, stream)
    steps, states = _Steps(order.kill_at), list[str]()
    database = Path(order.environment["WATCHER_HOME"]) / "watcher.db"
    context = Context if order.clock is None else partial(_compressed, order.places, SharedClock.open(Path(order.clock)))

    def remember(*_: Any) -> None:
        steps.quiet = True
        found = digest(database) if database.exists() else ""
        steps.quiet = False
        if not states or states[-1] != found:
            states.append(found)

    sys.addaudithook(steps.audit)
    event.listen(Engine, "before_cursor_execute", steps.take)
    event.listen(Engine, "commit", steps.take)
    if order.record:
        event.listen(Engine, "begin", remember)
    if order.file_limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order.file_limit, order.file_limit))
    code = main(order.arguments, context)
    if order.record:
        remember()
        Path(order.record).write_text(json.dumps({"steps": steps.last, "states": states}), encoding="utf-8")
    return code


def _compressed(places: int, clock: SharedClock, desk: Desk) -> Context:
    """What a command is given on a compressed day."""
    return Context(replace(desk, sources=sources(places)), clock, sleep=lambda seconds: time.sleep(seconds / 100), tick=0.2)


def _serve() -> None:
    split(identity_key("云岭商业保理（大连）有限公司"))  # reads the tables that every process would read for itself
    for line in sys.stdin:
        asked = json.loads(line)
        if isinstance(asked, int):
            _, status = os.waitpid(asked, 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = os.fork()
            if answer == 0:
                os._exit(_carry_out(Order(**asked)))
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


class Forks:
    """The process that forks; a context manager."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "benchmarks.forks"]
        root = Path(__file__).parent.parent
        self._server = subprocess.Popen(command, text=True, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.communicate()

    def start(self, order: Order) -> int:
        """Begin a command and return the number of its process, which stays taken until it is waited for."""
        return self._ask(asdict(order))

    def wait(self, process: int) -> int:
        """Its exit code; the negative number of the signal that killed it."""
        return self._ask(process)

    def run(self, order: Order) -> int:
        """Begin a command and wait for its end."""
        return self.wait(self.start(order))

    def _ask(self, asked: object) -> int:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())


if __name__ == "__main__":
    _serve()
