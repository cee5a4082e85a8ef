"""The families of site software: lists, further pages, notice pages, and everything that can be wrong with them."""

from collections.abc import Callable, Mapping

import pytest

from sources.base import Page, Regulator, Request, Steps
from sources.errors import LookError, ReadingError
from sources.platforms import anhui, hanweb, trs
from sources.platforms.columns import Column
from sources.platforms.links import day_in, fits
from sources.records import Basis, LookState, Notice

HOST = "https://gov.example"
PLACE = Regulator("place", "某地", ("某市地方金融管理局",), ("gov.example",))
COLUMN = Column(PLACE, wanted="名单")
TITLE = "关于公布某市失联商业保理企业名单的公告"
HANWEB_LIST = HOST + "/col/col1/index.html"
HANWEB_NOTICE = HOST + "/art/2023/7/8/art_1_2.html"
TRS_LIST = HOST + "/tzgg/"
TRS_NOTICE = HOST + "/tzgg/202307/t20230708_12.htm"

Reader = Callable[[Page, Column], Steps]


def page(url: str, text: str) -> Page:
    return Page(url, text.encode(), headers={"content-type": "text/html; charset=utf-8"})


def run(
    reader: Reader, first: Page, answers: Mapping[str, str] | None = None, column: Column = COLUMN
) -> tuple[list[Notice], list[Request]]:
    """Drive a reader; a URL without an answer raises what the shell would throw in."""
    steps, notices, asked = reader(first, column), list[Notice](), list[Request]()
    try:
        step = next(steps)
        while True:
            if isinstance(step, Notice):
                notices.append(step)
                step = next(steps)
                continue
            asked.append(step)
            text = (answers or {}).get(step.url)
            gone = LookError("页面已不存在", state=LookState.GONE, url=step.url)
            step = steps.throw(gone) if text is None else steps.send(page(step.url, text))
    except StopIteration:
        return notices, asked


def state_of(
    reader: Reader, first: Page, answers: Mapping[str, str] | None = None, column: Column = COLUMN
) -> LookState:
    with pytest.raises(LookError) as caught:
        run(reader, first, answers, column)
    return caught.value.state


def records(*titles: tuple[str, str]) -> str:
    inner = "".join(
        f'<record><![CDATA[<li><a href="{href}" title="{title}">{title[:8]}…</a><span>2023-\n07-\n08</span></li>]]></record>'
        for href, title in titles
    )
    return f"<script><datastore><recordset>{inner}</recordset></datastore></script>"


def hanweb_notice(title: str = TITLE, body: str = "<p>现将名单公布如下。</p>") -> str:
    return (
        f'<html><head><meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2023-07-09 08:00"></head>'
        f"<body><p>导航</p><!--ZJEG_RSS.content.begin-->{body}<!--ZJEG_RSS.content.end--></body></html>"
    )


def trs_list(*titles: tuple[str, str], paging: str = "") -> str:
    rows = "".join(
        f'<li><a href="{href}" title="{title}">{title[:8]}…</a><span>2023-07-08</span></li>' for href, title in titles
    )
    return f"<html><body><ul><li><a href='/'>首页</a></li></ul><ul>{rows}</ul><script>{paging}</script></body></html>"


def trs_notice(title: str = TITLE, body: str = "<p>现将名单公布如下。</p>", extra: str = "") -> str:
    return f'<html><head><meta name="ArticleTitle" content="{title}"></head><body><div class="TRS_Editor">{body}</div>{extra}</body></html>'


def test_jpage_reads_wanted_titles_in_full_and_leaves_the_others() -> None:
    first = page(
        HANWEB_LIST, records(("/art/2023/7/8/art_1_2.html", TITLE), ("/art/2023/7/8/art_1_3.html", "放假通知"))
    )
    (notice,), asked = run(hanweb.read, first, {HANWEB_NOTICE: hanweb_notice()})
    assert [request.url for request in asked] == [HANWEB_NOTICE]
    assert notice.title == TITLE
    assert notice.published is not None
    assert (notice.published.iso, notice.published.basis) == ("2023-07-09", Basis.META)


