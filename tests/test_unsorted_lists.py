"""Lists of companies of which no word tells the nature: never news, held until a person has looked."""

from collections.abc import Sequence

import pytest

from alerts.facts import facts_of
from dalian_lists import FileNotices, Now, mails, watch
from sources.base import Regulator
from sources.documents.tables import Cell, Table
from sources.errors import UsageError
from sources.notices.article import Article, Link
from sources.notices.attachments import notice_steps
from sources.notices.natures import NATURES
from sources.records import ConflictField, Kind, Notice, Polarity
from store.coverage import gaps
from store.database import reading
from store.listings import entries
from watcher.decisions import decide
from watcher.desk import Desk

pytestmark = pytest.mark.one_database

DALIAN = Regulator("dalian", "大连", ("大连市金融发展局",), ("jrj.dl.gov.cn",))
YUNLING, QINGYU = "云岭小额贷款有限公司", "大连青屿小额贷款有限公司"
PLAIN = "关于公布小额贷款公司名单的公告"
RESULTS = "关于小额贷款公司合规经营检查结果的公告"


def read(title: str, *lines: Sequence[str], files: Sequence[str] = ()) -> Notice:
    cells = tuple(tuple(Cell(text) for text in line) for line in lines)
    tables = (Table("正文", cells),) if lines else ()
    links = tuple(Link(None, name) for name in files)
    url = "https://jrj.dl.gov.cn/art/2023/7/18/art_1_1.html"
    article = Article(url, title, ("名单见附件。",), attachments=links, tables=tables)
    (found,) = [one for one in notice_steps(article, DALIAN) if isinstance(one, Notice)]
    return found


def states(desk: Desk) -> list[str]:
    with reading(desk.engine) as session:
        return [gap.state for gap in gaps(session)]


def statuses(desk: Desk, now: Now) -> dict[str, str]:
    with reading(desk.engine) as session:
        return {one.listing.name: facts_of(one, now().date())["status"] for one in entries(session)}


@pytest.mark.parametrize("title", [PLAIN, "持牌典当行名单", "重点联系企业名单", "商业保理公司名册", "第三批名单", "关于公布交易场所名单的公告"])
def test_a_list_of_companies_of_unknown_nature_is_a_gap_and_a_question(title: str) -> None:
    notice = read(title)
    assert notice.names_missing
    assert [(one.field, one.chosen) for one in notice.conflicts] == [(ConflictField.TITLE, None)]


@pytest.mark.parametrize("title", ["关于公布评审专家名单的公告", "关于做好企业名单管理工作的公告", "行政许可事项名录", "我局党组成员名单", "“白名单”项目名单"])
def test_lists_of_others_and_texts_about_lists_are_none(title: str) -> None:
    assert read(title).kind is Kind.NEWS


def test_its_names_are_held_and_nobody_is_told(desk: Desk, put: FileNotices, clock: Now) -> None:
    watch(desk, clock, YUNLING)
    put(read(PLAIN, ("企业名称",), (YUNLING,), (QINGYU,)))
    assert (states(desk), statuses(desk, clock), mails(desk)) == (["held"], {}, [])


@pytest.mark.parametrize(
    ("word", "series", "status", "mailed"),
    [
        ("疑似失联空壳", "dalian/小额贷款/疑似失联空壳", "列为疑似", ["【名单命中】"]),
        ("非正常", "dalian/小额贷款/非正常经营", "列为非正常经营", ["【名单命中】"]),
        ("正面", "dalian/小额贷款/名录", "正面名单", []),
        ("取消资格", "dalian/小额贷款/取消资格", "已公告取消资格（2023-07-18）", ["【名单命中】"]),
    ],
)
def test_what_a_person_accepts_is_listed_as_what_the_person_says(
    desk: Desk, put: FileNotices, clock: Now, word: str, series: str, status: str, mailed: list[str]
) -> None:
    watch(desk, clock, YUNLING)
    put(read(PLAIN, ("企业名称",), (YUNLING,), (QINGYU,)))
    report = decide(desk, 1, accept=True, who="王合规", reason="已电话核实", clock=clock, listed_as=word)
    assert {one.series.key for one in report.changes.editions} == {series}
    assert (states(desk), statuses(desk, clock), mails(desk)) == ([], {YUNLING: status, QINGYU: status}, mailed)
    assert not put(read(PLAIN, ("企业名称",), (YUNLING,), (QINGYU,))).changes


