"""The door under attack: floods and lies of headers, secrets on their way to logs, what a browser left open allows."""

import io
import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from pages import Pages, pages
from store.accounts import account_named
from store.database import reading, writing
from store.tables.accounts import AccessToken, LoginFailure
from watcher.accounts import passwords
from watcher.accounts.logins import _place
from watcher.accounts.tokens import revoke
from watcher.accounts.visitors import Role
from watcher.desk import Desk
from watcher.web.guard import LOOPBACK, MOST_OF_STRANGERS

PASSWORD = "correct horse battery"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
def site(desk: Desk, clock: Callable[[], datetime]) -> Iterator[Pages]:
    with pages(desk, clock) as site:
        yield site


def chosen(site: Pages, name: str, password: str = PASSWORD) -> None:
    """Let an account that is logged in somewhere have a password."""
    with writing(site.desk.engine) as session:
        found = account_named(session, name)
        assert found is not None
        found.password = passwords.hashed(password)


def addresses(site: Pages) -> list[str]:
    with reading(site.desk.engine) as session:
        return list(session.exec(select(LoginFailure.address).order_by(LoginFailure.address)))


def test_a_crowd_at_the_door_is_turned_away_and_the_pages_go_on(site: Pages) -> None:
    with site.client() as client, site.client(None) as stranger, ExitStack() as crowd:
        for _ in range(8):
            crowd.enter_context(passwords.at_the_door())
        answer = stranger.post("/login", data={"name": "甲", "password": PASSWORD})
        assert (answer.status_code, "同时登录的人太多" in answer.text) == (503, True)
        assert client.get("/account").status_code == 200
        crowd.close()
        assert stranger.post("/login", data={"name": "甲", "password": PASSWORD}).status_code == 401


def test_many_guesses_at_one_moment_are_no_more_than_one_by_one(site: Pages) -> None:
    def guess(number: int) -> int:
        form = {"name": "甲", "password": f"wrong {number}"}
        return httpx.post(f"{site.address}/login", data=form, trust_env=False, timeout=60).status_code

    with ThreadPoolExecutor(16) as several:
        answers = list(several.map(guess, range(24)))
    assert answers.count(401) == 5
    assert set(answers) <= {401, 429, 503}


def test_nobody_says_where_he_comes_from_but_a_proxy_that_was_named(
    site: Pages, desk: Desk, clock: Callable[[], datetime]
) -> None:
    lie = {"X-Forwarded-For": "203.0.113.5", "X-Forwarded-Proto": "https"}
    with site.client(None) as client:
        assert client.post("/login", data={"name": "甲"}, headers=lie).status_code == 401
        assert addresses(site) == ["127.0.0.1"]
    behind = replace(desk, settings=desk.settings.model_copy(update={"proxies": frozenset(["127.0.0.0/8"])}))
    with pages(behind, clock) as proxied, proxied.client(None) as client:
        client.post("/login", data={"name": "甲"}, headers={"X-Forwarded-For": "8.8.8.8, 203.0.113.5"})
        assert addresses(site) == ["127.0.0.1", "203.0.113.5"], "the last one, which the proxy wrote"
    assert _place("2001:db8:1:2:3::4") == _place("2001:db8:1:2:ffff::1") != _place("2001:db8:1:3::1")
    assert _place("::ffff:192.0.2.1") == "192.0.2.1"


