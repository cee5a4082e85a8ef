"""The settled questions of the register, one test each: names, codes, dates, corrections."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlmodel import col, select

from alerts.subscriptions import subscribe
from sources.base import Regulator
from sources.errors import UsageError
from sources.notices.article import Article
from sources.notices.attachments import notice_steps
from sources.records import Basis, Kind, Mode, Notice, NoticeDate, Place, Polarity, Row, Sector, Series
from store.database import reading, writing
from store.filing import Filing
from store.listings import Entry, entries
from store.outbox import messages
from store.tables.audit import AuditEntry
from store.tables.notices import Conflict
from store.tables.register import CompanyName
from watcher.decisions import correct, decide
from watcher.desk import Desk
from watcher.facts import facts_of
from watcher.pipeline import Report, file
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio

CODE, OTHER_CODE = "91210200MA0QC3Y43T", "91210200MA0Q7K2B69"
ABNORMAL = Series("dalian", Sector.FACTORING, "非正常经营", Mode.SNAPSHOT, "大连商业保理“非正常经营类”企业名单")
DALIAN = Regulator("dalian", "大连", ("大连市金融发展局",), ("jrj.dl.gov.cn",))
YUNLING, QINGYU, SONGYAN = "云岭商业保理（大连）有限公司", "大连青屿商业保理有限公司", "松烟商业保理有限公司"
RENAMED = "云岭供应链管理（大连）有限公司"

Now = Callable[..., datetime]
FileNotices = Callable[..., Report]


def row(name: str, code: str | None = None, **facts: object) -> Row:
    return Row(name, Place("https://jrj.dl.gov.cn/a.xlsx", "Sheet1", 3), code, **facts)  # type: ignore[arg-type]


def edition(day: str, *rows: Row | str, **facts: object) -> Notice:
    made = Notice(
        url=f"https://jrj.dl.gov.cn/art/{day}.html",
        regulator="dalian",
        title=f"关于更新非正常经营类商业保理公司名录的公告（{day}）",
        kind=Kind.FLAGGED_LIST,
        polarity=Polarity.FLAGGED,
        published=NoticeDate(day, Basis.META),
        sectors=(Sector.FACTORING,),
        series=ABNORMAL,
        rows=tuple(one if isinstance(one, Row) else row(one) for one in rows),
    )
    return replace(made, **facts)  # type: ignore[arg-type]


@pytest.fixture
def put(desk: Desk, clock: Now) -> FileNotices:
    def put(*notices: Notice) -> Report:
        return file(desk, [Filing(one, {}) for one in notices], clock=clock, why="test")

    return put


def listed(desk: Desk, *, as_of: date | None = None) -> list[Entry]:
    with reading(desk.engine) as session:
        return [one for one in entries(session, as_of=as_of) if as_of or one.listing.valid_to is None]


def names(desk: Desk, **query: date) -> set[str]:
    return {one.listing.name for one in listed(desk, **query)}


def happened(report: Report) -> list[tuple[str, str | None]]:
    return sorted((event.type, event.facts.get("name")) for event in report.changes.events)


def watch(desk: Desk, clock: Now, *watched: str) -> None:
    content = "企业名称\n" + "\n".join(watched) + "\n"
    add_portfolio(desk, "客户", "customers.csv", read_portfolio(content.encode(), "customers.csv"), at=clock())
    with writing(desk.engine) as session:
        subscribe(session, "客户", "risk@example.com", clock())


def mails(desk: Desk) -> list[str]:
    with reading(desk.engine) as session:
        return [message.subject.split("】")[0] + "】" for message in reversed(messages(session))]


def test_a_code_that_appears_later_completes_the_company_and_its_listing(desk: Desk, put: FileNotices) -> None:
    put(edition("2023-01-12", YUNLING))
    (before,) = listed(desk)
    assert happened(put(edition("2023-07-18", row(YUNLING, CODE)))) == [("amended", YUNLING)]
    (after,) = listed(desk)
    assert (after.company.id, after.company.code, after.listing.valid_from) == (
        *(before.company.id, CODE),
        date(2023, 1, 12),
    )
    assert happened(put(edition("2023-10-12", YUNLING))) == [("amended", YUNLING)]  # printed without it again
    assert [one.company.code for one in listed(desk)] == [CODE]


def test_a_renaming_keeps_the_company_and_both_names(desk: Desk, put: FileNotices, clock: Now) -> None:
    watch(desk, clock, YUNLING)
    put(edition("2023-01-12", row(YUNLING, CODE)))
    assert happened(put(edition("2023-07-18", row(RENAMED, CODE)))) == [("renamed", RENAMED)]
    (entry,) = listed(desk)
    assert (entry.company.name, entry.listing.valid_from) == (RENAMED, date(2023, 1, 12))
    with reading(desk.engine) as session:
        assert set(session.exec(select(CompanyName.name))) == {YUNLING, RENAMED}
    assert mails(desk) == ["【名单命中】", "【名单变更】"]  # the counterparty of the old name hears of it


def test_a_former_name_in_the_row_is_a_renaming_without_a_code(desk: Desk, put: FileNotices) -> None:
    put(edition("2023-01-12", YUNLING))
    report = put(edition("2023-07-18", row(RENAMED, former_names=(YUNLING,))))
    assert happened(report) == [("renamed", RENAMED)]
    assert len({one.company.id for one in listed(desk)}) == 1


def test_one_name_with_two_codes_is_two_companies(desk: Desk, put: FileNotices) -> None:
    put(edition("2023-01-12", row(SONGYAN, CODE), row(SONGYAN, OTHER_CODE)))
    assert sorted(str(one.company.code) for one in listed(desk)) == sorted([CODE, OTHER_CODE])
    assert happened(put(edition("2023-07-18", row(SONGYAN, CODE)))) == [("left", SONGYAN)]
    assert [one.company.code for one in listed(desk)] == [CODE]


def test_a_row_that_fits_two_companies_is_a_conflict_that_names_both_and_lists_neither(
    desk: Desk, put: FileNotices
) -> None:
    put(edition("2023-01-12", row(SONGYAN, CODE), row(SONGYAN, OTHER_CODE)))
    assert happened(put(edition("2023-07-18", SONGYAN, YUNLING))) == []
    assert len(listed(desk)) == 2
    with reading(desk.engine) as session:
        conflict = session.exec(select(Conflict)).one()
    assert {one["value"] for one in conflict.readings} == {f"{SONGYAN}（{CODE}）", f"{SONGYAN}（{OTHER_CODE}）"}


def test_a_correction_by_the_publisher_on_the_page_itself_waits_for_a_person_and_is_then_told(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, YUNLING)
    put(edition("2023-07-18", YUNLING, QINGYU))
    report = put(edition("2023-07-18", QINGYU, SONGYAN, text="7月25日更正：名单中“云岭”应为“松烟”。"))
    assert happened(report) == [("listed", SONGYAN)]
    assert names(desk) == {YUNLING, QINGYU, SONGYAN}
    report = decide(desk, 1, accept=True, who="王合规", reason="网页已更正", clock=clock)
    assert happened(report) == [("corrected", YUNLING)]
    assert names(desk, as_of=date(2023, 7, 18)) == {QINGYU, SONGYAN}  # it was never so
    assert mails(desk) == ["【名单命中】", "【名单变更】"]


@pytest.mark.parametrize("word", ["更正", "勘误"])
def test_a_notice_that_corrects_another_lists_and_clears_nobody_before_a_person(word: str) -> None:
    article = Article(
        url="https://jrj.dl.gov.cn/art/2023/7/25/1.html",
        title=f"关于“失联”商业保理企业名单的{word}公告",
        paragraphs=(f"现将名单{word}：云岭商业保理（大连）有限公司应为松烟商业保理有限公司。",),
    )
    (found,) = [one for one in notice_steps(article, DALIAN) if isinstance(one, Notice)]
    assert found.rows == ()
    assert found.names_missing  # a gap that every page shows until somebody has looked


def test_a_listing_that_we_got_wrong_is_corrected_by_a_named_person_and_who_was_mailed_hears_again(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, YUNLING)
    notice = edition("2023-07-18", YUNLING, QINGYU)
    put(notice)
    (wrong,) = [one for one in listed(desk) if one.listing.name == YUNLING]
    before = clock()
    clock.forward(days=7)  # type: ignore[attr-defined]
    id_, company = Filing(notice, {}).id, wrong.company.id
    report = correct(desk, id_, [company], who="王合规", reason="读错了附件的一行", clock=clock)
    assert happened(report) == [("corrected", YUNLING)]
    assert names(desk) == {QINGYU}
    assert mails(desk) == ["【名单命中】", "【名单变更】"]
    with reading(desk.engine) as session:
        known_then = {one.listing.name for one in entries(session, known_at=before)}
        audit = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert known_then == {YUNLING, QINGYU}  # what we knew then stays known
    assert audit is not None and (audit.who, audit.action) == ("王合规", "correct")
    assert not put(notice).changes  # the same page does not bring the mistake back
    assert happened(put(replace(notice, text="浏览次数：12"))) == []
    assert names(desk) == {QINGYU}
    with pytest.raises(UsageError, match="没有列出该企业"):
        correct(desk, id_, ["c0"], who="王合规", reason="", clock=clock)


def test_the_only_row_of_an_edition_may_be_a_mistake(desk: Desk, put: FileNotices, clock: Now) -> None:
    put(edition("2023-01-12", YUNLING, QINGYU))
    notice = edition("2023-07-18", SONGYAN)
    put(notice)
    (wrong,) = listed(desk)
    report = correct(desk, Filing(notice, {}).id, [wrong.company.id], who="王合规", reason="误读", clock=clock)
    assert happened(report) == [("corrected", SONGYAN)]
    assert names(desk) == set()  # the others had left all the same


def test_a_removal_that_we_got_wrong_is_corrected_and_the_listing_stands_again(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(edition("2023-01-12", YUNLING, QINGYU))
    removal = edition("2023-05-04", YUNLING, kind=Kind.REMOVAL, polarity=Polarity.NEUTRAL)
    (wrong,) = [one for one in listed(desk) if one.listing.name == YUNLING]
    put(removal)
    report = correct(desk, Filing(removal, {}).id, [wrong.company.id], who="王合规", reason="误读", clock=clock)
    assert happened(report) == [("corrected", YUNLING)]
    assert names(desk) == {YUNLING, QINGYU}


def test_a_late_edition_is_put_in_its_place_and_what_follows_is_told_anew(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(edition("2023-01-12", YUNLING, QINGYU), edition("2023-07-18", YUNLING))
    watch(desk, clock, QINGYU, SONGYAN)
    heard = len(mails(desk))
    report = put(edition("2023-04-10", YUNLING, SONGYAN))
    assert happened(report) == [("corrected", QINGYU), ("late_edition", None)]  # it left in April, not in July
    assert names(desk, as_of=date(2023, 5, 1)) == {YUNLING, SONGYAN}
    assert names(desk) == {YUNLING}
    assert "【新增命中】" not in mails(desk)[heard:]


@pytest.mark.parametrize(("printed", "first"), [("2023-07", date(2023, 7, 1)), ("2023", date(2023, 1, 1))])
def test_a_partial_date_counts_from_its_first_day_and_is_shown_as_printed(
    desk: Desk, put: FileNotices, printed: str, first: date
) -> None:
    put(edition(printed, YUNLING))
    (entry,) = listed(desk)
    facts = facts_of(entry, date(2023, 7, 20))
    assert entry.listing.valid_from == first
    assert (facts["published"], facts["as_of"]) == (printed, printed)
