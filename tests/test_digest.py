"""An invented digest with every trap of a real one: page marks, broken lines, repeated addresses, editors' mistakes."""

from datetime import date
from pathlib import Path

import pytest

from sources.base import Regulator
from sources.digests.attachments import attachments_of, file_name
from sources.digests.headings import heading_lines
from sources.digests.lines import Line, printed_lines
from sources.digests.paragraphs import join_lines
from sources.digests.reader import DigestItem, looks_like_digest, read_digest, regulator_of
from sources.digests.source_line import SourceLine, read_source
from sources.errors import ReadingError
from sources.records import ConflictField, Kind, LookState, Mode, Notice, Polarity, Sector

TEXT = (Path(__file__).parent / "fixtures" / "digest" / "invented_digest.txt").read_text("utf-8")
REGULATORS = (
    Regulator("dongping", "东屏", ("东屏省地方金融监督管理局",), ("dfjr.dongping.example",)),
    Regulator("yunjiang", "云江", ("云江市金融工作局",), ("jrj.yunjiang.example",)),
    Regulator("nanting", "南汀", ("南汀市地方金融监督管理局", "南汀市金融发展局"), ("jrj.nanting.example",)),
    Regulator("beiwan", "北湾", ("北湾市地方金融监督管理局",), ("jr.beiwan.example",)),
)


@pytest.fixture(name="items", scope="module")
def read_items() -> dict[str, DigestItem]:
    numbers = {"行业法规政策": 1, "行业资讯": 2}
    return {f"{numbers[item.section]}{item.mark}": item for item in read_digest(TEXT, REGULATORS)}


def as_lines(*texts: str) -> list[Line]:
    return [Line(number, text) for number, text in enumerate(texts, start=1)]


def iso(notice: Notice) -> tuple[str | None, str | None, str | None]:
    signed, published, as_of = (day.iso if day else None for day in (notice.signed, notice.published, notice.as_of))
    return signed, published, as_of


def test_a_digest_is_cut_into_its_items_and_nothing_else(items: dict[str, DigestItem]) -> None:
    assert list(items) == ["1（一）", "1（二）", "2（一）", "2（二）", "2（三）", "2（四）"]
    assert all(item.notice.origin == "digest" for item in items.values())


def test_news_under_policies_is_news_under_its_own_heading(items: dict[str, DigestItem]) -> None:
    notice = items["1（一）"].notice
    assert (notice.title, notice.kind) == ("云江市金融监管工作座谈会召开", Kind.NEWS)
    assert (notice.issuer, notice.heading, iso(notice)) == ("云江市金融工作局", None, (None, None, None))


def test_a_policy_keeps_number_dates_citations_and_its_inner_headings(items: dict[str, DigestItem]) -> None:
    notice = items["1（二）"].notice
    assert notice.title == "东屏省人民政府办公厅关于印发推动地方金融组织高质量发展实施方案的通知"
    assert (notice.kind, notice.number, notice.heading) == (Kind.POLICY, "东政办〔2023〕17号", None)
    assert notice.cited == ("银保监办发〔2019〕205号",)
    assert iso(notice) == ("2023-06-30", "2023-07", None)
    assert "（二）加强信息报送。" in notice.text
    assert "http://www.dongping.example/guide/index.html" in notice.text
    assert [attachment.name for attachment in notice.attachments] == ["东屏省地方金融组织任务分工表"]
    assert (notice.rows, notice.candidates, notice.conflicts) == ((), (), ())


def test_a_source_line_broken_in_its_site_is_joined(items: dict[str, DigestItem]) -> None:
    source = items["1（二）"].source
    assert (source.columns, source.site, source.domain) == (("省政府文件",), "东屏政府网", "www.dongping.example")


def test_a_report_is_statistics_with_ten_sound_sums_and_no_company(items: dict[str, DigestItem]) -> None:
    notice = items["2（一）"].notice
    assert (notice.kind, notice.polarity, notice.sectors) == (Kind.STATISTICS, Polarity.NEUTRAL, (Sector.LEASING,))
    assert len(notice.figures) == 17
    assert [check.holds for check in notice.checks] == [True] * 10
    assert (notice.rows, notice.candidates, notice.series) == ((), (), None)
    assert notice.heading == "东屏省融资租赁清理规范工作取得阶段性成果"
    assert notice.conflicts == ()


