"""The traps that real sites set, each one at its saved site over real HTTP."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from family_sites import FOLDER, SITES, STATIC, look, opened
from sources.base import Page, Regulator, Request
from sources.errors import LookError
from sources.platforms import anhui, gkmlpt, gov, hanweb, jpaas, plain, trs
from sources.platforms.columns import Column
from sources.platforms.interfaces import title_in
from sources.records import Basis, LookState, Notice
from watcher.demo.replica import Answer, Reply, load
from watcher.reading import drive

DOCUMENT = "https://nfra.gov.example/cn/static/data/DocInfo/SelectByDocId/data_docId={}.json"


def edited(pages: Mapping[str, Reply], url: str, *edits: tuple[str, str]) -> dict[str, Reply]:
    """The pages with one of them changed; an edit that finds nothing to change fails the test."""
    answer = pages[url]
    assert isinstance(answer, Answer)
    text = answer.body.decode()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return {**pages, url: replace(answer, body=text.encode())}


def look_at(family: str, url: str, *edits: tuple[str, str]) -> tuple[list[Notice], LookError | None, list[str]]:
    """A look at the family's site with one page changed, and what was asked for."""
    with opened(family) as (replica, fetcher):
        replica.pages = edited(replica.pages, url, *edits)
        notices, error = look(family, fetcher)
        return notices, error, [seen.url for seen in replica.log]


def words(error: LookError | None) -> str:
    assert error is not None
    return error.what


def column(family: str, **more: object) -> Column:
    place = Regulator("place", "", ("某地监管局",), (SITES[family].host,))
    return Column(place, "名单", **more)  # type: ignore[arg-type]  # its optional fields


@pytest.mark.parametrize("family", [name for name in SITES if name not in ("gov", "nfra_live", "nfra_static")])
def test_a_notice_of_another_site_is_told_by_its_code(family: str) -> None:
    with opened(family) as (replica, fetcher):
        good, _ = look(family, fetcher)
        url = good[0].url or ""
        replica.pages = edited(replica.pages, url, ('name="SiteIDCode" content="', 'name="SiteIDCode" content="9'))
        notices, error = look(family, fetcher)
    assert notices == good[1:]
    assert "网站标识码" in words(error)


@pytest.mark.parametrize("family", ["anhui", "gkmlpt", "jpaas", "jpage", "plain", "trs"])
def test_a_list_of_another_site_or_column_is_told_by_its_meta_tags(family: str) -> None:
    start = SITES[family].start
    notices, error, _ = look_at(family, start, ('name="SiteIDCode" content="', 'name="SiteIDCode" content="9'))
    assert (notices, error and error.state) == ([], LookState.WRONG_PAGE)
    answer = load(FOLDER / family)[start]
    modules = {"anhui": anhui, "gkmlpt": gkmlpt, "jpaas": jpaas, "jpage": hanweb, "plain": plain, "trs": trs}
    steps = modules[family].read(Page(start, answer.body), column(family, name="机构概况"))
    with pytest.raises(LookError, match="栏目是"):
        next(steps)


@pytest.mark.parametrize("family", [name for name in SITES if name not in ("gov", "gkmlpt")])
def test_a_site_that_ignores_the_number_of_the_page_is_told_and_not_followed_for_ever(family: str) -> None:
    with opened(family) as (replica, fetcher):
        good, _ = look(family, fetcher)
        urls = [seen.url for seen in replica.log]
        lists = urls[1:3] if family in ("anhui", "jpaas") else urls[:2]
        replica.pages = {**replica.pages, lists[1]: replica.pages[lists[0]]}
        notices, error = look(family, fetcher)
    assert "没有理会页码" in words(error)
    assert 0 < len(notices) < len(good)


def test_page_0_is_page_1_so_a_hundred_articles_are_one_page() -> None:
    start = "http://gkmlpt.gov.example/gkmlpt/api/all/2811?page=1&sid=755099"
    _, error, asked = look_at("gkmlpt", start, ('"post_count": 103', '"post_count": 100'))
    assert error is None
    assert not any("page=0" in url or "page=2" in url for url in asked)


