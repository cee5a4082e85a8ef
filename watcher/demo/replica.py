"""Regulators' web sites on loopback: one HTTP proxy that answers for all of them, over http and https.

The product reaches it through the standard variables (HTTP_PROXY, HTTPS_PROXY, SSL_CERT_FILE) and asks for the sites'
real URLs; nothing leaves this machine. `switches` turn what a host or a page answers into what it answers on a bad day
(answers.py has them all), and `misnamed` hosts show a certificate that is made out to another.
"""

import json
import mimetypes
import socket
import ssl
import struct
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from types import MappingProxyType, TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

import httpx
import trustme

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: on, zero seconds, so that closing sends RST


class Ending(StrEnum):
    """How an answer ends: as it should, silently after half the body, or with the connection reset there."""

    WHOLE = "whole"
    CUT = "cut"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answers; `delay` seconds come before it, `pace` seconds before each byte of its body."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ending: Ending = Ending.WHOLE
    delay: float = 0.0
    pace: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came: headers with names in lower case, body undecoded."""

    method: str
    url: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def keys(self) -> tuple[str, ...]:
        """What its answer may be kept under: for a POST `url POST a=1&b=2` first, then the URL."""
        if self.method != "POST":
            return (self.url,)
        form = parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return (self.url + " POST " + "&".join(f"{key}={value}" for key, value in sorted(form)), self.url)


Reply = Answer | Callable[[Seen], Answer]
Switch = Callable[[Answer], Answer]


class Replica:
    """Serves `pages` (by URL, or by `url POST a=1&b=2`) until it is closed; a context manager.

    `pages` may be replaced or changed at any time. An unknown URL of a known host gets 404, an unknown host 502.
    """

    def __init__(self, pages: Mapping[str, Reply]) -> None:
        self.pages = pages
        self.log: list[Seen] = []
        self.switches: dict[str, Switch] = {}
        self.misnamed: set[str] = set()
        self._folder = tempfile.TemporaryDirectory(prefix="watcher-replica-")
        self._authority = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._contexts_lock = threading.Lock()
        self.closing = threading.Event()
        self.ca_file = Path(self._folder.name) / "ca.pem"
        self._authority.cert_pem.write_to_path(self.ca_file)
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="replica")
        self._thread.start()

    @property
    def proxy_url(self) -> str:
        """What HTTP_PROXY and HTTPS_PROXY must say."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Cut every connection and end every thread."""
        self.closing.set()
        self._server.shutdown()
        self._server.cut_connections()
        self._server.server_close()
        self._thread.join()
        self._folder.cleanup()

    def knows(self, host: str) -> bool:
        """True when some page stands on that host."""
        return any(_host(key) == host for key in self.pages)

    def reply_to(self, seen: Seen) -> Answer:
        """Write the request into the log and find its answer."""
        self.log.append(seen)
        if not self.knows(_host(seen.url)):
            return Answer("没有这个主机".encode(), HTTPStatus.BAD_GATEWAY)
        pages = {_normal(key): reply for key, reply in self.pages.items()}
        reply = next((pages[key] for key in map(_normal, seen.keys) if key in pages), None)
        if reply is None:
            return Answer(b"<h1>404 Not Found</h1>", HTTPStatus.NOT_FOUND)
        answer = reply if isinstance(reply, Answer) else reply(seen)
        switch = self.switches.get(seen.url) or self.switches.get(_host(seen.url))
        return switch(answer) if switch else answer

    def context_for(self, host: str) -> ssl.SSLContext:
        """TLS with a certificate for that host."""
        with self._contexts_lock:
            if host not in self._contexts:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.sslsocket_class = _TlsSocket
                name = f"other.{host}" if host in self.misnamed else host
                self._authority.issue_cert(name).configure_cert(context)
                self._contexts[host] = context
            return self._contexts[host]


def load(folder: Path) -> dict[str, Answer]:
    """Read the pages of a folder: `pages.json` maps URLs to `{"file", "status", "headers"}`."""
    entries: dict[str, dict[str, Any]] = json.loads((folder / "pages.json").read_text("utf-8"))
    pages: dict[str, Answer] = {}
    for key, entry in entries.items():
        path = folder / entry["file"]
        headers = {"Content-Type": mimetypes.guess_type(path.name)[0] or "application/octet-stream"}
        pages[key] = Answer(path.read_bytes(), entry.get("status", 200), headers | entry.get("headers", {}))
    return pages


