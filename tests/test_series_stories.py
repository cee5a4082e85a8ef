"""What regulators published over the years, in the order and the wording that they chose: read, filed and counted.

Each story follows one place's lists (上海, 广西, 重庆, 四川, 宁波, 辽宁), told of 南汀 and of invented companies.
"""

from collections.abc import Sequence

import pytest
from sqlmodel import select

from alerts.facts import facts_of
from dalian_lists import FileNotices, Now, mails, watch
from sources.base import Regulator
from sources.documents.tables import Cell, Table
from sources.notices.article import Article
from sources.notices.attachments import notice_steps
from sources.records import ConflictField, Notice
from store.coverage import gaps
from store.database import reading
from store.listings import entries
from store.tables.notices import Conflict
from watcher.cli import shapes, words
from watcher.decisions import decide
from watcher.desk import Desk
from watcher.pipeline import Report

DALIAN = Regulator("dalian", "南汀", ("南汀市地方金融管理局",), ("jrj.dl.gov.cn",))
ONE, TWO, THREE = "云岭融资租赁有限公司", "大连青屿融资租赁有限公司", "松烟融资租赁有限公司"
LOAN, OTHER_LOAN = "云岭小额贷款有限公司", "大连青屿小额贷款有限公司"


def read(day: str, title: str, body: str, *names: str, cells: Sequence[tuple[str, ...]] = ()) -> Notice:
    """The notice of that day with a table of these companies; the first of `cells` are further heads."""
    table = [("企业名称", *(cells[0] if cells else ()))]
    table += [(name, *(cells[number] if cells else ())) for number, name in enumerate(names, start=1)]
    tables = (Table("正文", tuple(tuple(map(Cell, line)) for line in table)),) if names else ()
    year, month, date = (int(part) for part in day.split("-"))
    url = f"https://jrj.dl.gov.cn/art/{year}/{month}/{date}/art_1_{len(title)}.html"
    (found,) = [one for one in notice_steps(Article(url, title, (body,), tables=tables), DALIAN) if isinstance(one, Notice)]
    return found


def statuses(desk: Desk, now: Now) -> dict[tuple[str, str], str]:
    """By company and list, of what stands."""
    with reading(desk.engine) as session:
        found = [one for one in entries(session) if one.listing.valid_to is None]
        return {(one.listing.name, one.series.list_type): facts_of(one, now().date())["status"] for one in found}


def happened(report: Report) -> list[tuple[str, str | None]]:
    return sorted((event.type, event.facts.get("name")) for event in report.events)