def test_a_second_page_that_is_not_there_is_told_unless_the_column_reads_one_page_only() -> None:
    with opened("gkmlpt") as (replica, fetcher):
        replica.pages = {url: page for url, page in replica.pages.items() if "page=2" not in url}
        notices, error = look("gkmlpt", fetcher)
        assert (len(notices), error and error.state) == (2, LookState.GONE)
        first = fetcher.fetch(Request(SITES["gkmlpt"].start))
        steps = gkmlpt.read(first, column("gkmlpt", most_pages=1), category=2811)
        alone: list[Notice] = []
        drive(steps, fetcher.fetch, alone)
    assert alone == notices


def test_a_category_that_the_index_no_longer_has_is_the_wrong_page() -> None:
    notices, error, _ = look_at("gkmlpt", SITES["gkmlpt"].start, ('"id": 2811', '"id": 2812'))
    assert notices == []
    assert "2811" in words(error)


def test_a_list_row_without_a_date_leaves_a_notice_without_one() -> None:
    with opened("anhui") as (_, fetcher):
        dated, undated = look("anhui", fetcher)[0]
    assert dated.published is not None
    assert (dated.published.iso, dated.published.basis) == ("2024-05-06", Basis.TEXT)
    assert undated.published is None


def test_a_title_that_the_list_cuts_before_the_wanted_word_is_decided_by_its_page() -> None:
    with opened("jpage") as (replica, fetcher):
        notices, _ = look("jpage", fetcher)
        asked = [seen.url for seen in replica.log]
    assert [notice.title[-10:] for notice in notices] == ["失联小额贷款公司名单的公告"[-10:], "及疑似失联企业名单的公告"[-10:]]
    assert any(url.endswith("art_61_0990.html") for url in asked)  # cut as well, and no list
    assert not any(url.endswith("art_61_1000.html") for url in asked)  # whole, and not wanted


@pytest.mark.parametrize("id", ["1150002", '"1150002"'])
def test_a_document_number_is_a_number_or_a_text(id: str) -> None:
    notices, error, _ = look_at("nfra_static", STATIC, ('"docId": 1150002', f'"docId": {id}'))
    assert error is None
    assert notices[0].url == DOCUMENT.format("1150002")


def test_a_document_that_is_another_one_is_the_wrong_page() -> None:
    notices, error, _ = look_at("nfra_static", DOCUMENT.format("1150002"), ('"docId": 1150002', '"docId": 1150099'))
    assert len(notices) == 2
    assert "另一份文件" in words(error)


def test_a_document_with_neither_text_nor_file_is_the_wrong_page() -> None:
    _, error, _ = look_at("nfra_static", STATIC, ("/chinese/OFFICE/", ""), ('FileUrl": "', 'Other": "'))
    assert "既没有正文也没有附件" in words(error)


def test_a_file_that_stands_elsewhere_is_named_with_its_trouble_and_not_left_out() -> None:
    moved = ('"/chinese/docfile/2024/8a79.xlsx"', '"https://files.elsewhere.example/8a79.xlsx"')
    notices, error, asked = look_at("nfra_static", DOCUMENT.format("1150002"), moved)
    assert error is None
    (file,) = notices[0].attachments
    assert (file.url, file.trouble_state) == ("https://files.elsewhere.example/8a79.xlsx", LookState.FAILED)
    assert not any("elsewhere" in url for url in asked)


def test_a_title_holds_nothing_that_a_database_refuses() -> None:
    assert title_in("关于\0失联\ud800企业的<em>公告</em>") == "关于失联企业的公告"


def test_a_failed_interface_says_what_it_said() -> None:
    _, error, _ = look_at("nfra_static", STATIC, ('"rptCode": 200', '"rptCode": 20100'), ('"msg": "成功"', '"msg": "查询超时"'))
    assert "rptCode 20100" in words(error)
    assert "查询超时" in words(error)
    assert error is not None
    assert error.state is LookState.FAILED


def test_a_list_of_no_rows_is_wrong_and_normal_only_where_the_column_says_so() -> None:
    empty = Page(STATIC, b'{"rptCode": 200, "data": {"total": 0, "rows": []}}')
    with pytest.raises(LookError, match="没有任何条目"):
        next(SITES["nfra_static"].read(empty))
    steps = SITES["nfra_static"].read.func(empty, column("nfra_static", empty_is_normal=True))  # type: ignore[attr-defined]
    assert list(steps) == []


def test_the_settings_of_word_are_no_text() -> None:
    with opened("nfra_live") as (_, fetcher):
        first = look("nfra_live", fetcher)[0][0]
    assert "磅" not in first.text
    assert "MicrosoftInternetExplorer" not in first.text