@lru_cache(maxsize=4096)
def _normal(key: str) -> str:
    """One spelling for URLs that mean the same request."""
    url, post, form = key.partition(" POST ")
    return str(httpx.URL(url)) + post + form


@lru_cache(maxsize=4096)
def _host(key: str) -> str:
    return httpx.URL(key.partition(" POST ")[0]).host


class _TlsSocket(ssl.SSLSocket):
    """Closes itself when its client is gone before the handshake; the standard library would leave it open."""

    def getpeername(self) -> Any:
        try:
            return super().getpeername()
        except OSError:
            self.close()
            raise


class _Server(ThreadingMixIn, TCPServer):
    """One thread per connection, all of them joined when it closes."""

    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, replica: Replica) -> None:
        self.replica = replica
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Site)

    def note(self, connection: socket.socket) -> None:
        """Remember a connection, to be cut when the server closes."""
        self._open.add(connection)
        if self.replica.closing.is_set():
            _cut(connection)

    def forget(self, connection: socket.socket) -> None:
        """The connection is closed."""
        self._open.discard(connection)

    def cut_connections(self) -> None:
        """Wake every thread that waits for its client."""
        for connection in list(self._open):
            _cut(connection)


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        # Not SSLSocket.shutdown, which takes the TLS layer away under the thread that is reading.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


class _Site(BaseHTTPRequestHandler):
    """One connection: plain requests to the proxy, or a tunnel in which one https site speaks."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go in two pieces; inside TLS the second would wait 40 ms
    server: _Server
    connection: Any  # a socket, or the TLS layer on it
    origin = ""

    def setup(self) -> None:
        """Begin a connection, or the TLS layer on it."""
        super().setup()
        self.server.note(self.connection)

    def finish(self) -> None:
        """End it."""
        with suppress(OSError):
            super().finish()
        self.server.forget(self.connection)
        self.connection.close()

    def handle(self) -> None:
        """Answer until the client goes away, in whatever manner: that is no error here."""
        with suppress(OSError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: the replica has a log of its own."""

    def do_CONNECT(self) -> None:
        """Open a tunnel and be the https site at its end."""
        host, _, port = self.path.rpartition(":")
        if not self.server.replica.knows(host):
            self._answer(Answer(b"", HTTPStatus.BAD_GATEWAY))
            return
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.server.forget(self.connection)
        self.rfile.close()
        context = self.server.replica.context_for(host)
        self.request = context.wrap_socket(self.connection, server_side=True, do_handshake_on_connect=False)
        self.setup()
        self.connection.do_handshake()
        self.origin = f"https://{host}" if port == "443" else f"https://{host}:{port}"
        self.close_connection = False

    def do_GET(self) -> None:
        """Answer a page."""
        self._reply(b"")

    def do_POST(self) -> None:
        """Answer a form."""
        self._reply(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _reply(self, body: bytes) -> None:
        absolute = self.path.startswith(("http://", "https://"))
        origin = self.origin or f"http://{self.headers.get('Host', '')}"
        headers = {name.lower(): value for name, value in self.headers.items()}
        url = self.path if absolute else origin + self.path
        self._answer(self.server.replica.reply_to(Seen(self.command, url, body, headers)))

    def _answer(self, answer: Answer) -> None:
        closing = self.server.replica.closing
        if closing.wait(answer.delay):
            return
        usual = {
            "Date": self.date_time_string(),
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(answer.body)),
        }
        given = {name.lower() for name in answer.headers}
        self.send_response_only(answer.status)
        for name, value in usual.items():
            if name.lower() not in given:
                self.send_header(name, value)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        whole = answer.ending is Ending.WHOLE
        self._send(answer.body if whole else answer.body[: len(answer.body) // 2], answer.pace)
        if not whole:
            self.close_connection = True
        if answer.ending is Ending.RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)

    def _send(self, body: bytes, pace: float) -> None:
        if not pace:
            self.wfile.write(body)
            return
        for number in range(len(body)):
            if self.server.replica.closing.wait(pace):
                return
            self.wfile.write(body[number : number + 1])
