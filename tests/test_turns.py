"""Turns under everything at once: several workers, crashes, clocks that jump. Each scheduled time is looked at once.

The schedule is real, in a real database; only the sites are left out, which no rule of turns depends on.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import Session, SQLModel, select

from sources.records import LookState
from store import schedule, turns
from store.database import altering, open_database, reading, writing
from store.looks import record_look
from store.tables.schedule import SourceHealth, Turn
from store.turns import TurnLost
from watcher.cadence import Cadence, latest, missed
from watcher.cadence_words import read_cron
from watcher.patience import look_again

CADENCES = {
    "plain": Cadence(timedelta(hours=1)),
    "cron": Cadence(timedelta(hours=12), cron=read_cron("*/30 9-17 * * 1-5")),
    "office": Cadence(timedelta(hours=3), opens=timedelta(hours=8), closes=timedelta(hours=20), workdays=True),
}
WORKERS = ("here:1", "there:2", "elsewhere:3")
sources, workers = st.sampled_from(sorted(CADENCES)), st.sampled_from(WORKERS)


class Watching(RuleBasedStateMachine):
    """Workers that claim, file, die and renew, in any order, while the time of day does what it likes."""

    @initialize()
    def open(self) -> None:
        self.folder = TemporaryDirectory(prefix="watcher-turns-")
        self.engine = open_database(f"sqlite:///{Path(self.folder.name) / 'watcher.db'}")
        with altering(self.engine) as session:
            SQLModel.metadata.create_all(session.connection())
        self.now = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
        self.looking: dict[tuple[str, str], Turn] = {}  # what each worker believes to be its own
        self.taken: set[tuple[int | None, int]] = set()  # attempts that another took over
        with writing(self.engine) as session:
            schedule.register_sources(session, sorted(CADENCES), self.now)

    def teardown(self) -> None:
        self.nobody_starves()
        self.engine.dispose()
        self.folder.cleanup()

    def claim(self, worker: str, source: str, *, early: bool = False) -> None:
        with writing(self.engine) as session:
            before = session.get_one(SourceHealth, source)
            held, until, planned = before.lease_owner, before.lease_until, before.next_look_at
            bound = latest(CADENCES[source], source, self.now)
            turn = schedule.claim(session, source, owner=worker, now=self.now, early=early, latest=bound)
            if turn is None:
                assert held or (not early and self.now < planned <= bound), "who is due and free is given out"
                return
            assert not held or until is None or not self.now < until <= self.now + turns.LEASE + turns.CLOCKS
            assert (turn.worker, turn.attempts == 1) == (worker, not held)
        if held:
            self.taken.add((turn.id, turn.attempts - 1))
        self.looking[worker, source] = turn

    @rule(worker=workers, source=sources)
    def tick(self, worker: str, source: str) -> None:
        with reading(self.engine) as session:
            due = schedule.due(session, self.now, astray=self.is_astray)
        if source in due and (worker, source) not in self.looking:
            self.claim(worker, source)

    @rule(worker=workers, source=sources)
    def somebody_asks(self, worker: str, source: str) -> None:
        if (worker, source) not in self.looking:
            self.claim(worker, source, early=True)

    @rule(worker=workers, source=sources, state=st.sampled_from([LookState.OK, LookState.UNREACHABLE, LookState.QUARANTINED]))
    def file(self, worker: str, source: str, state: LookState) -> None:
        turn = self.looking.pop((worker, source), None)
        if turn is None:
            return
        try:
            with writing(self.engine) as session:
                self.write(session, source, turn, state)
        except TurnLost:
            assert (turn.id, turn.attempts) in self.taken
        else:
            assert (turn.id, turn.attempts) not in self.taken

    def write(self, session: Session, source: str, turn: Turn, state: LookState) -> None:
        cadence, row = CADENCES[source], session.get_one(SourceHealth, source)
        ended = {"started_at": turn.started_at, "ended_at": self.now, "state": state, "detail": ""}
        look_id = record_look(session, source, **ended, pages=[], notices=0)  # type: ignore[arg-type]
        gone = missed(cadence, source, turn.scheduled_for or self.now, self.now)
        turns.end(session, turn, at=self.now, look_id=look_id, missed=gone)
        again = look_again(cadence, source, self.now, Random(look_id), state=state, failures=row.failures + 1)
        schedule.settle(session, source, state=state, detail="", at=self.now, next_look_at=again)

    @rule(worker=workers)
    def renew(self, worker: str) -> None:
        mine = [turn for (owner, _), turn in self.looking.items() if owner == worker]
        with writing(self.engine) as session:
            turns.renew(session, mine, self.now)

    @rule(worker=workers)
    def die(self, worker: str) -> None:
        self.looking = {key: turn for key, turn in self.looking.items() if key[0] != worker}

    @rule(minutes=st.integers(1, 90) | st.integers(0, 60 * 24 * 30))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(minutes=st.integers(1, 60 * 24 * 400))
    @precondition(lambda self: self.now > datetime(2025, 6, 1, tzinfo=UTC))
    def the_clock_is_put_back(self, minutes: int) -> None:
        self.now -= timedelta(minutes=minutes)

    def is_astray(self, row: SourceHealth) -> bool:
        return row.next_look_at > latest(CADENCES[row.source_id], row.source_id, self.now)

    @invariant()
    def a_source_has_one_open_turn_at_most_and_each_time_one_look(self) -> None:
        with reading(self.engine) as session:
            made = session.exec(select(Turn)).all()
        opened = [one.source_id for one in made if one.state == "looking"]
        assert len(opened) == len(set(opened))
        assert all((one.look_id is not None) == (one.state == "done") for one in made)
        looks = [one.look_id for one in made if one.look_id]
        assert len(looks) == len(set(looks))

    def nobody_starves(self) -> None:
        """Whoever died and whatever clocks did: once the longest wait is over each source is due and can be had."""
        for source, cadence in CADENCES.items():
            self.now += turns.LEASE + turns.CLOCKS
            with writing(self.engine) as session:
                if source not in schedule.due(session, self.now, astray=self.is_astray):
                    self.now = latest(cadence, source, self.now)
                assert source in schedule.due(session, self.now, astray=self.is_astray)
                bound = latest(cadence, source, self.now)
                assert schedule.claim(session, source, owner=WORKERS[0], now=self.now, latest=bound)


Watching.TestCase.settings = settings(max_examples=15, stateful_step_count=40, deadline=None)
test_each_scheduled_time_is_looked_at_once_whatever_workers_and_clocks_do = Watching.TestCase
