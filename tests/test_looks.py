"""A failed look changes nothing in the register, ends in its own state, and somebody hears of it: over real sockets."""

import random
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from sqlmodel import SQLModel, col, select

from alerts.subscriptions import subscribe
from conftest import Clock
from sources import catalog
from sources.base import Page, Request
from sources.errors import UsageError
from sources.records import LookState
from store.coverage import coverage, gaps
from store.database import reading, writing
from store.listings import entries
from store.news import news_of
from store.outbox import messages
from store.tables.notices import Conflict
from store.tables.outbox import News
from watcher.acceptance import accept_look
from watcher.decisions import decide
from watcher.demo import answers
from watcher.demo.replica import Answer, Replica, Reply, load
from watcher.desk import Desk
from watcher.fetch import Fetcher, FetchLimits
from watcher.importing import import_file
from watcher.pipeline import Report
from watcher.portfolios import add_portfolio
from watcher.reading import Fetch
from watcher.schedule import collect
from watcher.screening.upload import read_portfolio
from watcher.trial import attempt

FIXTURES = Path(__file__).parent / "fixtures"
SOURCE = "xiamen_notices"
LIST = "http://jr.xm.gov.cn/tzgg/bmtz/"
NOTICE = "http://jr.xm.gov.cn/tzgg/bmtz/202306/t20230629_2770942.htm"
WORKBOOK = "http://jr.xm.gov.cn/tzgg/bmtz/202306/P020230629612345678901.xlsx"
XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
PATIENCE = FetchLimits(pause=0, backoff=0.01, read_timeout=0.5, deadline=3, longest_wait=1)

Look = Callable[..., Report]


@pytest.fixture
def site() -> Iterator[Replica]:
    with Replica(load(FIXTURES / SOURCE)) as replica:
        yield replica


@pytest.fixture
def fetch(site: Replica) -> Iterator[Fetch]:
    verify = ssl.create_default_context(cafile=str(site.ca_file))
    hosts = frozenset(domain for one in catalog.REGULATORS for domain in one.domains)
    with Fetcher(
        PATIENCE,
        clock=time.monotonic,
        sleep=time.sleep,
        rng=random.Random(1),
        allowed_hosts=hosts,
        proxy=site.proxy_url,
        verify=verify,
    ) as fetcher:
        yield fetcher.fetch


@pytest.fixture
def look(desk: Desk, site: Replica, fetch: Fetch, clock: Callable[[], datetime]) -> Look:
    def look(**changed: Reply) -> Report:
        named = {"list": LIST, "notice": NOTICE, "workbook": WORKBOOK}
        site.pages = {**load(FIXTURES / SOURCE), **{named[key]: reply for key, reply in changed.items()}}
        report, *_ = collect(desk, fetch=fetch, clock=clock, owner="test", only=[SOURCE])
        return report

    return look


def listed(desk: Desk) -> set[tuple[str, str]]:
    with reading(desk.engine) as session:
        return {(one.listing.name, one.listing.status) for one in entries(session)}


def listed_by_notice(desk: Desk) -> set[str]:
    """The companies of the notice whose attachment the tests break; another notice lists its own in its body."""
    with reading(desk.engine) as session:
        return {one.listing.name for one in entries(session) if one.notice.url == NOTICE}


def subjects(desk: Desk) -> list[str]:
    with reading(desk.engine) as session:
        return [one.subject for one in reversed(messages(session))]


def workbook(path: Path, *lines: tuple[str, ...]) -> Answer:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("名单")
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return Answer(path.read_bytes(), headers=XLSX)


def test_a_good_look_lists_the_companies_and_keeps_the_bytes(desk: Desk, look: Look) -> None:
    report = look()
    assert report.state == LookState.OK
    assert len(listed(desk)) > 0
    with reading(desk.engine) as session:
        for one in entries(session):
            assert one.listing.sha256 is not None
            assert desk.evidence.read(one.listing.sha256)


def test_the_same_site_again_is_not_modified(desk: Desk, look: Look) -> None:
    look()
    report = look()
    assert (report.state, bool(report.changes)) == (LookState.NOT_MODIFIED, False)


def test_the_sector_comes_from_the_body_and_the_period_rolls_to_a_working_day(desk: Desk, look: Look) -> None:
    look()
    with reading(desk.engine) as session:
        found = [one for one in entries(session) if one.notice.url == NOTICE]
    (told,) = {(one.series.key, str(one.notice.deadline), str(one.notice.deadline_working)) for one in found}
    assert told == ("xiamen/融资租赁/疑似失联空壳", "2023-07-29", "2023-07-31")