def test_a_saved_page_of_the_browser_is_read_and_the_shell_that_the_site_sends_is_not() -> None:
    url = "https://nfra.gov.example/cn/view/pages/ItemDetail.html?docId=1150002"
    shown = "<html><head><title>{0}</title></head><body><h1>{0}</h1><div id='wenzhang-content'><p>{1}</p></div></body></html>"
    read = SITES["nfra_static"].read_notice
    (notice,) = list(read(Page(url, shown.format("关于保险公司合并的批复", "同意合并。").encode())))
    assert isinstance(notice, Notice)
    assert (notice.title, notice.text) == ("关于保险公司合并的批复", "同意合并。")
    for title, text in (("{{data.docTitle}}", "正文"), ("批复", "{{data.docClob}}")):
        with pytest.raises(LookError, match="还没有填入内容"):
            list(read(Page(url, shown.format(title, text).encode())))


def test_a_body_printed_twice_and_paged_is_read_once_to_its_end() -> None:
    with opened("trs") as (_, fetcher):
        first = look("trs", fetcher)[0][0]
    assert [row.name[3:5] for row in first.rows] == ["云栈", "听雨", "鹿鸣", "采薇"]
    assert first.text.count("公告期为一个月") == 1
    assert [one.url for one in first.attachments] == ["http://trs.gov.example/protect/P0202401/P020240108377654321098.docx"]


def test_some_sites_call_the_second_page_of_a_list_index_2() -> None:
    with opened("trs") as (replica, fetcher):
        start = SITES["trs"].start
        replica.pages = {url.replace("index_1.", "index_2."): page for url, page in replica.pages.items()}
        notices: list[Notice] = []
        shape = trs.Shape(row=".content-right-list li, ul li", second=2)
        drive(trs.read(fetcher.fetch(Request(start)), column("trs"), shape), fetcher.fetch, notices)
    assert len(notices) == 3  # one of them stands on another site


def test_a_number_of_pages_may_stand_in_a_variable() -> None:
    old, new = 'createPageHTML(2, 0, "index", "shtml");', "var currentPage = 0; var countPage = 2;"
    with opened("trs") as (replica, fetcher):
        start = SITES["trs"].start
        pages = edited(replica.pages, start, (old, new))
        index = start + "index.shtml"
        replica.pages = {**pages, index: pages[start]}
        notices: list[Notice] = []
        drive(SITES["trs"].read(fetcher.fetch(Request(index))), fetcher.fetch, notices)
    assert len(notices) == 3


def test_the_wanted_unit_of_a_page_is_chosen_by_its_tag() -> None:
    with opened("jpaas") as (_, fetcher):
        first = fetcher.fetch(Request(SITES["jpaas"].start))
        step = next(jpaas.read(first, column("jpaas"), unit="位置"))
    assert isinstance(step, Request)
    assert "tagId=%E4%BD%8D%E7%BD%AE" in step.url


def test_rows_of_another_unit_on_the_page_do_not_pass_for_the_list() -> None:
    aside = "<ul><li><a href='/art/2025/art_99.html'>推荐阅读：某名单</a></li></ul></body>"
    notices, error, asked = look_at("jpaas", SITES["jpaas"].start, ("</body>", aside))
    assert (len(notices), error) == (2, None)
    assert not any("art_99" in url for url in asked)


def test_an_answer_whose_html_is_written_with_escapes_is_whole() -> None:
    with opened("jpaas") as (replica, fetcher):
        good, _ = look("jpaas", fetcher)
        unit = replica.log[1].url
        replica.pages = edited(replica.pages, unit, ("</", "<\\/"))
        assert look("jpaas", fetcher) == (good, None)


def test_a_search_of_the_policy_library_gives_its_rows_by_kind_and_without_marks() -> None:
    url = "https://sousuo.www.gov.example/search-gov/data?t=zhengcelibrary&q=x"
    document = "https://www.gov.example/zhengce/zhengceku/202403/content_6940001.htm"
    row = f'{{"title": "关于印发《地方金融组织监督管理<em>名单</em>办法》的通知", "url": "{document}", "pubtimeStr": "2024.03.18"}}'
    for text in (f'{{"searchVO": {{"listVO": [{row}]}}}}', f'{{"searchVO": {{"catMap": {{"bumenfile": {{"listVO": [{row}]}}}}}}}}'):
        step = next(gov.read(Page(url, text.encode()), column("gov")))
        assert isinstance(step, Request)
        assert step.url == document
