"""Look at what is due and deliver what is queued, for months: APScheduler only ticks, the schedule is our own table."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import wraps

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from alerts.channels.letter import Channel
from alerts.delivery import deliver
from watcher import alarms, exchanges
from watcher.desk import Desk
from watcher.intake.keeping import erase_old
from watcher.pipeline import Clock, Report, pass_deadlines, queue_due
from watcher.portfolios import rescreen
from watcher.pulse import Pulse
from watcher.reading import Fetch
from watcher.rounds import Round

log = logging.getLogger(__name__)
TICK = 20  # seconds
_SENDING = {"mail": "邮件投递", "webhook": "Webhook 投递"}


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
    is left alone, and so is one on the same hosts; nothing new is begun once `stopping` says so. Portfolios that were last
    screened by other rules are screened again at the end. Raises what kept a look from being written, after all that
    could be done.
    """
    asked, round_ = list(only), Round(desk, fetch=fetch, clock=clock, owner=owner, stopping=stopping)
    round_.register()
    by_id = {source.id: source for source in desk.sources}
    reports = list(round_.look([by_id[one] for one in asked] or round_.due(), early=bool(asked)))
    if reports:
        alarms.watch(desk, clock())
    if not stopping():
        reports += keep_up(desk, clock=clock, stopping=stopping)
    if round_.trouble is not None:
        raise round_.trouble
    return reports


def keep_up(desk: Desk, *, clock: Clock, stopping: Callable[[], bool]) -> list[Report]:
    """What time brings without any look: notice periods that ran out, portfolios to be screened by other rules or erased."""
    deadlines = pass_deadlines(desk, clock=clock)
    rescreen(desk, at=clock(), stopping=stopping)
    erase_old(desk, at=clock())
    queue_due(desk, clock())
    exchanges.forget(desk, clock())
    return [deadlines] if deadlines.events else []


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
    """Look and deliver in the background; at the end, the look that was begun is finished and no other is begun.

    Each channel has a job of its own: receivers of webhooks that hang keep no mail waiting.
    """
    stop, pulse = threading.Event(), Pulse(desk, clock=clock, owner=owner)

    def look_around() -> None:
        round_ = Round(desk, fetch=fetch, clock=clock, owner=owner, stopping=stop.is_set)
        for report in round_.look(round_.due(), joining=True):
            log.info("%s: %s", report.source, report.state)
            pulse.looked()  # where looks follow one another without end so do the rounds
        if round_.trouble is not None:
            raise round_.trouble
        pulse.looked()

    def go_on() -> None:
        keep_up(desk, clock=clock, stopping=stop.is_set)

    def raise_alarms() -> None:
        alarms.watch(desk, clock())

    def sending(channel: str) -> Callable[[], None]:
        def send() -> None:
            queue_due(desk, clock())
            ways = {name: way for name, way in channels().items() if name == channel}
            pulse.delivered(channel, deliver(desk.engine, ways, clock, owner=owner, stopping=stop.is_set))

        return send

    ticker = BackgroundScheduler(timezone="UTC")
    jobs = {look_around: "巡查", go_on: "公告期与重新筛查", raise_alarms: "告警", pulse.beat: "心跳"}
    jobs |= {sending(channel): what for channel, what in _SENDING.items()}
    for job, what in jobs.items():
        # A tick only asks the table what is due, so a late or missed one costs nothing: never skip, never pile up.
        ticker.add_job(
            _ever(job, what, pulse),
            IntervalTrigger(seconds=every, timezone="UTC"),
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
    ticker.start()
    threading.Thread(target=_bring_forward, args=(ticker, stop), name="ticks", daemon=True).start()
    try:
        yield
    finally:
        stop.set()
        ticker.shutdown(wait=True)


def _ever(job: Callable[[], None], what: str, pulse: Pulse) -> Callable[[], None]:
    """The job, of which no failure (a database that is locked, a disk that is full) is the last; one that fails always is seen."""

    @wraps(job)
    def run() -> None:
        try:
            job()
        except Exception:  # whatever it was, the next tick asks the table again
            log.exception("%s failed this time", job.__name__)
            pulse.failed(what)
        else:
            pulse.worked(what)

    return run


def _bring_forward(ticker: BackgroundScheduler, stop: threading.Event) -> None:
    """Where the machine's clock is put back APScheduler sleeps until it has caught up: its next tick is brought forward."""
    while not stop.wait(TICK):
        now = datetime.now(UTC)
        for job in ticker.get_jobs():
            if job.next_run_time > now + timedelta(seconds=2 * TICK):
                job.modify(next_run_time=now)
