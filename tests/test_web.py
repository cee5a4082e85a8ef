"""The pages over real sockets: what a person sees before and after an upload, and what is refused."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from sqlmodel import func, select

from alerts.links import web_link
from pages import Pages, pages
from sources.records import LookState, Notice
from store import schedule
from store.database import reading, writing
from store.filing import Filing
from store.portfolios import portfolios
from store.tables.audit import AuditEntry
from store.tables.portfolios import CounterpartyRow
from watcher.config import Settings
from watcher.desk import Desk, open_desk
from watcher.pipeline import file
from watcher.web.screening.asked import TABS
from web_lists import BATCH, CUSTOMERS, FLAGGED, NAMELESS, PAGE, SHEET, SUSPECTED

pytestmark = pytest.mark.one_database

NOW = datetime(2026, 1, 5, 1, 30, tzinfo=UTC)


@dataclass
class Watch:
    """A clock that a test may set."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Served:
    """A running application with its desk, and a client that talks to it."""

    desk: Desk
    client: httpx.Client
    site: Pages
    clock: Watch = field(default_factory=Watch)

    def upload(self, content: bytes, *, name: str = "客户名单", file_name: str = "客户 2026.csv") -> httpx.Response:
        return self.site.screen(self.client, content, name=name, file_name=file_name)

    def post(self, **headers: str) -> httpx.Response:
        return self.client.post("/screening", files={"file": ("客户.csv", CUSTOMERS.encode())}, headers=headers)

    def shown(self, **query: str) -> str:
        return self.client.get("/portfolios/1", params=query).text

    def stored(self) -> list[tuple[str, int]]:
        with reading(self.desk.engine) as session:
            return [(one.name, number) for one, number in portfolios(session)]

    def file(self, *notices: Notice) -> None:
        filings = [Filing(notice, {SHEET: "b" * 64, BATCH: "c" * 64}) for notice in notices]
        file(self.desk, filings, clock=self.clock, why="测试")

    def looked(self, **states: LookState) -> None:
        with writing(self.desk.engine) as session:
            schedule.register_sources(session, [one.id for one in self.desk.sources], NOW)
            for source, state in states.items():
                due = NOW + timedelta(hours=12)
                schedule.settle(session, source, state=state, detail="", at=NOW - timedelta(hours=3), next_look_at=due)


@pytest.fixture
def served(home: Path, database: str) -> Iterator[Served]:
    desk = open_desk(Settings(home=home, database_url=database))
    clock = Watch()
    with pages(desk, clock) as site, site.client() as client:
        yield Served(desk, client, site, clock)
    desk.engine.dispose()


