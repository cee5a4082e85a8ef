"""A notice is read more than once: its page changes, breaks, contradicts a person; and nobody is lost or told nothing."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from dalian_lists import (
    QINGYU,
    SONGYAN,
    SUSPECTED,
    YUNLING,
    FileNotices,
    Now,
    address,
    doubt,
    happened,
    mails,
    notice,
    rows,
    standing,
    watch,
    workbook,
)
from sources.records import (
    Basis,
    ConflictField,
    Deadline,
    FieldConflict,
    Kind,
    Mode,
    NoticeDate,
    Polarity,
    Reading,
    Sector,
    Series,
)
from store.coverage import coverage, gaps
from store.database import reading
from store.listings import entries
from store.tables.notices import Conflict
from watcher.decisions import decide
from watcher.desk import Desk
from watcher.importing import import_file
from watcher.pipeline import pass_deadlines

pytestmark = pytest.mark.one_database


def test_half_of_a_list_read_later_from_the_same_page_ends_nobody(desk: Desk, put: FileNotices) -> None:
    put(notice(SUSPECTED, "2023-06-29", YUNLING, QINGYU, SONGYAN))
    report = put(notice(SUSPECTED, "2023-06-29", YUNLING))
    assert happened(report) == []
    assert standing(desk) == {YUNLING, QINGYU, SONGYAN}


def test_a_company_that_a_page_names_later_is_newly_listed_although_another_vanished_from_it(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, SONGYAN)
    put(notice(SUSPECTED, "2023-03-31", "远山商业保理有限公司"))
    put(notice(SUSPECTED, "2023-06-29", YUNLING, QINGYU))
    report = put(notice(SUSPECTED, "2023-06-29", YUNLING, SONGYAN))
    assert happened(report) == [("listed", SONGYAN)]
    assert standing(desk) >= {YUNLING, QINGYU, SONGYAN}
    assert mails(desk) == ["【新增命中】"]


def test_a_person_may_say_that_who_vanished_from_a_page_was_listed_wrongly(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(notice(SUSPECTED, "2023-06-29", YUNLING, QINGYU))
    put(notice(SUSPECTED, "2023-06-29", YUNLING))
    with reading(desk.engine) as session:
        conflict = session.exec(select(Conflict)).one()
    report = decide(desk, conflict.id or 0, accept=True, who="王合规", reason="网页已更正", clock=clock)
    assert happened(report) == [("corrected", QINGYU)]
    assert standing(desk) == {YUNLING}
    assert not put(notice(SUSPECTED, "2023-06-29", YUNLING)).changes


def test_who_vanished_from_a_page_stays_when_a_person_rejects_that(desk: Desk, put: FileNotices, clock: Now) -> None:
    put(notice(SUSPECTED, "2023-06-29", YUNLING, QINGYU))
    put(notice(SUSPECTED, "2023-06-29", YUNLING))
    decide(desk, 1, accept=False, who="王合规", reason="附件缺页", clock=clock)
    assert standing(desk) == {YUNLING, QINGYU}
    assert not put(notice(SUSPECTED, "2023-06-29", YUNLING)).changes


def test_a_company_that_a_page_names_takes_away_and_names_again_is_told_again(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, QINGYU)
    put(notice(SUSPECTED, "2023-03-31", SONGYAN))
    put(notice(SUSPECTED, "2023-06-29", YUNLING, QINGYU))
    put(notice(SUSPECTED, "2023-06-29", YUNLING))
    decide(desk, 1, accept=True, who="王合规", reason="网页已更正", clock=clock)
    report = put(notice(SUSPECTED, "2023-06-29", YUNLING, QINGYU))
    assert happened(report) == [("listed", QINGYU)]
    assert mails(desk) == ["【新增命中】", "【名单变更】", "【新增命中】"]


def test_a_broken_page_seen_again_and_again_changes_nothing(desk: Desk, put: FileNotices) -> None:
    whole = notice(SUSPECTED, "2023-06-29", YUNLING, QINGYU, declared=2)
    put(whole)
    broken = replace(whole, rows=(), held=whole.rows[:1], conflicts=(doubt(),))
    put(broken)
    again = put(broken)
    assert not again.changes
    assert standing(desk) == {YUNLING, QINGYU}


def test_a_notice_that_moves_to_another_list_leaves_no_listing_behind(desk: Desk, put: FileNotices) -> None:
    put(notice(SUSPECTED, "2023-06-29", YUNLING))
    leasing = Series("dalian", Sector.LEASING, "疑似失联空壳", Mode.BATCH, "大连融资租赁疑似“失联”“空壳”企业名单")
    put(notice(SUSPECTED, "2023-06-29", YUNLING, series=leasing))
    with reading(desk.engine) as session:
        assert [one.series.sector for one in entries(session)] == ["融资租赁"]


def test_a_list_that_is_read_as_a_removal_later_waits_for_a_person(desk: Desk, put: FileNotices, clock: Now) -> None:
    put(notice(SUSPECTED, "2023-06-29", YUNLING, QINGYU))
    changed = notice(SUSPECTED, "2023-06-29", YUNLING, kind=Kind.REMOVAL, polarity=Polarity.NEUTRAL)
    assert happened(put(changed)) == []
    assert standing(desk) == {YUNLING, QINGYU}
    assert not put(changed).changes
    decide(desk, 1, accept=True, who="王合规", reason="确为移出公告", clock=clock)
    assert standing(desk) == set()


def test_a_file_imported_after_a_decision_is_weighed_against_the_notice_and_not_against_the_decision(
    desk: Desk, put: FileNotices, clock: Now, tmp_path: Path
) -> None:
    url = address(SUSPECTED, "2023-06-29")
    put(notice(SUSPECTED, "2023-06-29", declared=2, held=rows(url, YUNLING), conflicts=(doubt(),)))
    decide(desk, 1, accept=True, who="王合规", reason="先列入一家", clock=clock)
    content = workbook(tmp_path, YUNLING, QINGYU)
    import_file(desk, content, "附件.xlsx", source_id=None, url=url, who="王合规", clock=clock)
    assert standing(desk) == {YUNLING, QINGYU}


def test_a_page_that_changes_after_a_persons_decision_is_read_again(desk: Desk, put: FileNotices, clock: Now) -> None:
    url = address(SUSPECTED, "2023-06-29")
    put(notice(SUSPECTED, "2023-06-29", declared=2, held=rows(url, YUNLING), conflicts=(doubt(),)))
    decide(desk, 1, accept=True, who="王合规", reason="已电话核实", clock=clock)
    assert standing(desk) == {YUNLING}
    report = put(notice(SUSPECTED, "2023-06-29", YUNLING, QINGYU, declared=2))
    assert happened(report) == [("listed", QINGYU)]
    assert standing(desk) == {YUNLING, QINGYU}


def test_new_wording_on_a_page_does_not_undo_a_persons_decision(desk: Desk, put: FileNotices, clock: Now) -> None:
    url = address(SUSPECTED, "2023-06-29")
    held = notice(SUSPECTED, "2023-06-29", declared=2, held=rows(url, YUNLING), conflicts=(doubt(),))
    put(held)
    decide(desk, 1, accept=True, who="王合规", reason="已电话核实", clock=clock)
    put(replace(held, text="浏览次数：12"))
    assert standing(desk) == {YUNLING}
    with reading(desk.engine) as session:
        assert gaps(session) == ()


def test_the_same_doubt_about_other_names_is_put_to_a_person_again(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    url = address(SUSPECTED, "2023-06-29")
    held = notice(SUSPECTED, "2023-06-29", declared=2, held=rows(url, YUNLING), conflicts=(doubt(),))
    put(held)
    decide(desk, 1, accept=True, who="王合规", reason="已电话核实", clock=clock)
    put(replace(held, held=rows(url, QINGYU)))
    assert standing(desk) == {YUNLING}
    with reading(desk.engine) as session:
        assert sorted(one.state for one in session.exec(select(Conflict))) == ["accepted", "open"]


def test_accepting_the_reading_of_another_field_does_not_let_held_rows_in(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    url = address(SUSPECTED, "2023-06-29")
    sector = FieldConflict(ConflictField.SECTOR, (Reading("body", "商业保理"), Reading("heading", "融资租赁")), "商业保理")
    count = FieldConflict(ConflictField.COUNT, (Reading("body", "2"), Reading("attachment", "1")), None)
    put(notice(SUSPECTED, "2023-06-29", declared=2, held=rows(url, YUNLING), conflicts=(sector, count)))
    decide(desk, 1, accept=True, who="王合规", reason="以正文为准", clock=clock)
    assert standing(desk) == set()
    with reading(desk.engine) as session:
        assert [gap.state for gap in gaps(session)] == ["held"]


def test_a_later_end_of_the_notice_period_is_told_when_it_passes(desk: Desk, put: FileNotices, clock: Now) -> None:
    watch(desk, clock, YUNLING)
    first = Deadline(NoticeDate("2023-06-01", Basis.URL), date(2023, 7, 1), None, "公告之日起一个月")
    put(notice(SUSPECTED, "2023-06-01", YUNLING, deadline=first))
    assert len(pass_deadlines(desk, clock=clock).events) == 1
    put(notice(SUSPECTED, "2023-06-01", YUNLING, deadline=replace(first, nominal=date(2023, 8, 1))))
    assert pass_deadlines(desk, clock=clock).events == ()
    clock.forward(days=30)  # type: ignore[attr-defined]
    assert len(pass_deadlines(desk, clock=clock).events) == 1
    assert len(mails(desk)) == 3


def test_a_saved_page_without_an_address_twice_changes_nothing(desk: Desk, put: FileNotices) -> None:
    page = notice(SUSPECTED, "2023-06-29", YUNLING, url="file:公告.html", origin="import")
    put(page)
    assert not put(page).changes
    with reading(desk.engine) as session:
        assert coverage(session, ()).revision == 1
