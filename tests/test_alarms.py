"""An alarm is told once for each change, by however many workers, every morning while it lasts, and when it is over."""

from argparse import Namespace
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from alerts.delivery import as_text
from alerts.subscriptions import subscribe
from conftest import Clock
from sources.records import LookState
from store import deliveries, outbox, schedule
from store.alarms import standing
from store.database import reading, writing
from store.news import contents
from store.tables.outbox import Message, News, Subscription
from watcher import alarms
from watcher.cli import alarming, watching
from watcher.cli.context import Context
from watcher.cli.output import Exit
from watcher.desk import Desk
from watcher.pipeline import queue_due
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio

SOURCE = "xiamen_notices"
Look = Callable[[LookState], None]


@pytest.fixture
def receivers(desk: Desk, clock: Clock) -> list[int]:
    """Two addresses that hear of one portfolio."""
    upload = read_portfolio("企业名称\n晨汐贸易有限公司\n".encode(), "c.csv")
    add_portfolio(desk, "客户", "c.csv", upload, at=clock())
    with writing(desk.engine) as session:
        schedule.register_sources(session, [SOURCE], clock())
        return [subscribe(session, "客户", f"{name}@example.com", clock()).id or 0 for name in ("a", "b")]


@pytest.fixture
def look(desk: Desk, clock: Clock, receivers: list[int]) -> Look:
    def look(state: LookState) -> None:
        with writing(desk.engine) as session:
            schedule.settle(
                session, SOURCE, state=state, detail="", at=clock(), next_look_at=clock() + timedelta(hours=12)
            )
        alarms.watch(desk, clock())

    return look


def told(desk: Desk, subscription: int) -> list[str]:
    with reading(desk.engine) as session:
        of_alarms = News.subscription_id == subscription, News.kind == "operations"
        ids = session.exec(select(News.id).where(*of_alarms).order_by(col(News.added_at), col(News.event))).all()
        said = contents(session, ids)
        return [said[id_]["turned"] for id_ in ids]


def test_each_change_is_told_once_and_every_morning_again(
    desk: Desk, clock: Clock, look: Look, receivers: list[int]
) -> None:
    look(LookState.OK)
    assert told(desk, receivers[0]) == []
    for state in (LookState.GONE, LookState.GONE, LookState.BLOCKED_SCRIPT):
        clock.forward(hours=4)  # 13:00, 17:00 and 21:00 in Shanghai
        look(state)
    assert told(desk, receivers[0]) == told(desk, receivers[1]) == ["opened", "changed"]
    for _ in range(2):
        clock.forward(hours=12)  # 09:00, and 21:00
        alarms.watch(desk, clock())
        assert alarms.watch(desk, clock()) == 0
    assert told(desk, receivers[0]) == ["opened", "changed", "reminder"]
    look(LookState.OK)
    assert told(desk, receivers[0])[-1] == "closed"
    clock.forward(hours=12)
    look(LookState.GONE)
    assert told(desk, receivers[0])[-1] == "opened", "what was over may begin again"


def test_several_workers_tell_it_once(desk: Desk, clock: Clock, look: Look, receivers: list[int]) -> None:
    with writing(desk.engine) as session:
        schedule.settle(session, SOURCE, state=LookState.GONE, detail="", at=clock(), next_look_at=clock())
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: alarms.watch(desk, clock()), range(8)))
    assert told(desk, receivers[0]) == ["opened"]


