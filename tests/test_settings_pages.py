"""The settings: accounts, members, tokens, the audit and the configuration, as an administrator uses them."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import quote

import httpx
import pytest
from sqlmodel import select

from pages import Pages, pages
from store.audit import record_action
from store.database import reading, writing
from store.tables.accounts import AccessLink, AccessToken
from watcher.accounts import logins
from watcher.accounts.visitors import Role, Scope
from watcher.desk import Desk
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
def site(desk: Desk, clock: Callable[[], datetime]) -> Iterator[Pages]:
    with pages(desk, clock) as site:
        yield site


@pytest.fixture
def admin(site: Pages) -> Iterator[httpx.Client]:
    with site.client(Role.ADMIN) as client:
        yield client


def shown(answer: httpx.Response, id_: str) -> str:
    """What stands in the element of that id."""
    found = re.search(rf'<code id="{id_}">([^<]+)</code>', answer.text)
    assert found, answer.text
    return found[1]


def test_an_account_from_its_link_to_its_end(site: Pages, admin: httpx.Client, clock: Callable[[], datetime]) -> None:
    answer = admin.post("/settings/accounts", data={"name": "李雷<b>", "role": "viewer"})
    link = shown(answer, "link").removeprefix(site.address)
    with reading(site.desk.engine) as session:
        kept = session.exec(select(AccessLink.secret_hash)).one()
    assert link.rpartition("/")[2] not in kept
    again = admin.post("/settings/accounts", data={"name": "李雷<b> ", "role": "admin"})
    assert (again.status_code, "已有名为“李雷&lt;b&gt;”的账号" in again.text) == (409, True), "the second tab is told"
    with site.client(None) as client:
        assert client.post(link, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
        assert client.get("/").status_code == 200
        assert client.get("/settings").status_code == 403
        page = "/settings/accounts/2"
        assert admin.post(f"{page}/role", data={"role": "admin", "before": "viewer"}).headers["location"] == page
        assert client.get("/settings").status_code == 200, "the next request sees the role"
        assert "已经是管理员" in admin.post(f"{page}/role", data={"role": "admin", "before": "viewer"}).text
        assert "刚刚改为管理员" in admin.post(f"{page}/role", data={"role": "reviewer", "before": "viewer"}).text
        token = shown(client.post("/account/tokens", data={"name": "甲", "scope": "hits:read", "last_day": "2024-07-20"}), "secret")
        assert admin.post(f"{page}/disable").status_code == 303
        assert client.get("/").headers["location"].startswith("/login"), "the next request sees that it was disabled"
        assert logins.program(site.desk.engine, token, clock()) is None
        assert "已经停用" in admin.post(f"{page}/disable").text
        assert "不能发链接" in admin.post(f"{page}/link").text
        admin.post(f"{page}/enable")
        assert client.get("/").status_code == 303, "nobody is logged in again by that"
        old, new = (shown(admin.post(f"{page}/link"), "link").removeprefix(site.address) for _ in range(2))
        assert client.get(old).status_code == 404
        assert admin.post(f"{page}/disable").status_code == 303
        assert client.get(new).status_code == client.post(new).status_code == 404, "an invitation ends with the account"


def test_the_last_administrator_stays(site: Pages, admin: httpx.Client) -> None:
    for form in ("disable", "role"):
        answer = admin.post(f"/settings/accounts/1/{form}", data={"role": "viewer"})
        assert (answer.status_code, "最后一位管理员" in answer.text) == (409, True)
    admin.post("/settings/accounts", data={"name": "乙", "role": "admin"})
    assert "最后一位管理员" in admin.post("/settings/accounts/1/disable").text, "who has no password yet cannot help"
    site.login(Role.ADMIN, "丙")
    assert admin.post("/settings/accounts/1/role", data={"role": "viewer"}).status_code == 303
    assert admin.get("/settings").status_code == 403


def test_browsers_are_logged_out_by_their_owner_and_by_administrators(site: Pages, admin: httpx.Client) -> None:
    with site.client(Role.VIEWER) as one, site.client(Role.VIEWER) as other:
        numbers = re.findall(r'name="login" value="(\d+)"', one.get("/account").text)
        assert len(numbers) == 1, "all but this one"
        assert one.post("/account/logins", data={"login": numbers[0]}).status_code == 303
        assert (one.get("/").status_code, other.get("/").status_code) == (200, 303)
        assert one.post("/account/logins", data={"login": "1"}).status_code == 409, "another's is none of mine"
        assert admin.get("/").status_code == 200
        assert admin.post("/settings/accounts/2/logins").status_code == 303
        assert one.get("/").status_code == 303


def test_a_token_is_shown_once_reaches_no_further_than_its_owner_and_ends(
    site: Pages, admin: httpx.Client, clock: Callable[[], datetime]
) -> None:
    good = {"name": "风控", "scope": ["hits:read", "sources:read"], "last_day": "2023-07-20"}
    with site.client(Role.VIEWER) as client:
        for bad, words in (
            ({"name": ""}, "请填写用途"),
            ({"name": "\0"}, "请填写用途"),
            ({"scope": []}, "请选择令牌可以做什么"),
            ({"scope": ["hits:judge"]}, "不能超出自己的角色"),
            ({"scope": ["all"]}, "不能超出自己的角色"),
            ({"last_day": "2023-07-19"}, "到期日应在今天之后"),
            ({"last_day": "9999-12-31"}, "到期日应在今天之后"),
            ({"last_day": "x"}, "请填写到期日"),
        ):
            answer = client.post("/account/tokens", data=good | bad)
            assert (answer.status_code, words in answer.text) == (409, True), bad
        answer = client.post("/account/tokens", data=good)
        secret = shown(answer, "secret")
        assert secret not in client.get("/account/tokens").text + admin.get("/settings/tokens").text
        known = logins.program(site.desk.engine, secret, clock())
        assert known and (known.who, known.scopes) == ("查看者甲（令牌 风控）", frozenset({Scope.HITS, Scope.SOURCES}))
        assert "已有名为“风控”的令牌" in client.post("/account/tokens", data=good).text
        shown(client.post("/account/tokens", data=good | {"name": "乙", "last_day": "2024-01-01"}), "secret")
    assert admin.post("/account/tokens/2/revoke").status_code == 404, "not one's own"
    assert admin.post("/settings/tokens/2/revoke").status_code == 303
    assert "已经撤销" in admin.post("/settings/tokens/2/revoke").text
    clock.forward(hours=15)  # type: ignore[attr-defined]
    assert logins.program(site.desk.engine, secret, clock()) is None, "the day is over in Shanghai"
    with reading(site.desk.engine) as session:
        assert secret not in str([one.model_dump() for one in session.exec(select(AccessToken))])


def test_members_are_added_and_removed_and_an_administrator_who_adds_himself_is_seen_to_do_so(
    site: Pages, admin: httpx.Client, clock: Callable[[], datetime]
) -> None:
    upload = read_portfolio("企业名称\n晨汐贸易有限公司\n".encode(), "c.csv")
    add_portfolio(site.desk, "客户", "c.csv", upload, at=clock())
    assert "没有成员，谁也看不到" in admin.get("/settings/members").text
    assert admin.get("/portfolios/1").status_code == 404
    for _ in range(2):
        answer = admin.post("/settings/members/1/add", data={"account": "1"})
    assert "已经是“客户”的成员" in answer.text
    assert admin.get("/portfolios/1").status_code == 200
    assert "晨汐贸易" not in admin.get("/settings/members/1").text
    assert "最后一名成员" in admin.post("/settings/members/1/remove", data={"account": "1"}).text
    site.login(Role.VIEWER)
    admin.post("/settings/members/1/add", data={"account": "2"})
    assert admin.post("/settings/members/1/remove", data={"account": "1"}).status_code == 303
    assert admin.get("/portfolios/1").status_code == 404
    words = re.sub(r"<[^>]+>| ", "", admin.get("/settings/audit?action=member added").text)
    assert "关注名单客户（编号1）；账号管理员甲（编号1）" in words
    assert "移出关注名单的成员" in admin.get("/settings/audit").text


def test_the_audit_is_filtered_paged_and_taken_along(site: Pages, admin: httpx.Client) -> None:
    with writing(site.desk.engine) as session:
        for number in range(150):
            record_action(session, "=甲" if number % 2 else "乙", "import", {"file": "=1+1", "notices": number}, site.clock())
    first = admin.get("/settings/audit")
    assert first.text.count('id="action-') == 100
    older = re.search(r'href="(/settings/audit\?before=\d+)">更早的', first.text)
    assert older and admin.get(older[1]).text.count('id="action-') == 50
    assert admin.get("/settings/audit?who=乙&action=import&since=2023-07-20&until=2023-07-20").text.count('id="action-') == 75
    assert "没有符合条件的记录" in admin.get("/settings/audit?since=2023-07-21").text
    for query in ("since=x", "since=0001-01-01", "until=9999-12-31", "action=x", "before=x", "before=" + "9" * 30):
        assert admin.get(f"/settings/audit?{query}").status_code == 404, query
    lines = admin.get("/settings/audit.csv?who=%3D甲").content.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[1]) == (76, "150,2023-07-20 09:00,'=甲,导入文件,文件 =1+1；公告数 149")


def test_the_configuration_is_shown(admin: httpx.Client) -> None:
    assert "数据目录" in admin.get("/settings/configuration").text


NONSENSE = ("", "\0", "x" * 30_000, "9" * 40, "%ED%A0%80", "<script>")
FORMS = ("accounts", "accounts/1/role", "accounts/1/logins", "members/1/add", "members/1/remove", "tokens/1/revoke")
FIELDS = ("name", "role", "login", "account", "before", "scope", "last_day", "old")


def test_nonsense_in_any_form_of_the_settings_is_answered_in_words(admin: httpx.Client) -> None:
    own = ("/account/logins", "/account/tokens", "/account/password")
    for text in NONSENSE:
        body = "&".join(f"{field}={text if '%' in text else quote(text)}" for field in FIELDS)
        for form in (*(f"/settings/{one}" for one in FORMS), *own):
            answer = admin.post(form, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
            assert 303 <= answer.status_code < 500, (form, text[:20])
            assert answer.status_code == 303 or 'role="alert"' in answer.text, (form, text[:20])
            assert "<script>" not in answer.text.partition("<main")[2], form