BAD_LISTS: dict[str, tuple[Reply, LookState]] = {
    "gone": (answers.html("<h1>404</h1>", status=404), LookState.GONE),
    "script_wall": (answers.ruishu(412), LookState.BLOCKED_SCRIPT),
    "script_wall_521": (answers.jsl(), LookState.BLOCKED_SCRIPT),
    "firewall": (answers.chuangyudun(), LookState.BLOCKED_FIREWALL),
    "place_wall": (answers.geo_block(), LookState.BLOCKED_PLACE),
    "timeout": (answers.slow(2.0), LookState.UNREACHABLE),
    "reset_in_the_middle": (answers.reset(b"<html>" + b"x" * 5000), LookState.UNREACHABLE),
    "other_host": (answers.redirect("http://www.example.com/parking"), LookState.WRONG_PAGE),
    "empty_page": (answers.html(""), LookState.WRONG_PAGE),
    "another_page": (answers.html("<html><body><h1>网站首页</h1><p>欢迎您</p></body></html>"), LookState.WRONG_PAGE),
}


@pytest.mark.parametrize("kind", BAD_LISTS)
def test_a_failed_look_changes_nothing_and_ends_in_its_own_state(desk: Desk, look: Look, kind: str) -> None:
    look()
    before = listed(desk)
    reply, state = BAD_LISTS[kind]
    report = look(list=reply)
    assert report.state == state
    assert listed(desk) == before
    assert report.closing.detail


def test_somebody_hears_once_that_a_source_went_blind_and_once_that_it_is_back(
    desk: Desk, look: Look, clock: Callable[[], datetime]
) -> None:
    upload = read_portfolio("企业名称\n晨汐贸易有限公司\n".encode(), "c.csv")
    add_portfolio(desk, "客户", "c.csv", upload, at=clock())
    with writing(desk.engine) as session:
        subscribe(session, "客户", "risk@example.com", clock())
    look()
    look(list=answers.jsl())
    clock.forward(hours=12)  # type: ignore[attr-defined]
    look(list=answers.jsl())
    look()
    told = [subject.split("】")[0] for subject in subjects(desk)]
    assert told == ["【来源异常", "【来源恢复"]
    with reading(desk.engine) as session:
        assert SOURCE not in {source.id for source in coverage(session, desk.sources).blind}


def test_an_error_page_named_xlsx_leaves_a_gap_and_no_listing(desk: Desk, look: Look) -> None:
    page = Answer("<html><body>系统繁忙</body></html>".encode(), headers=XLSX)
    report = look(workbook=page)
    assert report.state == LookState.UNREADABLE
    assert listed_by_notice(desk) == set()
    with reading(desk.engine) as session:
        assert [gap.state for gap in gaps(session)] == ["names_missing"]


def test_names_that_could_not_be_read_at_first_arrive_with_an_event(desk: Desk, look: Look) -> None:
    look(workbook=answers.html("", status=404))
    report = look()
    assert [event.type for event in report.changes.events] == ["names_arrived"]
    assert listed_by_notice(desk)
    assert report.state == LookState.OK
    with reading(desk.engine) as session:
        assert gaps(session) == ()


def test_an_attachment_that_breaks_later_does_not_take_the_names_away(desk: Desk, look: Look) -> None:
    look()
    before = listed(desk)
    for _ in range(2):
        assert look(workbook=answers.html("<h1>500</h1>", status=404)).state == LookState.GONE
    assert listed(desk) == before
    assert look().state == LookState.OK


