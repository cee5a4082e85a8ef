"""The settled questions of the register, each in a test named after it; all run on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from alerts.facts import facts_of
from dalian_lists import (
    ABNORMAL,
    CODE,
    OTHER_CODE,
    QINGYU,
    RENAMED,
    SONGYAN,
    YUNLING,
    FileNotices,
    Now,
    conflicts,
    correction,
    happened,
    listed,
    mails,
    notice,
    open_gaps,
    standing,
    watch,
)
from sources.base import Regulator
from sources.documents.tables import Cell, Table
from sources.notices.article import Article
from sources.notices.attachments import notice_steps
from sources.records import Notice, Place, Row
from store.corrections import What
from store.coverage import gaps
from store.database import reading
from store.filing import Filing
from store.tables.notices import Conflict
from store.tables.register import CompanyName
from watcher.decisions import decide
from watcher.desk import Desk

DALIAN = Regulator("dalian", "大连", ("大连市金融发展局",), ("jrj.dl.gov.cn",))


def test_a_code_that_appears_later_completes_the_company_and_its_listing(desk: Desk, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING))
    (before,) = listed(desk)
    assert happened(put(notice(ABNORMAL, "2023-07-18", (YUNLING, CODE)))) == [("amended", YUNLING)]
    (after,) = listed(desk)
    assert (after.company.id, after.company.code, after.listing.valid_from) == (
        *(before.company.id, CODE),
        date(2023, 1, 12),
    )
    assert happened(put(notice(ABNORMAL, "2023-10-12", YUNLING))) == [("amended", YUNLING)]  # printed without it again
    assert [one.company.code for one in listed(desk)] == [CODE]


def test_a_renaming_keeps_the_company_and_both_names(desk: Desk, put: FileNotices, clock: Now) -> None:
    watch(desk, clock, YUNLING)
    put(notice(ABNORMAL, "2023-01-12", (YUNLING, CODE)))
    assert happened(put(notice(ABNORMAL, "2023-07-18", (RENAMED, CODE)))) == [("renamed", RENAMED)]
    (entry,) = listed(desk)
    assert (entry.company.name, entry.listing.valid_from) == (RENAMED, date(2023, 1, 12))
    with reading(desk.engine) as session:
        assert set(session.exec(select(CompanyName.name))) == {YUNLING, RENAMED}
    assert mails(desk) == ["【名单命中】", "【名单变更】"]  # the counterparty of the old name hears of it


def test_a_former_name_in_the_row_is_a_renaming_without_a_code(desk: Desk, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING))
    report = put(notice(ABNORMAL, "2023-07-18", Row(RENAMED, Place("https://jrj.dl.gov.cn/a.xlsx", "Sheet1", 3), former_names=(YUNLING,))))
    assert happened(report) == [("renamed", RENAMED)]
    assert len({one.company.id for one in listed(desk)}) == 1


def test_one_name_with_two_codes_is_two_companies(desk: Desk, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-01-12", (SONGYAN, CODE), (SONGYAN, OTHER_CODE)))
    assert sorted(str(one.company.code) for one in listed(desk)) == sorted([CODE, OTHER_CODE])
    assert happened(put(notice(ABNORMAL, "2023-07-18", (SONGYAN, CODE)))) == [("left", SONGYAN)]
    assert [one.company.code for one in listed(desk)] == [CODE]


def test_a_row_that_fits_two_companies_is_a_conflict_that_names_both_and_lists_neither(
    desk: Desk, put: FileNotices
) -> None:
    put(notice(ABNORMAL, "2023-01-12", (SONGYAN, CODE), (SONGYAN, OTHER_CODE)))
    assert happened(put(notice(ABNORMAL, "2023-07-18", SONGYAN, YUNLING))) == []
    assert len(listed(desk)) == 2
    with reading(desk.engine) as session:
        conflict = session.exec(select(Conflict)).one()
    assert {one["value"] for one in conflict.readings} == {f"{SONGYAN}（{CODE}）", f"{SONGYAN}（{OTHER_CODE}）"}


def test_a_correction_by_the_publisher_on_the_page_itself_waits_for_a_person_and_is_then_told(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, YUNLING)
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU))
    report = put(notice(ABNORMAL, "2023-07-18", QINGYU, SONGYAN, text="7月25日更正：名单中“云岭”应为“松烟”。"))
    assert happened(report) == [("listed", SONGYAN)]
    assert standing(desk) == {YUNLING, QINGYU, SONGYAN}
    report = decide(desk, 1, accept=True, who="王合规", reason="网页已更正", clock=clock)
    assert happened(report) == [("corrected", YUNLING)]
    assert standing(desk, as_of=date(2023, 7, 18)) == {QINGYU, SONGYAN}  # it was never so
    assert mails(desk) == ["【名单命中】", "【名单变更】"]


RIGHT = Table("表1", ((Cell("企业名称"),), (Cell(SONGYAN),)))


@pytest.mark.parametrize(
    ("word", "tables", "state"), [("更正", (), "names_missing"), ("勘误", (), "names_missing"), ("更正", (RIGHT,), "held")]
)
def test_a_correction_by_the_publisher_in_a_notice_of_its_own_waits_for_a_person_and_is_then_as_if_printed_right(
    desk: Desk, put: FileNotices, clock: Now, word: str, tables: tuple[Table, ...], state: str
) -> None:
    article = Article(
        url="https://jrj.dl.gov.cn/art/2023/7/25/1.html",
        title=f"关于“失联”商业保理企业名单的{word}公告",
        paragraphs=(f"现将名单{word}：{YUNLING}应为{SONGYAN}。",),
        tables=tables,
    )
    (found,) = [one for one in notice_steps(article, DALIAN) if isinstance(one, Notice)]
    watch(desk, clock, YUNLING, SONGYAN)
    wrong = notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU)
    put(wrong)
    before = clock()
    clock.forward(days=7)  # type: ignore[attr-defined]
    assert happened(put(found)) == []
    assert (standing(desk), open_gaps(desk)) == ({YUNLING, QINGYU}, [state])
    assert conflicts(desk) == [("title", "open", None)]
    meanwhile = clock()
    report = correction(desk, clock, YUNLING, What.NAME, SONGYAN, notice=Filing(wrong, {}).id)
    assert ("corrected", YUNLING) in happened(report)
    decide(desk, 1, accept=False, who="王合规", reason="已照此更正", clock=clock)
    assert open_gaps(desk) == []  # it only corrects another: it lacks no names
    assert standing(desk, as_of=date(2023, 7, 18)) == {SONGYAN, QINGYU}  # as if it had been printed right
    assert standing(desk, known_at=before) == {YUNLING, QINGYU}
    with reading(desk.engine) as session:
        assert [gap.state for gap in gaps(session, meanwhile)] == [state]  # as it was known then
    assert not put(found, wrong).changes
    assert len(mails(desk)) == 2


def test_a_correction_by_us_reaches_back_and_who_was_mailed_hears_again(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, YUNLING)
    wrong = notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU)
    put(wrong)
    before = clock()
    report = correction(desk, clock, YUNLING, What.NOT_LISTED)
    assert happened(report) == [("corrected", YUNLING)]
    assert (standing(desk), standing(desk, known_at=before)) == ({QINGYU}, {YUNLING, QINGYU})
    assert mails(desk) == ["【名单命中】", "【名单变更】"]
    assert not put(wrong).changes  # the same page does not bring the mistake back
    assert happened(put(replace(wrong, text="浏览次数：12"))) == []
    assert standing(desk) == {QINGYU}


def test_a_late_edition_is_put_in_its_place_and_what_follows_is_told_anew(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING, QINGYU), notice(ABNORMAL, "2023-07-18", YUNLING))
    watch(desk, clock, QINGYU, SONGYAN)
    heard = len(mails(desk))
    report = put(notice(ABNORMAL, "2023-04-10", YUNLING, SONGYAN))
    assert happened(report) == [("corrected", QINGYU), ("late_edition", None)]  # it left in April, not in July
    assert standing(desk, as_of=date(2023, 5, 1)) == {YUNLING, SONGYAN}
    assert standing(desk) == {YUNLING}
    assert "【新增命中】" not in mails(desk)[heard:]


@pytest.mark.parametrize(("printed", "first"), [("2023-07", date(2023, 7, 1)), ("2023", date(2023, 1, 1))])
def test_a_partial_date_counts_from_its_first_day_and_is_shown_as_printed(
    desk: Desk, put: FileNotices, printed: str, first: date
) -> None:
    put(notice(ABNORMAL, printed, YUNLING))
    (entry,) = listed(desk)
    facts = facts_of(entry, date(2023, 7, 20))
    assert entry.listing.valid_from == first
    assert (facts["published"], facts["as_of"]) == (printed, printed)
