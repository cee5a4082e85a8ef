"""A round of looks: claim what is due, read it side by side, file it one after another; one that fails costs no other."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from sources.base import Page, Request, Source
from sources.errors import ReadingError
from sources.records import LookState
from store import schedule
from store.database import reading, writing
from store.tables.schedule import SourceHealth
from store.turns import TurnLost
from watcher.abreast import side_by_side
from watcher.cadence import DAY, is_open, latest
from watcher.desk import Desk
from watcher.leases import Leases, kept
from watcher.neighbours import neighbours
from watcher.pipeline import Clock, Report, file_look, see
from watcher.reading import Fetch, Reading
from watcher.seats import Seats

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 5  # of one turn: a look that takes its process down time and again must not keep others from theirs


class Round:
    """What one worker looks at in one go; nothing new is begun once `stopping` says so.

    `trouble` is what kept it from writing: the turn stays open, and whoever comes next makes it.
    """

    def __init__(
        self, desk: Desk, *, fetch: Fetch, clock: Clock, owner: str, stopping: Callable[[], bool] = lambda: False
    ) -> None:
        self._desk, self._fetch, self._clock, self._owner, self._stopping = desk, fetch, clock, owner, stopping
        self._sources = {source.id: source for source in desk.sources}
        self._leases, self._seats = Leases(), Seats()
        self._unwritable = False
        self.trouble: Exception | None = None

    def due(self) -> list[Source]:
        """The sources whose time has come, in their working hours, the most overdue first; a new one is due at once."""
        now, settings = self._clock(), self._desk.settings
        self.register()
        with reading(self._desk.engine) as session:
            ids = schedule.due(session, now, astray=lambda row: self._is_astray(row, now))
        return [self._sources[one] for one in ids if one in self._sources and is_open(settings.cadence(one), now)]

    def more(self) -> list[Source]:
        """What has become due meanwhile; nothing where the database cannot say."""
        try:
            self._unwritable = False
            return self.due()
        except SQLAlchemyError:
            log.exception("the schedule could not be read this time")
            return []

    def register(self) -> None:
        """Make the sources known to the schedule."""
        with reading(self._desk.engine) as session:
            new = self._sources.keys() - schedule.health(session).keys()
        if new:
            with writing(self._desk.engine) as session:
                schedule.register_sources(session, sorted(new), self._clock())

    def look(
        self, sources: Iterable[Source], *, early: bool = False, joining: bool = False
    ) -> Iterator[Report]:
        """One look at each, also `early`, before its time; what becomes due meanwhile may be `joining`."""
        with kept(self._desk.engine, self._clock) as self._leases:
            done = side_by_side(
                sources,
                begin=lambda source: self._begin(source, early=early),
                see=self._read,
                hung=self._hung,
                more=self.more if joining else tuple,
                most=self._desk.settings.fetch.looks_at_once,
            )
            for source, seen in done:
                report = self._file(source, seen)
                self._leases.drop(source.id)
                if report is not None:
                    yield report

    @cached_property
    def _same_hosts(self) -> Mapping[str, set[str]]:
        return neighbours(self._desk.sources)

    def _is_astray(self, row: SourceHealth, now: datetime) -> bool:
        """Whether the next look is further ahead than any clock that was right can have set it."""
        if row.next_look_at <= now + DAY:  # no cadence forbids that
            return False
        return row.next_look_at > latest(self._desk.settings.cadence(row.source_id), row.source_id, now)

    def _begin(self, source: Source, *, early: bool) -> bool:
        if self._stopping() or self._unwritable:
            return False
        now, cadence = self._clock(), self._desk.settings.cadence(source.id)
        beside = self._same_hosts[source.id]
        try:
            with writing(self._desk.engine) as session:
                bound = latest(cadence, source.id, now)
                turn = schedule.claim(
                    session, source.id, owner=self._owner, now=now, early=early, latest=bound, same_hosts=beside
                )
        except SQLAlchemyError as error:
            log.exception("the turn of %s could not be begun", source.id)
            self._unwritable, self.trouble = True, error
            return False
        if turn is not None:
            self._leases.hold(turn)
        return turn is not None

    def _read(self, source: Source) -> Reading:
        """One reading; a reader that crashes is a failed look of its source, and no other source suffers."""
        started, turn = self._clock(), self._leases.turn(source.id)
        if turn.attempts > MOST_ATTEMPTS:
            return _failed(f"此前 {MOST_ATTEMPTS} 次巡查都在中途随进程终止，本次未访问", started)

        seat = self._seats.one()

        def fetch(request: Request) -> Page:
            self._leases.moved(source.id)
            with seat.left():
                return self._fetch(request)

        try:
            with seat.taken():
                return see(source, self._desk, fetch=fetch, clock=self._clock)
        except Exception as error:  # a defect in a reader is caught here, logged, and made a state
            log.exception("look at %s crashed", source.id)
            return _crashed(error, started)

    def _hung(self, source: Source) -> Reading | None:
        if not self._leases.hangs(source.id):
            return None
        log.error("the look at %s hangs and is given up", source.id)
        return _failed("巡查一小时没有进展，已放弃", self._leases.turn(source.id).started_at)

    def _file(self, source: Source, seen: Reading) -> Report | None:
        """File what a look saw; where that crashes nothing of it is written, and the look has failed.

        None when it is another worker's look by now, or the database cannot be written.
        """
        turn = self._leases.turn(source.id)
        try:
            try:
                return file_look(source, seen, self._desk, turn=turn, clock=self._clock)
            except (TurnLost, OperationalError):
                raise
            except Exception as error:  # what a defect makes of a notice may only fail here
                log.exception("what the look at %s saw could not be filed", source.id)
                crashed = _crashed(error, seen.started_at)
                return file_look(source, crashed, self._desk, turn=turn, clock=self._clock)
        except TurnLost:
            log.warning("another worker has taken over the look at %s: what this one saw is dropped", source.id)
        except Exception as error:
            log.exception("the look at %s could not be written and stays to be made", source.id)
            self.trouble = error
        return None


def _crashed(error: Exception, started: datetime) -> Reading:
    if isinstance(error, OSError):  # readers do not touch the disk: the evidence could not be kept
        return _failed(f"取得的内容无法保存：{error.strerror or type(error).__name__}", started)
    return _failed(f"读取程序出错：{type(error).__name__}", started)


def _failed(what: str, started: datetime) -> Reading:
    return Reading(started_at=started, trouble=ReadingError(what, state=LookState.FAILED))
