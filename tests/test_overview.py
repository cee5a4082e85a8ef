"""The first page: what the data are as of, what wants a person, and nothing of what belongs to others."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from conftest import Clock
from dalian_lists import ABNORMAL, QINGYU, SONGYAN, SUSPECTED, YUNLING, FileNotices, notice
from outboxes import queue
from pages import Pages, pages
from sources.records import LookState
from store import schedule
from store.correspondence import Seen as SeenMessages
from store.coverage import coverage
from store.database import reading, writing
from store.look_log import Ended, last_editions
from store.looks import record_look
from store.newly import FLAGGED, last_attempt, newly_listed, sent, undelivered
from store.newly import SUSPECTED as DOUBTED
from store.tables.accounts import LoginSession
from store.tables.delivery import DeliveryAttempt
from store.tables.outbox import Message
from store.tables.portfolios import Portfolio
from watcher.accounts.visitors import Role
from watcher.covered import covered
from watcher.desk import Desk
from watcher.judging import Seen, decision, judge
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio
from watcher.web.overview.strips import Day, with_looks
from watcher.web.visit import BY_ITSELF

sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
def site(desk: Desk, clock: Clock) -> Iterator[Pages]:
    with pages(desk, clock) as site:
        yield site


def look(desk: Desk, clock: Clock, **states: LookState) -> None:
    """One look at each of these sources, and at all others one that ended well."""
    with writing(desk.engine) as session:
        schedule.register_sources(session, [one.id for one in desk.sources], clock())
        for id_ in (one.id for one in desk.sources):
            state, at = states.get(id_, LookState.NOT_MODIFIED), clock()
            record_look(session, id_, started_at=at, ended_at=at, state=state, detail="", pages=(), notices=0)
            schedule.settle(session, id_, state=state, detail="", at=at, next_look_at=at + timedelta(hours=12))


def watch(desk: Desk, clock: Clock, *names: str) -> None:
    upload = read_portfolio("\n".join(("企业名称", *names)).encode(), "c.csv")
    add_portfolio(desk, "客户", "c.csv", upload, at=clock())


@sqlite
def test_before_the_first_look_nothing_is_green_and_the_page_says_what_comes_next(site: Pages) -> None:
    with site.client() as client:
        html = client.get("/").text
    assert "还没有查看过任何来源" in html
    assert "24 源尚未查看" in html
    assert 'class="band good"' not in html
    assert "上传交易对手" in html
    assert "<title>总览 · " in html
    assert "/static/calm.svg" in html


@sqlite
def test_the_first_page_shows_a_day_and_its_counters_and_others_see_no_names(
    site: Pages, desk: Desk, clock: Clock, put: FileNotices
) -> None:
    put(notice(ABNORMAL, "2023-01-01", SONGYAN))
    watch(desk, clock, YUNLING, QINGYU)
    put(notice(ABNORMAL, "2023-07-18", SONGYAN, YUNLING, QINGYU), notice(SUSPECTED, "2023-07-19", declared=18))
    look(desk, clock, anhui_public=LookState.BLOCKED_FIREWALL, dalian_factoring=LookState.FAILED)
    queue(desk, clock(), "a@example.com")
    with writing(desk.engine) as session:
        session.exec(select(Message)).one().state = "dead"
    with site.client(name="甲") as client, site.client(Role.VIEWER, "乙") as other:
        site.show(1, name="甲")
        html = client.get("/").text
        assert "<title>3 处异常 – 总览 · " in html
        assert "/static/trouble.svg" in html
        for link, number in re.findall(r'<a href="(/sources\?state=[a-z]+)">(\d+) 源', html):
            assert client.get(link).text.count("<h3><a href=") == int(number), link
        assert client.get("/notices?days=7").text.count('class="name" href="/notices/') == 3 and 'href="/notices?days=7">3<' in html
        for words in ("数据截至 2023-07-20 09:00", "22 源正常", "1 源失败", "1 源被拦截", "份名单已不新鲜", "大连市金融发展局"):
            assert words in html
        assert all(f'title="{words}"' in html for words in ("2 条待研判", "2 个异常", "1 条被拒收"))
        assert html.count('href="/hits/') == 2
        assert "公告称 18 家，缺 18 家" in html
        assert "近 30 天：正常，无变化 1 天，未查看 29 天" in html
        assert html.index("被拦截</span></td>") < html.index("失败</span></td>") < html.index("正常</span></td>")
        assert "近 12 周新列入，共 2 家" in html
        judge(desk, Seen(1), decision("same", "", "", who="甲", at=clock()))
        html = client.get("/").text
        assert html.count('href="/hits/') == 1
        assert 'title="1 条待研判"' in html
        fragment = client.get("/overview/trust").text
        assert fragment.count("<title>3 处异常 – 总览 · ") == 1
        assert "<html" not in fragment
        seen = other.get("/").text
        assert YUNLING not in seen and 'href="/hits/' not in seen
        for _ in range(4):
            clock.forward(hours=9)
            html = client.get("/").text
        assert "22 源延迟" in html, "what was well is late by the clock alone"


@sqlite
def test_where_nothing_waits_the_page_says_whom_that_does_not_cover(site: Pages, desk: Desk, clock: Clock, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-01-01", SONGYAN))
    watch(desk, clock, "沈阳清平机械制造有限公司", "云" * 250)
    with site.client(name="甲") as client:
        site.show(1, name="甲")
        html = client.get("/").text
        assert "关注中的 2 个交易对手" in html and "其中 1 个<b>未能筛查</b>" in html and "只筛查一次" not in html
        with writing(desk.engine) as session:
            session.get_one(Portfolio, 1).watched = False
        html = client.get("/").text
        assert "关注中的" not in html and "另有 1 份名单只筛查一次，名单库此后的变化没有与之比对" in html


@sqlite
def test_a_page_that_stands_open_does_not_keep_its_login(site: Pages, desk: Desk, clock: Clock) -> None:
    def ends() -> object:
        with reading(desk.engine) as session:
            return session.exec(select(LoginSession.ends_at)).one()

    with site.client() as client:
        client.get("/")
        before = ends()
        clock.forward(hours=1)
        assert client.get("/overview/trust", headers={BY_ITSELF: "1"}).status_code == 200
        assert ends() == before
        client.get("/")
        assert ends() != before


def test_the_kept_coverage_is_the_coverage_of_now(desk: Desk, clock: Clock, put: FileNotices) -> None:
    def same() -> None:
        with reading(desk.engine) as session:
            assert covered(session, desk) == coverage(session, desk.sources)

    same()
    put(notice(ABNORMAL, "2023-01-01", SONGYAN))
    same()
    put(notice(SUSPECTED, "2023-07-19", declared=18))
    look(desk, clock, anhui_public=LookState.FAILED)
    queue(desk, clock(), "a@example.com")
    same()


def test_what_is_new_is_counted_by_week_and_kind(desk: Desk, clock: Clock, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-01-01", SONGYAN), notice(SUSPECTED, "2023-01-02", SONGYAN))
    began = clock()
    clock.forward(days=8)
    put(notice(ABNORMAL, "2023-07-18", SONGYAN, YUNLING), notice(SUSPECTED, "2023-07-19", QINGYU))
    with reading(desk.engine) as session:
        ends = [began + timedelta(weeks=week) for week in range(3)]
        assert newly_listed(session, ends) == [{}, {FLAGGED: 1, DOUBTED: 1}]
        editions = last_editions(session, "dalian")
        assert [(one.day.isoformat(), one.named) for one in editions[ABNORMAL.key]] == [("2023-07-18", 2), ("2023-01-01", 1)]


def test_messages_are_counted_for_those_who_see_them(desk: Desk, clock: Clock) -> None:
    queue(desk, clock(), "a@example.com", "b@example.com")
    everybody, nobody = SeenMessages([], operations=True), SeenMessages([])
    with writing(desk.engine) as session:
        dead, gone = session.exec(select(Message).order_by(Message.recipient)).all()
        dead.state, gone.state, gone.sent_at = "dead", "sent", clock()
        for days in (1, 0):
            at = clock() - timedelta(days=days)
            session.add(DeliveryAttempt(message_id=gone.id or 0, at=at, outcome="sent", words="250"))
            session.flush()
    with reading(desk.engine) as session:
        assert undelivered(session, everybody) == (0, 1, clock())
        assert undelivered(session, nobody) == (0, 0, None)
        before = last_attempt(session, clock() - timedelta(hours=1))
        assert before == 1
        assert [sent(session, one, before, clock()) for one in (everybody, nobody)] == [1, 0]


def test_the_last_look_of_a_day_tells_how_it_was_seen_and_news_of_the_day_stay(clock: Clock) -> None:
    def day(*states: str) -> Day:
        looks = [Ended(number, "s", clock() + timedelta(minutes=number), state) for number, state in enumerate(states)]
        (found,) = with_looks({}, looks).values()
        return found

    assert day("ok", "not_modified") is Day.CHANGED
    assert day("unreachable", "not_modified") is Day.LOOKED
    assert day("ok", "unreachable") is Day.FAILED
    assert day("ok_empty", "blocked_script") is Day.BLOCKED
    late = [Ended(1, "s", clock().replace(hour=15, minute=59), "ok"), Ended(2, "s", clock().replace(hour=16), "ok")]
    assert len(with_looks({}, late)) == 2, "days are those of Shanghai"
