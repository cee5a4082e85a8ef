"""The webhook of a compressed day: it verifies what it is sent, puts off, hangs, breaks off and goes away."""

import hmac
import json
import random
import socket
import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from benchmarks.day_post import Kept
from benchmarks.day_script import HOOK

_HANG = 0.5  # seconds; nobody waits long for it, because it breaks off then


class Temper(StrEnum):
    """What becomes of a request."""

    WELL = "204"
    LATER = "503"
    HANGS = "hangs"
    CUT_BEFORE = "cut before it was kept"
    CUT_AFTER = "cut after it was kept"


@dataclass(slots=True)
class Hooks:
    """A receiver whose address stays while it is away; a context manager. `rough` is how often a request fares badly."""

    rng: random.Random
    secret: str = ""
    rough: float = 0.0
    hang: bool = False  # whether each request has to wait until this is over
    hanging: int = 0
    worst: tuple[Temper, ...] = (Temper.LATER, Temper.HANGS, Temper.CUT_BEFORE, Temper.CUT_AFTER)
    kept: list[Kept] = field(default_factory=list)
    bodies: dict[str, set[bytes]] = field(default_factory=dict)  # by key
    faults: list[str] = field(default_factory=list)
    port: int = 0
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Where it takes messages."""
        return f"http://127.0.0.1:{self.port}/watcher"

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Listen, where it has listened before."""
        if self._server is None:
            self._server = _Server(("127.0.0.1", self.port), _handler(self))
            self.port = self._server.server_port
            threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Be away: nobody listens."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()

    def temper(self) -> Temper:
        """For the next request."""
        return self.rng.choice(self.worst) if self.rng.random() < self.rough else Temper.WELL

    def wait(self, seconds: float) -> None:
        """Say nothing for so long, and as long as `hang` says."""
        self.hanging, end = self.hanging + 1, time.monotonic() + seconds
        while self.hang or time.monotonic() < end:
            time.sleep(0.01)
        self.hanging -= 1

    def keep(self, key: str, content: bytes, *, answered: bool) -> None:
        """Take the message, as a receiver does before it answers."""
        told = json.loads(content)
        if told["id"] != key:
            self.faults.append(f"a request for {told['id']} came under the key {key}")
        self.bodies.setdefault(key, set()).add(content)
        self.kept.append(Kept(time.monotonic(), "", answered, key, HOOK, told["subject"], content.decode()))

    def verify(self, timestamp: str, given: str, content: bytes) -> None:
        """As docs/operations.md says; the clock of such a day proves nothing."""
        signed = hmac.new(self.secret.encode(), timestamp.encode() + b"." + content, sha256).hexdigest()
        if not hmac.compare_digest(given, f"v1={signed}"):
            self.faults.append(f"a request was signed wrongly: {content[:80]!r}")


class _Server(ThreadingHTTPServer):
    daemon_threads, block_on_close = True, False  # whoever hangs keeps nobody waiting


def _handler(hooks: Hooks) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content, temper = self.rfile.read(int(self.headers["Content-Length"])), hooks.temper()
            hooks.verify(self.headers["Watcher-Timestamp"], self.headers["Watcher-Signature"], content)
            hooks.wait(_HANG if temper is Temper.HANGS else 0.0)
            if temper in (Temper.WELL, Temper.CUT_AFTER):
                hooks.keep(self.headers["Idempotency-Key"], content, answered=temper is Temper.WELL)
            if temper in (Temper.WELL, Temper.LATER):
                self.send_response(int(temper))
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self.connection.shutdown(socket.SHUT_RDWR)

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:  # the sender was killed, or had waited long enough
                self.close_connection = True

        def finish(self) -> None:
            try:
                super().finish()
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
