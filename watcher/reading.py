"""Run a source's reader: fetch what it asks for, keep every byte, collect the notices. Nothing is written to the register."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus

from sources.base import Page, Request, Source, Steps
from sources.errors import FetchError, LookError, ReadingError
from sources.records import LookState, Notice
from store.evidence import Evidence
from store.filing import Filing
from store.looks import KeptPage
from watcher import addresses

Fetch = Callable[[Request], Page]
Clock = Callable[[], datetime]
MAX_REQUESTS = 400  # in one look: a site that links in a circle must not keep a worker for ever
LONGEST = timedelta(hours=1)  # of one look: nor must a site that answers every request as late as it may


@dataclass(slots=True)
class Reading:
    """What one look saw. `trouble` is the error that ended it; the notices read before it still count."""

    started_at: datetime
    pages: list[KeptPage] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    trouble: LookError | None = None

    @property
    def filings(self) -> list[Filing]:
        """The notices with the hashes of all that was read."""
        hashes = {kept.page.url: kept.digest for kept in self.pages}
        hashes |= {kept.page.address: kept.digest for kept in self.pages}
        return [Filing(notice, hashes_of(notice, hashes)) for notice in self.notices]


def hashes_of(notice: Notice, hashes: dict[str, str]) -> dict[str, str]:
    """The evidence of one notice: its page, its attachments and the files that its rows stand in."""
    urls = {notice.url, *(one.url for one in notice.attachments)}
    urls |= {row.place.url for row in (*notice.rows, *notice.held)}
    # A file in an archive has the archive's address with its path behind #; the archive's bytes are its evidence.
    files = {url: url if url in hashes else url.partition("#")[0] for url in sorted(filter(None, urls))}
    return {url: hashes[file] for url, file in files.items() if file in hashes}


def own_hosts(source: Source) -> frozenset[str]:
    """The hosts where a source may be read: those of its regulator, and where it starts; links to others are not followed."""
    start = addresses.host_of(addresses.admitted(source.start.url, None))
    return addresses.plain_hosts([*source.regulator.domains, start])


def read(source: Source, *, fetch: Fetch, evidence: Evidence, clock: Clock) -> Reading:
    """One look at one source, up to the notices."""
    reading = Reading(started_at=clock())
    own = own_hosts(source)

    def get(request: Request) -> Page:
        if len(reading.pages) >= MAX_REQUESTS:
            raise ReadingError(f"一次巡查请求超过 {MAX_REQUESTS} 个页面", state=LookState.FAILED, url=request.url)
        check_time(reading.started_at, clock(), request.url)
        addresses.admitted(request.url, own)
        page = fetch(request)
        reading.pages.append(KeptPage(request.key, page, evidence.keep(page.content), clock()))
        return replace(page, status=HTTPStatus.OK)  # also where the bytes are those of an earlier answer (304)

    try:
        drive(source.read(get(source.start)), get, reading.notices)
    except LookError as error:
        reading.trouble = error
    return reading


def check_time(started_at: datetime, now: datetime, url: str) -> None:
    """Refuse the next request of a look that has taken too long; ReadingError (unreachable)."""
    if now - started_at > LONGEST:
        what = f"一次巡查超过 {LONGEST.total_seconds() / 60:.0f} 分钟，其余页面没有读取"
        raise ReadingError(what, state=LookState.UNREACHABLE, url=url)


def drive(steps: Steps, get: Fetch, notices: list[Notice]) -> None:
    """Collect a reader's notices: answer each request, or throw into it why it could not be answered."""
    step = next(steps, None)
    while step is not None:
        try:
            if isinstance(step, Notice):
                notices.append(step)
                step = next(steps)
            else:
                step = _answer(steps, step, get)
        except StopIteration:
            return


def _answer(steps: Steps, request: Request, get: Fetch) -> Request | Notice:
    try:
        page = get(request)
    except FetchError as error:
        return steps.throw(error)
    return steps.send(page)
