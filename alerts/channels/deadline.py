"""A bound for one request in all: who answers a byte at a time is cut off, whether it is a site or a receiver."""

import socket
import threading
from types import TracebackType
from typing import Self


class Deadline:
    """Cuts the connection when one request has taken `seconds` in all.

    Timeouts of sockets begin anew with every byte that drips in; this one does not. Used as a context manager, with
    `trace` as the httpx extension of that name.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._timer.join()

    def trace(self, event: str, info: dict[str, object]) -> None:
        """Learn which socket the request runs on."""
        if not event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            return
        found = getattr(info["return_value"], "get_extra_info", lambda _: None)("socket")
        if isinstance(found, socket.socket):
            self._socket = found
            if self.passed:
                self._cut(found)

    def _expire(self) -> None:
        self.passed = True
        if self._socket is not None:
            self._cut(self._socket)

    @staticmethod
    def _cut(connection: socket.socket) -> None:
        try:
            # Not SSLSocket.shutdown, which takes the TLS layer away under the thread that is reading.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
        except OSError:
            return  # closed already: the request has ended by itself
