"""First contact: read a source without believing it, and say step by step how far that went.

Nothing is written to the register. Every answer is kept with its headers, so that whoever mends a reader sees what the
site really sent.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sources.base import Page, Request, Source
from sources.errors import FetchError, LookError, ReadingError
from sources.records import LookState, Notice
from watcher.reading import MAX_REQUESTS, Fetch, check_time, drive

log = logging.getLogger(__name__)

_PRIVATE = frozenset({"set-cookie", "set-cookie2", "authorization", "proxy-authorization", "cookie"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of a trial: the answer, or why there was none. `key` as in `Request.key`."""

    key: str
    page: Page | None = None
    error: FetchError | None = None

    @property
    def content(self) -> bytes:
        """The bytes received: the page's, or those of the wall that stood before it."""
        if self.page is not None:
            return self.page.content
        return self.error.answer if self.error is not None else b""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers received, without those that could open a session."""
        received = self.page.headers if self.page else {}
        return {name: value for name, value in received.items() if name.lower() not in _PRIVATE}


@dataclass(slots=True)
class Trial:
    """What came of trying one source. `trouble` ended it; the notices read before it still tell something."""

    source: Source
    started_at: datetime
    exchanges: list[Exchange] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    trouble: LookError | None = None
    seconds: float = 0.0

    @property
    def state(self) -> LookState:
        """The state that a look would end in; doubts that need the register are not asked."""
        if self.trouble is not None:
            return self.trouble.state
        troubled = [one.trouble_state for notice in self.notices for one in notice.attachments if notice.names_missing]
        bad = next((state for state in troubled if state is not None), None)
        return bad or (LookState.OK if self.notices else LookState.OK_EMPTY)

    @property
    def reached(self) -> bool:
        """True when the first page answered."""
        return bool(self.exchanges) and self.exchanges[0].page is not None

    @property
    def blocked(self) -> bool:
        """True when a wall answered instead of the site."""
        errors = [self.trouble, *(one.error for one in self.exchanges)]
        return any(error is not None and error.state.value.startswith("blocked") for error in errors)

    @property
    def list_read(self) -> bool:
        """True when the reader found rows in the first page: it asked for what stands behind them, or read a notice."""
        return self.reached and (len(self.exchanges) > 1 or bool(self.notices) or self.trouble is None)

    @property
    def rows(self) -> int:
        """Companies read, those held for a person too."""
        return sum(len(notice.rows) + len(notice.held) for notice in self.notices)

    @property
    def failures(self) -> list[str]:
        """What did not work, in the words of the reader that met it: selectors, titles, heads, files."""
        found = [str(one.error.what) for one in self.exchanges if one.error is not None]
        found += [self.trouble.what] if self.trouble is not None else []
        found += [
            f"{notice.title}：附件“{one.name}” {one.trouble}" for notice in self.notices for one in notice.attachments if one.trouble
        ]
        found += [f"{notice.title}：公布的名单没有读到企业" for notice in self.notices if notice.names_missing and not notice.held]
        return list(dict.fromkeys(found))


def attempt(source: Source, *, fetch: Fetch, clock: Callable[[], datetime]) -> Trial:
    """Read the source once, from its first page to the last notice wanted."""
    trial = Trial(source, clock())

    def get(request: Request) -> Page:
        if len(trial.exchanges) >= MAX_REQUESTS:
            raise ReadingError(f"一次巡查请求超过 {MAX_REQUESTS} 个页面", state=LookState.FAILED, url=request.url)
        check_time(trial.started_at, clock(), request.url)
        try:
            page = fetch(request)
        except FetchError as error:
            trial.exchanges.append(Exchange(request.key, error=error))
            raise
        trial.exchanges.append(Exchange(request.key, page))
        return page

    try:
        drive(source.read(get(source.start)), get, trial.notices)
    except LookError as error:
        trial.trouble = error
    except Exception as error:  # a defect in one reader must not hide what the other sources say
        log.warning("the reader of %s broke", source.id, exc_info=True)
        what = f"读取程序出错：{type(error).__name__}：{error}"
        trial.trouble = ReadingError(what, state=LookState.FAILED, url=source.start.url)
    trial.seconds = (clock() - trial.started_at).total_seconds()
    return trial


def limited(fetch: Fetch, most: int) -> Fetch:
    """The same way to the sites for a bounded number of bytes: a report must fit into a mail."""
    left = most

    def get(request: Request) -> Page:
        nonlocal left
        if left <= 0:
            raise FetchError("本次试读的总量已用完", state=LookState.FAILED, url=request.url, action="请逐个来源试读")
        page = fetch(request)
        left -= len(page.content)
        return page

    return get