def text_of(html: str) -> str:
    """What a person reads: without tags, blanks closed up."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


def record(html: str, row: int) -> str:
    """The rows of the table that show one record of the file."""
    found = [body for body in re.findall(r"<tr[^>]*>.*?</tr>", html, re.S) if f'class="number">{row}</td>' in body]
    return "".join(found)


def test_an_upload_in_gb18030_leads_to_its_result_with_grade_reason_and_evidence(served: Served) -> None:
    served.file(FLAGGED, SUSPECTED)
    answer = served.upload(CUSTOMERS.encode("gb18030"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/portfolios/1")
    match, review = (record(served.shown(record=number), int(number)) for number in "12")
    assert "● 匹配" in text_of(match)
    assert "名称一致" in match
    assert f'<a href="{PAGE}" rel="noopener noreferrer"' in match
    assert f'<a href="{SHEET}"' in match
    assert "名录 第 3 行" in match
    assert "b" * 64 in match
    assert "▲ 需复核" in text_of(review)
    assert "行业写法不同：商业保理／保理" in review
    assert "○ 无命中" in text_of(record(served.shown(tab="clear"), 4))


def test_a_notice_period_that_is_over_is_told_with_its_end(served: Served) -> None:
    served.file(SUSPECTED)
    served.upload(CUSTOMERS.encode())
    words = text_of(record(served.shown(tab="match"), 3))
    assert "公告期至 2026-01-03（遇休息日顺延至 2026-01-04）" in words
    assert "列为疑似（公告期已满，结果未公布）" in words
    served.clock.at = datetime(2026, 1, 4, 15, 59, tzinfo=UTC)  # still the last day in Shanghai
    assert "列为疑似（公告期内）" in served.client.get("/portfolios/1").text


def test_the_tabs_count_records_and_the_filter_stands_in_the_address(served: Served) -> None:
    served.file(FLAGGED, SUSPECTED)
    served.upload(CUSTOMERS.encode())
    assert "▲ 需复核 1 ● 匹配 2 ✓ 已研判 0 ○ 无命中 3 × 数据问题 3" in text_of(served.shown())
    assert "▲ 需复核 1 ● 匹配 2 × 未筛查 1" in text_of(served.client.get("/screening").text)
    rows = {tab: [row for row in range(1, 8) if record(served.shown(tab=tab), row)] for tab in TABS}
    assert rows == {"review": [2], "match": [1, 3], "judged": [], "clear": [4, 5, 6], "problems": [7]}
    for query, found in (("status=suspected", [3]), ("list=dalian/x", []), ("regulator=dalian", [1]), ("text=鹭盛", [3])):
        html = served.client.get(f"/portfolios/1?tab=match&{query}").text
        assert [row for row in range(1, 8) if record(html, row)] == found, query
    for wrong in ("tab=guilty", "grade=guilty", "status=x", "record=x"):
        assert served.client.get(f"/portfolios/1?{wrong}").status_code == 404, wrong


def test_a_record_without_a_name_is_told_as_not_screened_and_never_as_clear(served: Served) -> None:
    served.upload(CUSTOMERS.encode())
    html = served.shown(tab="problems")
    assert "第 7 条记录，企业名称：名称为空，未筛查" in text_of(html)
    for one in (html, served.shown(record="7")):
        assert "× 未筛查" in text_of(record(one, 7))
        assert "无命中" not in record(one, 7)
    listed = served.client.get("/portfolios/1/problems.csv").content.decode("utf-8-sig").splitlines()
    assert [line.partition(",")[0] for line in listed] == ["序号", "2", "6", "7"]


def test_a_long_result_comes_in_pages_and_loses_nothing(served: Served) -> None:
    lines = "".join(f"沈阳清平机械{number}号有限公司\n" for number in range(450))
    served.upload(f"企业名称\n{lines}".encode())
    html, seen, sizes = served.shown(), list[str](), list[int]()
    while html:
        rows = re.findall(r'data-label="序号" class="number">(\d+)<', html)
        seen, sizes = seen + rows, [*sizes, len(rows)]
        more = re.search(r'rel="next" href="([^"]+)"', html)
        html = served.client.get(more[1].replace("&amp;", "&")).text if more else ""
    assert (sizes, seen) == ([200, 200, 50], [str(row) for row in range(1, 451)])
    assert served.client.get("/portfolios/1", params={"sheet": "0"}).status_code == 404


def test_names_missing_from_a_list_stand_above_every_result(served: Served) -> None:
    served.file(FLAGGED, NAMELESS)
    served.upload(CUSTOMERS.encode())
    for address in ("/", "/portfolios/1", "/portfolios/1?tab=clear"):
        words = text_of(served.client.get(address).text)
        assert "以下名单尚缺名称，无命中不等于不在名单上" in words
        assert "关于第二批疑似“空壳”企业的公示 ↗：公告称 18 家，缺 18 家" in words
    html = served.client.get("/portfolios/1").text
    assert html.index("尚缺名称") < html.index("<table")


def test_an_empty_register_says_that_clear_means_nothing(served: Served) -> None:
    served.upload(CUSTOMERS.encode())
    html = served.client.get("/portfolios/1").text
    assert "名单库中还没有可供比对的名单，“无命中”不说明任何问题" in html
    assert 'class="band good"' not in html


def test_only_a_register_seen_whole_and_lately_is_called_complete(served: Served) -> None:
    served.file(FLAGGED)
    good = {one.id: LookState.OK for one in served.desk.sources}
    served.looked(**good)
    assert "覆盖完整" in served.client.get("/screening").text
    served.clock.at = NOW + timedelta(hours=11)
    assert "覆盖完整" in served.client.get("/screening").text  # and the login goes on
    served.clock.at = NOW + timedelta(hours=22)  # more than two looks of 12 hours were missed
    assert "以下来源太久没有成功查看" in served.client.get("/screening").text
    served.clock.at = NOW
    served.looked(anhui_public=LookState.BLOCKED_FIREWALL)
    assert "安徽省地方金融监督管理局 · 信息公开：被防火墙拦截" in text_of(served.client.get("/screening").text)


def test_the_result_file_has_the_agreed_columns_a_chinese_name_and_no_formulas(served: Served) -> None:
    served.file(FLAGGED, SUSPECTED)
    served.upload(CUSTOMERS.encode("gb18030"), name="甲/乙")
    answer = served.client.get("/portfolios/1/result.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    disposition = answer.headers["content-disposition"]
    assert unquote(disposition.partition("filename*=UTF-8''")[2]) == "甲_乙-筛查结果-20260105.csv"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert list(rows[0]) == [
        *("row", "name", "uscc", "grade", "score", "matched_name", "matched_uscc", "reason"),
        *("list", "regulator", "sector", "status", "deadline", "published", "source", "as_of"),
        *("judgement", "judged_by", "judged_at"),
        *("客户编号", "备注"),
    ]
    assert [row["row"] for row in rows] == list("1234567")
    assert [row["grade"] for row in rows] == ["match", "review", "match", *4 * ["clear"]]
    assert rows[0]["source"] == PAGE
    assert rows[6]["reason"] == "名称为空或过长，未筛查"
    assert rows[1]["备注"] == """'=HYPERLINK("http://example.com")"""
    assert rows[5]["name"] == "'=1+1有限公司"