def test_good_examples_are_whole_names_across_lines_and_never_flagged(items: dict[str, DigestItem]) -> None:
    notice = items["2（二）"].notice
    assert (notice.kind, notice.polarity, notice.declared) == (Kind.POSITIVE_LIST, Polarity.POSITIVE, 5)
    assert [row.name for row in notice.rows] == [
        "青禾商业保理（云江）有限公司",
        "青禾明泽商业保理（云江）有限公司",
        "云江朗川商业保理有限公司",
        "汀石资本（云江）商业保理有限公司",
        "鹭石商业保理(云江)有限责任公司",
    ]
    assert iso(notice) == ("2023-07-05", "2023-07-07", None)
    assert notice.title == "关于发布云江市2022-2023年度商业保理行业服务实体经济典型案例的通告"


def test_a_new_edition_without_names_waits_for_them_and_for_a_person(items: dict[str, DigestItem]) -> None:
    notice = items["2（三）"].notice
    assert notice.title == "关于更新《南汀市“非正常经营类”小额贷款公司名录》公告"
    assert (notice.regulator, notice.kind, notice.sectors) == ("nanting", Kind.FLAGGED_LIST, (Sector.MICROLOAN,))
    assert notice.series is not None
    assert notice.series.mode is Mode.SNAPSHOT
    assert (notice.declared, notice.missing, notice.batch) == (14, 14, None)
    assert iso(notice) == (None, "2023-07-04", "2023-06")
    assert [conflict.field for conflict in notice.conflicts] == [
        ConflictField.SECTOR,
        ConflictField.BATCH,
        ConflictField.ISSUER,
    ]


def test_an_attachment_address_before_the_page_is_not_the_page(items: dict[str, DigestItem]) -> None:
    notice = items["2（三）"].notice
    assert notice.url == "https://jrj.nanting.example/art/2023/7/4/art_11_22.html"
    (attachment,) = notice.attachments
    assert attachment.name == "南汀市“非正常经营类”典当行名录（第二批）.xlsx"
    assert attachment.url is not None
    assert "downfile.jsp" in attachment.url


def test_a_suspected_batch_takes_its_trade_from_the_body_and_not_from_the_heading(items: dict[str, DigestItem]) -> None:
    notice = items["2（四）"].notice
    assert (notice.kind, notice.sectors, notice.batch) == (Kind.SUSPECTED_LIST, (Sector.LEASING,), 2)
    assert notice.deadline is not None
    assert notice.deadline.nominal == notice.deadline.working == date(2023, 6, 26)
    assert [conflict.field for conflict in notice.conflicts] == [ConflictField.SECTOR, ConflictField.TITLE]
    assert [(known.name, known.url) for known in notice.attachments] == [
        ("北湾市第二批疑似“失联”“空壳”融资租赁企业名单", None)
    ]


def test_notes_on_rights_and_trailing_text_belong_to_no_notice(items: dict[str, DigestItem]) -> None:
    words = "".join(item.notice.text for item in items.values())
    assert "侵权" not in words
    assert "赞助单位" not in words


def test_an_item_says_where_it_stands_in_the_file(items: dict[str, DigestItem]) -> None:
    printed = TEXT.split("\n")
    item = items["2（三）"]
    assert printed[item.first_line - 1].strip().startswith("（三）南汀市金融发展局")
    assert printed[item.last_line - 1] == item.notice.url


def test_a_form_feed_on_the_line_of_a_heading_or_alone_changes_nothing() -> None:
    marked = TEXT.replace("\n （", "\n\f（").replace("\n\f（三）", "\n\f\n（三）")
    plain, fed = read_digest(TEXT, REGULATORS), read_digest(marked, REGULATORS)
    assert [item.notice for item in fed] == [item.notice for item in plain]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    plain = read_digest(TEXT, REGULATORS)
    assert read_digest("\ufeff" + TEXT.replace("\n", "\r\n"), REGULATORS) == plain


def test_a_text_that_is_no_digest_is_refused_in_chinese() -> None:
    for text in ("", "关于公布名单的公告\n一、总体要求\n（一）健全机制。\n来源：某网", "http://www.example/1.html"):
        assert not looks_like_digest(text)
        with pytest.raises(ReadingError, match="不是可识别的汇编") as caught:
            read_digest(text, REGULATORS)
        assert caught.value.state is LookState.UNREADABLE
    assert looks_like_digest(TEXT)


