"""Acts on licences and companies: exit lists, their proposals, and columns that say what became of somebody."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from alerts.facts import facts_of
from dalian_lists import FileNotices, Now, mails, watch
from sources.base import Regulator
from sources.notices.article import Article
from sources.notices.attachments import notice_steps
from sources.notices.dispositions import disposition_in, outcome_of
from sources.records import (
    Basis,
    Deadline,
    Disposition,
    Kind,
    Mode,
    Notice,
    NoticeDate,
    Place,
    Polarity,
    Row,
    Sector,
    Series,
)
from store.cases import cases
from store.coverage import gaps
from store.database import reading
from store.filing import Filing
from store.listings import Entry, entries
from watcher.desk import Desk
from watcher.pipeline import Report, pass_deadlines

pytestmark = pytest.mark.one_database

DALIAN = Regulator("dalian", "大连", ("大连市金融发展局",), ("jrj.dl.gov.cn",))
YUNLING, QINGYU, SONGYAN = "云岭小额贷款有限公司", "大连青屿小额贷款有限公司", "松烟小额贷款有限公司"
LOST = Series("dalian", Sector.MICROLOAN, "失联空壳", Mode.BATCH, "大连小额贷款“失联”“空壳”企业名单")
CANCELLED = Series("dalian", Sector.MICROLOAN, "取消资格", Mode.BATCH, "大连小额贷款取消资格企业名单")
PROPOSED = Series("dalian", Sector.MICROLOAN, "拟取消资格", Mode.BATCH, "大连小额贷款拟取消资格企业名单")


def notice(series: Series, day: str, *names: str, cells: Sequence[dict[str, str]] = (), **facts: object) -> Notice:
    kind, polarity = {
        "失联空壳": (Kind.FLAGGED_LIST, Polarity.FLAGGED),
        "取消资格": (Kind.EXIT_LIST, Polarity.FLAGGED),
        "拟取消资格": (Kind.EXIT_LIST, Polarity.SUSPECTED),
    }[series.list_type]
    url = f"https://jrj.dl.gov.cn/{series.list_type}/{day}.html"
    columns = [*cells, *({} for _ in names)]
    rows = tuple(Row(name, Place(url, "Sheet1", at), cells=columns[at - 1]) for at, name in enumerate(names, start=1))
    title = f"关于{series.list_type[:-2]}部分小额贷款公司经营资格的公告"
    day_ = NoticeDate(day, Basis.URL)
    made = Notice(url, "dalian", title, kind, polarity, published=day_, sectors=(series.sector,), series=series, rows=rows)
    return replace(made, **facts)  # type: ignore[arg-type]


def listed(desk: Desk, name: str) -> dict[str, Entry]:
    with reading(desk.engine) as session:
        return {one.series.list_type: one for one in entries(session) if one.listing.name == name}


def words(desk: Desk, name: str, day: date = date(2023, 7, 20)) -> dict[str, str]:
    return {list_type: facts_of(one, day)["status"] for list_type, one in listed(desk, name).items()}


def happened(report: Report) -> list[tuple[str, str | None]]:
    return sorted((event.type, event.facts.get("name")) for event in report.events)


@pytest.mark.parametrize(
    ("text", "disposition"),
    [
        ("已注销营业执照", Disposition.DEREGISTERED),
        ("吊销，未注销", Disposition.REVOKED),
        ("依职权予以注销", Disposition.DEREGISTERED_EX_OFFICIO),
        ("被除名", Disposition.STRUCK_OFF),
        ("变更名称和经营范围", Disposition.CHANGED),
        ("被市场监管部门列入经营异常名录", Disposition.ABNORMAL_REGISTER),
        ("取消小额贷款试点资格", Disposition.LICENCE_CANCELLED),
        ("责令停业整顿", Disposition.RECTIFYING),
        ("暂停小额贷款业务", Disposition.SUSPENDED),
        ("暂停", Disposition.SUSPENDED),
        ("拟停业整顿", None),
        ("已恢复", None),
        ("拟注销", None),
        ("正在办理注销", None),
        ("未注销", None),
        ("责令限期变更名称", None),
        ("存续", None),
    ],
)
def test_words_of_a_cell_tell_what_was_done_and_not_what_is_planned(text: str, disposition: str | None) -> None:
    assert disposition_in(text) == disposition


def test_a_row_tells_what_became_of_a_company_and_when_as_precisely_as_printed() -> None:
    assert outcome_of({"退出原因": "主动注销", "退出日期": "2023年6月"}) == ("注销", "2023-06")
    assert outcome_of({"所在区": "注销路1号", "备注": "2023.6.3 吊销"}) == ("吊销", None)


def test_an_exit_list_is_read_as_one_and_its_proposal_as_another_series() -> None:
    def read(title: str, body: str) -> Notice:
        article = Article(url="https://jrj.dl.gov.cn/art/2023/7/18/1.html", title=title, paragraphs=(body,))
        (found,) = [one for one in notice_steps(article, DALIAN) if isinstance(one, Notice)]
        return found

    final = read("关于取消部分小额贷款公司经营资格的公告", "现取消2家小额贷款公司经营资格。")
    proposal = read("关于拟取消部分小额贷款公司经营资格名单的公示", "公示期为公示之日起15日。")
    open_to_objection = read("关于取消部分小额贷款公司经营资格的公示", "公示期为公示之日起15日。")
    assert (final.polarity, final.series and final.series.list_type) == (Polarity.FLAGGED, "取消资格")
    for one in (proposal, open_to_objection):
        assert (one.polarity, one.series and one.series.list_type) == (Polarity.SUSPECTED, "拟取消资格")


def test_a_company_only_on_an_exit_list_is_found_with_the_act_and_its_day(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, YUNLING)
    put(notice(CANCELLED, "2023-07-18", YUNLING))
    assert words(desk, YUNLING) == {"取消资格": "已被取消试点资格（2023-07-18）"}
    assert mails(desk) == ["【名单命中】"]
    with reading(desk.engine) as session:
        assert gaps(session) == ()


def test_a_licence_act_ends_no_listing_and_is_told(desk: Desk, put: FileNotices, clock: Now) -> None:
    watch(desk, clock, YUNLING)
    put(notice(LOST, "2023-03-31", YUNLING, QINGYU))
    report = put(notice(CANCELLED, "2023-07-18", YUNLING, SONGYAN))
    assert happened(report) == [("baseline", None), ("disposed", YUNLING)]
    assert words(desk, YUNLING) == {"失联空壳": "列为非正常经营", "取消资格": "已被取消试点资格（2023-07-18）"}
    assert listed(desk, YUNLING)["失联空壳"].listing.valid_to is None
    assert mails(desk) == ["【名单命中】", "【处置公告】"]


def test_the_row_of_an_exit_list_goes_before_its_title(desk: Desk, put: FileNotices) -> None:
    cells = ({"退出原因": "吊销", "退出日期": "2023年6月3日"}, {"退出原因": "—"})
    put(notice(CANCELLED, "2023-07-18", YUNLING, QINGYU, cells=cells))
    assert words(desk, YUNLING) == {"取消资格": "已被吊销（2023-06-03）"}
    assert words(desk, QINGYU) == {"取消资格": "已被取消试点资格（2023-07-18）"}


def test_an_exit_of_no_known_kind_keeps_its_own_word(desk: Desk, put: FileNotices) -> None:
    series = replace(CANCELLED, list_type="退出行业")
    put(replace(notice(CANCELLED, "2023-07", YUNLING), series=series, title="关于退出小额贷款行业的公司名单的公告"))
    assert words(desk, YUNLING) == {"退出行业": "已公告退出行业（2023-07）"}


def test_a_list_that_says_later_what_became_of_a_company_is_an_event(desk: Desk, put: FileNotices) -> None:
    put(notice(LOST, "2023-03-31", YUNLING, QINGYU))
    report = put(notice(LOST, "2023-07-18", YUNLING, QINGYU, cells=({"处置结果": "已注销"}, {"处置结果": "拟注销"})))
    assert happened(report) == [("disposed", YUNLING)]
    assert words(desk, YUNLING) == {"失联空壳": "已公告注销（2023-07-18）"}
    assert words(desk, QINGYU) == {"失联空壳": "列为非正常经营"}


def test_a_proposal_and_the_act_are_paired_and_the_proposal_stays_findable(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, YUNLING, QINGYU)
    deadline = Deadline(NoticeDate("2023-05-10", Basis.URL), date(2023, 5, 25), date(2023, 5, 25), "15日")
    proposal = notice(PROPOSED, "2023-05-10", YUNLING, QINGYU, deadline=deadline)
    put(proposal)
    assert words(desk, YUNLING, date(2023, 5, 20)) == {"拟取消资格": "拟取消资格（公告期内）"}
    assert words(desk, YUNLING) == {"拟取消资格": "拟取消资格（公告期已满，结果未公布）"}
    report = put(notice(CANCELLED, "2023-07-18", YUNLING))
    (event,) = [one for one in report.events if one.type == "disposed"]
    assert (event.facts["name"], event.facts["disposition"]) == (YUNLING, "取消试点资格")
    assert event.facts["proposed_by"] == Filing(proposal, {}).id
    assert set(listed(desk, YUNLING)) == {"拟取消资格", "取消资格"}
    assert happened(pass_deadlines(desk, clock=clock)) == [("deadline_passed", QINGYU)]  # of the other it is decided


def test_a_proposal_that_is_imported_after_the_act_announces_nothing(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(notice(PROPOSED, "2023-01-10", SONGYAN), notice(CANCELLED, "2023-07-18", YUNLING))
    watch(desk, clock, YUNLING)
    report = put(notice(PROPOSED, "2023-05-10", YUNLING))
    assert happened(report) == []


def test_an_exit_list_of_a_regulator_that_is_not_known_is_a_gap(desk: Desk, put: FileNotices) -> None:
    put(replace(notice(CANCELLED, "2023-07-18", YUNLING), series=None))
    with reading(desk.engine) as session:
        assert [gap.state for gap in gaps(session)] == ["unplaced"]


def test_a_disposition_survives_the_telling_anew_of_a_series(desk: Desk, put: FileNotices) -> None:
    put(notice(CANCELLED, "2023-07-18", YUNLING, cells=({"退出原因": "吊销", "退出日期": "2023-06"},)))
    put(notice(CANCELLED, "2023-03-01", QINGYU))  # a late one: the editions are read whole
    assert words(desk, YUNLING) == {"取消资格": "已被吊销（2023-06）"}


def test_a_case_is_what_all_listings_of_a_company_by_one_regulator_in_one_sector_come_to(
    desk: Desk, put: FileNotices
) -> None:
    deadline = Deadline(NoticeDate("2023-05-10", Basis.URL), date(2023, 5, 25), date(2023, 5, 25), "15日")
    removal = replace(notice(LOST, "2023-06-20", QINGYU), kind=Kind.REMOVAL, polarity=Polarity.NEUTRAL)
    put(notice(PROPOSED, "2023-05-10", YUNLING, deadline=deadline), notice(LOST, "2023-06-01", YUNLING, QINGYU))
    put(removal, notice(CANCELLED, "2023-07-18", YUNLING))
    with reading(desk.engine) as session:
        every = entries(session, adverse=True)
    days = [date(2023, 5, 20), date(2023, 5, 26), date(2023, 6, 10), date(2023, 6, 30), date(2023, 7, 18)]
    told = [{case.standing[0].listing.name: case.status.value for case in cases(every, day)} for day in days]
    assert told == [
        {YUNLING: "in_period"},
        {YUNLING: "period_over"},
        {YUNLING: "abnormal", QINGYU: "abnormal"},
        {YUNLING: "abnormal", QINGYU: "removed"},
        {YUNLING: "disposed", QINGYU: "removed"},
    ]
