"""The rules about telling people, each in a test that bears its name."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import Session, select

from alerts.extent import MOST_SOURCES
from alerts.subscriptions import subscribe
from dalian_lists import written
from sources.records import Basis, Kind, Mode, Notice, NoticeDate, Place, Polarity, Row, Sector, Series
from store.coverage import coverage
from store.database import reading, writing
from store.filing import Changes, Filing
from store.listings import entries
from store.outbox import messages
from store.tables.outbox import Message
from store.tables.register import Event
from watcher.desk import Desk
from watcher.health import Closing
from watcher.pipeline import file
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio

URL = "http://jr.xm.gov.cn/tzgg/bmtz/202306/t20230629_2770942.htm"
NAME = "厦门苍梧屿<b>融资租赁有限公司"
SERIES = Series("xiamen", Sector.LEASING, "疑似失联空壳", Mode.BATCH, "厦门融资租赁疑似“失联”“空壳”企业名单")


def filing(*names: str, declared: int | None = None, url: str = URL) -> Filing:
    notice = Notice(
        url=url,
        regulator="xiamen",
        title="关于第三批疑似“失联”“空壳”融资租赁企业名单的公告",
        kind=Kind.SUSPECTED_LIST,
        polarity=Polarity.SUSPECTED,
        published=NoticeDate("2023-06-29", Basis.URL),
        sectors=(Sector.LEASING,),
        series=SERIES,
        declared=declared,
        rows=tuple(Row(name, Place(url, "名单", number)) for number, name in enumerate(names, start=2)),
    )
    return Filing(notice, {url: "0" * 64})


@pytest.fixture
def watched(desk: Desk, clock: Callable[[], datetime]) -> Desk:
    upload = read_portfolio(f"企业名称\n{NAME}\n".encode(), "c.csv")
    add_portfolio(desk, "客户", "c.csv", upload, at=clock())
    with writing(desk.engine) as session:
        subscribe(session, "客户", "risk@example.com", clock())
    return desk


def mails(desk: Desk) -> list[Message]:
    with reading(desk.engine) as session:
        return messages(session)


def test_an_alert_is_written_with_the_fact_that_caused_it(watched: Desk, clock: Callable[[], datetime]) -> None:
    def fail(session: Session, changes: Changes, at: datetime) -> Closing:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        file(watched, [filing(NAME)], clock=clock, why="test", close=fail)
    with reading(watched.engine) as session:
        assert (entries(session), session.exec(select(Event)).all(), messages(session)) == ([], [], [])

    file(watched, [filing(NAME)], clock=clock, why="test")
    with reading(watched.engine) as session:
        assert (len(entries(session)), len(session.exec(select(Event)).all()), len(messages(session))) == (1, 1, 1)


def test_silence_is_not_safety_and_every_mail_says_what_could_not_be_seen(
    watched: Desk, clock: Callable[[], datetime]
) -> None:
    missing = filing(declared=18, url="http://jr.xm.gov.cn/tzgg/bmtz/202307/t20230701_2770999.htm")
    file(watched, [filing(NAME), missing], clock=clock, why="test")
    for part in written(watched)[0]:
        assert "公告称 18 家，缺 18 家" in part
        assert "尚未查看" in part
        assert watched.sources[0].title in part
        assert f"另有 {len(watched.sources) - MOST_SOURCES} 项" in part
    with reading(watched.engine) as session:
        assert len(coverage(session, watched.sources).blind) == len(watched.sources)


def test_a_mail_that_was_not_sent_is_part_of_what_is_not_covered(watched: Desk, clock: Callable[[], datetime]) -> None:
    file(watched, [filing(NAME)], clock=clock, why="test")
    with reading(watched.engine) as session:
        unsent = coverage(session, watched.sources).unsent
    assert (unsent.mails, unsent.refused, unsent.since) == (1, 0, clock().isoformat())


def test_fetched_names_are_escaped_on_their_way_out(watched: Desk, clock: Callable[[], datetime]) -> None:
    file(watched, [filing(NAME)], clock=clock, why="test")
    ((_, html),) = written(watched)
    assert "<b>融资" not in html
    assert "&lt;b&gt;融资" in html


def test_the_wording_is_that_an_authority_lists_it_and_never_that_it_is_so(
    watched: Desk, clock: Callable[[], datetime]
) -> None:
    file(watched, [filing(NAME)], clock=clock, why="test")
    ((text, _),) = written(watched)
    assert "已在名单中：厦门市地方金融管理局《厦门融资租赁疑似“失联”“空壳”企业名单》" in text
    assert not re.search("是(?:疑似)?(?:空壳|失联)", text)


def test_the_same_news_has_the_same_message_id_in_every_run(watched: Desk, clock: Callable[[], datetime]) -> None:
    file(watched, [filing(NAME)], clock=clock, why="test")
    (mail,) = mails(watched)
    assert re.fullmatch(r"<w\.[0-9a-f]{32}@example\.com>", mail.message_id)
