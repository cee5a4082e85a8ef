"""Whatever comes between, each news is told in one message, soon enough, and not when nobody wants to be disturbed."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, create_engine, select

from alerts.telling import queue, tell
from alerts.timing import BURST, QuietHours
from store.coverage import Coverage, Unsent
from store.news import Fresh
from store.tables.outbox import Message, News, Subscription

BEGAN = datetime(2023, 7, 20, 1, tzinfo=UTC)
STEPS = some.one_of(
    some.tuples(some.just("fact"), some.sampled_from(["match", "review"])),
    some.tuples(some.just("wait"), some.sampled_from([1, 20, 3_600, 9 * 3_600, 30 * 3_600, 8 * 86_400])),
    some.tuples(some.just("jump"), some.sampled_from([400 * 86_400, -3 * 86_400, -400 * 86_400])),
    some.tuples(some.sampled_from(["tick", "pause", "resume", "mute", "crash"]), some.just(0)),
)
EVERY = some.sampled_from(["now", "hourly", "daily 09:00", "weekly 1 09:00"])
QUIET = some.sampled_from(["", "22:00-08:00", "12:00-13:00"])
NOTHING_KNOWN = Coverage(0, (), (), (), Unsent(0, 0, None))
SUBJECT = {"happened": "listed", "regulator": "大连市金融发展局", "grade": "match", "row": 1}


def database() -> Engine:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables[one] for one in ("portfolio", "subscription", "said", "news", "message")])
    return engine


class Story:
    """One subscription, and a clock that need not go forward."""

    def __init__(self, every: str, quiet: str, matches: bool) -> None:
        self.engine, self.at, self.facts = database(), BEGAN, 0
        self.to: dict[str, Any] = {"every": every, "quiet": quiet, "quiet_matches": matches, "address": "a@example.com", "secret": "s"}
        with Session(self.engine) as session, session.begin():
            session.add(Subscription(id=1, added_at=BEGAN, told_at=BEGAN, **self.to))

    def step(self, what: str, value: str | int) -> None:
        if what in ("wait", "jump"):
            self.at += timedelta(seconds=int(value))
            return
        with Session(self.engine) as session, session.begin() as transaction:
            row = session.get_one(Subscription, 1)
            if what in ("fact", "crash"):
                self.facts += 1
                content = SUBJECT | {"event": f"e{self.facts}"}
                tell(session, [Fresh(1, f"e{self.facts}", "1", str(value or "match"), content)], self.cover, at=self.at, domain="x")
                if what == "crash":  # before the commit: neither the fact nor its message was
                    self.facts -= 1
                    transaction.rollback()
            elif what == "tick":
                queue(session, self.cover, at=self.at, domain="x")
            elif what == "mute":
                row.muted_until = self.at + timedelta(days=7)
            else:
                row.paused = what == "pause"
                row.muted_until = None if what == "resume" else row.muted_until

    @staticmethod
    def cover() -> Coverage:
        return NOTHING_KNOWN

    def told(self) -> list[tuple[News, Message]]:
        with Session(self.engine) as session:
            found = session.exec(select(News, Message).join(Message)).all()
            session.expunge_all()
        return list(found)


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(every=EVERY, quiet=QUIET, matches=some.booleans(), steps=some.lists(STEPS, max_size=20))
def test_each_news_is_told_once_in_finite_time_and_in_quiet_hours_only_where_allowed(
    every: str, quiet: str, matches: bool, steps: list[tuple[str, str | int]]
) -> None:
    story = Story(every, quiet, matches)
    for step in steps:
        story.step(*step)
    story.step("resume", 0)
    for wait in (*[3_600] * 26, 8 * 86_400, *[3_600] * 26):  # soon, whatever the clock said before
        story.step("wait", wait)
        story.step("tick", 0)
    told = story.told()
    assert len({news.id for news, _ in told}) == len(told) == story.facts
    for news, message in told:
        if QuietHours(quiet).cover(message.created_at):
            assert every == "now" and matches and news.grade == "match"
    moments = sorted({message.id: message.created_at for _, message in told}.values())
    hours = Counter(len([other for other in moments if one - timedelta(hours=1) < other <= one]) for one in moments)
    assert max(hours, default=0) <= BURST or any(what == "jump" for what, _ in steps)
