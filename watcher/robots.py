"""What a site's robots.txt allows (RFC 9309): asked once a day per origin, kept as evidence like every other answer.

No such file (4xx): everything is allowed. No answer (5xx, no connection): what it said last still holds, and where it
never said anything, nothing is allowed.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus

from protego import Protego
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from sources.base import Page
from sources.errors import FetchError
from sources.records import LookState
from store.database import reading, writing
from store.evidence import Evidence, record_capture
from store.looks import newest_capture
from watcher import refusals
from watcher.clients import PRODUCT

log = logging.getLogger(__name__)
_AGE = timedelta(hours=24)
_AGAIN = timedelta(hours=1)  # after a failed question, where an older answer holds
_MOST = 512 * 1024  # bytes that are read of it: RFC 9309 asks for 500 KiB


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin asks of us: which URLs it allows, how many seconds it wants between two requests."""

    parsed: Protego
    read_at: datetime

    def allows(self, url: str) -> bool:
        """Whether the origin allows this URL."""
        return bool(self.parsed.can_fetch(url, PRODUCT))

    @property
    def delay(self) -> float:
        """Seconds that it wants between two requests; 0 where it does not say."""
        return float(self.parsed.crawl_delay(PRODUCT) or 0.0)


class Robots:
    """The rules of all origins, remembered in this process and in the database."""

    def __init__(self, engine: Engine, evidence: Evidence, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._evidence = evidence
        self._clock = clock
        self._rules: dict[str, Rules] = {}

    def rules(self, origin: str, asked: str, fetch: Callable[[str], Page]) -> Rules:
        """The rules of one origin, at most a day old; `fetch` returns any answer below 500, `asked` is the page wanted.

        FetchError when the origin does not answer for them and never did.
        """
        url = f"{origin}/robots.txt"
        known = self._rules.get(origin) or remembered(self._engine, self._evidence, origin)
        if known is None or not timedelta() <= self._clock() - known.read_at < _AGE:
            try:
                known = self._read(url, fetch)
            except FetchError as trouble:
                if known is None:
                    raise refusals.robots_unreachable(asked, url, trouble) from trouble
                known = replace(known, read_at=self._clock() - _AGE + _AGAIN)
        self._rules[origin] = known
        return known

    def _read(self, url: str, fetch: Callable[[str], Page]) -> Rules:
        try:
            page = fetch(url)
        except FetchError as trouble:
            if trouble.state is not LookState.WRONG_PAGE:
                raise
            page = Page(url, b"", status=HTTPStatus.NOT_FOUND)  # it redirects to where we do not go: there is none
        if page.status != HTTPStatus.OK:
            page = Page(url, b"", status=page.status, headers=page.headers)  # the body of an error says nothing
        at = self._clock()
        page = replace(page, content=page.content[:_MOST])
        digest = self._evidence.keep(page.content)
        try:
            with writing(self._engine) as session:
                record_capture(session, page, digest, at=at, request_key=url)
        except OperationalError as error:  # another writer took longer than anybody waits: this process knows the rules
            log.warning("%s is not remembered: %s", url, error)
        return _parsed(page.content, at)


def remembered(engine: Engine, evidence: Evidence, origin: str) -> Rules | None:
    """What an origin said last, however long ago; None where it was never asked."""
    with reading(engine) as session:
        last = newest_capture(session, f"{origin}/robots.txt")
    if last is None:
        return None
    try:
        return _parsed(evidence.read(last.sha256), last.fetched_at)
    except (OSError, ValueError):
        return None  # the evidence is gone or altered, which doctor tells: the site is asked again


def _parsed(content: bytes, at: datetime) -> Rules:
    return Rules(Protego.parse(content.decode("utf-8", "replace").removeprefix("\ufeff")), at)
