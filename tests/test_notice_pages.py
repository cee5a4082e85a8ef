"""公告 over a real socket: found by words and number, shown with what it rests on, and brought in by hand."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from alerts.wishes import Wishes
from dalian_lists import ABNORMAL, CODE, QINGYU, SUSPECTED, YUNLING, FileNotices, notice, standing, workbook
from pages import Pages, pages
from saved_sites import FIXTURES
from sources.records import Basis, Deadline, Figure, Kind, NoticeDate, Polarity, SumCheck
from store.database import reading
from store.notice_search import Wanted, count, find
from store.tables.audit import AuditEntry
from store.tables.outbox import Message
from watcher.accounts.visitors import Role
from watcher.desk import Desk
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio
from watcher.subscribing import subscribe
from watcher.web.notices.marked import marked

sqlite_alone = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

XIAMEN = "http://jr.xm.gov.cn/tzgg/bmtz/202306/t20230629_2770942.htm"
PAGE, BOOK = (FIXTURES / "xiamen_notices" / name for name in ("t20230629_2770942.htm", "P020230629612345678901.xlsx"))
REPORT = replace(
    notice(SUSPECTED, None),
    url="https://ahjr.ah.gov.cn/1.html",
    regulator="anhui",
    title="我省完成清理<规范>工作",
    kind=Kind.STATISTICS,
    polarity=Polarity.NEUTRAL,
    series=None,
    signed=NoticeDate("2023-06", Basis.TEXT),
    figures=(Figure("total", "公司", 5, "家", "共有公司5家"), Figure("a", "法人", 2, "家", "法人2家", "total")),
    checks=(SumCheck("5 = 2 + 3", True), SumCheck("5 = 2 + 4", False)),
)
START = NoticeDate("2023-07-18", Basis.META)
NAMED = notice(
    SUSPECTED,
    "2023-07-18",
    (YUNLING, CODE),
    QINGYU,
    number="大金发〔2023〕18号",
    deadline=Deadline(START, date(2023, 8, 18), date(2023, 8, 18), "自公告次日起算一个月"),
    text="正文第一段<b>",
)
NAMELESS = notice(ABNORMAL, "2023-07", declared=18)


@pytest.fixture
def site(desk: Desk, clock: Callable[[], datetime]) -> Iterator[Pages]:
    with pages(desk, clock) as site:
        yield site


@pytest.fixture
def client(site: Pages) -> Iterator[httpx.Client]:
    with site.client(Role.REVIEWER) as client:
        yield client


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html.partition("<main")[2]))


def ids(html: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'class="name" href="/notices/(n[0-9a-f]{15})"', html)))


def test_notices_are_found_by_words_number_kind_regulator_day_and_gap(desk: Desk, put: FileNotices) -> None:
    put(NAMED, NAMELESS, REPORT, notice(SUSPECTED, "2022-01-05", YUNLING, title="百分之100%的_公告"))

    def titles(**asked: object) -> list[str]:
        with reading(desk.engine) as session:
            wanted = Wanted(**asked)  # type: ignore[arg-type]
            found = [one.title for one in find(session, wanted, most=10)]
            assert count(session, wanted) == len(found)
            return found

    assert titles() == [NAMED.title, NAMELESS.title, "百分之100%的_公告", REPORT.title], "without a day last"
    assert titles(text="空壳 商业保理") == [NAMED.title]
    assert titles(text="大金发[2023] 18号") == titles(text="〔2023〕18") == [NAMED.title]
    assert titles(text="0%的_") == ["百分之100%的_公告"] and titles(text="100_") == []
    assert titles(kind="flagged_list") == titles(gaps=True) == [NAMELESS.title]
    assert titles(regulator="anhui") == [REPORT.title]
    assert titles(since=date(2023, 7, 10)) == [NAMED.title, NAMELESS.title], "a month may mean a day in it"
    assert str(marked("关于<空壳>公告", ["空壳", "<"])) == "关于<mark>&lt;</mark><mark>空壳</mark>&gt;公告"


@sqlite_alone
def test_the_list_says_what_lacks_and_every_question_is_answered_in_words(
    put: FileNotices, client: httpx.Client
) -> None:
    assert "还没有收录任何公告" in client.get("/notices").text
    put(NAMED, NAMELESS, REPORT)
    page = client.get("/notices", params={"q": "空壳", "regulator": "dalian"})
    assert ids(page.text) and "<mark>空壳</mark>" in page.text and "2 / 未载明" in words(page.text)
    assert "缺名称" in words(client.get("/notices?gaps=1").text)
    none = client.get("/notices", params={"q": "没有这个词"})
    assert "没有收录不等于监管机构没有发布" in none.text and "覆盖不完整" in none.text
    assert "没有按日期筛选" in client.get("/notices?since=2023-99-99").text
    for odd in ("\0", "\ud800".encode("utf-16", "surrogatepass").decode("latin-1"), "长" * 5_000, "' OR 1=1 --"):
        assert client.get("/notices", params={"q": odd}).status_code == 200
    for path in ("?page=0", "?page=x", "?page=99999999999999999999", "?kind=x", "/x", "/n1", "/n0000000000000000"):
        assert client.get(f"/notices{path}").status_code == 404, path


@sqlite_alone
def test_a_notice_shows_its_facts_names_figures_files_and_gap(put: FileNotices, client: httpx.Client) -> None:
    put(NAMED, NAMELESS, REPORT)
    shown = {}
    for id_ in ids(client.get("/notices").text):
        html = client.get(f"/notices/{id_}").text
        shown[html.partition("<h1")[2].partition(">")[2].partition("<")[0]] = html
    named = words(shown[NAMED.title])
    for part in (
        "大金发〔2023〕18号",
        "据网址",
        "至 2023-08-18",
        "自公告次日起算一个月",
        YUNLING,
        CODE,
        "Sheet1 第 3 行",
        "没有留存记录",
        "正文第一段",
    ):
        assert part in named, part
    assert "<b>" not in shown[NAMED.title].partition('class="read">')[2].partition("</p>")[0]
    nameless = words(shown[NAMELESS.title])
    assert "公告称 18 家，缺 18 家" in nameless and "2023-07（只载明月）" in nameless and "没有取得任何名称" in nameless
    assert re.search(r'href="/notices/import\?notice=n[0-9a-f]{15}"', shown[NAMELESS.title])
    report = shown["我省完成清理&lt;规范&gt;工作"]
    assert re.search(r"<b>5</b> 家 公司<?.*?<ul class=\"figures\">\s*<li><b>2</b> 家 法人", report, re.S)
    assert "✓ 相符 5 = 2 + 3" in words(report) and "× 不符 5 = 2 + 4" in words(report)


def bring(client: httpx.Client, *files: Path | tuple[str, bytes], **fields: str) -> httpx.Response:
    given = [(one.name, one.read_bytes()) if isinstance(one, Path) else one for one in files]
    return client.post("/notices/import", data=fields, files=[("files", one) for one in given])


@sqlite_alone
def test_a_saved_page_and_its_file_close_the_gap_and_what_cannot_be_read_is_refused_in_words(
    site: Pages, client: httpx.Client, tmp_path: Path
) -> None:
    told = words(bring(client, PAGE, url=XIAMEN).text)
    assert "已导入" in told and "仍缺名称" in told and "家数未公布" in told
    (id_,) = ids(client.get("/notices").text)
    others = read_portfolio("企业名称\n厦门榕屿渡融资租赁有限公司\n".encode(), "c.csv")
    add_portfolio(site.desk, "别人的客户", "c.csv", others, at=site.clock())
    subscribe(site.desk, "别人的客户", "a@example.com", channel="mail", wishes=Wishes(), at=site.clock(), who="test")
    form = client.get(f"/notices/import?notice={id_}").text
    assert f'value="{XIAMEN}"' in form and '<option value="xiamen_notices" selected>' in form
    closed = bring(client, BOOK, ("../会议<b>.txt", "今天天气很好".encode()), url=XIAMEN)
    told = words(closed.text)
    assert closed.status_code == 200 and "缺口已补上" in told and re.search("现在列出 [1-9][0-9]* 家", told)
    assert "会议.txt" in told.replace("&lt;b&gt;", "") and "没有导入任何内容" in told and "原件留存于" in told
    with reading(site.desk.engine) as session:
        assert session.exec(select(Message)).all()
    assert " 封" not in told, "nobody learns by an import whom others watch"
    for brought in (BOOK, PAGE):
        again = words(bring(client, brought, url=XIAMEN).text)
        assert "没有变化" in again and "列出 9 家" in again and "缺口已补上" not in again
    listed = standing(site.desk)
    another = words(bring(client, ("客户.xlsx", workbook(tmp_path, QINGYU, YUNLING)), url=XIAMEN).text)
    assert "已留存，待裁决" in another and "2 行暂存待裁决，未列入名单库" in another and "没有一家相同" in another and standing(site.desk) == listed
    kept = words(client.get(f"/notices/{id_}").text)
    assert "此前取得的 9 家仍视为在列" in kept and "没有取得任何名称" not in kept
    assert "0（此前 9） / 未载明" in words(client.get("/notices").text)
    mended = words(bring(client, BOOK, url=XIAMEN).text)
    assert "列出 9 家" in mended and "暂存待裁决" not in mended, "the right file settles it"
    page = client.get(f"/notices/{id_}").text
    assert "复核者甲 导入" in words(page) and '<iframe class="snapshot" src="/snapshots/' in page
    with reading(site.desk.engine) as session:
        audit = session.exec(select(AuditEntry)).all()
    assert {one.action for one in audit} >= {"import", "import refused"} and {one.who for one in audit} != {""}
    refused = {
        "没有选择文件": client.post("/notices/import", data={"url": XIAMEN}),
        "网址过长": bring(client, BOOK, url="https://a/" + "x" * 90_000),
        "请照抄公告": bring(client, BOOK, url="javascript:alert(1)"),
        "没有名为": bring(client, PAGE, source="nobody", url=XIAMEN),
        "不知道这个网页来自哪个监管机构": bring(client, PAGE),
        "或选定的来源“大连": bring(client, PAGE, source="dalian_factoring", url=XIAMEN),
        "或选定的来源“北京": bring(client, PAGE, source="beijing_notices"),
        "不知道附件": bring(client, BOOK),
        "是空的": bring(client, ("a.html", b""), url=XIAMEN),
        "文件合计超过 20 MB": bring(client, ("a.pdf", b"%PDF" + b"x" * 21_000_000), url=XIAMEN),
        "一次最多导入": bring(client, *[("a.txt", b"x")] * 21),
    }
    for said, answer in refused.items():
        assert (answer.status_code, said in answer.text) == (400, True), said
    assert (
        client.get("/notices/import?notice=n1").status_code == client.get("/notices/import?source=x").status_code == 404
    )
