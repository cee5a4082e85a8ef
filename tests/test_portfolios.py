"""Portfolios and who hears of them: what is removed is gone, and no screening is lost beside another worker."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import select

from alerts.subscriptions import subscribe
from sources.errors import UsageError
from sources.records import Basis, Kind, Mode, Notice, NoticeDate, Place, Polarity, Row, Sector, Series
from store.database import reading, writing
from store.filing import Filing
from store.hits import hits
from store.portfolios import remove_portfolio, stamp
from store.tables.outbox import Message
from watcher.desk import Desk
from watcher.pipeline import file
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio

SERIES = Series("dalian", Sector.FACTORING, "疑似失联空壳", Mode.BATCH, "大连商业保理疑似“失联”“空壳”企业名单")
NAMES = [f"{first}{second}商业保理有限公司" for first in "云松青石远" for second in "岭烟屿桥"]

Now = Callable[[], datetime]


def batch(number: int) -> Filing:
    url = f"https://jrj.dl.gov.cn/art/{number}.html"
    notice = Notice(
        url=url,
        regulator="dalian",
        title=f"关于疑似企业的公告（{number}）",
        kind=Kind.SUSPECTED_LIST,
        polarity=Polarity.SUSPECTED,
        published=NoticeDate(f"2023-07-{number + 1:02}", Basis.URL),
        series=SERIES,
        rows=(Row(NAMES[number], Place(url, None, 1)),),
    )
    return Filing(notice, {url: "0" * 64})


def add(desk: Desk, name: str, at: datetime) -> None:
    content = ("企业名称\n" + "\n".join(NAMES) + "\n").encode()
    add_portfolio(desk, name, "customers.csv", read_portfolio(content, "customers.csv"), at=at)


def test_removing_a_portfolio_erases_the_mails_that_tell_its_names(desk: Desk, clock: Now) -> None:
    add(desk, "客户", clock())
    with writing(desk.engine) as session:
        subscribe(session, "客户", "risk@example.com", clock())
    assert file(desk, [batch(0)], clock=clock, why="test").mails == 1
    with writing(desk.engine) as session:
        remove_portfolio(session, "客户")
    with reading(desk.engine) as session:
        assert session.exec(select(Message)).all() == []


def test_a_screening_prepared_for_a_portfolio_that_was_exchanged_meanwhile_is_done_again(
    desk: Desk, clock: Now
) -> None:
    add(desk, "客户", clock())
    with reading(desk.engine) as session:
        before = stamp(session)
    with writing(desk.engine) as session:
        remove_portfolio(session, "客户")
    add(desk, "客户", clock())
    with reading(desk.engine) as session:
        assert stamp(session) != before


@pytest.mark.parametrize("address", ["a..b@example.com", "a@example..com", "a:b@example.com", "a\x7f@example.com"])
def test_an_address_that_no_mail_can_reach_is_refused_at_once(desk: Desk, clock: Now, address: str) -> None:
    add(desk, "客户", clock())
    with pytest.raises(UsageError, match="不正确"), writing(desk.engine) as session:
        subscribe(session, "客户", address, clock())


def test_portfolios_added_while_another_worker_files_notices_have_every_hit(desk: Desk, clock: Now) -> None:
    together = threading.Barrier(2)

    def file_all() -> None:
        together.wait()
        for number in range(len(NAMES)):
            file(desk, [batch(number)], clock=clock, why="test")

    worker = threading.Thread(target=file_all)
    worker.start()
    together.wait()
    for number in range(12):
        add(desk, f"客户{number}", clock())
    worker.join()
    with reading(desk.engine) as session:
        sure = [hit for hit, _, _ in hits(session) if hit.grade == "match"]
    assert len(sure) == 12 * len(NAMES)
