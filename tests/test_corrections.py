"""A named person corrects what we misread, in lists and in removals, and takes a correction back; both times stay true."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from dalian_lists import (
    ABNORMAL,
    CODE,
    OTHER_CODE,
    QINGYU,
    RENAMED,
    SONGYAN,
    SUSPECTED,
    YUNLING,
    FileNotices,
    correction,
    happened,
    listed,
    mails,
    notice,
    removal,
    standing,
    told,
    watch,
    written,
)
from sources.errors import UsageError, WatcherError
from sources.names.keys import identity_key
from sources.records import Kind, Notice
from store.corrections import What
from store.coverage import gaps
from store.database import reading
from store.filing import Filing
from store.listings import Entry, entries
from store.search import search
from store.tables.audit import AuditEntry
from store.tables.notices import Conflict
from store.tables.register import Event
from watcher.corrections import correct
from watcher.desk import Desk
from watcher.misread import Wanted
from watcher.pipeline import Report
from watcher.screenings import register_side

LICENCE = "https://jrj.dl.gov.cn/licence"


@pytest.fixture
def put(put: FileNotices, clock: Any) -> FileNotices:
    """An hour after whatever happened before."""

    def later(*notices: Notice) -> Report:
        clock.forward(hours=1)
        return put(*notices)

    return later


def events(desk: Desk) -> list[tuple[str, str | None]]:
    with reading(desk.engine) as session:
        found = session.exec(select(Event).order_by(col(Event.at), col(Event.type)))
        return [(one.type, one.facts.get("name")) for one in found]


def by_name(desk: Desk, **when: Any) -> dict[str, Entry]:
    return {one.listing.name: one for one in listed(desk, **when)}


def test_a_company_that_was_wrongly_listed_is_taken_off_and_who_was_mailed_hears_again(
    desk: Desk, put: FileNotices, clock: Any
) -> None:
    watch(desk, clock, YUNLING)
    put(notice(ABNORMAL, "2023-01-12", YUNLING, QINGYU))
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU))
    before = clock()
    report = correction(desk, clock, YUNLING, What.NOT_LISTED)
    assert standing(desk) == {QINGYU}
    assert standing(desk, known_at=before) == {YUNLING, QINGYU}
    assert [(one.type, one.facts["who"], one.facts["reason"]) for one in report.events] == [
        ("corrected", "王合规", "与原件核对有误")
    ]
    assert len(mails(desk)) == 2
    assert "更正" in written(desk)[-1][0]
    with reading(desk.engine) as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "correct")).one()
    assert (entry.who, entry.facts["notices"], YUNLING in str(entry.facts)) == ("王合规", 2, False)


def test_a_correction_outlives_the_next_look_and_a_change_elsewhere_on_the_page(desk: Desk, put: FileNotices, clock: Any) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU))
    correction(desk, clock, YUNLING, What.NOT_LISTED)
    assert not put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU)).changes
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU, SONGYAN))
    assert standing(desk) == {QINGYU, SONGYAN}
    with reading(desk.engine) as session:
        assert session.exec(select(Conflict)).all() == []
        assert gaps(session) == ()


def test_when_the_corrected_row_is_printed_otherwise_it_counts_again_and_is_a_conflict(
    desk: Desk, put: FileNotices, clock: Any
) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU))
    correction(desk, clock, YUNLING, What.NOT_LISTED)
    put(notice(ABNORMAL, "2023-07-18", (YUNLING, CODE), QINGYU))
    assert standing(desk) == {YUNLING, QINGYU}
    with reading(desk.engine) as session:
        conflict = session.exec(select(Conflict)).one()
    assert (conflict.field, conflict.state) == ("correction", "open")
    assert conflict.readings[0]["value"] == f"{YUNLING}（无代码）"


def test_the_only_company_of_a_list_can_be_corrected_away_and_the_list_is_no_gap(
    desk: Desk, put: FileNotices, clock: Any
) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING, declared=1))
    correction(desk, clock, YUNLING, What.NOT_LISTED)
    assert listed(desk) == []
    with reading(desk.engine) as session:
        assert gaps(session) == ()


def test_a_name_that_was_read_wrongly_no_longer_stands_for_the_company(desk: Desk, put: FileNotices, clock: Any) -> None:
    watch(desk, clock, YUNLING)
    put(notice(ABNORMAL, "2023-07-18", (YUNLING, CODE), QINGYU))
    correction(desk, clock, YUNLING, What.NAME, SONGYAN)
    (entry,) = [one for one in listed(desk) if one.company.code == CODE]
    assert (entry.listing.name, entry.company.name, entry.listing.place["row"]) == (SONGYAN, SONGYAN, 3)
    with register_side(desk, date(2023, 7, 20)) as side:
        names = {(one.name, one.former_names) for one in side.index}
    assert names == {(SONGYAN, ()), (QINGYU, ())}
    assert len(mails(desk)) == 2, "who was mailed hears again, although it is no hit any more"
    assert told(desk, YUNLING).company.name == SONGYAN, "the wrong name still finds it"
    assert [(one.name, one.superseded_at is None) for one in told(desk, SONGYAN).names] == [
        (YUNLING, False),
        (SONGYAN, True),
    ]


def test_a_name_without_a_code_that_was_read_wrongly_is_another_company(desk: Desk, put: FileNotices, clock: Any) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU))
    correction(desk, clock, YUNLING, What.NAME, SONGYAN)
    assert standing(desk) == {SONGYAN, QINGYU}
    assert not put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU)).changes
    put(notice(ABNORMAL, "2023-10-18", SONGYAN, QINGYU))
    assert standing(desk) == {SONGYAN, QINGYU}
    assert ("left", SONGYAN) not in events(desk)


def test_a_code_that_was_read_wrongly_is_corrected(desk: Desk, put: FileNotices, clock: Any) -> None:
    put(notice(ABNORMAL, "2023-07-18", (YUNLING, CODE), QINGYU))
    correction(desk, clock, YUNLING, What.CODE, OTHER_CODE)
    assert {one.company.code for one in listed(desk)} == {OTHER_CODE, None}
    assert ("corrected", YUNLING) in events(desk)


def test_a_first_day_that_we_had_wrong_is_corrected_and_stays_when_history_is_told_anew(
    desk: Desk, put: FileNotices, clock: Any
) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU))
    before = clock()
    correction(desk, clock, YUNLING, What.SINCE, "2023-03-01")
    put(notice(ABNORMAL, "2023-07-19", YUNLING, QINGYU))
    put(notice(ABNORMAL, "2023-02-01", QINGYU))  # comes late: the whole history is told anew
    assert {name: one.listing.valid_from for name, one in by_name(desk).items()} == {
        YUNLING: date(2023, 3, 1),
        QINGYU: date(2023, 2, 1),
    }
    assert by_name(desk, known_at=before)[YUNLING].listing.valid_from == date(2023, 7, 18)
    assert [kind for kind, name in events(desk) if name == YUNLING] == ["corrected"]


@pytest.mark.parametrize(
    ("what", "value", "words"),
    [
        (What.NAME, "（）", "不能用作企业名称"),
        (What.NAME, YUNLING, "相同"),
        (What.CODE, "91210200MA0QC3Y43X", "不是有效的统一社会信用代码"),
        (What.SINCE, "2024-01-01", "不在该记录可能的期间之内"),
    ],
)
def test_what_cannot_be_right_is_refused(
    desk: Desk, put: FileNotices, clock: Any, what: What, value: str, words: str
) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING))
    with pytest.raises(UsageError, match=words):
        correction(desk, clock, YUNLING, what, value)
    with pytest.raises(UsageError, match="它所在的名单：dalian/商业保理/非正常经营"):
        correction(desk, clock, YUNLING, What.NOT_LISTED, series=SUSPECTED)
    assert identity_key(YUNLING) in {identity_key(name) for name in standing(desk)}


def test_a_right_name_that_was_known_as_a_former_one_takes_the_place_of_the_wrong_one(
    desk: Desk, put: FileNotices, clock: Any
) -> None:
    put(notice(ABNORMAL, "2023-07-18", (f"{YUNLING}（曾用名：{SONGYAN}）", CODE), QINGYU))
    correction(desk, clock, CODE, What.NAME, SONGYAN)
    company = told(desk, CODE)
    assert (company.company.name, [one.name for one in company.names if one.superseded_at is None]) == (SONGYAN, [SONGYAN])
    assert [one.name for one in company.calls] == [YUNLING, SONGYAN]


def test_a_correction_that_a_look_overtakes_changes_nothing(desk: Desk, put: FileNotices, clock: Any) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU))
    calls: list[datetime] = []

    def meanwhile() -> datetime:
        calls.append(clock())
        if len(calls) == 2:  # between what was read and what is to be written
            put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU, SONGYAN))
        return calls[0]

    with reading(desk.engine) as session:
        company = search(session, YUNLING)[0]
    with pytest.raises(WatcherError, match="名单刚刚有更新"):
        correct(desk, Wanted(company.id, ABNORMAL.key, What.NOT_LISTED, None, "王合规", "误读"), clock=meanwhile)
    assert standing(desk) == {YUNLING, QINGYU, SONGYAN}
    assert "corrected" not in {kind for kind, _ in events(desk)}


def state(desk: Desk, **when: Any) -> set[tuple[object, ...]]:
    """Everything that is known of listings: who, on which list, from when to when, by what."""
    with reading(desk.engine) as session:
        return {
            (one.company.code, one.company.name, one.listing.name, one.listing.status, one.listing.valid_from, one.listing.valid_to, one.listing.ended_by)
            for one in entries(session, **when)
        }


def cancelled(day: str, *names: str) -> Notice:
    """A licence act, printed in the list itself."""
    return notice(ABNORMAL, day, *names, kind=Kind.EXIT_LIST, title="关于取消部分商业保理公司经营资格的公告", url=f"{LICENCE}/{day}")


def test_a_removal_that_we_misread_is_undone_and_the_listing_stands_as_before(
    desk: Desk, put: FileNotices, clock: Any
) -> None:
    watch(desk, clock, YUNLING)
    put(notice(SUSPECTED, "2023-01-12", YUNLING, QINGYU))
    as_listed = state(desk)
    wrong = removal(SUSPECTED, "2023-05-04", YUNLING)
    put(wrong)
    before, as_removed = clock(), state(desk)
    report = correction(desk, clock, YUNLING, What.NOT_LISTED, series=SUSPECTED, notice=Filing(wrong, {}).id)
    assert happened(report) == [("corrected", YUNLING)]
    assert (state(desk), state(desk, known_at=before)) == (as_listed, as_removed)
    assert mails(desk) == ["【名单命中】", "【名单变更】", "【名单变更】"]
    assert not put(wrong).changes
    put(replace(wrong, text="浏览次数：12"))
    put(notice(SUSPECTED, "2023-03-31", SONGYAN))  # comes late: the whole history is told anew
    assert standing(desk) == {YUNLING, QINGYU, SONGYAN}


def test_a_removal_that_names_another_company_than_we_read_removes_that_one(
    desk: Desk, put: FileNotices, clock: Any
) -> None:
    put(notice(SUSPECTED, "2023-01-12", YUNLING, QINGYU))
    wrong = removal(SUSPECTED, "2023-05-04", YUNLING)
    put(wrong)
    report = correction(desk, clock, YUNLING, What.NAME, QINGYU, series=SUSPECTED, notice=Filing(wrong, {}).id)
    assert happened(report) == [("corrected", YUNLING), ("removed", QINGYU)]
    assert standing(desk) == {YUNLING}


def test_a_disposition_that_we_misread_is_undone_and_the_listing_stays(desk: Desk, put: FileNotices, clock: Any) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING, QINGYU))
    as_listed = state(desk)
    wrong = cancelled("2023-05-04", YUNLING)
    assert happened(put(wrong)) == [("disposed", YUNLING)]
    before = clock()
    report = correction(desk, clock, YUNLING, What.NOT_LISTED, notice=Filing(wrong, {}).id)
    assert happened(report) == [("corrected", YUNLING)]
    assert state(desk) == as_listed
    assert "disposed" in {one[3] for one in state(desk, known_at=before)}


@pytest.mark.parametrize(
    ("what", "value"),
    [(What.NOT_LISTED, None), (What.NAME, SONGYAN), (What.CODE, OTHER_CODE), (What.SINCE, "2023-03-01")],
)
@pytest.mark.parametrize("code", [None, CODE])
def test_a_correction_that_is_withdrawn_leaves_the_register_as_it_was_before_it(
    desk: Desk, put: FileNotices, clock: Any, code: str | None, what: What, value: str | None
) -> None:
    watch(desk, clock, YUNLING)
    put(notice(ABNORMAL, "2023-07-18", (YUNLING, code), QINGYU), notice(ABNORMAL, "2023-07-19", (YUNLING, code), QINGYU))
    at_first, printed = clock(), state(desk)
    correction(desk, clock, code or YUNLING, what, value)
    corrected_at, right = clock(), state(desk)
    assert right != printed
    report = correction(desk, clock, code or YUNLING, What.WITHDRAWN)
    assert state(desk) == printed
    assert (state(desk, known_at=at_first), state(desk, known_at=corrected_at)) == (printed, right)
    assert {(one.facts["correction"], one.facts["who"]) for one in report.events if one.type == "corrected" and "who" in one.facts} == {
        ("withdrawn", "王合规")
    }
    assert len(mails(desk)) == 3
    assert [one.name for one in told(desk, code or YUNLING).names if one.superseded_at is None] == [YUNLING]
    put(notice(ABNORMAL, "2023-01-12", QINGYU))  # comes late: the whole history is told anew
    assert {one[:5] for one in printed} - {(None, QINGYU, QINGYU, "abnormal", date(2023, 7, 18))} <= {one[:5] for one in state(desk)}
    with pytest.raises(UsageError, match="没有可撤回的更正"):
        correction(desk, clock, code or YUNLING, What.WITHDRAWN)


def test_the_correction_of_a_removal_that_is_withdrawn_lets_the_removal_count_again(
    desk: Desk, put: FileNotices, clock: Any
) -> None:
    wrong = removal(SUSPECTED, "2023-05-04", YUNLING)
    put(notice(SUSPECTED, "2023-01-12", YUNLING, QINGYU), wrong)
    as_removed = state(desk)
    there: dict[str, Any] = {"series": SUSPECTED, "notice": Filing(wrong, {}).id}
    correction(desk, clock, YUNLING, What.NOT_LISTED, **there)
    correction(desk, clock, YUNLING, What.WITHDRAWN, **there)
    assert state(desk) == as_removed
    correction(desk, clock, YUNLING, What.NOT_LISTED, **there)  # a person may be right the first time
    assert standing(desk) == {YUNLING, QINGYU}


def test_corrections_are_withdrawn_one_by_one_the_last_one_first(desk: Desk, put: FileNotices, clock: Any) -> None:
    put(notice(ABNORMAL, "2023-07-18", (YUNLING, CODE), QINGYU))
    states = [state(desk)]
    for what, value in ((What.NAME, RENAMED), (What.SINCE, "2023-03-01"), (What.NAME, SONGYAN)):
        correction(desk, clock, CODE, what, value)
        states.append(state(desk))
    for expected in reversed(states[:-1]):
        correction(desk, clock, CODE, What.WITHDRAWN)
        assert state(desk) == expected


def test_a_single_notice_has_no_first_day_to_correct(desk: Desk, put: FileNotices, clock: Any) -> None:
    one = notice(ABNORMAL, "2023-07-18", YUNLING)
    put(one)
    with pytest.raises(UsageError, match="列入日期属于名单"):
        correction(desk, clock, YUNLING, What.SINCE, "2023-03-01", notice=Filing(one, {}).id)


def test_a_name_that_is_wrong_in_one_notice_stays_one_of_the_company_where_another_prints_it(
    desk: Desk, put: FileNotices, clock: Any
) -> None:
    wrong = notice(ABNORMAL, "2023-07-18", (YUNLING, CODE), QINGYU)
    put(wrong, notice(ABNORMAL, "2023-07-19", (YUNLING, CODE), QINGYU))
    correction(desk, clock, CODE, What.NAME, RENAMED, notice=Filing(wrong, {}).id)
    assert {one.name for one in told(desk, CODE).names if one.superseded_at is None} == {YUNLING, RENAMED}
    assert standing(desk) == {YUNLING, QINGYU}
    correction(desk, clock, CODE, What.WITHDRAWN)
    assert {one.name for one in told(desk, CODE).names if one.superseded_at is None} == {YUNLING}