def test_nobody_is_listed_before_a_person_has_said_as_what(desk: Desk, put: FileNotices, clock: Now) -> None:
    put(read(PLAIN, ("企业名称",), (YUNLING,), (QINGYU,)))
    with pytest.raises(UsageError, match="性质不明") as refused:
        decide(desk, 1, accept=True, who="王合规", reason="系不利名单", clock=clock)
    assert "--as" in refused.value.action
    assert (states(desk), statuses(desk, clock)) == (["held"], {})


def test_of_a_list_that_tells_its_nature_none_is_said(desk: Desk, put: FileNotices, clock: Now) -> None:
    put(read(RESULTS, ("企业名称", "处理结果"), (YUNLING, "责令停业整顿"), (QINGYU, "合格")))
    with pytest.raises(UsageError, match="没有性质不明"):
        decide(desk, 1, accept=True, who="王合规", reason="", clock=clock, listed_as="疑似")
    assert states(desk) == ["held"]


def test_every_nature_that_can_be_said_is_a_list_of_a_known_type() -> None:
    for word, nature in NATURES.items():
        assert nature.kind is not None and nature.kind.lists_companies, word
        assert nature.list_type in NATURES
        assert nature.polarity is not Polarity.NEUTRAL


@pytest.mark.parametrize("lines", [(), (("企业名称",), (YUNLING,))])
def test_what_a_person_rejects_is_no_gap_any_more(
    desk: Desk, put: FileNotices, clock: Now, lines: Sequence[Sequence[str]]
) -> None:
    put(read(PLAIN, *lines))
    assert len(states(desk)) == 1
    decide(desk, 1, accept=False, who="王合规", reason="系持牌机构名单", clock=clock)
    assert (states(desk), statuses(desk, clock)) == ([], {})


def test_results_of_which_every_row_tells_what_was_done_are_listed_with_it(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(read(RESULTS, ("企业名称", "处理结果"), (YUNLING, "责令停业整顿"), (QINGYU, "取消业务资格")))
    assert statuses(desk, clock) == {
        YUNLING: "已被责令停业整顿（2023-07-18）",
        QINGYU: "已被取消试点资格（2023-07-18）",
    }


def test_the_headings_of_parts_tell_what_was_done_too(desk: Desk, put: FileNotices, clock: Now) -> None:
    parts = (("一、停业整顿（1家）", ""), ("1", YUNLING), ("二、取消业务资格（1家）", ""), ("2", QINGYU))
    put(read(RESULTS, ("序号", "企业名称"), *parts))
    assert [words[:6] for words in statuses(desk, clock).values()] == ["已被责令停业", "已被取消试点"]


def test_results_that_do_not_tell_of_somebody_are_held() -> None:
    notice = read(RESULTS, ("企业名称", "处理结果"), (YUNLING, "责令停业整顿"), (QINGYU, "合格"))
    assert (notice.named, len(notice.held)) == (0, 2)


def test_to_accept_such_results_lists_only_those_of_whom_an_act_is_told(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(read(RESULTS, ("企业名称", "处理结果"), (YUNLING, "责令停业整顿"), (QINGYU, "合格")))
    decide(desk, 1, accept=True, who="王合规", reason="合格者不列", clock=clock)
    assert (states(desk), set(statuses(desk, clock))) == ([], {YUNLING})


def test_a_file_of_bad_names_below_a_title_that_announces_none_is_asked_about() -> None:
    title = "关于开展小额贷款行业清理规范工作的公告"
    assert read(title, files=("附件：“失联”企业名单.xlsx",)).names_missing
    for harmless in ("失联企业名单报送表.xlsx", "监管名单.xlsx", "政策问答.docx"):
        assert read(title, files=(harmless,)).kind is Kind.NEWS


def test_a_bad_fact_in_a_register_of_those_admitted_flags_nobody(desk: Desk, put: FileNotices, clock: Now) -> None:
    watch(desk, clock, YUNLING)
    put(read("大连市小额贷款公司名录（截至2023年6月30日）", ("企业名称", "状态"), (YUNLING, "暂停"), (QINGYU, "正常")))
    assert (statuses(desk, clock), mails(desk)) == ({YUNLING: "正面名单", QINGYU: "正面名单"}, [])
    with reading(desk.engine) as session:
        assert {one.listing.name: one.listing.disposition for one in entries(session)}[YUNLING] == "暂停业务"
