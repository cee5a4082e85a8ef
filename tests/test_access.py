"""Who may come in, and as what: every address asked by everybody, log-in, one-time links, roles, portfolios of others."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

import httpx
import pytest
from sqlmodel import select

from pages import Pages, pages
from sources.errors import UsageError
from store.database import reading
from store.tables.accounts import Account, LoginSession
from store.tables.audit import AuditEntry
from watcher.accounts import passwords
from watcher.accounts.links import first_link
from watcher.accounts.visitors import Role, Scope
from watcher.desk import Desk
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio
from watcher.web.access.cookies import own_path
from watcher.web.rooms import ACCESS

PASSWORD = "correct horse battery"
_VALUES = {"action": "mute", "given": "x", "key:path": "a/b/c", "key": "x", "name": "1-x.atom"}


@pytest.fixture
def site(desk: Desk, clock: Callable[[], datetime]) -> Iterator[Pages]:
    with pages(desk, clock) as site:
        yield site


def address(path: str) -> str:
    """A path of the application with something in each of its places."""
    for name, value in _VALUES.items():
        path = path.replace(f"{{{name}}}", value)
    return path if "{" not in path else path[: path.index("{")] + "987654" + path[path.index("}") + 1 :]


def asked(client: httpx.Client, route: str, **headers: str) -> httpx.Response:
    method, path = route.split(" ", 1)
    while "{" in path:
        path = address(path)
    return client.request(method, path, headers=headers)


@pytest.mark.one_database
def test_every_address_answers_those_it_says_and_nobody_else(site: Pages) -> None:
    """Let in or not is all that is asked here: an address may then say that there is no such thing, or that a field lacks."""
    for visitor in (None, *Role):
        for route, access in ACCESS.items():
            with site.client(visitor, f"{visitor}") as client:  # anew each time: one of them logs out
                answer = asked(client, route)
                denied = answer.status_code in (401, 403) or answer.headers.get("location", "").startswith("/login?")
                if isinstance(access, Scope):
                    assert answer.status_code == 401, f"{route} is for tokens"
                elif access is None:
                    assert not denied or route == "POST /login", route
                else:
                    assert denied == (visitor is None or not visitor.may(access)), f"{route} asked by {visitor}"


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_number_that_no_row_can_have_is_answered_in_words(site: Pages) -> None:
    with site.client() as client:
        asked_with = ("/hits?portfolio={n}", "/hits?done={n}", "/hits?after=0-1-{n}", "/register?after={n}", "/subscriptions/outbox?before={n}")
        for route in (*(f"GET {one}" for one in asked_with), *(one for one in ACCESS if "{" in one)):
            method, path = route.split(" ", 1)
            for number in (10**9, 2**31, 10**17, 2**63):
                address = re.sub("{[^}]*}", str(number), path)
                assert client.request(method, address).status_code < 500, f"{method} {address}"


@pytest.mark.one_database
def test_a_form_of_another_site_changes_nothing_at_any_address(site: Pages) -> None:
    with site.client() as client:
        for route in (one for one in ACCESS if not one.startswith("GET ") and "{given}" not in one):
            answer = asked(client, route, **{"Sec-Fetch-Site": "cross-site"})
            assert (answer.status_code, "来自其他网站" in answer.text) == (403, True), route


def test_the_first_link_makes_one_administrator_and_is_good_once(site: Pages, clock: Callable[[], datetime]) -> None:
    path = first_link(site.desk.engine, clock()) or ""
    form = {"name": "王敏", "password": PASSWORD, "again": PASSWORD}
    with site.client(None) as client:
        assert client.get("/", follow_redirects=True).url.path == "/login"
        assert client.get("/welcome/other").status_code == 404
        assert client.post(path, data=form | {"password": "short", "again": "short"}).status_code == 400
        assert "两次填写的密码不一致" in client.post(path, data=form | {"again": "other"}).text
        answer = client.post(path, data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert "HttpOnly" in answer.headers["set-cookie"] and "SameSite=lax" in answer.headers["set-cookie"]
        assert "王敏" in client.get("/").text
        assert client.post(path, data=form).status_code == 404
        assert first_link(site.desk.engine, clock()) is None
        assert client.post("/logout").status_code == 303
        assert client.get("/").status_code == 303
        wrong = client.post("/login", data={"name": "王敏", "password": "x"})
        unknown = client.post("/login", data={"name": "李雷", "password": "x"})
        assert wrong.status_code == unknown.status_code == 401
        assert wrong.text == unknown.text.replace("李雷", "王敏"), "nothing tells which names there are"
        back = client.post("/login", data={"name": " 王敏 ", "password": PASSWORD, "next": "/hits/5?x=1"})
        assert back.headers["location"] == "/hits/5?x=1"
        former = dict(client.cookies)
        assert client.post("/login", data={"name": "王敏", "password": PASSWORD}).status_code == 303
        assert client.get("/account").status_code == 200
        stolen = httpx.get(f"{site.address}/account", cookies=former, trust_env=False)
        assert stolen.status_code == 303, "the key that the browser had before is good no more"
    with reading(site.desk.engine) as session:
        kept = session.exec(select(Account.password)).one() or ""
        assert kept.startswith("$argon2id$")
        told = f"{session.exec(select(AuditEntry.facts)).all()}{session.exec(select(LoginSession)).all()}"
    assert PASSWORD not in told
    assert path.rpartition("/")[2] not in told


def test_after_too_many_wrong_passwords_even_the_right_one_waits(site: Pages, clock: Callable[[], datetime]) -> None:
    link = first_link(site.desk.engine, clock()) or ""
    with site.client(None) as client:
        client.post(link, data={"name": "王敏", "password": PASSWORD, "again": PASSWORD})
        client.cookies.clear()
        for _ in range(5):
            assert client.post("/login", data={"name": "王敏", "password": "wrong"}).status_code == 401
        waiting = client.post("/login", data={"name": "王敏", "password": PASSWORD})
        assert (waiting.status_code, "15 分钟后再试" in waiting.text) == (429, True)
        clock.forward(minutes=16)  # type: ignore[attr-defined]
        assert client.post("/login", data={"name": "王敏", "password": PASSWORD}).status_code == 303


def test_a_portfolio_is_seen_by_its_members_alone(site: Pages, clock: Callable[[], datetime]) -> None:
    add_portfolio(site.desk, "客户", "c.csv", read_portfolio("企业名称\n晨汐贸易有限公司\n".encode(), "c.csv"), at=clock())
    with site.client(Role.ADMIN, "甲") as client, site.client(Role.VIEWER, "乙") as other:
        assert client.get("/portfolios/1").status_code == 404, "a role does not open what belongs to others"
        site.show(1, name="乙")
        assert other.get("/portfolios/1").status_code == 200
        assert client.get("/portfolios/1").status_code == 404


@pytest.mark.parametrize(
    ("given", "path"),
    [("/hits/5?a=1", "/hits/5?a=1")]
    + [(one, "/") for one in ("//evil.example", "/\\evil.example", "https://evil.example", "", "/login?next=/", "/a\r\nb")],
)
def test_after_the_login_one_goes_to_our_own_addresses_alone(given: str, path: str) -> None:
    assert own_path(given) == path


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        *((one, "太容易猜到") for one in ("1234567890", "1q2w3e4r5t6y", "admin12345", "Password123!", "woaini1314", "9876543210")),
        *(("aaaaaaaaaab", "不同的字符太少"), ("王敏王敏王敏12ab", ""), ("十个汉字组成的一句话", ""), ("Xk4$pq9Zt!", "")),
    ],
)
def test_what_is_guessed_first_is_no_password(password: str, wrong: str) -> None:
    try:
        passwords.check(password, "李雷")
    except UsageError as error:
        assert wrong and wrong in error.what
    else:
        assert not wrong
