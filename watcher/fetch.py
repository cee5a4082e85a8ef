"""Requests in, pages out: the only place that asks the outside world for one.

Everything that is not the page itself is a FetchError in the state that the look ends in: a wall, another site, a
page that is gone, half a body. One request at a time per host, with a pause between them.
"""

import random
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.metadata import version
from types import TracebackType
from typing import Self

import httpx

from sources.base import Page, Request
from sources.errors import UsageError
from watcher import addresses, refusals
from watcher.refusals import Passing
from watcher.transfer import ACCEPTED, Damaged, Deadline, NotDecodable, TooLarge, read_body

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How patient the Fetcher is: seconds, bytes and numbers of tries.

    `deadline` holds for one HTTP request with its whole body. `longest_wait` bounds every wait between tries; a site
    that asks for a longer one is left alone until the next look.
    """

    pause: float = 2.0
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    deadline: float = 180.0
    tries: int = 3
    backoff: float = 2.0
    longest_wait: float = 60.0
    max_bytes: int = 50 * 1024 * 1024


@dataclass(slots=True)
class _Lane:
    """One host: its lock, and when it last answered."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    last: float | None = None


class Fetcher:
    """Fetches pages for one run; cookies live as long as it does. A context manager, safe to share between threads.

    `allowed_hosts` are the hosts (with their subdomains) that may be asked at all, None means any: the links come
    from pages that others write. `contact` stands in the User-Agent. `proxy` and `verify` override the standard
    environment variables. UsageError when proxy, certificate file or contact cannot be used.
    """

    def __init__(
        self,
        limits: FetchLimits | None = None,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        rng: random.Random,
        allowed_hosts: frozenset[str] | None,
        contact: str = "",
        proxy: str | None = None,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self._limits = limits or FetchLimits()
        self._clock = clock
        self._sleep = sleep
        self._rng = rng
        self._allowed = None if allowed_hosts is None else frozenset(addresses.plain(host) for host in allowed_hosts)
        self._lanes: dict[str, _Lane] = {}
        self._lanes_lock = threading.Lock()
        self._client = _client(self._limits, contact, proxy, verify)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and forget the cookies."""
        self._client.close()

    def fetch(self, request: Request) -> Page:
        """Fetch one page; FetchError in every other case.

        A page with status 304 comes back only when the request carried If-None-Match or If-Modified-Since.
        """
        url = addresses.admitted(request.url, self._allowed)
        with self._lanes_lock:
            lane = self._lanes.setdefault(addresses.host_of(url), _Lane())
        with lane.lock:
            for number in range(1, self._limits.tries):
                try:
                    return self._follow(request, url, lane)
                except Passing as trouble:
                    wait = self._wait_after(trouble, number)
                    if wait is None:
                        raise
                self._sleep(wait)
            return self._follow(request, url, lane)

    def _wait_after(self, trouble: Passing, number: int) -> float | None:
        """Seconds until the next try; None when the site asked for more patience than there is."""
        if trouble.asked_wait is not None and trouble.asked_wait > self._limits.longest_wait:
            return None
        backoff = self._limits.backoff * 2.0 ** (number - 1) * self._rng.uniform(0.5, 1.5)
        return max(min(backoff, self._limits.longest_wait), trouble.asked_wait or 0.0)

    def _follow(self, request: Request, url: httpx.URL, lane: _Lane) -> Page:
        """Ask, and follow redirects inside one host by hand: another host is another site."""
        form = request.form
        for _ in range(_MOST_REDIRECTS + 1):
            # As bytes, because a Referer may hold Chinese, which httpx refuses to encode.
            extra = [(name.encode(), value.encode()) for name, value in request.headers.items()]
            outgoing = self._client.build_request("GET" if form is None else "POST", url, data=form, headers=extra)
            response, body = self._ask(outgoing, request.url, lane)
            headers = dict(response.headers)
            location = response.extensions.get("location", "")
            refusals.check_wall(request.url, response.status_code, headers | {"location": location}, body)
            if response.status_code not in _REDIRECTS or not location:
                return _page(request, response, headers, body)
            url = addresses.redirected(request.url, url, location)
            if response.status_code in (301, 302, 303):
                form = None  # as every browser does
        raise refusals.too_many_redirects(request.url, _MOST_REDIRECTS)

    def _ask(self, outgoing: httpx.Request, asked: str, lane: _Lane) -> tuple[httpx.Response, bytes]:
        """Send one request and read the whole answer, after the pause that is due to its host."""
        if lane.last is not None:
            pause = lane.last + self._limits.pause - self._clock()
            if pause > 0:
                self._sleep(pause)
        deadline = Deadline(self._limits.deadline)
        outgoing.extensions["trace"] = deadline.trace
        try:
            with deadline:
                response = self._client.send(outgoing, stream=True)
                try:
                    body = read_body(response, self._limits.max_bytes)
                finally:
                    response.close()
        except TooLarge:
            raise refusals.too_large(asked, self._limits.max_bytes) from None
        except NotDecodable as trouble:
            raise refusals.not_decodable(asked, str(trouble)) from None
        except (httpx.TransportError, Damaged) as trouble:
            if deadline.passed:
                raise refusals.too_slow(asked, self._limits.deadline) from trouble
            raise refusals.not_delivered(asked, trouble) from trouble
        finally:
            lane.last = self._clock()
        if deadline.passed:  # a body without a stated length only seems to have ended
            raise refusals.too_slow(asked, self._limits.deadline)
        return response, body


def _page(request: Request, response: httpx.Response, headers: dict[str, str], body: bytes) -> Page:
    status = response.status_code
    conditional = {"if-none-match", "if-modified-since"} & {name.lower() for name in request.headers}
    if not (status == HTTPStatus.OK or (status == HTTPStatus.NOT_MODIFIED and conditional)):
        raise refusals.bad_status(request.url, status, headers)
    return Page(
        url=request.url,
        content=body,
        final_url=str(response.url),
        status=status,
        headers=headers,
        name=request.name,
    )


def _client(limits: FetchLimits, contact: str, proxy: str | None, verify: ssl.SSLContext | None) -> httpx.Client:
    if not contact.isascii() or not contact.isprintable():
        raise UsageError("联系方式 contact 只能用英文字母、数字和符号", action="请填写邮箱或网址")
    product = f"Watcher/{version('regwatch-cn')}"
    headers = {
        # Browser-like, because the names of libraries are refused, yet it says who asks.
        "User-Agent": f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) {product}"
        + (f" (+{contact})" if contact else ""),
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9",
        "Accept-Encoding": ACCEPTED,
    }
    timeout = httpx.Timeout(limits.read_timeout, connect=limits.connect_timeout)
    # A connection of its own for each request: with the pause between them the site has closed the old one anyway.
    fresh = httpx.Limits(max_keepalive_connections=0)
    try:
        tls = verify or httpx.create_ssl_context()
    except OSError as trouble:
        raise UsageError("SSL_CERT_FILE 或 SSL_CERT_DIR 指定的证书无法读取", action="请检查该文件") from trouble
    try:
        return httpx.Client(
            headers=headers,
            timeout=timeout,
            limits=fresh,
            proxy=proxy,
            verify=tls,
            event_hooks={"response": [addresses.keep_location]},
        )
    except (ValueError, httpx.InvalidURL, ImportError) as trouble:  # ImportError: socks:// needs a further package
        raise UsageError(
            "代理地址无法使用", action="请在 HTTP_PROXY、HTTPS_PROXY、ALL_PROXY 或配置中使用 http:// 开头的代理"
        ) from trouble