def test_jpage_asks_for_further_records_as_its_own_script_would() -> None:
    script = (
        "<script>$('#u').jpage({perPage:1, totalRecord:7, proxyUrl:'/module/web/jpage/dataproxy.jsp', "
        "ajaxParam:{col:1,appid:1,webid:39,path:'/',columnid:61490,sourceContentType:1,unitid:'247686',permissiontype:0}})</script>"
    )
    first = page(HANWEB_LIST, records(("/a1.html", "一"), ("/a2.html", "二")) + script)
    base = HOST + "/module/web/jpage/dataproxy.jsp"
    second = f"{base}?startrecord=3&endrecord=4&perpage=1"
    third = f"{base}?startrecord=5&endrecord=6&perpage=1"
    answers = {
        second: records(("/a3.html", "三")),
        third: records(("/art/2023/7/8/art_1_2.html", TITLE)),
        HANWEB_NOTICE: hanweb_notice(),
    }
    notices, asked = run(hanweb.read, first, answers)
    assert [request.url for request in asked] == [second, third, HANWEB_NOTICE]
    assert asked[0].form is not None
    assert asked[0].form["unitid"] == "247686"
    assert asked[0].form["columnid"] == "61490"
    assert asked[0].headers["X-Requested-With"] == "XMLHttpRequest"
    assert len(notices) == 1


def test_a_unit_without_its_parameter_is_known_by_its_form_and_load_more_is_asked_alike() -> None:
    script = "<form id='jpageform_9007'></form><script>jpage({totalRecord:2, perPage:1, proxyUrl:'/module/web/jpage/morecolumndataproxy.jsp'})</script>"
    second = HOST + "/module/web/jpage/morecolumndataproxy.jsp?startrecord=2&endrecord=2&perpage=1"
    _, asked = run(hanweb.read, page(HANWEB_LIST, records(("/a1.html", "一")) + script), {second: records(("/a2.html", "二"))})
    assert [(request.url, dict(request.form or {})) for request in asked] == [(second, {"unitid": "9007"})]


def test_a_page_behind_a_cut_title_that_is_not_wanted_need_not_be_readable() -> None:
    cut = records(("/art/2023/7/8/art_1_2.html", "关于举办地方金融从业人员培训班的通知")).replace(' title="', ' alt="')
    other = "<html><head><title>关于举办地方金融从业人员培训班的通知</title></head><body><video></video></body></html>"
    notices, asked = run(hanweb.read, page(HANWEB_LIST, cut), {HANWEB_NOTICE: other})
    assert (notices, [request.url for request in asked]) == ([], [HANWEB_NOTICE])


def test_an_empty_answer_behind_the_first_block_is_no_end_of_the_list() -> None:
    script = "<script>$('#u').jpage({perPage:1, totalRecord:9, proxyUrl:'/dataproxy.jsp'})</script>"
    first = page(HANWEB_LIST, records(("/art/2023/7/8/art_1_2.html", TITLE)) + script)
    proxy = HOST + "/dataproxy.jsp?startrecord=2&endrecord=2&perpage=1"
    steps = hanweb.read(first, COLUMN)
    assert isinstance(next(steps), Request)
    step = steps.send(page(proxy, "<datastore></datastore>"))
    assert isinstance(step, Request) and step.url == HANWEB_NOTICE
    assert isinstance(steps.send(page(HANWEB_NOTICE, hanweb_notice())), Notice)
    with pytest.raises(ReadingError) as caught:
        next(steps)
    assert caught.value.state is LookState.WRONG_PAGE


def test_a_proxy_on_another_host_is_not_asked() -> None:
    script = "<script>$('#u').jpage({perPage:1, totalRecord:9, proxyUrl:'https://evil.test/dataproxy.jsp'})</script>"
    _, asked = run(hanweb.read, page(HANWEB_LIST, records(("/a.html", "其他")) + script))
    assert asked == []


@pytest.mark.parametrize(
    ("reader", "url", "empty"),
    [
        (hanweb.read, HANWEB_LIST, "<script>jpage({})</script><datastore><recordset></recordset></datastore>"),
        (trs.read, TRS_LIST, '<ul></ul><script>createPageHTML(1, 0, "index", "htm");</script>'),
        (anhui.read, HOST + "/site/label/8888?a=1&pageIndex=1", "<p>暂无相关信息</p>"),
    ],
)
def test_a_list_of_nothing_is_wrong_unless_the_source_calls_it_normal(reader: Reader, url: str, empty: str) -> None:
    assert state_of(reader, page(url, empty)) is LookState.WRONG_PAGE
    normal = Column(PLACE, wanted="名单", empty_is_normal=True)
    assert run(reader, page(url, empty), column=normal) == ([], [])
    home = page(HOST, "<html><body><h1>首页</h1><ul><li><a href='/x/'>栏目</a></li></ul></body></html>")
    assert state_of(reader, home, column=normal) is LookState.WRONG_PAGE


