"""关注名单 over real sockets: numbers that lead to rows, names, members, another file in two steps, and the end."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from conftest import Clock
from dalian_lists import ABNORMAL, CODE, FileNotices, notice
from pages import Pages, pages
from sources.errors import UsageError
from store.database import reading, writing
from store.exchanges import staged
from store.tables.audit import AuditEntry
from store.tables.exchanges import StagedFile
from store.tables.portfolios import CounterpartyRow, Portfolio
from store.tallies import tallies
from watcher.accounts.visitors import Role
from watcher.desk import Desk
from watcher.exchanges import confirm, forget, propose, proposed
from watcher.intake.work import work_once
from watcher.portfolios import add_portfolio
from watcher.screening.tabular import Wanted
from watcher.screening.upload import read_portfolio
from watcher.web.portfolios.under_way import begun, under_way

LISTED, OTHER = "大连松岩商业保理有限公司", "沈阳清平机械制造有限公司"
FILE = f"企业名称,统一社会信用代码,备注\n{LISTED},{CODE},\n{OTHER},,\n,,名称是空的\n".encode()
NEXT = f"企业名称,统一社会信用代码\n{LISTED},{CODE}\n厦门鹭盛机械有限公司,\n".encode()
SETTINGS = "/portfolios/1/settings"


@pytest.fixture
def site(desk: Desk, clock: Clock, put: FileNotices) -> Iterator[Pages]:
    """Two portfolios, the second screened only once; 甲 sees both, and so does the viewer 丙 of the first."""
    for name in ("客户", "一次筛查"):
        add_portfolio(desk, name, "c.csv", read_portfolio(FILE, "c.csv"), at=clock())
    with writing(desk.engine) as session:
        once = session.get(Portfolio, 2)
        assert once is not None
        once.watched = False
    put(notice(ABNORMAL, "2023-07-18", (LISTED, CODE)))
    with pages(desk, clock) as site:
        for role, name in ((Role.REVIEWER, "甲"), (Role.REVIEWER, "乙"), (Role.VIEWER, "丙")):
            site.login(role, name)
        for portfolio, role, name in ((1, Role.REVIEWER, "甲"), (2, Role.REVIEWER, "甲"), (1, Role.VIEWER, "丙")):
            site.show(portfolio, role, name)
        yield site


def after(answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def names(desk: Desk, portfolio: int = 1) -> list[str]:
    with reading(desk.engine) as session:
        query = select(CounterpartyRow.name).where(CounterpartyRow.portfolio_id == portfolio)
        return list(session.exec(query.order_by(col(CounterpartyRow.row))))


def audited(desk: Desk) -> list[tuple[str, Any]]:
    with reading(desk.engine) as session:
        query = select(AuditEntry.action, AuditEntry.facts).where(AuditEntry.who == "甲")
        return [(action, facts) for action, facts in session.exec(query.order_by(col(AuditEntry.id)))]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_the_list_counts_what_was_found_with_links_and_keeps_single_screenings_apart(site: Pages) -> None:
    with site.client(Role.REVIEWER, "甲") as client, site.client(Role.REVIEWER, "乙") as other:
        text = client.get("/portfolios").text
        watched, once = text.split("只筛查过一次", 1)
        assert "客户" in watched
        assert "一次筛查" in once
        links = dict(re.findall(r'href="(/portfolios/1\?tab=\w+)"[^>]*>.*?(\d+)</span>', watched))
        assert links == {"/portfolios/1?tab=match": "1", "/portfolios/1?tab=problems": "1", "/portfolios/1?tab=clear": "1"}
        for link in links:
            assert client.get(link).status_code == 200
        assert "无人收信" in watched
        assert "覆盖" in text, "what is not covered stands beside"
        assert "还看不到任何关注名单" in other.get("/portfolios").text
        assert other.get(SETTINGS).status_code == 404
        assert client.get(f"/portfolios/{'9' * 40}/settings").status_code == 404


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_members_are_added_and_removed_by_reviewers_and_the_last_one_stays(site: Pages) -> None:
    with site.client(Role.REVIEWER, "甲") as client, site.client(Role.VIEWER, "丙") as viewer:
        for path in ("/name", "/members", "/members/remove", "/file", "/file/confirm", "/remove"):
            assert viewer.post(SETTINGS + path).status_code == 403, path
        assert "改名" not in viewer.get(SETTINGS).text
        ids = dict(reversed(one) for one in re.findall(r'<option value="(\d+)">(\w+)（', client.get(SETTINGS).text))
        other = ids["乙"]
        assert after(client.post(SETTINGS + "/members", data={"account": other})).endswith("done=joined")
        twice = client.post(SETTINGS + "/members", data={"account": other})
        assert (twice.status_code, "已经是" in twice.text) == (400, True)
        for wrong in ("", "9" * 30, "x"):
            assert client.post(SETTINGS + "/members", data={"account": wrong}).status_code == 400
        own = re.search(r'name="account" value="(\d+)"><button[^>]*aria-label="移出 甲"', client.get(SETTINGS).text)
        assert own is not None
        assert "最后一" in client.post("/portfolios/2/settings/members/remove", data={"account": own[1]}).text
        assert after(client.post(SETTINGS + "/members/remove", data={"account": own[1]})) == "/portfolios?done=left"
        assert client.get(SETTINGS).status_code == 404
    assert [action for action, _ in audited(site.desk)] == ["member added", "member removed"]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_another_file_is_shown_before_it_counts_and_the_second_tab_is_told(site: Pages) -> None:
    with site.client(Role.REVIEWER, "甲") as client:
        for wrong in ({}, {"file": ("c.csv", b"")}, {"file": ("c.xlsx", b"PK\x03\x04nonsense")}):
            refused = client.post(SETTINGS + "/file", files=wrong) if wrong else client.post(SETTINGS + "/file")
            assert (refused.status_code, 'role="alert"' in refused.text) == (400, True), wrong
        unknown = client.get(after(client.post(SETTINGS + "/file", files={"file": ("c.csv", "编号\n1\n".encode())}))).text
        assert ("请在下面指明" in unknown, "确认更换" in unknown) == (True, False)
        address = after(client.post(SETTINGS + "/file", files={"file": ("2023-08.csv", NEXT)}))
        shown = client.get(address)
        assert shown.status_code == 200, "it may be looked at again"
        facts = re.sub(r"<[^>]+>", "", shown.text)
        assert ("新增1 家" in facts, "保留1 家" in facts, "移除2 家" in facts, OTHER in facts) == (True, True, True, True)
        assert names(site.desk) == [LISTED, OTHER, ""], "nothing is changed yet"
        assert f'href="{address}"' in client.get(SETTINGS).text, "who left, or was cut off, finds it again"
        key = re.search(r'name="key" value="([^"]+)"', shown.text)
        assert key is not None
        done = httpx.URL(after(client.post(SETTINGS + "/file/confirm", data={"key": key[1]})))
        assert (done.params["added"], done.params["kept"], done.params["gone"]) == ("1", "1", "2")
        assert names(site.desk) == [LISTED, "厦门鹭盛机械有限公司"]
        assert "第 2 版" in client.get(str(done)).text and "等待确认" not in client.get(SETTINGS).text
        assert client.get(address).status_code == 409
        late = client.post(SETTINGS + "/file/confirm", data={"key": key[1]})
        assert (late.status_code, "已经处理过" in late.text) == (409, True)
        with reading(site.desk.engine) as session:
            assert session.get(StagedFile, 1) is None, "the bytes are not kept"
    assert audited(site.desk) == [("portfolio updated", {"portfolio": 1, "added": 1, "kept": 1, "gone": 2, "hits": 0})]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_the_columns_that_the_first_file_was_read_by_hold_for_the_next_and_can_be_corrected(site: Pages) -> None:
    first = f"名称,客户,客户\n保理,{LISTED},甲\n机械,{OTHER},乙\n".encode()
    with site.client(Role.REVIEWER, "甲") as client:
        preview = after(client.post("/screening", files={"file": ("a.csv", first)}))
        assert '<option value="客户（第2列）">' in client.get(preview, params={"name_column": "客户"}).text
        client.post(preview, data={"name": "改列", "name_column": "客户（第2列）"})
        assert "尚未完成" in client.post("/portfolios/3/settings/file", files={"file": ("b.csv", first)}).text
        assert work_once(site.desk, clock=site.clock, owner="test")
        assert names(site.desk, 3) == [LISTED, OTHER]
        later = first + "贸易,鞍山清平贸易有限公司,丙\n".encode()
        address = after(client.post("/portfolios/3/settings/file", files={"file": ("b.csv", later)}))
        facts = re.sub(r"<[^>]+>", "", client.get(address).text)
        assert "名称列客户（第2列）" in facts
        assert ("新增1 家" in facts, "保留2 家" in facts, "移除0 家" in facts) == (True, True, True)
        other = client.get(address, params={"name_column": "客户（第3列）", "key": httpx.URL(address).params["key"]})
        assert "没有一家与现在的名单相同" in other.text
        asked = dict(httpx.URL(address).params)
        assert "added=1" in after(client.post("/portfolios/3/settings/file/confirm", data=asked))
        assert names(site.desk, 3)[2] == "鞍山清平贸易有限公司"


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_an_exchange_that_takes_long_goes_on_and_is_told_on_the_page(site: Pages) -> None:
    wait, counts = threading.Event(), {"added": 1, "kept": 2, "gone": 3, "hits": 0}

    def work() -> dict[str, int]:
        wait.wait(60)
        return counts

    with site.client(Role.REVIEWER, "甲") as client:
        assert begun(site.desk, 1, work, patience=0) is None
        assert "正在更换文件" in client.get(SETTINGS).text
        with pytest.raises(UsageError, match="正在更换"):
            begun(site.desk, 1, work)
        wait.set()
        assert begun(site.desk, 2, lambda: counts) == counts, "one after the other"
        assert "gone=3" in after(client.get(SETTINGS))
        assert "正在更换文件" not in client.get(SETTINGS).text
    with pytest.raises(UsageError, match="更换过"):
        begun(site.desk, 1, failing)
    assert begun(site.desk, 1, slowly_failing, patience=0) is None
    assert begun(site.desk, 2, lambda: counts) == counts
    assert str(under_way(site.desk, 1).error) == str(UsageError("更换过"))


def failing() -> dict[str, int]:
    raise UsageError("更换过")


def slowly_failing() -> dict[str, int]:
    threading.Event().wait(0.05)
    return failing()


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_portfolio_is_renamed_and_removed_only_by_its_whole_name(site: Pages) -> None:
    with site.client(Role.REVIEWER, "甲") as client:
        for wrong in ("", "一次筛查", "客户", "x" * 81, "a\u202eb"):
            assert client.post(SETTINGS + "/name", data={"name": wrong}).status_code == 400, wrong
        assert after(client.post(SETTINGS + "/name", data={"name": " 客户 <2023> "})).endswith("done=renamed")
        assert "客户 &lt;2023&gt;" in client.get("/portfolios").text
        refused = client.post(SETTINGS + "/remove", data={"name": "客户"})
        assert (refused.status_code, "没有移除" in refused.text) == (400, True)
        assert after(client.post(SETTINGS + "/remove", data={"name": "客户 <2023>"})) == "/portfolios?done=removed"
        assert client.post(SETTINGS + "/remove", data={"name": "客户 <2023>"}).status_code == 404
    assert names(site.desk) == []
    assert audited(site.desk) == [("portfolio renamed", {"portfolio": 1}), ("portfolio removed", {"portfolio": 1, "counterparties": 3})]


def test_a_proposed_file_waits_a_day_and_gives_way_to_a_later_one(desk: Desk, clock: Clock) -> None:
    portfolio = add_portfolio(desk, "客户", "c.csv", read_portfolio(FILE, "c.csv"), at=clock())
    first, second = (propose(desk, portfolio, "d.csv", NEXT, at=clock(), who="甲")[0] for _ in range(2))

    def confirmed(key: str) -> dict[str, int]:
        return confirm(desk, portfolio, proposed(desk, portfolio, key), Wanted(), at=clock(), who="甲")

    with writing(desk.engine) as session:
        assert staged(session, 1, first) is None
    assert forget(desk, clock()) == 0
    assert confirmed(second)["added"] == 1
    third, _ = propose(desk, portfolio, "e.csv", FILE, at=clock(), who="甲")
    with pytest.raises(UsageError, match="更换过"):
        confirmed(third)
    clock.at += timedelta(days=1, seconds=1)
    assert (forget(desk, clock()), forget(desk, clock())) == (1, 0)
    with reading(desk.engine) as session:
        tally = tallies(session, [1])[1]
        assert (tally.records, tally.plain, tally.unscreened, tally.members, tally.subscriptions) == (2, 2, 0, 0, 0)
