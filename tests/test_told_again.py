"""Numbers that come again, hits that come again, filters that hide: nobody is left untold, and no mail says what is not so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from alerts.delivery import letters
from alerts.report import turned_news
from alerts.subscriptions import subscribe, unsubscribe
from alerts.wishes import Wishes
from dalian_lists import ABNORMAL, QINGYU, SONGYAN, SUSPECTED, YUNLING, FileNotices, correction, notice, written
from sources.records import Basis, Deadline, NoticeDate
from store import deliveries
from store.corrections import What
from store.database import reading, writing
from store.hits import Turned
from store.news import contents, unwritten, write_news
from store.outbox import messages
from store.tables.portfolios import Hit
from test_subscriptions import TO, add, told, upload
from watcher.desk import Desk
from watcher.pipeline import queue_due
from watcher.updates import update_portfolio

REPORT = ("report", {("standing", YUNLING, "match")})


def sent(desk: Desk, clock: Any) -> None:
    with writing(desk.engine) as session:
        for one in messages(session):
            deliveries.sent(session, one, at=clock(), code=250, words="ok")


def _another_subscriber(desk: Desk, clock: Any) -> None:
    with writing(desk.engine) as session:
        unsubscribe(session, 1, at=clock())
    clock.forward(hours=3)
    with writing(desk.engine) as session:
        subscribe(session, "客户", "other@example.com", clock())


def _wrong_file_and_the_right_one_again(desk: Desk, clock: Any) -> None:
    for names in ((SONGYAN,), (SONGYAN, YUNLING)):
        clock.forward(hours=1)
        update_portfolio(desk, "客户", "c.csv", upload(*names), at=clock())


@pytest.mark.parametrize("goes_and_comes", [_another_subscriber, _wrong_file_and_the_right_one_again])
def test_who_has_the_number_of_one_that_was_removed_is_told_all_the_same(
    desk: Desk, clock: Any, put: FileNotices, goes_and_comes: Callable[[Desk, Any], None]
) -> None:
    put(notice(ABNORMAL, "2023-07-01", YUNLING))
    add(desk, clock(), SONGYAN, YUNLING)
    sent(desk, clock)
    goes_and_comes(desk, clock)
    queue_due(desk, clock())
    assert told(desk)[-1] == REPORT


def test_a_message_that_was_withdrawn_on_its_way_does_not_settle_the_one_that_has_its_number_now(
    desk: Desk, clock: Any, put: FileNotices
) -> None:
    put(notice(ABNORMAL, "2023-07-01", YUNLING))
    add(desk, clock(), YUNLING)
    with reading(desk.engine) as session:
        [on_its_way] = messages(session)
    _another_subscriber(desk, clock)
    queue_due(desk, clock())
    with writing(desk.engine) as session:
        deliveries.sent(session, on_its_way, at=clock(), code=250, words="ok")
        assert [(one.recipient, one.state) for one in messages(session)] == [("other@example.com", "pending")]


def test_a_hit_that_was_none_for_a_while_is_told_again_also_where_the_company_was_listed_elsewhere(
    desk: Desk, clock: Any, put: FileNotices
) -> None:
    def turn(session: Session, grade: str) -> list[tuple[str, str]]:
        clock.forward(hours=1)
        hit = session.exec(select(Hit)).one()
        hit.grade = grade
        session.flush()
        pair = frozenset({(hit.counterparty_id, hit.company_id)})
        turned = Turned(fell=pair) if grade == "clear" else Turned(rose=pair)
        fresh = turned_news(session, turned, clock())
        new = unwritten(session, fresh)
        write_news(session, new, clock())
        return [(said["happened"], said["grade"]) for said in contents(session, new.keys()).values()]

    put(notice(ABNORMAL, "2023-07-01", YUNLING))
    add(desk, clock(), YUNLING)
    with writing(desk.engine) as session:
        heard = [turn(session, grade) for grade in ("clear", "match", "clear", "match", "match")]
    up, down = [("standing", "match")], [("unmatched", "clear")]
    assert heard == [down, up, down, up, []]


def test_names_that_arrive_are_told_to_who_waited_for_them(desk: Desk, clock: Any, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-07-01", SONGYAN))
    add(desk, clock(), YUNLING)
    put(notice(ABNORMAL, "2023-07-02", declared=1))
    assert told(desk) == []
    put(notice(ABNORMAL, "2023-07-02", QINGYU, declared=1))
    assert told(desk) == [("alert", {("names_arrived", "", "")})]


def test_that_there_was_nothing_is_said_of_what_was_asked_for_alone(desk: Desk, clock: Any, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-07-01", SONGYAN))
    add(desk, clock(), YUNLING, to=())
    with writing(desk.engine) as session:
        subscribe(session, "客户", TO, clock(), wishes=Wishes(["厦门"], severity="match", every="daily 09:00", when_nothing=True))
        operator = subscribe(session, None, "operator@example.com", clock())
        operator.every, operator.when_nothing = "daily 09:00", True  # as an earlier version let it be
    put(notice(ABNORMAL, "2023-07-02", SONGYAN, YUNLING))
    clock.forward(days=1)
    assert queue_due(desk, clock()) == 1  # operators hear that all is well by other means
    for part in written(desk)[0]:
        assert "（只就您所订阅的范围而言：厦门；只要匹配）" in part


def test_what_we_got_wrong_is_told_to_all_who_were_told_it(desk: Desk, clock: Any, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-07-01", SONGYAN))
    add(desk, clock(), YUNLING, to=())
    with writing(desk.engine) as session:
        subscribe(session, "客户", TO, clock(), wishes=Wishes(kinds=["新列入名单"], severity="match"))
        subscribe(session, "客户", "other@example.com", clock(), wishes=Wishes(kinds=["公告移出名单"]))
    put(notice(ABNORMAL, "2023-07-02", SONGYAN, YUNLING))
    correction(desk, clock, YUNLING, What.NOT_LISTED)
    assert told(desk) == [("alert", {(happened, YUNLING, "match")}) for happened in ("listed", "corrected")]


def test_a_subject_counts_who_is_still_watched_when_the_mail_leaves(desk: Desk, clock: Any, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-07-01", YUNLING, QINGYU))
    add(desk, clock(), YUNLING, QINGYU)
    update_portfolio(desk, "客户", "c.csv", upload(YUNLING), at=clock())
    with reading(desk.engine) as session:
        assert [one.subject for _, one in letters(session, messages(session))] == ["【筛查报告】1家交易对手·大连市金融发展局"]


def test_the_advice_of_a_mail_knows_that_the_period_is_over(desk: Desk, clock: Any, put: FileNotices) -> None:
    end = date(2023, 7, 10)
    put(replace(notice(SUSPECTED, "2023-06-10", YUNLING), deadline=Deadline(NoticeDate("2023-06-10", Basis.URL), end, end, "30日")))
    add(desk, clock(), YUNLING)
    ((text, _),) = written(desk)
    assert "公告期已于 2023-07-10 届满而结果未公布" in text
    assert "企业可在期内提出异议" not in text
