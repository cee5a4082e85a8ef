"""订阅与投递 over real sockets: who adds, changes and silences what, who sees which message, and what is never shown."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from alerts.promise import promise
from alerts.subscriptions import change, subscribe
from alerts.wishes import Wishes, words
from conftest import Clock
from dalian_lists import ABNORMAL, CODE, FileNotices, notice
from pages import Pages, pages
from store.database import reading, writing
from store.tables.audit import AuditEntry
from store.tables.outbox import Message, Subscription
from watcher.accounts.visitors import Role
from watcher.demo.mailbox import Mailbox
from watcher.desk import Desk
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio
from watcher.web.subscriptions import shown

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

NAME = "大连松岩<b>商业保理有限公司"
DAILY = {"rhythm": "daily", "time": "09:00", "quiet_from": "22:00", "quiet_to": "08:00", "place": ["dalian", "xiamen"]}


@pytest.fixture
def site(desk: Desk, clock: Clock, put: FileNotices) -> Iterator[Pages]:
    """Two portfolios, the first of which one message was written about; 甲 sees the first, 乙 the second."""
    for name in ("客户", "供应商"):
        add_portfolio(desk, name, "c.csv", read_portfolio(f"企业名称\n{NAME}\n".encode(), "c.csv"), at=clock())
    with writing(desk.engine) as session:
        subscribe(session, "客户", "risk@example.com", clock())
        subscribe(session, "供应商", "other@example.com", clock())
    put(notice(ABNORMAL, "2023-07-18", (NAME, CODE)))
    public = replace(desk, settings=desk.settings.model_copy(update={"public_url": "https://watcher.example.com"}))
    with pages(public, clock) as site:
        site.login(Role.REVIEWER, "甲")
        site.login(Role.REVIEWER, "乙")
        site.login(Role.VIEWER, "丙")
        site.login(Role.ADMIN, "丁")
        for portfolio, role, name in ((1, Role.REVIEWER, "甲"), (2, Role.REVIEWER, "乙"), (1, Role.VIEWER, "丙")):
            site.show(portfolio, role, name)
        yield site


def stored(site: Pages, id_: int) -> Subscription | None:
    with reading(site.desk.engine) as session:
        return session.get(Subscription, id_)


def after(answer: httpx.Response) -> httpx.URL:
    """Where an accepted form leads, with what was done."""
    assert answer.status_code == 303, answer.text
    return httpx.URL(answer.headers["location"])


def test_a_reviewer_adds_changes_silences_and_removes_and_the_second_tab_is_told(site: Pages, clock: Clock) -> None:
    with site.client(Role.REVIEWER, "甲") as client:
        there = client.get("/subscriptions").text
        assert "risk@example.com" in there
        assert "other@example.com" not in there
        told = client.get("/subscriptions/preview", params=DAILY | {"about": "1"}).text
        assert "每天 09:00（北京时间）汇总发一封邮件" in told
        assert "22:00 至次日 08:00 免打扰" in told
        assert "下一次：2023-07-21 09:00" in told

        form: dict[str, Any] = DAILY | {"about": "1", "channel": "mail", "address": "Night@example.com"}
        for wrong in ({"address": "no address"}, {"about": "2"}, {"about": "operations"}, {"time": "25:00"}, {"quiet_to": ""}, {"channel": "fax"}, {"place": ["nowhere\0"]}):
            refused = client.post("/subscriptions/new", data=form | wrong)
            assert (refused.status_code, 'role="alert"' in refused.text) == (400, True), wrong
        done = after(client.post("/subscriptions/new", data=form))
        row = stored(site, 3)
        assert row is not None
        assert (done.path, row.every, row.quiet, row.places) == ("/subscriptions/3", "daily 09:00", "22:00-08:00", ["dalian", "xiamen"])
        assert after(client.post("/subscriptions/new", data=form)).params["done"] == "there"

        seen = re.search(r'name="stood" value="(\w+)"', client.get("/subscriptions/3").text)
        assert seen is not None
        weekly = {"rhythm": "weekly", "weekday": "1", "time": "08:30", "severity": "match", "stood": seen[1]}
        assert after(client.post("/subscriptions/3", data=weekly)).params["done"] in ("changed", "widened")
        late = client.post("/subscriptions/3", data=weekly | {"rhythm": "now"})
        assert (late.status_code, "刚刚在另一处被修改" in late.text, "每周一 08:30" in late.text) == (400, True, True)

        steps = [("pause", "paused"), ("pause", "was-paused"), ("resume", "resumed"), ("resume", "was-active")]
        for step, said in steps:
            assert after(client.post(f"/subscriptions/3/{step}")).params["done"] == said
        assert after(client.post("/subscriptions/3/mute", data={"days": "7"})).params["done"] == "muted"
        assert "静音中" in client.get("/subscriptions").text
        for days in ("", "0", "九", "9" * 30):
            assert client.post("/subscriptions/3/mute", data={"days": days}).status_code == 400
        assert "确认移除" in client.post("/subscriptions/3/remove").text
        assert after(client.post("/subscriptions/3/remove", data={"sure": "1"})).path == "/subscriptions"
        gone = client.post("/subscriptions/3/remove", data={"sure": "1"})
        assert (gone.status_code, "没有这项订阅" in gone.text) == (404, True)
    with reading(site.desk.engine) as session:
        query = select(AuditEntry.action).where(AuditEntry.who == "甲", col(AuditEntry.action).startswith("subscription"))
        done_ = [one.removeprefix("subscription ") for one in session.exec(query.order_by(col(AuditEntry.id)))]
    assert done_ == ["added", "changed", "paused", "resumed", "muted", "removed"]


def test_others_neither_see_nor_touch_what_is_not_theirs(site: Pages) -> None:
    with site.client(Role.REVIEWER, "乙") as client, site.client(Role.ADMIN, "丁") as admin:
        for one in (client, admin):
            for path in ("/subscriptions/1", "/subscriptions/outbox/1", "/subscriptions/outbox/1/html", "/subscriptions/outbox/1/text", "/subscriptions/outbox?portfolio=1"):
                answer = one.get(path)
                assert (answer.status_code, "risk@example.com" in answer.text) == (404, False), path
            for step in ("", "/pause", "/resume", "/mute", "/remove"):
                assert one.post(f"/subscriptions/1{step}", data={"sure": "1", "days": "7"}).status_code == 404
            assert one.post("/subscriptions/outbox/1/retry").status_code == 404
        assert "risk@example.com" not in admin.get("/subscriptions").text + admin.get("/subscriptions/outbox").text
        ops = {"about": "operations", "channel": "mail", "address": "ops@example.com"}
        assert after(admin.post("/subscriptions/new", data=ops)).path == "/subscriptions/3"
        assert "ops@example.com" in admin.get("/subscriptions").text
        assert client.get("/subscriptions/3").status_code == 404
    with site.client(Role.VIEWER, "丙") as viewer:
        assert "添加订阅" not in viewer.get("/subscriptions").text
        assert viewer.get("/subscriptions/1").status_code == 200
        assert viewer.post("/subscriptions/1/pause").status_code == 403
    row = stored(site, 1)
    assert row is not None and not row.paused and row.muted_until is None


def test_the_secret_of_a_webhook_is_shown_once_and_its_address_never_again(site: Pages) -> None:
    form = {"about": "1", "channel": "webhook", "address": "https://hooks.example.com/in/8f2k?token=q7"}
    with site.client(Role.REVIEWER, "甲") as client:
        refused = client.post("/subscriptions/new", data=form)
        assert refused.status_code == 400 and "只能由管理员添加" in refused.text and 'value="webhook"' not in refused.text
    with site.client(Role.ADMIN, "丁") as client:
        site.show(1, Role.ADMIN, "丁")
        first = client.post("/subscriptions/new", data=form)
        row = stored(site, 3)
        assert row is not None and row.secret in first.text
        assert after(client.post("/subscriptions/new", data=form)).params["done"] == "there"
        later = "".join(client.get(path).text for path in ("/subscriptions", "/subscriptions/3", "/subscriptions/outbox", "/portfolios/1/settings"))
        assert "https://hooks.example.com/…" in later
        assert row.secret not in later
        assert "8f2k" not in later


def test_a_refused_message_is_seen_with_its_words_and_resent_and_nobody_acts_by_its_links(site: Pages, clock: Clock) -> None:
    with writing(site.desk.engine) as session:
        message = session.get(Message, 1)
        assert message is not None
        message.state, message.last_code, message.last_error = "dead", 550, "550 <no such user>"
    row = stored(site, 1)
    assert row is not None
    with site.client(Role.VIEWER, "丙") as viewer:
        listed = viewer.get("/subscriptions/outbox?state=dead")
        assert "550 &lt;no such user&gt;" in listed.text
        assert "重发" not in listed.text
        page, html, text = (viewer.get(f"/subscriptions/outbox/1{part}") for part in ("", "/html", "/text"))
        assert "松岩&lt;b&gt;" in html.text and "松岩<b>" in text.text
        for one in (page, html, text):
            assert not re.search(r"/(?:mute|unsubscribe|resume)/[A-Za-z0-9_-]{24}|subscription/1-[A-Za-z0-9_-]{24}", one.text)
        assert "/subscriptions/1/mute/…" in html.text, "the link was there, without what signs it"
        policy = html.headers["content-security-policy"]
        assert policy.startswith("sandbox; default-src 'none'") and "script" not in policy
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert viewer.post("/subscriptions/outbox/1/retry").status_code == 403
    with site.client(Role.REVIEWER, "甲") as client, site.client(Role.REVIEWER, "乙") as other:
        assert after(other.post("/subscriptions/outbox/retry")).params["done"] == "0", "of his own nothing was refused"
        assert after(client.post("/subscriptions/outbox/1/retry")).params["done"] == "queued"
        with writing(site.desk.engine) as session:
            message = session.get(Message, 1)
            assert message is not None and message.state == "pending"
            message.state = "sent"
        assert after(client.post("/subscriptions/outbox/1/retry")).params["done"] == "not-queued"
        assert "已送达 1" in client.get("/subscriptions/outbox").text
        for path in ("/subscriptions/outbox?state=lost", "/subscriptions/outbox?portfolio=x", f"/subscriptions/{'9' * 30}", "/subscriptions/outbox/0"):
            assert client.get(path).status_code == 404, path
        assert client.get(f"/subscriptions/outbox?before={'9' * 40}&subscription=abc&done=<b>").status_code == 200


def test_a_test_mail_says_what_the_server_said(site: Pages, desk: Desk, clock: Clock) -> None:
    with site.client(Role.REVIEWER, "甲") as client:
        assert "没有设置邮件服务器" in client.post("/subscriptions/outbox/test", data={"address": "a@example.com"}).text
    with Mailbox() as mailbox:
        mailbox.refusals["gone@example.com"] = "550 5.1.1 no such user"
        ready = replace(desk, settings=desk.settings.model_copy(update={"smtp_url": mailbox.url}))
        with pages(ready, clock) as site, site.client(Role.REVIEWER, "甲") as client:
            for address, told in (("a@example.com", "已被邮件服务器接收"), ("gone@example.com", "被拒收")):
                answer = client.post("/subscriptions/outbox/test", data={"address": address})
                assert answer.status_code == 303, "looked at again, it is not sent again"
                html = client.get(answer.headers["location"]).text
                assert told in html and address in html
            with site.client(Role.REVIEWER, "乙") as other:
                assert "gone@example.com" not in other.get(answer.headers["location"]).text
            for wrong in ("", "a@", "x" * 4_000 + "@example.com", "a\0b@example.com"):
                answer = client.post("/subscriptions/outbox/test", data={"address": wrong})
                assert (answer.status_code, "邮箱地址不正确" in answer.text) == (400, True), wrong[:20]
        assert [one.recipients for one in mailbox.received] == [("a@example.com",)]


def test_a_promise_says_when_of_what_and_when_not(desk: Desk, clock: Clock) -> None:
    add_portfolio(desk, "客户", "c.csv", read_portfolio(f"企业名称\n{NAME}\n".encode(), "c.csv"), at=clock())
    with writing(desk.engine) as session:
        row = subscribe(session, "客户", "risk@example.com", clock())
        assert promise(row, clock())[0] == "名单库有变化时立即发一封邮件；一小时内超过 12 次时合并"
        row = change(session, row.id or 0, Wishes(every="weekly 4 23:00", quiet="22:00-08:00", severity="match", kinds=["listed"], sectors=["商业保理"], when_nothing=True), at=clock())
        assert promise(row, clock()) == [
            "每周四 23:00（北京时间）汇总发一封邮件；没有消息时也发",
            "商业保理的名单；只告知匹配，需复核的不告知",
            "只告知这些变化：新列入名单",
            "22:00 至次日 08:00 免打扰，命中也不发，其间的消息过后一并告知",
            "下一次：2023-07-20 23:00（北京时间，在免打扰时段内，过后才发）",
        ]
    assert words("places", ["shenzhen", "shenzhen_government", "dalian"]) == "深圳、大连"
    assert words("places", ["shenzhen_government"]) == "深圳市人民政府", "the place has another regulator"
    assert shown.without_keys(f"/subscriptions/12/unsubscribe/{'a-_9' * 6}?x") == "/subscriptions/12/unsubscribe/…?x"
