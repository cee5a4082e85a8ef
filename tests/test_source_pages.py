"""The pages of the sources: how each fares, a look that somebody asks for, and a doubt that a person ends."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from conftest import Clock
from dalian_lists import ABNORMAL, SONGYAN, SUSPECTED, FileNotices, notice
from pages import Pages, pages
from sources.base import LOCAL_LISTS, Expectations, Page
from sources.errors import UsageError
from sources.records import LookState
from store import schedule
from store.audit import last_action
from store.database import reading, writing
from store.evidence import record_capture
from store.heartbeats import beat
from store.look_log import Published
from store.looks import KeptPage, record_look
from store.tables.audit import AuditEntry
from store.tables.evidence import Look
from store.tables.schedule import SourceHealth
from watcher.accounts.visitors import Role
from watcher.asking import ACTION, ask_look
from watcher.desk import Desk
from watcher.health import FEWER
from watcher.web.sources.durations import duration
from watcher.web.sources.expected import compared
from watcher.web.sources.one import Rhythm, rhythm

SOURCE = "dalian_factoring"
BEGAN = datetime(2023, 7, 20, tzinfo=UTC)
sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
def site(desk: Desk, clock: Clock) -> Iterator[Pages]:
    with pages(desk, clock) as site:
        yield site


def look(desk: Desk, at: datetime, state: LookState, detail: str = "", *, notices: int = 4) -> None:
    page = Page("https://jrj.dl.gov.cn/col/col2765/index.html", b"<html></html>")
    digest = desk.evidence.keep(page.content)
    with writing(desk.engine) as session:
        schedule.register_sources(session, [SOURCE], at)
        kept = [KeptPage(page.url, page, digest, at)]
        began = at - timedelta(seconds=65)
        record_look(session, SOURCE, started_at=began, ended_at=at, state=state, detail=detail, pages=kept, notices=notices)
        schedule.settle(session, SOURCE, state=state, detail=detail, at=at, next_look_at=at + timedelta(hours=12))


@sqlite
def test_the_page_of_a_source_tells_what_came_of_it_and_takes_a_look_that_is_asked_for(
    site: Pages, desk: Desk, clock: Clock, put: FileNotices
) -> None:
    put(notice(ABNORMAL, "2023-01-01", SONGYAN), notice(SUSPECTED, "2023-07-19", declared=18))
    look(desk, clock(), LookState.OK)
    with writing(desk.engine) as session:
        rules = Page("https://jrj.dl.gov.cn/robots.txt", b"User-agent: *\nCrawl-delay: 7\n")
        record_capture(session, rules, desk.evidence.keep(rules.content), at=clock(), request_key=rules.url)
        beat(session, "worker", started_at=clock(), at=clock())
    with site.client(Role.REVIEWER, "王敏") as client, site.client(Role.VIEWER) as viewer:
        html = client.get(f"/sources/{SOURCE}").text
        for words in ("1 分 05 秒", "至少相隔 7 秒", "尚未有人对照真实网站核对过", "2023-01-01：1 家", "公告称 18 家，缺 18 家"):
            assert words in html
        assert f'href="/notices/import?source={SOURCE}"' in html
        assert html.count('href="/snapshots/') == 1
        assert html.count('class="moment"') == 5
        assert "立即查看" in html and "立即查看" not in viewer.get(f"/sources/{SOURCE}").text
        assert viewer.post(f"/sources/{SOURCE}/look").status_code == 403
        answer = client.post(f"/sources/{SOURCE}/look")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/sources/{SOURCE}#next")
        html = viewer.get(f"/sources/{SOURCE}").text
        assert "王敏</b> 于" in html and "要求立即查看，等待查看" in html
        again = client.post(f"/sources/{SOURCE}/look")
        assert (again.status_code, "已经到期，正在等待查看" in again.text) == (409, True)
        with reading(desk.engine) as session:
            assert schedule.due(session, clock()) == [SOURCE]
            entries = session.exec(select(AuditEntry).where(AuditEntry.action == ACTION)).all()
        assert [(one.who, one.facts) for one in entries] == [("王敏", {"source": SOURCE})]
        clock.forward(minutes=1)
        look(desk, clock(), LookState.OK)
        assert "要求立即查看" not in client.get(f"/sources/{SOURCE}").text
        assert client.get("/sources/nowhere").status_code == 404


@sqlite
def test_a_doubt_about_fewer_notices_is_ended_by_a_reviewer_with_a_reason_once(site: Pages, desk: Desk, clock: Clock) -> None:
    look(desk, clock() - timedelta(hours=1), LookState.OK, notices=9)
    look(desk, clock(), LookState.WRONG_PAGE, f"{FEWER} 9 篇相关公告", notices=1)
    address = f"/sources/{SOURCE}/accept"
    with site.client(Role.REVIEWER, "王敏") as client, site.client(Role.VIEWER) as viewer:
        assert "确认公告确已减少" in client.get(f"/sources/{SOURCE}").text
        assert "确认公告确已减少" not in viewer.get(f"/sources/{SOURCE}").text
        assert viewer.post(address, data={"reason": "旧公告已撤下"}).status_code == 403
        for reason in ("", " ", "长" * 501, "零\x00字节", "倒\u202e转"):
            answer = client.post(address, data={"reason": reason})
            assert (answer.status_code, "没有保存任何内容" in answer.text) == (400, True)
        assert client.post(address, data={"reason": "旧公告已撤下"}).status_code == 303
        late = client.post(address, data={"reason": "旧公告已撤下"})
        assert (late.status_code, 'role="alert"' in late.text) == (409, True)
        assert "王敏 已核对，公告确已减少：旧公告已撤下" in client.get(f"/sources/{SOURCE}").text


@sqlite
def test_the_list_of_sources_shows_those_that_fare_so_and_offers_only_what_there_is(site: Pages, desk: Desk, clock: Clock) -> None:
    look(desk, clock(), LookState.TLS)
    with site.client(Role.VIEWER) as client:
        html = client.get("/sources", params={"state": "bad"}).text
        assert "异常 1</a>" in html and "尚未查看 23</a>" in html and "正常 0" not in html and "延迟 0" not in html
        assert html.count("<h3>") == 1
        assert client.get("/sources", params={"state": "unseen"}).text.count("<h3>") == 23
        assert client.get("/sources", params={"state": "x"}).status_code == 404


def test_a_look_that_is_asked_for_makes_the_source_due_unless_somebody_looks(desk: Desk, clock: Clock) -> None:
    source = next(one for one in desk.sources if one.id == SOURCE)
    ask_look(desk, source, who="甲", clock=clock)  # of a source that the schedule does not know yet
    look(desk, clock(), LookState.OK)
    clock.forward(hours=1)
    ask_look(desk, source, who="乙", clock=clock)
    with writing(desk.engine) as session:
        assert session.get_one(SourceHealth, SOURCE).next_look_at == clock()
        last = last_action(session, ACTION, "source", SOURCE)
        assert last is not None and last.who == "乙"
        assert last_action(session, ACTION, "source", "anhui_public") is None
        assert schedule.claim(session, SOURCE, owner="elsewhere:1", now=clock())
    with pytest.raises(UsageError, match="正在查看中"):
        ask_look(desk, source, who="丙", clock=clock)


def test_what_came_is_held_against_what_is_expected() -> None:
    day = date(2023, 7, 18)
    before, half, less = (Published("名录", "snapshot", day, size) for size in (40, 20, 19))
    good = Look(id=1, source_id=SOURCE, started_at=BEGAN, ended_at=BEGAN, state="ok", pages=3, notices=9)
    bad = Look(id=2, source_id=SOURCE, started_at=BEGAN, ended_at=BEGAN, state="wrong_page", pages=1, notices=4)

    def met(expects: Expectations, *editions: Published) -> bool | None:
        return compared(expects, {"x": editions}, None, None)[0].met

    assert met(LOCAL_LISTS, half, before) is True
    assert met(LOCAL_LISTS, less, before) is False
    assert met(LOCAL_LISTS, Published("名录", "batch", day, 1), before) is True
    assert met(Expectations(most=39), before) is False
    assert [one.met for one in compared(LOCAL_LISTS, {}, bad, good)] == [False, None]
    assert [one.met for one in compared(LOCAL_LISTS, {}, good, good)] == [None, None]


def test_the_rhythm_of_a_source_needs_days_to_be_told() -> None:
    first = date(2023, 1, 1)
    assert rhythm([]) == Rhythm(0, None, None, None, None)
    assert rhythm([first]) == Rhythm(1, None, None, None, first)
    days = [first + timedelta(20 * number) for number in range(10)]
    assert rhythm(days) == Rhythm(10, 20, 20, 40, days[-1])
    assert duration(BEGAN, BEGAN + timedelta(milliseconds=8240)) == "8.2 秒"
