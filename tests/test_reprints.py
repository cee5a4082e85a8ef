"""Who wrote a notice that a site prints: its own bureau, under whatever name, or another authority whose list it is."""

import pytest

from sources.base import Page, Regulator, Request
from sources.documents.tables import Cell, Table
from sources.notices.article import Article
from sources.notices.attachments import notice_steps
from sources.notices.wording import without_mark
from sources.platforms import hanweb
from sources.platforms.columns import Column
from sources.records import ConflictField, Notice

SITE = "南汀市地方金融管理局"
CITY = Regulator("nanting", "南汀", ("南汀市金融发展局", SITE), ("jrj.example",), ("市金融局",))
ONE = "云岭融资租赁有限公司"
TITLE = "关于公布失联融资租赁企业名单的公告"


def read(source: str, title: str = TITLE, signed: str = "", regulator: Regulator = CITY) -> Notice:
    rows = tuple((Cell(name),) for name in ("企业名称", ONE))
    article = Article(
        "http://jrj.example/1.html",
        title,
        ("现公布名单。", *filter(None, (signed,))),
        site_name=SITE,
        tables=(Table("表1", rows),),
        source=source,
    )
    (notice,) = [one for one in notice_steps(article, regulator) if not isinstance(one, Request)]
    return notice


@pytest.mark.parametrize(
    ("source", "issuer"),
    [
        (SITE, SITE),
        ("市金融局", SITE),
        ("南汀市金融发展局", "南汀市金融发展局"),  # its name when the notice was written
        ("中共南汀市委金融委员会办公室", "中共南汀市委金融委员会办公室"),
        *((source, SITE) for source in ("", "本站", "市局办公室", "综合处", "机关党委", "南汀日报")),
    ],
)
def test_a_notice_of_the_sites_own_is_read_whatever_it_calls_itself(source: str, issuer: str) -> None:
    notice = read(source)
    assert (notice.issuer, notice.named, notice.conflicts) == (issuer, 1, ())


@pytest.mark.parametrize("source", ["云汀省地方金融监督管理局", "省地方金融监管局", "国家金融监督管理总局", "北汀市金融局"])
def test_a_list_of_another_authority_is_its_own_and_waits_for_a_person(source: str) -> None:
    notice = read(source)
    assert (notice.issuer, notice.rows, [row.name for row in notice.held]) == (source, (), [ONE])
    (conflict,) = notice.conflicts
    assert (conflict.field, conflict.chosen) == (ConflictField.ISSUER, None)
    assert [(one.where, one.value) for one in conflict.readings] == [("source", source), ("site", SITE)]


@pytest.mark.parametrize("signed", ["北汀市地方金融管理局", "云汀省地方金融监督管理局"])
def test_a_list_that_the_bureau_of_another_place_has_signed_waits_for_a_person_too(signed: str) -> None:
    notice = read("", signed=signed)
    assert (notice.rows, [row.name for row in notice.held]) == ((), [ONE])
    assert [(one.where, one.value) for one in notice.conflicts[0].readings] == [("signature", signed), ("site", SITE)]


def test_who_signs_counts_more_than_what_the_page_says_and_national_sources_have_offices() -> None:
    assert read("云汀省地方金融监督管理局", signed=SITE).conflicts == ()
    nation = Regulator("nation", "全国", ("国家某某总局",), ("a.example",))
    assert read("国家某某总局云汀监管局", regulator=nation).named == 1
    assert read("云汀省人民政府", title="关于促进金融业发展的意见").issuer == "云汀省人民政府"


def test_jpage_names_the_writer_in_a_comment_of_its_own() -> None:
    column = Column(CITY, wanted=".")
    page = f"""<html><head><meta name="ArticleTitle" content="{TITLE}"><meta name="SiteName" content="{SITE}"></head><body>
    <!--<$[信息来源]>begin-->云汀省财政厅<!--<$[信息来源]>end--><div id="zoom">现公布名单。</div></body></html>"""
    (notice,) = hanweb.read_notice(Page("http://jrj.example/art/2024/1/5/art_1_2.html", page.encode()), column)
    assert isinstance(notice, Notice)
    assert notice.issuer == "云汀省财政厅"


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("（受权发布）国务院关于甲的意见", "国务院关于甲的意见"),
        ("（两会受权发布） 国务院关于甲的意见", "国务院关于甲的意见"),
        ("【权威发布】国务院关于甲的意见", "国务院关于甲的意见"),
        ("受权发布丨国务院关于甲的意见", "国务院关于甲的意见"),
        ("国务院办公厅转发关于甲的意见", "国务院办公厅转发关于甲的意见"),
        ("（试行）甲办法", "（试行）甲办法"),
        ("（受权发布）", "（受权发布）"),
    ],
)
def test_the_mark_of_a_newsroom_is_no_part_of_a_title(printed: str, title: str) -> None:
    assert without_mark(printed) == title