def test_a_page_that_loses_companies_is_quarantined_until_a_person_decides(
    desk: Desk, look: Look, tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    names = [(str(number), f"第{number}号滩融资租赁有限公司") for number in range(1, 6)]
    look(workbook=workbook(tmp_path / "a.xlsx", ("序号", "企业名称"), *names))
    half = workbook(tmp_path / "b.xlsx", ("序号", "企业名称"), *names[:2])
    assert [look(workbook=half).state, look(workbook=half).state] == [LookState.QUARANTINED] * 2
    assert len(listed_by_notice(desk)) == 5
    with reading(desk.engine) as session:
        waiting = session.exec(select(Conflict.id).where(col(Conflict.chosen).is_(None))).one()
    decide(desk, waiting or 0, accept=False, who="王合规", reason="附件缺页", clock=clock)
    assert look(workbook=half).state == LookState.NOT_MODIFIED
    assert len(listed_by_notice(desk)) == 5


def test_a_source_that_breaks_twice_within_one_second_is_told_twice_though_together(
    desk: Desk, look: Look, clock: Callable[[], datetime]
) -> None:
    upload = read_portfolio("企业名称\n晨汐贸易有限公司\n".encode(), "c.csv")
    add_portfolio(desk, "客户", "c.csv", upload, at=clock())
    with writing(desk.engine) as session:
        subscribe(session, "客户", "risk@example.com", clock())
    for changed in ({}, {"list": answers.jsl()}, {}, {"list": answers.jsl()}):
        look(**changed)
    clock.forward(minutes=15)  # type: ignore[attr-defined]
    look(list=answers.jsl())
    assert [subject[:5] for subject in subjects(desk)] == ["【来源异常", "【来源异常"]
    with reading(desk.engine) as session:
        told = Counter((id_, one["turned"]) for id_, several in news_of(session, [1, 2]).items() for one in several)
        assert told.total() == len(session.exec(select(News.id)).all())
    assert sorted(told.items()) == [((1, "opened"), 1), ((2, "closed"), 1), ((2, "opened"), 1)]


def test_an_empty_workbook_is_unreadable_and_never_an_empty_list(desk: Desk, look: Look, tmp_path: Path) -> None:
    assert look(workbook=workbook(tmp_path / "a.xlsx")).state == LookState.UNREADABLE
    assert listed_by_notice(desk) == set()


def test_a_workbook_with_heads_and_no_rows_is_unreadable(desk: Desk, look: Look, tmp_path: Path) -> None:
    heads = workbook(tmp_path / "a.xlsx", ("序号", "企业名称", "统一社会信用代码"))
    assert look(workbook=heads).state == LookState.UNREADABLE
    assert listed_by_notice(desk) == set()


def test_declared_eighteen_and_found_seventeen_is_quarantined(desk: Desk, look: Look, tmp_path: Path) -> None:
    names = [(str(number), f"第{number}号滩融资租赁有限公司") for number in range(1, 18)]
    book = workbook(tmp_path / "a.xlsx", ("序号", "企业名称"), *names)
    text = load(FIXTURES / SOURCE)[NOTICE].body.decode().replace("名单予以公告", "名单（共18家）予以公告")
    report = look(workbook=book, notice=answers.html(text))
    assert report.state == LookState.QUARANTINED
    assert listed_by_notice(desk) == set()
    with reading(desk.engine) as session:
        assert [(gap.state, gap.declared) for gap in gaps(session)] == [("held", 18)]


def test_a_gbk_page_under_a_utf8_header_is_read(desk: Desk, look: Look) -> None:
    text = load(FIXTURES / SOURCE)[NOTICE].body.decode().replace('charset="utf-8"', "").replace("charset=utf-8", "charset=gb2312")
    report = look(notice=answers.gbk_under_utf8(text))
    assert report.state == LookState.OK
    assert len(listed(desk)) > 0


def test_one_broken_notice_does_not_hide_the_others(desk: Desk, look: Look) -> None:
    pages = load(FIXTURES / SOURCE)
    report = look(notice=answers.html("<h1>404</h1>", status=404))
    assert report.state == LookState.GONE
    assert NOTICE in pages
    assert {one.url for one in report.notices} == {url for url in pages if url.endswith(".htm") and "/t2023" in url} - {NOTICE}


def test_a_reader_that_crashes_is_a_failed_look_and_the_worker_lives(
    desk: Desk, clock: Callable[[], datetime], fetch: Fetch
) -> None:
    def crash(request: object) -> object:
        raise ZeroDivisionError

    report, *_ = collect(desk, fetch=crash, clock=clock, owner="test", only=[SOURCE])  # type: ignore[arg-type]
    assert report.state == LookState.FAILED
    again, *_ = collect(desk, fetch=fetch, clock=clock, owner="test", only=[SOURCE])
    assert again.state == LookState.OK


def test_a_list_with_rows_but_none_of_several_notices_is_another_page_until_they_are_back(
    desk: Desk, site: Replica, fetch: Fetch, clock: Clock
) -> None:
    pages, third = load(FIXTURES / SOURCE), NOTICE.replace("2770942", "2770943")
    row = f"<ul><li><a href='{third}'>关于第三批疑似“失联”“空壳”融资租赁企业名单的公告</a></li>"
    good = answers.html(pages[LIST].body.decode().replace("<ul>", row, 1))
    other = answers.html("<html><body><ul><li><a href='./202307/t20230701_1.htm'>领导调研</a></li></ul></body></html>")

    def state(answer: Answer) -> LookState | None:
        site.pages = {**pages, third: pages[NOTICE], LIST: answer}
        report, *_ = collect(desk, fetch=fetch, clock=clock, owner="test", only=[SOURCE])
        return report.state

    states = [state(good), state(other), state(other), state(good), state(other)]
    assert states == [LookState.OK, LookState.WRONG_PAGE, LookState.WRONG_PAGE, LookState.OK, LookState.WRONG_PAGE]
    accepted = accept_look(desk, catalog.source(SOURCE), who="chen", reason="栏目已清理", clock=clock)
    assert (accepted.state, accepted.events[0].type) == (LookState.OK_EMPTY, "source_recovered")
    assert (state(other), state(good)) == (LookState.OK_EMPTY, LookState.OK)
    with pytest.raises(UsageError, match="没有“公告大幅减少”的疑问"):
        accept_look(desk, catalog.source(SOURCE), who="chen", reason="", clock=clock)
    clock.forward(days=31)
    assert state(other) == LookState.OK_EMPTY


def test_a_list_on_another_site_degrades_the_look_until_a_person_imports_it(desk: Desk, look: Look, clock: Clock) -> None:
    text, there = load(FIXTURES / SOURCE)[LIST].body.decode(), "http://elsewhere.example/t20230630_1.html"
    row = f"<li><a href='{there}'>关于失联融资租赁企业名单的公告</a><span>2023-06-30</span></li>"
    moved = answers.html(text.replace("<li><span>", f"{row}<li><span>", 1))
    report = look(list=moved)
    assert (report.state, there in report.closing.detail) == (LookState.WRONG_PAGE, True)
    content = "序号,企业名称\n1,厦门云岭融资租赁有限公司\n".encode()
    import_file(desk, content, "名单.csv", source_id=None, url=there, who="chen", clock=clock)
    assert ("厦门云岭融资租赁有限公司", "abnormal") in listed(desk)
    assert look(list=moved).state in (LookState.OK, LookState.NOT_MODIFIED)


def test_a_site_that_answers_late_every_time_does_not_keep_a_worker_for_ever(
    desk: Desk, site: Replica, clock: Clock, fetch: Fetch
) -> None:
    def late(request: Request) -> Page:
        clock.forward(minutes=40)
        return fetch(request)

    report, *_ = collect(desk, fetch=late, clock=clock, owner="test", only=[SOURCE])
    assert report.state == LookState.UNREACHABLE
    assert "超过 60 分钟" in report.closing.detail
    assert len(site.log) == 2
    trial = attempt(catalog.source(SOURCE), fetch=late, clock=clock)
    assert (trial.state, len(trial.exchanges)) == (LookState.UNREACHABLE, 2)


def everything_stored(desk: Desk) -> bytes:
    """Every value of every table, and on SQLite the bytes of the files too."""
    stored = b"".join(file.read_bytes() for file in desk.settings.home.glob("watcher.db*"))
    with reading(desk.engine) as session:
        for table in SQLModel.metadata.sorted_tables:
            for row in session.connection().execute(table.select()):
                stored += b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
    return stored


def test_persons_and_addresses_stay_in_the_evidence_and_are_not_indexed(desk: Desk, look: Look, tmp_path: Path) -> None:
    heads = ("序号", "企业名称", "法定代表人", "注册地址")
    book = workbook(tmp_path / "a.xlsx", heads, ("1", "厦门苍梧屿融资租赁有限公司", "甄可欣", "厦门市同安区示例路 8 号"))
    look(workbook=book)
    assert listed_by_notice(desk) == {"厦门苍梧屿融资租赁有限公司"}
    stored = everything_stored(desk)
    assert "厦门苍梧屿融资租赁有限公司".encode() in stored
    for private in ("甄可欣", "示例路"):
        assert private.encode() not in stored
        assert private.encode("unicode_escape") not in stored