def test_batches_add_an_update_replaces_and_an_exit_list_ends_nothing(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(read("2019-11-20", "关于公布第一批经营异常融资租赁公司名单的公告", "现将1家公司列入名单。", ONE))
    report = put(read("2020-05-12", "关于公布第三批经营异常融资租赁公司名单的公告", "现将1家公司列入名单。", TWO))
    assert happened(report) == [("listed", TWO)]
    body = "截至2022年末，本市共有2家非正常经营类融资租赁公司。"
    put(read("2022-12-30", "关于公布非正常经营类融资租赁公司名单的公告", body, ONE, THREE))
    body = "截至2023年3月末，本市共有1家非正常经营类融资租赁公司。"
    report = put(read("2023-04-09", "关于更新非正常经营类融资租赁公司名单的公告", body, ONE))
    assert happened(report) == [("left", THREE)]
    report = put(read("2023-05-10", "关于发布退出本市融资租赁行业的公司名单的公告", "本次共1家。", TWO))
    assert ("disposed", TWO) in happened(report)
    assert set(statuses(desk, clock)) == {
        (ONE, "经营异常"),
        (TWO, "经营异常"),
        (ONE, "非正常经营"),
        (TWO, "退出行业"),
    }


def test_a_proposal_and_the_act_that_follows_it_are_a_pair(desk: Desk, put: FileNotices, clock: Now) -> None:
    watch(desk, clock, LOAN)
    title = "关于拟取消部分小额贷款公司经营资格名单的公示"
    put(read("2022-12-20", title, "拟取消2家小额贷款公司经营资格，公示期5个工作日。", LOAN, OTHER_LOAN))
    title = "关于取消部分小额贷款公司经营资格的公告"
    report = put(read("2023-01-13", title, "现取消2家小额贷款公司经营资格。", LOAN, OTHER_LOAN))
    disposed = [event for event in report.events if event.type == "disposed"]
    assert {event.facts["name"] for event in disposed} == {LOAN, OTHER_LOAN}
    assert all("proposed_by" in event.facts for event in disposed)
    assert statuses(desk, clock)[LOAN, "取消资格"] == "已被取消试点资格（2023-01-13）"
    assert mails(desk) == ["【名单命中】", "【处置公告】"]


def test_a_period_table_of_exits_tells_how_each_left(desk: Desk, put: FileNotices, clock: Now) -> None:
    cells = (("退出原因", "日期"), ("取消试点资格", "2023年6月3日"), ("主动注销资格", "2023年7月"))
    title = "2023年3-7月南汀市小额贷款公司退出行业公示表"
    put(read("2023-07-14", title, "现将退出情况公示。", LOAN, OTHER_LOAN, cells=cells))
    assert [words[:8] for words in statuses(desk, clock).values()] == ["已被取消试点资格"] * 2


def test_two_outcomes_in_one_list_are_told_apart_and_add_up(desk: Desk, put: FileNotices, clock: Now) -> None:
    cells = (("处理结果",), ("停业整顿",), ("取消业务资格",))
    body = "经检查，对1家小额贷款公司予以停业整顿，取消1家小额贷款公司业务资格。"
    notice = read("2023-05-18", "关于小额贷款公司合规经营检查结果的公告", body, LOAN, OTHER_LOAN, cells=cells)
    assert notice.declared == 2
    put(notice)
    assert statuses(desk, clock) == {
        (LOAN, "检查结果"): "已被责令停业整顿（2023-05-18）",
        (OTHER_LOAN, "检查结果"): "已被取消试点资格（2023-05-18）",
    }


def test_two_parts_of_one_suspected_list_make_up_its_size() -> None:
    title = "关于疑似“失联”“空壳”融资租赁企业名单的公告"
    whole = read("2023-06-29", title, "现将疑似失联2家、空壳1家企业名单予以公告。", ONE, TWO, THREE)
    half = read("2023-06-29", title, "现将疑似失联2家、空壳1家企业名单予以公告。", ONE, TWO)
    assert (whole.named, whole.held) == (3, ())
    assert (half.named, len(half.held)) == (0, 2)
    assert [one.field for one in half.conflicts] == [ConflictField.COUNT]


APPROVAL = f"关于同意取消{LOAN}试点资格的批复"


def test_an_approval_that_names_one_company_in_title_and_body_lists_it(desk: Desk, put: FileNotices, clock: Now) -> None:
    body = f"你局关于{LOAN}的请示收悉。鉴于{LOAN}停业，同意取消{LOAN}试点资格，该公司应于2023年11月30日前注销或更名。"
    notice = read("2023-07-16", APPROVAL, body)
    assert ([row.name for row in notice.rows], notice.held, notice.conflicts) == ([LOAN], (), ())
    assert notice.deadline is not None
    assert notice.deadline.nominal.isoformat() == "2023-11-30"
    put(notice)
    assert statuses(desk, clock) == {(LOAN, "取消资格"): "已被取消试点资格（2023-07-16）"}


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (APPROVAL, f"同意取消{LOAN}试点资格。其股东{OTHER_LOAN}应予配合。"),
        (APPROVAL, "同意你局意见，该公司应于一个月内更名。"),
        (f"关于不同意取消{LOAN}试点资格的批复", f"{LOAN}应限期整改。"),
    ],
)
def test_of_a_company_that_only_the_title_names_surely_a_person_decides_in_one_step(
    title: str, body: str, desk: Desk, put: FileNotices, clock: Now
) -> None:
    notice = read("2023-07-16", title, body)
    assert (notice.rows, [row.name for row in notice.held]) == ((), [LOAN])
    put(notice)
    with reading(desk.engine) as session:
        assert ([gap.state for gap in gaps(session)], entries(session)) == (["held"], [])
        (conflict,) = session.exec(select(Conflict)).all()
    accept = title == APPROVAL
    decide(desk, conflict.id or 0, accept=accept, who="审核员", reason="已核对", clock=clock)
    with reading(desk.engine) as session:
        assert gaps(session) == ()
    assert list(statuses(desk, clock)) == ([(LOAN, "取消资格")] if accept else [])


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (f"关于取消{LOAN}等3家公司试点资格的公告", f"取消{LOAN}等3家公司试点资格，名单见附件。"),
        (f"关于同意设立{LOAN}的批复", f"同意设立{LOAN}。"),
        (f"关于{LOAN}变更股东的批复", f"同意{LOAN}变更股东。"),
        (f"关于更新{LOAN}失联名单的公告", f"现更新{LOAN}失联名单。"),
    ],
)
def test_a_title_with_one_company_that_is_not_the_list_lists_nobody(title: str, body: str) -> None:
    notice = read("2023-07-16", title, body)
    assert (notice.rows, notice.held) == ((), ())


def test_a_company_that_is_only_spoken_of_is_no_listing() -> None:
    body = f"拟取消1家小额贷款公司经营资格。近日，{OTHER_LOAN}等3家公司已于去年6月主动退出。"
    notice = read("2022-12-20", "关于拟取消部分小额贷款公司经营资格名单的公示", body, LOAN)
    assert [row.name for row in notice.rows] == [LOAN]
    assert notice.as_of is None


@pytest.mark.parametrize(
    ("title", "body", "facts", "line"),
    [
        (
            "关于“失联”“空壳”融资租赁公司名单的公示（不含西港）",
            "根据银保监发〔2020〕22号，公示期30日。",
            {"stage": "proposed", "scope": ["不含西港"], "basis": ["银保监发〔2020〕22号"]},
            "尚未认定，不含西港",
        ),
        (
            "关于公布融资租赁公司名单的公告",
            "根据南金规〔2019〕1号公布。",
            {"stage": "final", "scope": [], "basis": []},
            "性质不明的名单",
        ),
        ("关于举办论坛的公告", "", {"stage": None, "scope": [], "basis": []}, "资讯"),
    ],
)
def test_commands_show_stage_scope_and_basis(title: str, body: str, facts: dict[str, object], line: str) -> None:
    notice = read("2023-06-29", title, body)
    shown = shapes.notice(notice)
    assert {key: shown[key] for key in facts} == facts
    assert line in words.notice(notice)