def test_behind_tls_the_cookie_is_one_that_no_other_host_and_no_plain_line_can_set(
    desk: Desk, clock: Callable[[], datetime]
) -> None:
    public = replace(desk, settings=desk.settings.model_copy(update={"public_url": "https://watcher.example.com"}))
    with pages(public, clock, hosts=(*LOOPBACK, "watcher.example.com")) as site, site.client(None) as client:
        site.login(Role.VIEWER, "甲")
        chosen(site, "甲")
        planted = {"Host": "watcher.example.com", "Cookie": "watcher=planted; __Host-watcher=planted"}
        answer = client.post("/login", data={"name": "甲", "password": PASSWORD}, headers=planted)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-watcher=") and "planted" not in cookie, "a new key, whatever was there"
        assert all(one in cookie for one in ("Secure", "HttpOnly", "Path=/", "SameSite=lax")) and "Domain" not in cookie
        key = cookie.partition(";")[0].partition("=")[2]
        for name, status in (("__Host-watcher", 200), ("watcher", 303)):
            headers = {"Host": "watcher.example.com", "Cookie": f"{name}={key}"}
            assert client.get("/account", headers=headers).status_code == status, "over TLS the other one counts nothing"


def test_secrets_stay_out_of_the_log_even_where_the_program_fails(
    desk: Desk, clock: Callable[[], datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    log, root = io.StringIO(), logging.getLogger()
    monkeypatch.setattr(root, "handlers", [logging.StreamHandler(log)])  # as the command line has it, and --verbose
    monkeypatch.setattr(root, "level", logging.DEBUG)
    monkeypatch.setattr(logging.getLogger("uvicorn.access"), "handlers", [])
    monkeypatch.setattr(logging.getLogger("uvicorn.access"), "propagate", True)
    for name in ("httpx", "httpcore"):  # that is our own client
        monkeypatch.setattr(logging.getLogger(name), "disabled", True)
        monkeypatch.setattr(logging.getLogger(name), "propagate", False)
    with pages(desk, clock) as site, site.client(None) as client:
        assert client.get("/welcome/geheim-link").status_code == 404
        assert client.get("/feeds/subscription/1-geheimgeheimgeheimgeheim.atom").status_code == 404
        with writing(desk.engine) as session:
            session.connection().execute(text("ALTER TABLE login_failure RENAME TO away"))
        answer = client.post("/login", data={"name": "geheim-name", "password": "geheim-password"})
        assert (answer.status_code, "程序出错" in answer.text) == (500, True)
    with writing(desk.engine) as session:
        session.connection().execute(text("ALTER TABLE away RENAME TO login_failure"))
    assert "no such table: login_failure" in log.getvalue(), "the defect itself is in the log"
    assert "geheim" not in log.getvalue() + answer.text
    with reading(desk.engine) as session, pytest.raises(DBAPIError) as raised:
        session.connection().execute(text("SELECT 1 FROM nothing WHERE name = :name"), {"name": "geheim"})
    assert "geheim" not in str(raised.value), "nor what a statement was given"


@pytest.mark.parametrize("chunked", [False, True])
def test_only_who_is_logged_in_may_send_more_than_a_form(site: Pages, chunked: bool) -> None:
    size = MOST_OF_STRANGERS + 1

    def body() -> Iterator[bytes]:
        for _ in range(size // 1000 + 1):
            yield b"x" * 1000

    with site.client(None) as stranger, site.client(Role.VIEWER) as client:
        for path in ("/login", "/screening", "/welcome/x"):
            answer = stranger.post(path, content=body() if chunked else b"x" * size, headers=FORM)
            assert (answer.status_code, "请先登录" in answer.text) == (401, True), path
        answer = client.post("/account/password", content=body() if chunked else b"x" * size, headers=FORM)
        assert (answer.status_code, "密码没有改变" in answer.text) == (400, True)
        forged = {**FORM, "Authorization": "Bearer wat_x", "Cookie": "watcher=x"}
        assert stranger.post("/login", content=b"x" * size, headers=forged).status_code == 401


def test_a_token_counts_in_its_header_alone(site: Pages, clock: Callable[[], datetime]) -> None:
    with site.client(Role.REVIEWER) as client, site.client(None) as program:
        made = {"name": "甲", "scope": "sources:read", "last_day": "2024-07-20"}
        found = re.search(r"wat_[A-Za-z0-9_-]{43}", client.post("/account/tokens", data=made).text)
        assert found
        holding = {"Authorization": f"Bearer {found[0]}"}
        assert program.get("/api/v1/sources", headers=holding).status_code == 200
        assert program.get("/api/v1/events", headers=holding).status_code == 403, "another scope"
        for lost in ({"token": found[0]}, {"access_token": found[0]}):
            assert program.get("/api/v1/sources", params=lost).status_code == 401
        assert program.get("/account", headers=holding).status_code == 303, "nor does it open pages"
        assert program.get("/api/v1/sources", headers={"Cookie": f"watcher={found[0]}"}).status_code == 401
        assert client.get("/api/v1/sources").status_code == 401, "nor a browser the programs' addresses"
        big = b"x" * (MOST_OF_STRANGERS + 1)
        assert program.post("/api/v1/sources", content=big, headers=holding).status_code == 405
        assert program.post("/api/v1/sources", content=big).status_code == 401
        with writing(site.desk.engine) as session:
            revoke(session, session.exec(select(AccessToken)).one(), at=clock(), who="test")
        assert program.get("/api/v1/sources", headers=holding).status_code == 401


def test_other_methods_odd_cookies_and_hidden_methods_do_nothing(site: Pages) -> None:
    with site.client() as client:
        for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"):
            assert client.request(method, "/account/password").status_code == 405, method
        hidden = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
        assert client.get("/logout", params={"_method": "POST"}, headers=hidden).status_code == 405
        assert client.get("/account").status_code == 200, "nobody was logged out"
        for path in ("/account", "/healthz", "/screening/template.csv", "/static/watcher.css", "/nowhere", "/api/v1/events"):
            asked, told = client.head(path), client.get(path)
            assert (asked.status_code, asked.content) == (told.status_code, b""), path
            assert {**asked.headers, "date": ""} == {**told.headers, "date": ""}, path
        assert httpx.head(f"{site.address}/hits", trust_env=False).headers["location"] == "/login?next=%2Fhits"
    for cookie in ("watcher=" + "x" * 30_000, "watcher=\xff\xfe", "watcher", "watcher=a; watcher=b", "=;;;"):
        answer = httpx.get(f"{site.address}/account", headers={b"Cookie": cookie.encode("latin-1")}, trust_env=False)
        assert answer.headers["location"] == "/login?next=%2Faccount", cookie[:20]


def test_after_the_login_one_comes_to_an_address_that_is_not_ascii(site: Pages) -> None:
    site.login(Role.VIEWER, "甲")
    chosen(site, "甲")
    with site.client(None) as client:
        door = client.get("/portfolios/名单?grade=%E5%90%8D")
        wanted = httpx.URL(door.headers["location"]).params["next"]
        answer = client.post("/login", data={"name": "甲", "password": PASSWORD, "next": wanted})
        assert answer.headers["location"] == "/portfolios/%E5%90%8D%E5%8D%95?grade=%E5%90%8D"
        assert client.get("/login", params={"next": "//evil.example"}).headers["location"] == "/"


def test_a_password_changed_ends_the_other_browsers_and_cannot_be_guessed_from_one_left_open(site: Pages) -> None:
    with site.client(Role.VIEWER, "甲") as client, site.client(Role.VIEWER, "甲") as other:
        chosen(site, "甲")
        new = {"new": "battery staple horse", "again": "battery staple horse"}
        assert client.post("/account/password", data=new | {"old": PASSWORD}).status_code == 200
        assert (client.get("/").status_code, other.get("/").status_code) == (200, 303)
        for _ in range(5):
            assert client.post("/account/password", data=new | {"old": PASSWORD}).status_code == 400
        answer = client.post("/account/password", data=new | {"old": "battery staple horse"})
        assert (answer.status_code, "15 分钟后再试" in answer.text) == (429, True)
        assert other.post("/login", data={"name": "甲", "password": new["new"]}).status_code == 303, "the door is another"