def test_a_notice_page_with_another_title_is_the_wrong_page() -> None:
    first = page(HANWEB_LIST, records(("/art/2023/7/8/art_1_2.html", TITLE)))
    assert state_of(hanweb.read, first, {HANWEB_NOTICE: hanweb_notice("某市地方金融管理局")}) is LookState.WRONG_PAGE
    assert state_of(hanweb.read, first, {HANWEB_NOTICE: "<html><body>没有标题</body></html>"}) is LookState.WRONG_PAGE


@pytest.mark.parametrize(
    ("reader", "url"),
    [
        (hanweb.read_notice, HANWEB_NOTICE),
        (trs.read_notice, TRS_NOTICE),
        (anhui.read_notice, HOST + "/public/1/2.html"),
    ],
)
def test_a_notice_page_without_its_body_is_the_wrong_page(reader: Reader, url: str) -> None:
    text = f'<html><head><meta name="ArticleTitle" content="{TITLE}"></head><body><p>正在加载</p></body></html>'
    assert state_of(reader, page(url, text)) is LookState.WRONG_PAGE


def test_trs_follows_its_paging_up_to_the_bound() -> None:
    first = page(
        TRS_LIST, trs_list(("./202307/t20230708_11.htm", "其他"), paging='createPageHTML(9, 0, "index", "htm");')
    )
    answers = {
        TRS_LIST + "index_1.htm": trs_list(("./202307/t20230708_12.htm", TITLE)),
        TRS_LIST + "index_2.htm": trs_list(("./202307/t20230708_12.htm", TITLE), ("./202307/t20230708_10.htm", "其他")),
        TRS_NOTICE: trs_notice(),
    }
    notices, asked = run(trs.read, first, answers)
    assert [request.url for request in asked] == [TRS_LIST + "index_1.htm", TRS_LIST + "index_2.htm", TRS_NOTICE]
    assert [notice.url for notice in notices] == [TRS_NOTICE]


def test_trs_finds_the_address_in_onclick_and_the_full_title_in_title() -> None:
    row = f"""<li><a href="javascript:void(0)" title="{TITLE}" onclick="window.open('./202307/t20230708_12.htm')">关于公布…</a></li>"""
    (notice,), _ = run(trs.read, page(TRS_LIST, f"<ul>{row}</ul>"), {TRS_NOTICE: trs_notice()})
    assert notice.title == TITLE
    assert notice.published is not None
    assert (notice.published.iso, notice.published.basis) == ("2023-07-08", Basis.URL)


def test_trs_leaves_links_to_other_sites_and_tells_of_a_list_that_stands_there() -> None:
    first = trs_list(("https://other.test/a/t20230708_12.htm", TITLE), ("./202307/t20230708_11.htm", "其他"))
    (notice,), asked = run(trs.read, page(TRS_LIST, first))
    (link,) = notice.attachments
    assert (asked, notice.names_missing, link.trouble_state) == ([], True, LookState.WRONG_PAGE)
    assert "https://other.test/a/t20230708_12.htm" in (link.trouble or "")


def test_a_long_trs_notice_is_read_to_its_last_page() -> None:
    paging = '<script>createPageHTML(2, 0, "t20230708_12", "htm");</script>'
    table = (
        "<table><tr><td>序号</td><td>企业名称</td></tr><tr><td>{0}</td><td>某市{1}商业保理有限公司</td></tr></table>"
    )
    answers = {HOST + "/tzgg/202307/t20230708_12_1.htm": trs_notice(body=table.format(2, "乙"))}
    (notice,), _ = run(trs.read_notice, page(TRS_NOTICE, trs_notice(body=table.format(1, "甲"), extra=paging)), answers)
    assert [row.name for row in notice.rows] == ["某市甲商业保理有限公司", "某市乙商业保理有限公司"]
    assert state_of(trs.read_notice, page(TRS_NOTICE, trs_notice(extra=paging))) is LookState.GONE


