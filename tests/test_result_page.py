"""The result of a portfolio on its page: part by part, with what it stands on, in pages that lose nothing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import httpx
import pytest

from pages import Pages, pages
from sources.names.codes import check_character
from sources.records import Basis, Kind, Mode, Notice, NoticeDate, Place, Polarity, Row, Sector, Series
from store.filing import Filing
from watcher.desk import Desk
from watcher.pipeline import file
from watcher.screening.listed import ALGORITHM
from watcher.web.rendering import differing

pytestmark = pytest.mark.one_database

CODE, OTHER_CODE = (body + check_character(body) for body in ("91210200MA0QC3Y43", "91210200MA0Q7K2B6"))
PAGE = "https://jrj.dl.gov.cn/art/2023/7/18/art_1.html"
HAICHUAN, JINXINLONG = "大连海川商业保理有限公司", "大连金鑫隆商业保理有限公司"
FLAGGED = Notice(
    *(PAGE, "dalian", "关于更新“非正常经营类”商业保理企业名录的公告", Kind.FLAGGED_LIST, Polarity.FLAGGED),
    published=NoticeDate("2023-07-18", Basis.TEXT),
    sectors=(Sector.FACTORING,),
    series=Series("dalian", Sector.FACTORING, "非正常经营", Mode.SNAPSHOT, "大连商业保理“非正常经营类”企业名单"),
    rows=(Row(HAICHUAN, Place(PAGE, "名录", 3)), Row(JINXINLONG, Place(PAGE, "名录", 4))),
)
NAMELESS = replace(
    FLAGGED,
    url=PAGE.replace("_1", "_2"),
    title="关于疑似“空壳”企业的公示",
    kind=Kind.SUSPECTED_LIST,
    polarity=Polarity.SUSPECTED,
    series=Series("dalian", Sector.FACTORING, "疑似失联空壳", Mode.BATCH, "大连商业保理疑似“空壳”企业名单"),
    declared=18,
    rows=(),
)

Now = Callable[[], datetime]
Show = Callable[..., str]


@pytest.fixture
def site(desk: Desk, clock: Now) -> Iterator[Pages]:
    with pages(desk, clock) as site:
        yield site


@pytest.fixture
def client(site: Pages) -> Iterator[httpx.Client]:
    with site.client() as client:
        yield client


@pytest.fixture
def show(client: httpx.Client) -> Show:
    def show(**query: str) -> str:
        return client.get("/portfolios/1", params=query).text

    return show


def put(desk: Desk, clock: Now, *notices: Notice) -> None:
    file(desk, [Filing(one, {PAGE: "b" * 64}) for one in notices], clock=clock, why="test")


def upload(site: Pages, client: httpx.Client, content: str) -> None:
    assert site.screen(client, content.encode()).status_code == 303


def words(html: str) -> str:
    """What a person reads: without tags, blanks closed up."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


def record(html: str, row: int) -> str:
    """The rows of the table that show one record of the file."""
    found = [body for body in re.findall(r"<tr[^>]*>.*?</tr>", html, re.S) if f'class="number">{row}</td>' in body]
    return "".join(found)


def test_each_candidate_shows_part_by_part_what_differs_and_what_it_stands_on(
    desk: Desk, clock: Now, site: Pages, client: httpx.Client, show: Show
) -> None:
    put(desk, clock, FLAGGED, NAMELESS)
    upload(site, client, "企业名称\n大连市海川商业保理有限公司\n")
    shown = record(show(), 1)
    assert "字号 相同" in words(shown)
    assert "地区 相同（写法不同）：大连／大连市" in words(shown)
    assert '<span class="name">大连／大连<mark>市</mark></span>' in shown
    assert "取得名单企业和交易对手的统一社会信用代码即可确认" in words(shown)
    assert f"据名单库版本 1、算法 {ALGORITHM} 得出；当时收录 2 份名单，缺名称的 1 份" in words(shown)


def test_what_differs_is_marked_and_never_run() -> None:
    assert differing("大连【市】<b>【<i>】") == "大连<mark>市</mark>&lt;b&gt;<mark>&lt;i&gt;</mark>"


def test_a_hit_that_ended_stays_in_the_result_as_clear_with_its_reason(
    desk: Desk, clock: Now, site: Pages, client: httpx.Client, show: Show
) -> None:
    put(desk, clock, FLAGGED)
    upload(site, client, f"企业名称,统一社会信用代码\n沈阳清平机械制造有限公司,\n{HAICHUAN},{OTHER_CODE}\n")
    assert "● 匹配 1" in words(show())
    assert client.post("/portfolios/1/watch").status_code == 303
    coded = replace(FLAGGED.rows[0], code=CODE)
    later = NoticeDate("2023-07-19", Basis.TEXT)
    put(desk, clock, replace(FLAGGED, url=PAGE.replace("_1", "_3"), published=later, rows=(coded, FLAGGED.rows[1])))
    assert "▲ 需复核 0 ● 匹配 0 ✓ 已研判 0 ○ 无命中 2" in words(show())
    assert "○ 无命中" in words(record(show(tab="clear"), 2))
    for html in (show(tab="clear"), show(record="2")):
        assert "信用代码不同，不是同一企业（名称一致）" in record(html, 2)


def test_every_page_of_every_tab_holds_its_records_once(
    desk: Desk, clock: Now, site: Pages, client: httpx.Client, show: Show
) -> None:
    put(desk, clock, FLAGGED)
    plain = "".join(f"沈阳清平机械{number}号有限公司\n" for number in range(150))
    alike = "大连金鑫隆保理有限公司\n" * 65
    upload(site, client, f"企业名称\n{plain}{HAICHUAN}\n，\n{alike}{plain.replace('沈阳', '鞍山')}")
    for tab, expected in {"match": 1, "review": 65, "clear": 300, "problems": 1}.items():
        seen: list[str] = []
        address = f"/portfolios/1?tab={tab}"
        while address:
            html = client.get(address).text
            seen += re.findall(r'data-label="序号" class="number">(\d+)<', html)
            more = re.search(r'rel="next" href="([^"]+)"', html)
            address = more[1].replace("&amp;", "&") if more else ""
        assert (len(seen), len(set(seen))) == (expected, expected), tab
