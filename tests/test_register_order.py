"""Editions in odd order: of one day, late, undated, misprinted; and lists that no series or company fits."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlmodel import select

from dalian_lists import (
    ABNORMAL,
    CODE,
    OTHER_CODE,
    QINGYU,
    SONGYAN,
    SUSPECTED,
    YUNLING,
    FileNotices,
    Now,
    happened,
    mails,
    notice,
    open_gaps,
    removal,
    rows,
    standing,
    watch,
)
from sources.errors import UsageError
from sources.records import Basis, NoticeDate, Sector
from store.database import reading
from store.listings import entries
from store.search import search
from store.tables.notices import Conflict
from watcher.decisions import decide
from watcher.desk import Desk


def conflicts(desk: Desk) -> Sequence[Conflict]:
    with reading(desk.engine) as session:
        return session.exec(select(Conflict)).all()


def test_two_halves_of_a_list_published_on_one_day_end_nobody(desk: Desk, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING), notice(ABNORMAL, "2023-01-12", QINGYU, url="https://jrj.dl.gov.cn/art/other.html"))
    assert standing(desk) == {YUNLING, QINGYU}


def test_a_batch_and_a_new_edition_published_on_one_day_do_not_end_each_others_companies(
    desk: Desk, put: FileNotices
) -> None:
    added = notice(SUSPECTED, "2023-07-18", YUNLING)
    put(*(notice(ABNORMAL, "2023-07-18", QINGYU), replace(added, series=replace(SUSPECTED, list_type="非正常经营"))))
    assert standing(desk) == {YUNLING, QINGYU}


@pytest.mark.parametrize("removed_first", [True, False])
def test_a_removal_may_be_the_first_that_is_known_of_a_list(
    desk: Desk, put: FileNotices, clock: Now, removed_first: bool
) -> None:
    watch(desk, clock, QINGYU)
    notices = (removal(SUSPECTED, "2023-01-12", SONGYAN), notice(SUSPECTED, "2023-03-31", YUNLING, QINGYU))
    if removed_first:
        assert happened(put(notices[0])) == []
        assert happened(put(notices[1])) == [("baseline", None)]
    else:
        assert happened(put(*reversed(notices))) == [("baseline", None)]
    assert standing(desk) == {YUNLING, QINGYU}
    assert mails(desk) == ["【名单命中】"]


@pytest.mark.parametrize("sector", [Sector.FACTORING, Sector.OTHER])
def test_a_removal_from_a_list_that_never_had_the_company_shows_where_it_stands_and_lets_nobody_off(
    desk: Desk, put: FileNotices, sector: Sector
) -> None:
    several = replace(ABNORMAL, sector=sector, title="大连地方金融组织“非正常经营类”企业名单")
    put(notice(ABNORMAL, "2023-01-12", YUNLING, QINGYU, series=several))
    lost = replace(ABNORMAL, list_type="失联空壳", title="大连商业保理“失联”“空壳”企业名单")
    let_off = replace(removal(ABNORMAL, "2023-05-04", YUNLING), series=lost)
    assert happened(put(let_off)) == []
    assert standing(desk) == {YUNLING, QINGYU}
    (conflict,) = conflicts(desk)
    assert [one["value"] for one in conflict.readings] == [
        "大连商业保理“失联”“空壳”企业名单",
        f"{YUNLING}：大连地方金融组织“非正常经营类”企业名单",
    ]
    put(replace(let_off, url="https://jrj.dl.gov.cn/art/right.html", series=several))
    assert standing(desk) == {QINGYU}
    assert len(conflicts(desk)) == 1


def test_a_removal_on_the_day_of_a_new_edition_is_told_as_a_removal(desk: Desk, put: FileNotices) -> None:
    put(notice(SUSPECTED, "2023-03-31", YUNLING, QINGYU))
    report = put(removal(SUSPECTED, "2023-06-29", YUNLING), notice(SUSPECTED, "2023-06-29", SONGYAN))
    assert happened(report) == [("listed", SONGYAN), ("removed", YUNLING)]


def test_a_late_edition_that_does_not_name_a_standing_company_announces_nothing(desk: Desk, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING, QINGYU), notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU))
    report = put(notice(ABNORMAL, "2023-04-10", QINGYU))
    assert happened(report) == [("late_edition", None)]
    assert standing(desk) == {YUNLING, QINGYU}
    with reading(desk.engine) as session:
        days = [str(one.listing.valid_from) for one in entries(session) if one.listing.name == YUNLING]
    assert days == ["2023-01-12", "2023-07-18"]


def test_an_undated_edition_read_again_does_not_overtake_a_newer_one(desk: Desk, put: FileNotices, clock: Now) -> None:
    put(notice(ABNORMAL, None, YUNLING))
    clock.forward(days=30)  # type: ignore[attr-defined]
    put(notice(ABNORMAL, "2023-08-15", QINGYU))
    clock.forward(days=30)  # type: ignore[attr-defined]
    report = put(notice(ABNORMAL, None, YUNLING, text="浏览次数：12"))
    assert happened(report) == []
    assert standing(desk) == {QINGYU}


def test_a_misprinted_day_to_come_hides_nobody(desk: Desk, put: FileNotices, clock: Now) -> None:
    put(notice(ABNORMAL, "2032-07-18", YUNLING))
    watch(desk, clock, YUNLING)
    with reading(desk.engine) as session:
        (entry,) = entries(session, as_of=clock().date())
    assert (str(entry.listing.valid_from), entry.notice.published) == ("2023-07-20", "2032-07-18")


def test_a_list_that_fits_no_series_is_a_gap(desk: Desk, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING, series=None))
    assert open_gaps(desk) == ["unplaced"]


def test_a_snapshot_that_shrinks_is_held_also_where_only_its_signature_is_dated(desk: Desk, put: FileNotices) -> None:
    many = [f"第{number}号山商业保理有限公司" for number in range(1, 21)]
    put(notice(ABNORMAL, "2023-01-12", *many))
    signed = NoticeDate("2023-07-18", Basis.TEXT)
    put(notice(ABNORMAL, None, *many[:5], signed=signed), notice(ABNORMAL, None, *many[:4], url="https://jrj.dl.gov.cn/undated.html"))
    assert len(standing(desk)) == 20
    assert open_gaps(desk) == ["held", "held"]


def test_a_list_of_no_company_ends_nobody(desk: Desk, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING))
    put(notice(ABNORMAL, "2023-07-18", declared=0))
    assert standing(desk) == {YUNLING}


def test_a_row_that_fits_two_companies_is_left_out_by_a_person_and_the_others_are_listed(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(notice(SUSPECTED, "2023-03-31", (SONGYAN, CODE), (SONGYAN, OTHER_CODE)))
    clock.forward(days=1)  # type: ignore[attr-defined]
    put(notice(SUSPECTED, "2023-06-29", SONGYAN, YUNLING))
    with pytest.raises(UsageError, match="不知道该行是哪一家企业"):
        decide(desk, 1, accept=True, who="王合规", reason="是第一家", clock=clock)
    report = decide(desk, 1, accept=False, who="王合规", reason="无法确定", clock=clock)
    assert ("listed", YUNLING) in happened(report)
    assert standing(desk) == {SONGYAN, YUNLING}
    assert open_gaps(desk) == []


def test_a_notice_read_under_http_and_https_in_one_look_counts_once(desk: Desk, put: FileNotices) -> None:
    both = [notice(ABNORMAL, "2023-07-18", YUNLING, url=f"{scheme}://jrj.dl.gov.cn/art/1.html") for scheme in ("http", "https")]
    put(*both)
    assert not put(*both).changes


def test_a_clock_that_falls_behind_hides_nothing_from_what_was_known(desk: Desk, put: FileNotices, clock: Now) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING))
    clock.forward(seconds=-5)  # type: ignore[attr-defined]
    put(notice(ABNORMAL, "2023-03-12", YUNLING, QINGYU))
    put(notice(ABNORMAL, "2023-05-12", QINGYU))
    clock.forward(seconds=5)  # type: ignore[attr-defined]
    with reading(desk.engine) as session:
        known = {one.listing.name for one in entries(session, known_at=clock())}
    assert known == {YUNLING, QINGYU}


def test_a_short_name_finds_a_company_and_makes_no_other_of_it(desk: Desk, put: FileNotices) -> None:
    printed = rows("https://jrj.dl.gov.cn/short.html", (YUNLING, CODE))
    put(notice(ABNORMAL, "2023-01-12", rows=tuple(replace(one, cells={"简称": "云岭保理"}) for one in printed)))
    put(notice(ABNORMAL, "2023-03-12", (YUNLING, CODE), "云岭保理"))
    with reading(desk.engine) as session:
        found = search(session, "云岭保理")
    assert [(one.name, one.code) for one in found] == [("云岭保理", None), (YUNLING, CODE)]
