"""What stands before every page: who may ask (Host), from where (Origin), how much (bytes), and the headers of every answer.

Host: a page of another site whose name was made to point here (DNS rebinding) must not read portfolios.
Origin: a form on another site must not upload. Browsers say where a request comes from (Sec-Fetch-Site, else Origin);
a client that says neither is no browser and carries nobody's rights. A signed link is its own right: it may be posted from
anywhere, as mail services do on one click (RFC 8058).
"""

import re
from base64 import b64encode
from collections.abc import Callable, Collection
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alerts.links import SIGNED_PATH

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
FOREIGN = 1403  # no status: which of the reasons for 403 it is
_HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(?::[0-9]{1,5})?")
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
MOST_OF_STRANGERS = 64 * 1024  # bytes of a body
_DRAINED = 64 * 1024 * 1024  # read on and thrown away, so that a browser gets to see the refusal and no broken line

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: under it a browser sends "Origin: null" with our own forms, and we could not tell them apart.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def hosts(own: str, allowed: Collection[str]) -> tuple[str, ...]:
    """The names that a page may be reached by: those of this machine, the address that it stands on, and those allowed."""
    return (*LOOPBACK, f"[{own}]" if ":" in own else own, *allowed)


_OWN = ("Cache-Control",)  # may be decided by the page: a feed is asked for again and again

# What others wrote, shown inside a page of ours: no script, no form, no link, nothing fetched, an origin of its own.
SHUT_IN_STYLE = "body{font:16px/1.7 sans-serif;margin:1rem;overflow-wrap:anywhere}table{border-collapse:collapse}" \
    "td,th{border:1px solid #999;padding:.2rem .5rem;vertical-align:top}pre{white-space:pre-wrap}.told{color:#5a6474}"
_STYLE_HASH = b64encode(sha256(SHUT_IN_STYLE.encode()).digest()).decode()
SHUT_IN = (
    f"sandbox; default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
# A mail as it was sent: its styles stand at its elements, as mail programs want them; pictures it has none.
SHUT_IN_MAIL = "sandbox; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
_STRICTER = (SHUT_IN, SHUT_IN_MAIL)  # the policies that a page may ask for in place of ours

Refuse = Callable[[int, str], Response]
Known = Callable[[Request], bool]


class Guard:
    """The outermost middleware; `refuse` makes the answer for a status and a path, `most_bytes` says how much a path takes.

    That much is for whoever is `known`: nobody else may fill the memory with more than a form.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Collection[str],
        most_bytes: Callable[[str], int],
        refuse: Refuse,
        known: Known | None = None,
    ) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)
        self.most_bytes = most_bytes
        self.refuse = refuse
        self.known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        guarded = _with_headers(send)
        if scope["method"] == "HEAD":  # what GET would say; the server keeps the body back, since its own scope says HEAD
            scope = {**scope, "method": "GET"}
        refused = self._refused(Headers(scope=scope), scope["method"], scope["path"])
        if refused:
            await self.refuse(refused, scope["path"])(scope, receive, guarded)
        elif scope["method"] in _SAFE_METHODS:
            await self.app(scope, receive, guarded)
        else:
            await self._with_body(scope, receive, guarded)

    def _refused(self, headers: Headers, method: str, path: str) -> int | None:
        asked = headers.getlist("host")
        if len(asked) != 1 or _host(asked[0]) not in self.hosts:
            return 421
        if method in _SAFE_METHODS or SIGNED_PATH.fullmatch(path):
            return None
        return FOREIGN if _from_elsewhere(headers) else None

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body up to the limit before anything parses it, then go on."""
        body, seen, path = bytearray(), 0, scope["path"]
        limit = self.most_bytes(path)
        most, refused, more = min(MOST_OF_STRANGERS, limit), 413, True
        while more and seen <= limit + _DRAINED:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            chunk = message.get("body", b"")
            seen += len(chunk)
            if most < seen <= limit and refused == 413:
                if await self._is_known(scope):
                    most = limit
                else:
                    refused = 401
            if seen <= most:
                body += chunk
            more = message.get("more_body", False)
        if seen > most:
            await self.refuse(refused, path)(scope, receive, send)
        else:
            await self.app(scope, _again(bytes(body), receive), send)

    async def _is_known(self, scope: Scope) -> bool:
        return self.known is not None and await run_in_threadpool(self.known, Request(scope))


def _host(value: str) -> str:
    """The name without its port, in lower case; empty for what is no name with a port: pages build addresses of it."""
    found = _HOST.fullmatch(value.lower())
    return found[1] if found else ""


def _from_elsewhere(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc.lower() != headers["host"].lower()
    except ValueError:
        return True


def _again(body: bytes, receive: Receive) -> Receive:
    """Hand out the body that was read already, then whatever comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                asked = headers.get(name)
                if asked is None or (name not in _OWN and asked not in _STRICTER):
                    headers[name] = value
        await send(message)

    return guarded
