"""Rows that lead to a file or to another site, pages of another bureau, lists that hide their pages: nothing is lost unheard."""

import re

import pytest

from sources.base import Page, Regulator, Request
from sources.documents.html import parse
from sources.errors import LookError
from sources.platforms import gkmlpt, plain, trs
from sources.platforms.checks import MAX_PAGE, check_site
from sources.platforms.columns import Column
from sources.platforms.listing import fitting, rows_in
from sources.records import LookState, Notice

CITY = Regulator("nanting", "南汀", ("南汀市地方金融管理局",), ("jr.example",))
COLUMN = Column(CITY, wanted="名单")
START = "http://jr.example/tzgg/index.htm"
OWN = "<li><a href='./202401/t20240103_1.htm'>关于放假的通知</a><span>2024-01-03</span></li>"
TITLE = "关于公布失联融资租赁企业名单的公告"


def rows(*links: str) -> Page:
    lines = "".join(f"<li><a href='{link}'>{TITLE}</a><span>2024-01-05</span></li>" for link in links)
    return Page(START, f"<html><body><ul>{OWN}{lines}</ul><script>createPageHTML(1,0,'index','htm')</script></body></html>".encode())


def test_a_row_that_links_a_file_is_a_notice_and_the_file_its_list() -> None:
    for read in (trs.read, plain.read):
        steps = read(rows("./202401/P0202401.csv"), COLUMN)
        request = next(steps)
        assert isinstance(request, Request)
        assert request.url == "http://jr.example/tzgg/202401/P0202401.csv"
        notice = steps.send(Page(request.url, "序号,企业名称\n1,云岭融资租赁有限公司\n2,听雨融资租赁有限公司\n".encode()))
        assert isinstance(notice, Notice)
        assert (notice.title, notice.named, notice.url) == (TITLE, 2, request.url)
        assert notice.published is not None
        assert notice.published.iso == "2024-01-05"


@pytest.mark.parametrize("read", [trs.read, plain.read], ids=["trs", "plain"])
def test_a_row_that_links_another_site_is_a_gap_that_names_the_address(read: object) -> None:
    (notice,) = list(read(rows("http://other.example/202401/t20240105_2.htm", "http://other.example/"), COLUMN))[:1]  # type: ignore[operator]
    (link,) = notice.attachments
    assert (notice.title, notice.names_missing, link.trouble_state) == (TITLE, True, LookState.WRONG_PAGE)
    assert "http://other.example/202401/t20240105_2.htm" in link.trouble


def test_where_all_rows_lead_to_another_site_the_words_say_where_it_moved() -> None:
    html = f"<ul><li><a href='http://new.example/t20240105_2.htm'>{TITLE}</a>2024-01-05</li></ul>"
    answer = '{"articles": [{"title": "甲名单", "url": "http://new.example/post_1.html"}]}'
    api = Page("http://jr.example/gkmlpt/api/all/0?page=1&sid=1", answer.encode())
    for steps in (trs.read(Page(START, html.encode()), COLUMN), gkmlpt.read(api, COLUMN)):
        with pytest.raises(LookError, match=r"可能已迁至 http://new\.example"):
            next(steps)


@pytest.mark.parametrize(
    ("head", "other"),
    [
        ('<meta name="SiteName" content="北汀市地方金融管理局">', True),
        ('<meta name="SiteName" content="南汀市发展和改革委员会">', True),
        ("<title>南汀市地方金融管理局</title>", True),
        ('<meta name="ColumnName" content="首页">', True),
        ('<meta name="SiteName" content="中共南汀市委金融委员会办公室"><title>通知公告</title>', False),
        ('<meta name="SiteName" content="南汀市人民政府"><meta name="ColumnName" content="公告">', False),
        ('<meta name="SiteName" content="中国·南汀"><title>通知公告_南汀市地方金融管理局</title>', False),
    ],
)
def test_a_list_of_another_bureau_or_a_front_page_is_told_and_a_renamed_bureau_is_not(head: str, other: bool) -> None:
    page = Page(START, f"<html><head>{head}</head><body></body></html>".encode())
    if other:
        with pytest.raises(LookError):
            check_site(page, COLUMN)
    else:
        check_site(page, COLUMN)


def test_a_full_page_that_does_not_say_how_many_there_are_is_told() -> None:
    lines = "".join(f"<li><a href='./t20240103_{number}.htm'>通知</a></li>" for number in range(10))
    with pytest.raises(LookError, match="没有印出页数"):
        list(trs.read(Page(START, f"<ul>{lines}</ul>".encode()), COLUMN))
    assert list(trs.read(Page(START, f"<ul>{lines}</ul>共 1 页".encode()), COLUMN)) == []


def test_rows_in_rows_keep_their_own_days_thousands_deep() -> None:
    nested = "".join(f"<ul><li>2024-01-{n % 28 + 1:02}<a href='/art/2024/1/1/art_{n}.html'>通知{n}</a>" for n in range(2_000))
    tree = parse(nested)
    found = rows_in(Page(START, b""), tree, "li", COLUMN, fitting(re.compile("art_")))
    assert [row.day for row in sorted(found, key=lambda row: int(row.title[2:]))][:30:29] == ["2024-01-01", "2024-01-02"]
    assert len(found) == 2_000


def test_a_page_as_large_as_only_files_are_is_not_read() -> None:
    with pytest.raises(LookError, match="网页的上限是 10 MB") as caught:
        next(trs.read(Page(START, b" " * (MAX_PAGE + 1)), COLUMN))
    assert caught.value.state is LookState.UNREADABLE