def test_of_refused_messages_hears_who_can_be_reached_and_of_a_silent_mail_server_nobody_by_mail(
    desk: Desk, clock: Clock, look: Look, receivers: list[int]
) -> None:
    look(LookState.GONE)
    queue_due(desk, clock())
    with writing(desk.engine) as session:
        first = session.exec(select(Message).where(Message.subscription_id == receivers[0])).one()
        assert "没有指定运行负责人" in as_text(session, first)
        claimed = deliveries.claim(session, clock(), owner="test", channel="mail", most=9)
        deliveries.release(session, [one.id or 0 for one in claimed if one.id != first.id], owner="test")
        deliveries.dead(session, first, owner="test", at=clock(), code=550, words="no such user")
    alarms.watch(desk, clock())
    assert (told(desk, receivers[0]), told(desk, receivers[1])) == (["opened"], ["opened", "opened"])
    clock.forward(hours=2)
    with writing(desk.engine) as session:
        deliveries.away(session, "mail", "", at=clock(), words="no answer")
    alarms.watch(desk, clock())
    with reading(desk.engine) as session:
        assert {one.kind for one in standing(session)} == {"look", "refused", "stuck"}
    assert (told(desk, receivers[0]), told(desk, receivers[1])) == (["opened"], ["opened", "opened"])
    with writing(desk.engine) as session:
        for one in outbox.messages(session, unsent=True):
            deliveries.sent(session, one, at=clock(), code=250, words="")
    alarms.watch(desk, clock())
    assert told(desk, receivers[1])[2:] == ["closed", "closed"]


def test_operators_hear_and_then_nobody_else(desk: Desk, clock: Clock, look: Look, receivers: list[int]) -> None:
    with writing(desk.engine) as session:
        operator = Subscription(
            audience="operations", address="ops@example.com", secret="s", added_at=clock(), told_at=clock()
        )
        session.add(operator)
        session.flush()
        number = operator.id or 0
    look(LookState.GONE)
    assert (told(desk, number), told(desk, receivers[0])) == (["opened"], [])
    queue_due(desk, clock())
    with reading(desk.engine) as session:
        [message] = outbox.messages(session)
        assert "ops@example.com 是运行情况的接收人" in as_text(session, message)


def test_who_asks_sees_what_is_wrong_before_anybody_was_told_and_that_nobody_watches(
    desk: Desk, clock: Clock, receivers: list[int]
) -> None:
    clock.forward(hours=19)  # a whole look further, wherever in its interval the source has its time
    for state, shown, since in ((LookState.OK, [], 19), (LookState.GONE, ["look"], 0)):
        with reading(desk.engine) as session:
            overdue = clock() - schedule.health(session)[SOURCE].next_look_at
        assert overdue == timedelta(hours=since)
        sources = watching.listing(Context(desk, clock), Namespace(known_at=None))
        assert ("没有按时查看" in sources.text) == (since > 12)
        with writing(desk.engine) as session:
            schedule.settle(session, SOURCE, state=state, detail="", at=clock(), next_look_at=clock())
        found = alarming.listing(Context(desk, clock), Namespace())
        assert [one["kind"] for one in found.data["alarms"]] == shown
        assert ("没有进程" in found.text, found.code) == (True, Exit.NEEDS_A_PERSON)


def test_nothing_is_called_well_again_that_is_only_watched_no_more_and_no_clock_silences_the_morning(
    desk: Desk, clock: Clock, look: Look, receivers: list[int]
) -> None:
    clock.forward(days=40)
    look(LookState.GONE)
    clock.forward(days=-39)
    assert alarms.watch(desk, clock()) == 1, "told by a clock that ran ahead"
    assert alarms.watch(desk, clock()) == 0
    without = replace(desk, sources=tuple(one for one in desk.sources if one.id != SOURCE))
    alarms.watch(without, clock())
    with reading(desk.engine) as session:
        said = contents(session, session.exec(select(News.id)).all()).values()
        words = [one["words"] for one in said if one["turned"] == "closed"]
    assert words == ["已不再监测此来源"] * 2


def test_of_a_message_that_waits_for_its_receiver_alone_the_others_hear_by_mail(
    desk: Desk, clock: Clock, look: Look, receivers: list[int]
) -> None:
    served = replace(desk, settings=desk.settings.model_copy(update={"smtp_url": "smtp://localhost"}))
    look(LookState.GONE)
    queue_due(desk, clock())
    clock.forward(hours=2)
    alarms.watch(served, clock())
    assert told(desk, receivers[1]) == ["opened", "opened"]
