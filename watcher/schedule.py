"""Look at what is due and deliver what is queued, for months: APScheduler only ticks, the schedule is our own table."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from alerts.channels.letter import Channel
from alerts.delivery import deliver
from sources.base import Source
from sources.errors import ReadingError
from sources.records import LookState
from store import schedule
from store.database import reading, writing
from watcher.abreast import side_by_side
from watcher.desk import Desk
from watcher.neighbours import neighbours
from watcher.pipeline import Clock, Report, file_look, pass_deadlines, queue_due, see
from watcher.portfolios import rescreen
from watcher.reading import Fetch, Reading

log = logging.getLogger(__name__)
TICK = 20  # seconds


def collect(
    desk: Desk,
    *,
    fetch: Fetch,
    clock: Clock,
    owner: str,
    only: Iterable[str] = (),
    stopping: Callable[[], bool] = lambda: False,
) -> list[Report]:
    """One look at each of `only`, or at every source that is due, and then the notice periods that ran out.

    Sites are read side by side; what they said is filed one after another, here. A source that another worker looks at
    is left alone, and so is one on the same hosts; nothing new is begun once `stopping` says so. Portfolios that were last screened by other rules are
    screened again at the end.
    """
    by_id = {source.id: source for source in desk.sources}
    asked = list(only)
    with writing(desk.engine) as session:
        schedule.register_sources(session, list(by_id), clock())
        wanted = asked or [one for one in schedule.due(session, clock()) if one in by_id]

    same_hosts = neighbours(desk.sources) if wanted else {}

    def begin(source: Source) -> bool:
        if stopping():
            return False
        with writing(desk.engine) as session:
            beside = same_hosts[source.id]
            return schedule.claim(session, source.id, owner=owner, now=clock(), early=bool(asked), same_hosts=beside)

    def read(source: Source) -> Reading:
        return _read(source, desk, fetch=fetch, clock=clock)

    most = desk.settings.fetch.looks_at_once
    done = side_by_side([by_id[one] for one in wanted], begin=begin, see=read, most=most)
    reports = [_file(source, seen, desk, clock=clock) for source, seen in done]
    if stopping():
        return reports
    deadlines = pass_deadlines(desk, clock=clock)
    rescreen(desk, at=clock(), stopping=stopping)
    queue_due(desk, clock())
    return [*reports, deadlines] if deadlines.events else reports


def _read(source: Source, desk: Desk, *, fetch: Fetch, clock: Clock) -> Reading:
    """One reading; a reader that crashes is a failed look of its source, and no other source suffers."""
    started = clock()
    try:
        return see(source, desk, fetch=fetch, clock=clock)
    except Exception as error:  # a defect in a reader is caught here, logged, and made a state
        log.exception("look at %s crashed", source.id)
        return _crashed(error, started)


def _file(source: Source, seen: Reading, desk: Desk, *, clock: Clock) -> Report:
    """File what a look saw; where that crashes nothing of it is written, and the look has failed."""
    try:
        return file_look(source, seen, desk, clock=clock)
    except Exception as error:  # what a defect makes of a notice may only fail here
        log.exception("what the look at %s saw could not be filed", source.id)
        return file_look(source, _crashed(error, seen.started_at), desk, clock=clock)


def _crashed(error: Exception, started: datetime) -> Reading:
    what = f"读取程序出错：{type(error).__name__}"
    if isinstance(error, OSError):  # readers do not touch the disk: the evidence could not be kept
        what = f"取得的内容无法保存：{error.strerror or type(error).__name__}"
    return Reading(started_at=started, trouble=ReadingError(what, state=LookState.FAILED))


@contextmanager
def ticking(
    desk: Desk,
    *,
    fetch: Fetch,
    channels: Callable[[], Mapping[str, Channel]],
    clock: Clock,
    owner: str,
    every: float = TICK,
) -> Iterator[None]:
    """Look and deliver in the background; at the end, the look that was begun is finished and no other is begun."""
    stop = threading.Event()

    def look_around() -> None:
        collect(desk, fetch=fetch, clock=clock, owner=owner, stopping=stop.is_set)

    def send() -> None:
        queue_due(desk, clock())
        if ways := channels():
            deliver(desk.engine, ways, clock, owner=owner)

    ticker = BackgroundScheduler(timezone="UTC")
    for job in (look_around, send):
        # A tick only asks the table what is due, so a late or missed one costs nothing: never skip, never pile up.
        ticker.add_job(
            job,
            IntervalTrigger(seconds=every, timezone="UTC"),
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
    ticker.start()
    try:
        yield
    finally:
        stop.set()
        ticker.shutdown(wait=True)


def next_looks(desk: Desk) -> dict[str, datetime]:
    """When each source is due next."""
    with reading(desk.engine) as session:
        return {id_: row.next_look_at for id_, row in schedule.health(session).items()}