def test_anhui_changes_only_the_page_number_of_its_own_address() -> None:
    script = "<script>var u = '/site/label/8888?labelName=publicInfoList&pageIndex=1&organId=1'; var o = {pageCount: 2};</script>"
    rows = '<ul><li><a class="title" href="/public/1/2.html" title="其他通知">其他通知</a></li></ul>'
    second = HOST + "/site/label/8888?labelName=publicInfoList&organId=1&pageIndex=2"
    notice = HOST + "/public/1/3.html"
    answers = {
        second: f'<li><a class="title" href="/public/1/3.html">{TITLE[:12]}...</a></li>'.replace(TITLE[:12], TITLE),
        notice: f'<html><head><title>{TITLE}_某市</title></head><body><div class="j-fontContent"><p>正文</p></div></body></html>',
    }
    (found,), asked = run(anhui.read, page(HOST + "/public/column/1", rows + script), answers)
    assert [request.url for request in asked] == [second, notice]
    assert found.title == TITLE
    assert found.published is None


def test_a_site_logo_in_h1_is_no_other_heading() -> None:
    text = trs_notice(extra="<h1>某市地方金融管理局</h1>")
    (notice,), _ = run(trs.read_notice, page(TRS_NOTICE, text))
    assert notice.heading is None


def test_attachments_have_absolute_addresses_and_human_names() -> None:
    body = (
        "<p>名单</p>"
        '<a href="/module/download/downfile.jsp?classid=0&showname=%E5%90%8D%E5%BD%95.xlsx&filename=0a.xlsx">下载</a>'
        '<a href="./P01.xlsx" download="第三批名单.xlsx">点击下载</a>'
        '<a href="./P02.doc">附件2：情况说明.doc</a>'
        '<a href="javascript:void(0)">打印</a><a href="mailto:a@b.c">邮件</a><a href="/index.html">首页</a>'
    )
    (notice,), _ = run(hanweb.read_notice, page(HANWEB_NOTICE, hanweb_notice(title="关于培训的通知", body=body)))
    assert [(attachment.name, attachment.url) for attachment in notice.attachments] == [
        (
            "名录.xlsx",
            HOST + "/module/download/downfile.jsp?classid=0&showname=%E5%90%8D%E5%BD%95.xlsx&filename=0a.xlsx",
        ),
        ("第三批名单.xlsx", HOST + "/art/2023/7/8/P01.xlsx"),
        ("情况说明.doc", HOST + "/art/2023/7/8/P02.doc"),
    ]


def test_titles_fit_when_cut_or_with_one_word_swapped() -> None:
    assert fits(
        "厦门市关于第三批疑似“失联”“空壳”商业保理企业名单", "厦门市关于第三批疑似“失联”“空壳”融资租赁企业名单的公告"
    )
    assert fits("关于公布某市失联商业…", TITLE)
    assert not fits("通知", TITLE)
    assert not fits("", TITLE)


def test_days_are_read_when_broken_over_lines_and_never_invented() -> None:
    assert day_in("2026-\n01-\n23") == "2026-01-23"
    assert day_in("2023年7月8日") == "2023-07-08"
    assert day_in("2023-7-1 10:20") == "2023-07-01"
    assert day_in("2023-7-1 5条") == "2023-07-01"
    assert day_in("2023-13-45") is None
    assert day_in("") is None


@pytest.mark.parametrize("printed", ["totalRecord: data.total", "totalRecord: '1e9'", "totalRecord: 99999999999"])
def test_a_total_that_is_a_scripts_variable_leaves_the_list_to_its_first_block(printed: str) -> None:
    text = records(("/art/2023/7/8/art_1_2.html", TITLE)) + f"<script>jpage('/dataproxy.jsp', {{{printed}}})</script>"
    notices, asked = run(hanweb.read, page(HANWEB_LIST, text), {HANWEB_NOTICE: hanweb_notice()})
    assert (len(notices), [request.url for request in asked]) == (1, [HANWEB_NOTICE])


@pytest.mark.parametrize("proxy", ["//[/dataproxy.jsp", "https://elsewhere.example/dataproxy.jsp"])
def test_further_records_are_asked_of_the_same_host_only(proxy: str) -> None:
    text = records(("/art/2023/7/8/art_1_2.html", TITLE)) + f"<script>jpage('{proxy}', {{totalRecord: 99}})</script>"
    notices, asked = run(hanweb.read, page(HANWEB_LIST, text), {HANWEB_NOTICE: hanweb_notice()})
    assert (len(notices), [request.url for request in asked]) == (1, [HANWEB_NOTICE])