def test_markup_in_names_of_companies_files_and_portfolios_is_shown_and_not_run(served: Served) -> None:
    served.upload(CUSTOMERS.encode(), name="<b>客户</b>", file_name='"><img src=x>.csv')
    for address in ("/screening", "/portfolios/1"):
        html = served.client.get(address).text
        assert "<b>客户</b>" not in html
        assert "&lt;b&gt;客户&lt;/b&gt;" in html
        assert "<img" not in html
    assert "<script>" not in served.client.get("/portfolios/1").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;有限公司" in served.shown(tab="clear")


def test_only_http_and_https_become_links(served: Served) -> None:
    served.file(replace(FLAGGED, url="javascript:alert(1)"))
    served.upload(CUSTOMERS.encode())
    html = served.shown(tab="match")
    assert "公告原文" in html
    assert "javascript:" not in html
    assert not web_link("http://[broken")
    assert not web_link("//example.com/x")


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        ("编号,金额\n1,2\n".encode(), 400, "找到的表头：编号、金额"),
        (b"<!doctype html><html><body><table></table></body></html>", 400, "实际是网页，不是表格"),
        (b"", 400, "是空的"),
        ("企业名称\n".encode(), 400, "只有表头，没有企业"),
        (b"\x00" * 100 + b"name\n", 400, "没有筛查任何企业"),
        (b"name\n" + b"x" * (20 * 1024 * 1024), 413, "超过 20 MB 上限"),
        (b"name\n" + b"x" * (21 * 1024 * 1024 + 100), 413, "超过 20 MB 上限"),
        (b"name\n" + b"x" * (60 * 1024 * 1024), 413, "超过 20 MB 上限"),
    ],
    ids=["no-names", "page", "empty", "head-only", "zeros", "20 MB", "21 MB", "60 MB"],
)
def test_a_bad_file_is_told_in_words_and_nothing_is_stored(served: Served, content: bytes, status: int, words: str) -> None:
    answer = served.upload(content)
    assert answer.status_code == status
    assert words in text_of(answer.text)
    assert 'role="alert"' in answer.text
    assert served.stored() == []


def test_what_is_too_large_is_told_in_the_words_of_its_page(served: Served) -> None:
    answer = served.client.post("/notices/import", content=b"x" * (22 * 1024 * 1024))
    assert (answer.status_code, "合计超过 21 MB 上限" in answer.text, "信用代码" in answer.text) == (413, True, False)


@pytest.mark.parametrize("name", ["", "  ", "长" * 81, "看不见\u202e的字符", "零\x00字节"])
def test_a_name_that_cannot_be_shown_is_refused(served: Served, name: str) -> None:
    answer = served.upload(CUSTOMERS.encode(), name=name)
    assert answer.status_code == 400
    assert "没有保存任何内容" in answer.text
    assert served.stored() == []


def test_a_form_without_a_file_or_without_sense_is_answered_in_words(served: Served) -> None:
    assert "没有选择文件" in served.client.post("/screening", data={"name": "客户"}).text
    assert "没有选择文件" in served.client.post("/screening", data={"name": "客户"}, files={"file": ("", b"")}).text
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=x"):
        answer = served.client.post("/screening", content=b"\xff" * 50, headers={"Content-Type": content_type})
        assert answer.status_code == 400
        assert "请求有误" in answer.text
    assert served.client.post("/screening", data={"name": "客户", "file": "文字"}).status_code == 400
    assert served.stored() == []


