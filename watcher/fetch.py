"""Requests in, pages out: the only place that asks the outside world for one.

Everything that is not the page itself is a FetchError in the state that the look ends in: a wall, another site, a
page that is gone, half a body. One request at a time per host, with a pause between them.
"""

import random
import ssl
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpx

from sources.base import Page, Request
from watcher import addresses, peers, refusals
from watcher.clients import client, legacy_tls, strict_tls
from watcher.lanes import FetchLimits, Lane, Lanes
from watcher.refusals import OldTls, Passing
from watcher.robots import Robots
from watcher.takings import OwnTakings, Takings
from watcher.wire import Answer, exchange

__all__ = ["FetchLimits", "Fetcher"]

_MOST_REDIRECTS = 5
_Judge = Callable[[str, Answer], None]  # raises FetchError for an answer that is not what was asked for


class Fetcher:
    """Fetches pages for one run; cookies live as long as it does. A context manager, safe to share between threads.

    `allowed_hosts` are the hosts (with their subdomains) that may be asked at all, None means any: the links come
    from pages that others write. `sites` are the hosts of one publisher each: redirects lead from one to another of
    them and nowhere else. `private_hosts` may have addresses of a private network, `legacy_tls_hosts` may speak TLS
    of another age where they fail at today's. Without `robots` no robots.txt is asked. `takings` count
    the bytes of each host, else this process counts its own. `contact` stands in the User-Agent. `proxy` and `verify` override the standard environment variables. UsageError when proxy, certificate
    file or contact cannot be used.
    """

    def __init__(
        self,
        limits: FetchLimits | None = None,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        rng: random.Random,
        allowed_hosts: frozenset[str] | None,
        sites: Sequence[frozenset[str]] = (),
        private_hosts: frozenset[str] = frozenset(),
        legacy_tls_hosts: frozenset[str] = frozenset(),
        robots: Robots | None = None,
        takings: Takings | None = None,
        contact: str = "",
        proxy: str | None = None,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self._limits = limits or FetchLimits()
        self._sleep = sleep
        self._rng = rng
        self._allowed = None if allowed_hosts is None else addresses.plain_hosts(allowed_hosts)
        self._sites = [addresses.plain_hosts(site) for site in sites]
        self._private = addresses.plain_hosts(private_hosts)
        self._legacy_hosts = addresses.plain_hosts(legacy_tls_hosts)
        self._robots = robots
        self._lanes = Lanes(self._limits, takings or OwnTakings(clock), clock, sleep)
        timeout = httpx.Timeout(self._limits.read_timeout, connect=self._limits.connect_timeout)
        cookies = CookieJar(DefaultCookiePolicy(strict_domain=True))  # none for all of .gov.cn: sites would meet in it
        self._strict = client(timeout, contact, proxy, verify or strict_tls(), cookies)
        self._legacy = client(timeout, contact, proxy, legacy_tls(verify), cookies) if legacy_tls_hosts else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections, forget the cookies, and note what was taken."""
        self._strict.close()
        if self._legacy is not None:
            self._legacy.close()
        self._lanes.close()

    def fetch(self, request: Request) -> Page:
        """Fetch one page; FetchError in every other case.

        A page with status 304 comes back only when the request carried If-None-Match or If-Modified-Since.
        """
        conditional = {"if-none-match", "if-modified-since"} & {name.lower() for name in request.headers}
        wanted = {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED} if conditional else {HTTPStatus.OK}

        def judge(asked: str, answer: Answer) -> None:
            _check_wall(asked, answer)
            if answer.status not in wanted:
                raise refusals.bad_status(asked, answer.status, answer.headers)

        return self._walk(request, judge, robots=self._robots)

    def _fetch_robots(self, url: str) -> Page:
        """Any answer that says whether there are rules; FetchError where the site cannot be asked."""

        def judge(asked: str, answer: Answer) -> None:
            if 400 <= answer.status < 500 and answer.status != HTTPStatus.TOO_MANY_REQUESTS:
                return  # there is none; a wall of such a status is met again at the page itself
            _check_wall(asked, answer)
            if answer.status >= 400:
                raise refusals.bad_status(asked, answer.status, answer.headers)

        return self._walk(Request(url), judge, robots=None)

    def _walk(self, request: Request, judge: _Judge, robots: Robots | None) -> Page:
        """Ask, and follow redirects inside one site by hand: another host is another site."""
        url, form = addresses.admitted(request.url, self._allowed), request.form
        for _ in range(_MOST_REDIRECTS + 1):
            self._refuse_private(request.url, url)
            lane = self._lanes.lane(addresses.host_of(url))
            if robots is not None:
                self._obey(robots, request.url, url, lane)
            with lane.lock:
                answer = self._patiently(request, url, form, lane, judge)
            if not answer.is_redirect:
                return _page(request, answer)
            url = addresses.redirected(request.url, url, answer.location, self._sites)
            if answer.status in (301, 302, 303):
                form = None  # as every browser does
        raise refusals.too_many_redirects(request.url, _MOST_REDIRECTS)

    def _refuse_private(self, asked: str, url: httpx.URL) -> None:
        host = addresses.host_of(url)
        address = peers.printed_address(host)
        if address and not peers.is_public(address) and not addresses.is_among(host, self._private):
            raise refusals.private_address(asked, host, address)

    def _obey(self, robots: Robots, asked: str, url: httpx.URL, lane: Lane) -> None:
        """FetchError where the site asks programs not to come here."""
        origin = addresses.origin_of(url)
        rules = robots.rules(origin, asked, self._fetch_robots)
        if not rules.allows(str(url)):
            raise refusals.disallowed(asked, f"{origin}/robots.txt")
        lane.wanted_pause = min(rules.delay, self._limits.longest_wait)

    def _patiently(
        self, request: Request, url: httpx.URL, form: Mapping[str, str] | None, lane: Lane, judge: _Judge
    ) -> Answer:
        """One answer that is what was asked for, or a redirect; what may pass by itself is tried again."""
        number = 0
        while True:
            number += 1
            try:
                answer = self._ask(request, url, form, lane)
                if answer.is_redirect:
                    _check_wall(request.url, answer)
                else:
                    judge(request.url, answer)
                return answer
            except Passing as trouble:
                wait = self._wait_after(trouble, number)
                if wait is None:
                    self._lanes.leave_alone(lane, trouble.asked_wait or 0.0, trouble)
                if wait is None or number >= self._limits.tries:
                    raise
            self._sleep(wait)

    def _wait_after(self, trouble: Passing, number: int) -> float | None:
        """Seconds until the next try; None when the site asked for more patience than there is."""
        if trouble.asked_wait is not None and trouble.asked_wait > self._limits.longest_wait:
            return None
        backoff = self._limits.backoff * 2.0 ** (number - 1) * self._rng.uniform(0.5, 1.5)
        return max(min(backoff, self._limits.longest_wait), trouble.asked_wait or 0.0)

    def _ask(self, request: Request, url: httpx.URL, form: Mapping[str, str] | None, lane: Lane) -> Answer:
        """Send one request in its turn; a server of another age is spoken to in its way, where that is allowed."""
        # As bytes, because a Referer may hold Chinese, which httpx refuses to encode.
        extra = [(name.encode(), value.encode()) for name, value in request.headers.items()]
        host = addresses.host_of(url)
        private = addresses.is_among(host, self._private)

        def send(way: httpx.Client) -> Answer:
            outgoing = way.build_request("GET" if form is None else "POST", url, data=form, headers=extra)
            with self._lanes.turn(lane, host, request.url) as spend:
                return exchange(way, outgoing, request.url, self._limits, private=private, spend=spend)

        try:
            return send(self._strict)
        except OldTls:
            if self._legacy is None or not addresses.is_among(host, self._legacy_hosts):
                raise
            return send(self._legacy)


def _check_wall(asked: str, answer: Answer) -> None:
    refusals.check_wall(asked, answer.status, answer.headers | {"location": answer.location}, answer.body)


def _page(request: Request, answer: Answer) -> Page:
    return Page(
        url=request.url,
        content=answer.body,
        final_url=answer.url,
        status=answer.status,
        headers=answer.headers,
        name=request.name,
    )
