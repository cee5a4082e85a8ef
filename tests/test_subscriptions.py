"""Who hears what: filters in people's words, one report for who is new, deadlines, and files that are exchanged."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from alerts.items import item_from
from alerts.subscriptions import change, mute, pause, resume, subscribe, unsubscribe
from alerts.wishes import Wishes
from dalian_lists import ABNORMAL, CODE, POSITIVE, QINGYU, SONGYAN, SUSPECTED, YUNLING, FileNotices, notice
from sources.errors import UsageError
from sources.records import Basis, Deadline, NoticeDate
from store.database import reading, writing
from store.news import news_of
from store.outbox import messages
from store.tables.audit import AuditEntry
from watcher.desk import Desk
from watcher.pipeline import pass_deadlines, queue_due
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio
from watcher.updates import update_portfolio

TO = "risk@example.com"


def upload(*names: str) -> Any:
    return read_portfolio(("企业名称\n" + "\n".join(names) + "\n").encode(), "c.csv")


def add(desk: Desk, at: datetime, *names: str, to: tuple[str, ...] = (TO,)) -> None:
    add_portfolio(desk, "客户", "c.csv", upload(*names), at=at, to=to)
    queue_due(desk, at)


def told(desk: Desk) -> list[tuple[str, set[tuple[str, str, str]]]]:
    """Of each message its kind, and what happened to whom with which grade, the oldest first."""
    with reading(desk.engine) as session:
        return [
            (one.kind, {(item.happened, item.counterparty, item.grade) for item in map(item_from, _said(session, one.id))})
            for one in reversed(messages(session))
        ]


def _said(session: Any, message: int | None) -> list[Mapping[str, Any]]:
    return news_of(session, [message or 0])[message or 0]


@pytest.mark.parametrize(
    ("wishes", "columns"),
    [
        (Wishes(places=["大连，厦门"]), {"places": ["dalian", "xiamen"]}),
        (Wishes(places=["dalian"], sectors=["商业保理"]), {"places": ["dalian"], "sectors": ["商业保理"]}),
        (Wishes(kinds=["新列入名单", "公告处置", "removed"]), {"kinds": ["disposed", "listed", "removed"]}),
        (Wishes(places=["全部"], quiet="无"), {"places": [], "quiet": ""}),
        (Wishes(every="weekly 1 09:00", quiet="22:00-08:00"), {"every": "weekly 1 09:00", "quiet": "22:00-08:00"}),
        (Wishes(places=["火星"]), "可用的地方：.*大连"),
        (Wishes(sectors=["保理"]), "可用的行业：商业保理"),
        (Wishes(kinds=["来源恢复"]), "可用的消息种类：新列入名单"),
        (Wishes(every="daily 9:00"), "daily 09:00"),
        (Wishes(quiet="22-8"), "22:00-08:00"),
    ],
)
def test_wishes_are_read_in_words_and_what_cannot_be_is_told_the_words_there_are(wishes: Wishes, columns: Any) -> None:
    if isinstance(columns, dict):
        assert wishes.as_columns() == columns
        return
    with pytest.raises(UsageError) as refused:
        wishes.as_columns()
    assert re.search(columns, f"{refused.value} {refused.value.action}")


def test_who_is_new_gets_one_report_of_what_stands_and_nothing_twice(
    desk: Desk, clock: Any, put: FileNotices
) -> None:
    put(notice(ABNORMAL, "2023-07-01", YUNLING, QINGYU))
    add(desk, clock(), YUNLING, QINGYU, SONGYAN)
    first = {("standing", YUNLING, "match"), ("standing", QINGYU, "match")}
    assert told(desk) == [("report", first)]
    clock.forward(days=1)
    with writing(desk.engine) as session:
        subscribe(session, "客户", TO, clock())  # the same one
        subscribe(session, "客户", f" {TO.replace('risk', 'Risk')} ", clock())  # and as another program writes it
        subscribe(session, "客户", "weekly@example.com", clock(), wishes=Wishes(every="weekly 1 09:00"))
        with pytest.raises(UsageError, match="已有这项订阅"):
            subscribe(session, "客户", TO, clock(), wishes=Wishes(every="hourly"))
    queue_due(desk, clock())
    assert told(desk)[1:] == [("report", first)]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("first", "then", "reported"),
    [
        (Wishes(places=["厦门"]), Wishes(places=["大连，厦门"]), {YUNLING, QINGYU}),
        (Wishes(sectors=["典当"]), Wishes(sectors=["全部"]), {YUNLING, QINGYU}),
        (Wishes(kinds=["公告移出名单"]), Wishes(kinds=["公告移出名单，新列入名单"]), {QINGYU}),  # the first report is of every kind
        (Wishes(places=["全部"]), Wishes(places=["大连"]), set()),
        (Wishes(kinds=["公告移出名单"]), Wishes(kinds=["公告移出名单，公告期将满"]), set()),
    ],
)
def test_who_covers_more_than_before_gets_one_report_of_what_was_not_told(
    desk: Desk, clock: Any, put: FileNotices, first: Wishes, then: Wishes, reported: set[str]
) -> None:
    put(notice(ABNORMAL, "2023-07-01", YUNLING))
    add(desk, clock(), YUNLING, QINGYU, to=())
    with writing(desk.engine) as session:
        id_ = subscribe(session, "客户", TO, clock(), wishes=first).id or 0
    queue_due(desk, clock())
    clock.forward(days=1)
    put(notice(ABNORMAL, "2023-07-20", YUNLING, QINGYU))
    before = told(desk)
    for _ in range(2):
        clock.forward(days=1)
        with writing(desk.engine) as session:
            change(session, id_, then, at=clock())
        queue_due(desk, clock())
    report = ("report", {("standing", one, "match") for one in reported})
    assert told(desk) == [*before, *([report] if reported else [])]


def test_who_hears_of_operations_can_wish_for_nothing_that_would_have_no_effect(desk: Desk, clock: Any) -> None:
    with writing(desk.engine) as session, pytest.raises(UsageError, match="不能限定地方、消息种类"):
        subscribe(session, None, TO, clock(), wishes=Wishes(places=["大连"], kinds=["公告移出名单"]))
    with writing(desk.engine) as session:
        id_ = subscribe(session, None, TO, clock()).id or 0
    with writing(desk.engine) as session, pytest.raises(UsageError, match="不能限定发送时间"):
        change(session, id_, Wishes(every="hourly"), at=clock())


def test_a_new_file_reports_who_is_new_and_erases_who_is_gone(desk: Desk, clock: Any, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-07-01", YUNLING, QINGYU))
    add(desk, clock(), YUNLING, SONGYAN)
    clock.forward(hours=1)
    counts = update_portfolio(desk, "客户", "c2.csv", upload(SONGYAN, QINGYU), at=clock())
    assert counts == {"added": 1, "kept": 1, "gone": 1, "hits": 1}
    assert told(desk) == [("report", {("standing", QINGYU, "match")})]  # the other told of nobody else, and was not sent
    put(notice(ABNORMAL, "2023-08-01", YUNLING, QINGYU, SONGYAN))
    assert told(desk)[1:] == [("alert", {("listed", SONGYAN, "match")})]  # who stayed and moved up is still asked for
    before = told(desk)
    update_portfolio(desk, "客户", "c3.csv", upload(SONGYAN, QINGYU), at=clock())
    queue_due(desk, clock())
    assert told(desk) == before


def test_a_code_that_a_list_of_good_examples_gives_is_heard_of_too(desk: Desk, clock: Any, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-07-01", YUNLING))
    content = f"企业名称,统一社会信用代码\n大连栎坪贸易有限公司,{CODE}\n".encode()
    add_portfolio(desk, "客户", "c.csv", read_portfolio(content, "c.csv"), at=clock(), to=[TO])
    put(notice(POSITIVE, "2023-07-10", (YUNLING, CODE)))
    queue_due(desk, clock())
    assert told(desk) == [("report", {("standing", "大连栎坪贸易有限公司", "match")})]


def test_a_period_that_ends_soon_is_told_once_and_again_when_it_was_prolonged(
    desk: Desk, clock: Any, put: FileNotices
) -> None:
    add(desk, clock(), YUNLING)
    period = _until(notice(SUSPECTED, "2023-07-19", YUNLING), 3)
    heard = []
    for days, filed in ((0, period), (6, None), (3, None), (1, None), (0, _until(period, 11)), (1, None), (7, None), (5, None)):
        clock.forward(days=days)
        if filed is not None:
            put(filed)
        heard.append([one.type for one in (*pass_deadlines(desk, clock=clock).events, *pass_deadlines(desk, clock=clock).events)])
    assert heard == [[], [], ["deadline_near"], [], [], [], ["deadline_near"], ["deadline_passed"]]


def _until(period: Any, day: int) -> Any:
    end = date(2023, 8, day)
    return replace(period, deadline=Deadline(NoticeDate("2023-07-19", Basis.URL), end, end, "15日"))


@pytest.mark.parametrize(
    ("wishes", "hears"),
    [
        (Wishes(), True),
        (Wishes(places=["大连"], sectors=["商业保理"], kinds=["新列入名单"], severity="match"), True),
        (Wishes(places=["厦门"]), False),
        (Wishes(sectors=["典当"]), False),
        (Wishes(kinds=["公告移出名单"]), False),
    ],
)
def test_filters_combine(desk: Desk, clock: Any, put: FileNotices, wishes: Wishes, hears: bool) -> None:
    put(notice(ABNORMAL, "2023-07-01", SONGYAN))
    add(desk, clock(), YUNLING, to=())
    with writing(desk.engine) as session:
        subscribe(session, "客户", TO, clock(), wishes=wishes)
    put(notice(ABNORMAL, "2023-07-02", SONGYAN, YUNLING))
    assert told(desk) == ([("alert", {("listed", YUNLING, "match")})] if hears else [])


def test_what_is_held_back_is_told_in_one_message_and_every_step_is_in_the_audit(
    desk: Desk, clock: Any, put: FileNotices
) -> None:
    steps: list[Callable[..., Any]] = [pause, resume]
    put(notice(ABNORMAL, "2023-07-01", SONGYAN))
    add(desk, clock(), YUNLING, QINGYU)
    with writing(desk.engine) as session:
        steps[0](session, 1, at=clock())
        mute(session, 1, days=7, at=clock())
    put(notice(ABNORMAL, "2023-07-02", SONGYAN, YUNLING))
    put(notice(ABNORMAL, "2023-07-03", SONGYAN, YUNLING, QINGYU))
    assert (queue_due(desk, clock()), told(desk)) == (0, [])
    with writing(desk.engine) as session:
        steps[1](session, 1, at=clock())
    queue_due(desk, clock())
    assert told(desk) == [("alert", {("listed", YUNLING, "match"), ("listed", QINGYU, "match")})]
    with writing(desk.engine) as session:
        change(session, 1, Wishes(every="hourly"), at=clock(), who="王合规")
        unsubscribe(session, 1, at=clock())
        done = [one.action for one in session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))]
    assert done[2:] == [f"subscription {one}" for one in ("paused", "muted", "resumed", "changed", "removed")]