def test_a_name_that_is_taken_is_refused_and_the_first_portfolio_stays(served: Served) -> None:
    served.upload(CUSTOMERS.encode())
    answer = served.upload("企业名称\n沈阳清平机械制造有限公司\n".encode())
    assert answer.status_code == 409
    assert "关注名单“客户名单”已存在" in answer.text
    assert 'value="客户名单"' in answer.text
    assert served.stored() == [("客户名单", 7)]


def test_an_upload_is_audited_by_its_numbers_alone(served: Served) -> None:
    served.upload(CUSTOMERS.encode())
    with reading(served.desk.engine) as session:
        first, last = session.exec(select(AuditEntry)).all()
        assert session.exec(select(func.count()).select_from(CounterpartyRow)).one() == 7
    size = len(CUSTOMERS.encode())
    assert (first.who, first.action, first.facts) == ("管理员甲", "screening started", {"portfolio": 1, "bytes": size})
    assert (last.action, last.facts) == ("screening done", {"portfolio": 1, "records": 7, "revision": 0})


FOREIGN = ("cross-site", "same-site", "https://evil.example.com", "http://127.0.0.1:1", "null", "http://[broken")


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_form_on_another_site_cannot_upload(served: Served, origin: str) -> None:
    answer = served.post(**{"Sec-Fetch-Site" if origin.endswith("site") else "Origin": origin})
    assert answer.status_code == 403
    assert "请求来自其他网站，已拒绝" in answer.text
    assert served.stored() == []


def test_our_own_form_can_upload_with_or_without_fetch_metadata(served: Served) -> None:
    origin = str(served.client.base_url).rstrip("/")
    assert served.post(**{"Sec-Fetch-Site": "same-origin"}).status_code == 303
    assert served.post(Origin=origin).status_code == 303


@pytest.mark.parametrize("host", ["evil.example.com", "127.0.0.1.evil.example.com", "localhost.evil", "[::2]:80", "", "localhost:80@evil.example.com", "[::1]:x"])
def test_a_foreign_host_name_reads_nothing(served: Served, host: str) -> None:
    served.upload(CUSTOMERS.encode())
    answer = served.client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "客户名单" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]", "[::1]:8000"])
def test_the_loopback_names_are_welcome_on_any_port(served: Served, host: str) -> None:
    assert served.client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/sources", "/healthz", "/nowhere", "/static/watcher.css"])
def test_every_answer_forbids_scripts_frames_and_copies(served: Served, address: str) -> None:
    headers = served.client.get(address).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "address",
    [
        *("/nowhere", "/docs", "/openapi.json", "/static/", "/static/../app.py", "/static/%2e%2e/app.py"),
        *("/portfolios/1", "/portfolios/0", "/portfolios/x", "/portfolios/99999999999999999999", "/portfolios/１"),
        *("/portfolios/" + "9" * 5000, "/portfolios/1/result.csv", "/portfolios/1?sheet=" + "9" * 5000),
    ],
)
def test_an_unknown_address_is_a_page_in_chinese(served: Served, address: str) -> None:
    answer = served.client.get(address)
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text


def test_a_wrong_method_is_a_page_in_chinese(served: Served) -> None:
    answer = served.client.get("/logout")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert "此地址不接受这种请求" in answer.text


def test_before_the_first_look_the_sources_page_says_so(served: Served) -> None:
    words = text_of(served.client.get("/sources").text)
    assert "还没有查看过任何来源，名单库是空的" in words
    assert words.count("○ 尚未查看") == len(served.desk.sources)
    assert "✓" not in words


def test_the_sources_page_tells_how_each_source_fares_the_worst_first(served: Served) -> None:
    served.file(FLAGGED, SUSPECTED, NAMELESS)
    served.looked(dalian_factoring=LookState.OK, xiamen_notices=LookState.NOT_MODIFIED, anhui_public=LookState.UNREACHABLE)
    html = served.client.get("/sources").text
    words = text_of(html)
    headings = re.findall(r"<h2>(.*?)</h2>", html)
    assert (headings[0], *headings[-2:]) == ("安徽省地方金融管理局", "厦门市地方金融管理局", "大连市金融发展局")
    assert "× 无法连接" in words
    assert "✓ 正常（无变化）" in words
    assert 'title="2026-01-05 06:30 北京时间">3 小时前' in html
    assert 'title="2026-01-05 21:30 北京时间">12 小时后' in html
    assert "公告称 18 家，缺 18 家" in words
    assert "大连商业保理“非正常经营类”企业名单2 家2023-07-18" in words


def test_the_health_check_asks_the_database(served: Served) -> None:
    answer = served.client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
