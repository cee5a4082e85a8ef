"""Signed links and feeds over real sockets: looking changes nothing, posting does it, altered links do nothing."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape

import httpx
import pytest
from sqlmodel import col, select

from alerts.links import Links, feed_path, signed_path, token
from alerts.subscriptions import pause, subscribe
from dalian_lists import ABNORMAL, FileNotices, notice
from pages import pages
from store.database import reading, writing
from store.tables.audit import AuditEntry
from store.tables.outbox import Message, News, Subscription
from watcher.accounts.visitors import Role
from watcher.desk import Desk
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio

pytestmark = pytest.mark.one_database

ATOM = "{http://www.w3.org/2005/Atom}"
NAME = "大连<海川>商业保理有限公司"


@dataclass
class Answering:
    """The pages over a desk with one subscription that one message waits for."""

    desk: Desk
    client: httpx.Client

    def subscription(self) -> Subscription | None:
        with reading(self.desk.engine) as session:
            return session.exec(select(Subscription)).first()

    def told(self) -> tuple[int, int]:
        with reading(self.desk.engine) as session:
            return len(session.exec(select(News)).all()), len(session.exec(select(Message)).all())

    def audited(self) -> list[str]:
        with reading(self.desk.engine) as session:
            return list(session.exec(select(AuditEntry.action).where(col(AuditEntry.who) == "receiver")))


@pytest.fixture
def answering(desk: Desk, clock: Callable[[], datetime], put: FileNotices) -> Iterator[Answering]:
    add_portfolio(desk, "客户", "c.csv", read_portfolio(f"企业名称\n{NAME}\n".encode(), "c.csv"), at=clock())
    with writing(desk.engine) as session:
        subscribe(session, "客户", "risk@example.com", clock())
    put(notice(ABNORMAL, "2023-07-18", NAME))
    public = replace(desk, settings=desk.settings.model_copy(update={"public_url": "https://watcher.example.com"}))
    with pages(public, clock) as site, site.client(Role.VIEWER) as client:
        site.show(1, Role.VIEWER)
        yield Answering(desk, client)


def test_a_scanner_that_follows_every_link_changes_nothing_and_one_click_unsubscribes(answering: Answering) -> None:
    to = answering.subscription()
    assert to is not None
    assert answering.told() == (1, 1)
    paths = {action: signed_path(to.secret, 1, action) for action in ("mute", "resume", "unsubscribe")}
    for path in paths.values():
        page = answering.client.get(path)
        assert (page.status_code, "打开本页不会作任何改动" in page.text) == (200, True)
    assert (answering.subscription(), answering.audited()) == (to, [])

    # as mail services do: no cookie, an origin of their own
    one_click = {"Origin": "https://mail.example.net", "Sec-Fetch-Site": "cross-site"}
    done = answering.client.post(paths["unsubscribe"], data={"List-Unsubscribe": "One-Click"}, headers=one_click)
    assert (done.status_code, "已退订" in done.text) == (200, True)
    assert (answering.subscription(), answering.told(), answering.audited()) == (None, (0, 0), ["subscription removed"])
    again = answering.client.post(paths["unsubscribe"])
    assert (again.status_code, "此链接已失效" in again.text) == (404, True)
    assert answering.client.post("/portfolios", headers=one_click).status_code == 403, "the guard stands elsewhere"


def test_a_week_of_silence_is_a_link_and_can_be_taken_back(answering: Answering, clock: Callable[[], datetime]) -> None:
    to = answering.subscription()
    assert to is not None
    muted = answering.client.post(signed_path(to.secret, 1, "mute"))
    assert "已静音 7 天" in muted.text
    now = answering.subscription()
    assert now is not None
    assert now.muted_until == clock() + timedelta(days=7)
    assert signed_path(to.secret, 1, "resume") in muted.text
    with writing(answering.desk.engine) as session:
        pause(session, 1, at=clock())
    assert "已恢复发送" in answering.client.post(signed_path(to.secret, 1, "resume")).text
    back = answering.subscription()
    assert back is not None
    assert (back.muted_until, back.paused) == (None, True), "a pause was no wish of the receiver's"
    assert (answering.audited(), answering.told()) == (["subscription muted", "subscription resumed"], (1, 1))


def test_a_wrong_altered_or_foreign_link_does_nothing_and_says_so(answering: Answering) -> None:
    to = answering.subscription()
    assert to is not None
    good = token(to.secret, 1, "unsubscribe")
    for given in (
        f"1/unsubscribe/{good[:-1]}{'A' if good[-1] != 'A' else 'B'}",
        f"1/unsubscribe/{token(to.secret, 1, 'mute')}",
        f"1/unsubscribe/{token('', 1, 'unsubscribe')}",
        f"1/unsubscribe/{token(to.secret, 2, 'unsubscribe')}",
        f"2/unsubscribe/{good}",
        f"1/feed/{token(to.secret, 1, 'feed')}",
        f"1/unsubscribe/{good}%E4%B8%AD",
        f"99999999999999999999/unsubscribe/{good}",
    ):
        for answer in (answering.client.get, answering.client.post):
            assert answer(f"/subscriptions/{given}").status_code == 404
    assert (answering.subscription(), answering.audited()) == (to, [])


def test_feeds_are_atom_and_are_not_sent_twice(answering: Answering) -> None:
    to = answering.subscription()
    assert to is not None
    for path, said in (
        ("/feeds/series/dalian/商业保理/非正常经营.atom", "名单首次收录"),
        (feed_path(to.secret, 1), NAME),
    ):
        answer = answering.client.get(path)
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        feed = ET.fromstring(answer.content)  # our own words
        assert feed.tag == f"{ATOM}feed"
        assert feed.findtext(f"{ATOM}author/{ATOM}name")
        (self_link,) = [link.get("href", "") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
        assert self_link.startswith("https://watcher.example.com/feeds/")
        entries = feed.findall(f"{ATOM}entry")
        assert entries
        for one in (feed, *entries):
            for required in ("id", "title", "updated"):
                assert len(one.findall(f"{ATOM}{required}")) == 1
            assert one.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
            assert datetime.fromisoformat(one.findtext(f"{ATOM}updated", "")).tzinfo is not None
        titles = [one.findtext(f"{ATOM}title", "") for one in entries]
        assert any(said in title for title in titles)
        contents = [one.findtext(f"{ATOM}content", "") for one in entries]
        assert all(one.find(f"{ATOM}content").get("type") == "html" for one in entries)  # type: ignore[union-attr]
        assert "<海川>" not in "".join(contents), "HTML in a feed is escaped twice"
        etag = answer.headers["etag"]
        known = answering.client.get(path, headers={"If-None-Match": f'"other", W/{etag}'})
        assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", etag)
    (offered,) = re.findall('href="(/feeds/series/[^"]*)"', answering.client.get("/sources").text)
    assert answering.client.get(offered).status_code == 200
    assert answering.client.get("/feeds/series/nowhere/商业保理/名单.atom").status_code == 404
    assert answering.client.get(feed_path("another", 1)).status_code == 404


def test_the_link_of_a_hit_leads_to_its_page_and_from_there_to_its_record(answering: Answering) -> None:
    page = answering.client.get("/hits/1").text
    assert escape(NAME) in page
    assert '<a href="/portfolios/1?record=1"' in page
    assert 'id="record-1"' in answering.client.get("/portfolios/1?record=1").text
    assert answering.client.get("/hits/2").status_code == 404


def test_without_a_public_address_there_are_no_links() -> None:
    links = Links("", 1, "secret")
    assert (links.mute, links.unsubscribe, links.feed, links.hit(1), links.page("/sources")) == ("",) * 5
    assert Links("https://w.example.com", None, "secret").unsubscribe == ""
    assert Links("https://w.example.com", 1, "").unsubscribe == ""