def test_a_contents_page_before_the_items_makes_no_items() -> None:
    contents = (
        "目录\n\n一、行业法规政策\n\n（一）云江市金融监管工作座谈会召开……………3\n\n二、行业资讯\n\n（一）某事………9\n\n"
    )
    assert [item.notice for item in read_digest(contents + TEXT, REGULATORS)] == [
        item.notice for item in read_digest(TEXT, REGULATORS)
    ]


@pytest.mark.parametrize(
    ("printed", "source"),
    [
        ("来源：某省地方金融管理局 (a.example)", SourceLine(None, (), "某省地方金融管理局", "a.example")),
        ("来源：某省质量纲要 (a.example)", SourceLine("某省质量纲要", (), None, "a.example")),
        (
            "来源：（受权发布）国务院关于甲的意见_新华网（a.example）",
            SourceLine("国务院关于甲的意见", (), "新华网", "a.example"),
        ),
        ("来源：甲公告_公告栏_某市金融局 (a.example)", SourceLine("甲公告", ("公告栏",), "某市金融局", "a.example")),
        (
            "来源：2022-2023年度公告-公告-某市金融局 (a.example)",
            SourceLine("2022-2023年度公告", ("公告",), "某市金融局", "a.example"),
        ),
        (
            "来源：某市金融局 通知公告 甲公告 (a.example)",
            SourceLine("甲公告", ("通知公告",), "某市金融局", "a.example"),
        ),
        ("来源：财政部 商务部关于甲的通知 (a.example)", SourceLine("财政部 商务部关于甲的通知", (), None, "a.example")),
    ],
)
def test_a_source_line_is_taken_apart_in_each_of_its_shapes(printed: str, source: SourceLine) -> None:
    assert read_source(as_lines(printed), "完全不同的标题") == source


def test_a_heading_ends_where_it_resembles_the_official_title_most() -> None:
    lines = as_lines("南汀市发布关于公布甲", "乙名单的公告", "根据有关要求，现公布甲乙名单如下。")
    assert heading_lines(lines, "关于公布甲乙名单的公告") == 2


def test_a_document_number_ends_a_heading() -> None:
    assert heading_lines(as_lines("关于甲的通知", "东政〔2023〕1 号", "各市："), "关于甲的通知东政") == 1


def test_without_an_official_title_a_heading_goes_on_while_a_mark_is_open() -> None:
    assert heading_lines(as_lines("关于更新《甲", "名录》公告", "正文。"), None) == 2
    assert heading_lines(as_lines("某局挂牌", "正文。"), None) == 1


def test_page_numbers_go_and_broken_addresses_are_joined() -> None:
    lines = printed_lines("正文\n\n\n- 12 -\n\n第 3 页\nhttp://a.example/x?name=%E5\n%A4%A7.xlsx\n\n2023年")
    assert [line.text for line in lines] == ["正文", "http://a.example/x?name=%E5%A4%A7.xlsx", "2023年"]


def test_paragraphs_are_joined_until_a_short_line_and_split_before_a_signature() -> None:
    full = "甲" * 35
    assert join_lines(as_lines(full, "乙。", full + "", "某市金融工作局", "2023 年 7 月 1 日")) == (
        full + "乙。",
        full,
        "某市金融工作局",
        "2023年7月1日",
    )


def test_a_printed_attachment_takes_the_address_of_its_file() -> None:
    url = "http://a.example/downfile.jsp?classid=0&showname=%E7%94%B2%E5%90%8D%E5%8D%95.xlsx&filename=0f.xlsx"
    assert file_name(url) == "甲名单.xlsx"
    links = attachments_of(("附件：1.甲名单 2.乙名单", "3.丙名单", "特此公告。", "4.不是附件"), (url, url))
    assert [(link.name, link.url) for link in links] == [("甲名单.xlsx", url), ("乙名单", None), ("丙名单", None)]


def test_the_regulator_with_the_longest_fitting_domain_is_taken() -> None:
    province = Regulator("p", "某省", ("某省局",), ("a.example",))
    city = Regulator("c", "某市", ("某市局",), ("city.a.example",))
    assert regulator_of(("jr.city.a.example",), (province, city)) is city
    assert regulator_of(("a.example",), (city, province)) is province
    assert regulator_of(("ba.example",), (city, province)) is None
