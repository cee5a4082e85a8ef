"""robots.txt as RFC 9309 has it: asked once a day per origin, kept in the database; no answer means no."""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from conftest import Clock
from sources.base import Page, Request
from sources.errors import FetchError
from sources.records import LookState
from store.database import reading
from store.tables.evidence import Capture
from watcher.demo import answers
from watcher.demo.replica import Answer, Replica, Reply
from watcher.desk import Desk
from watcher.fetch import Fetcher, FetchLimits
from watcher.robots import Robots

pytestmark = pytest.mark.one_database

SITE = "http://jrj.dl.gov.cn"
URL, ROBOTS = f"{SITE}/art/1.html", f"{SITE}/robots.txt"
FORBIDDING = Answer("\ufeffUser-agent: *\r\nDisallow: /art/\r\nCrawl-delay: 7\r\n".encode())


class Site:
    """One site with its rules, asked by processes that share one database."""

    def __init__(self, desk: Desk, replica: Replica, clock: Clock) -> None:
        self.desk, self.replica, self.clock = desk, replica, clock
        self.naps: list[float] = []

    def says(self, robots: Reply | None, page: Reply | None = None) -> None:
        self.replica.pages = {URL: page or answers.html("名单"), f"{SITE}/open": answers.html("其他")}
        if robots is not None:
            self.replica.pages = {**self.replica.pages, ROBOTS: robots}

    def fetcher(self, pause: float = 0.0) -> Fetcher:
        """A process of its own: it knows only what the database does."""
        return Fetcher(
            FetchLimits(pause=pause, tries=1, read_timeout=0.5),
            clock=lambda: 0.0,
            sleep=self.naps.append,
            rng=random.Random(7),
            allowed_hosts=frozenset({"jrj.dl.gov.cn"}),
            proxy=self.replica.proxy_url,
            robots=Robots(self.desk.engine, self.desk.evidence, self.clock),
        )

    def page(self, url: str = URL) -> Page:
        with self.fetcher() as asked:
            return asked.fetch(Request(url))

    def failure(self, url: str = URL) -> FetchError:
        with pytest.raises(FetchError) as caught:
            self.page(url)
        return caught.value

    @property
    def asked(self) -> list[str]:
        return [seen.url.removeprefix(SITE) for seen in self.replica.log]


@pytest.fixture
def site(desk: Desk, clock: Clock) -> Iterator[Site]:
    with Replica({}) as replica:
        yield Site(desk, replica, clock)


def test_a_page_that_robots_forbids_is_not_asked_for_and_the_state_says_so(site: Site) -> None:
    site.says(FORBIDDING)
    trouble = site.failure()
    assert trouble.state is LookState.BLOCKED_ROBOTS
    assert "robots.txt" in trouble.what
    assert "watcher import" in trouble.action
    assert "名单库保持原样" in trouble.meaning
    assert site.asked == ["/robots.txt"]
    assert site.page(f"{SITE}/open").status == 200


@pytest.mark.parametrize(
    "text",
    ["", "User-agent: *\nAllow: /", "User-agent: Baiduspider\nDisallow: /", "<html><title>首页</title>Disallow everything</html>",
     "User-agent: *\nDisallow: /\n\nUser-agent: Watcher\nDisallow:"],
)  # fmt: skip
def test_what_robots_does_not_forbid_is_asked_for(site: Site, text: str) -> None:
    site.says(Answer(text.encode()))
    assert site.page().content.decode() == "名单"


def test_rules_for_us_by_name_go_before_those_for_everybody(site: Site) -> None:
    site.says(Answer(b"User-agent: *\nAllow: /\n\nUser-agent: watcher\nDisallow: /art/"))
    assert site.failure().state is LookState.BLOCKED_ROBOTS


@pytest.mark.parametrize(
    "robots",
    [None, answers.html("", 404), answers.forbidden(), answers.ruishu(412), answers.html("", 401),
     answers.redirect("https://www.dl.gov.cn/robots.txt")],
)  # fmt: skip
def test_where_there_are_no_rules_everything_is_allowed(site: Site, robots: Answer | None) -> None:
    site.says(robots)
    assert site.page().content.decode() == "名单"


@pytest.mark.parametrize(
    ("robots", "state"),
    [
        (answers.busy(503), LookState.UNREACHABLE),
        (answers.busy(429), LookState.FAILED),
        (answers.jsl(), LookState.BLOCKED_SCRIPT),
        (answers.wzws(), LookState.BLOCKED_FIREWALL),
        (answers.slow(30), LookState.UNREACHABLE),
        (answers.cut(b"User-agent: *\nDisallow: /private\n" * 9), LookState.UNREACHABLE),
    ],
)
def test_where_the_rules_cannot_be_had_nothing_is_allowed(site: Site, robots: Answer, state: LookState) -> None:
    site.says(robots)
    trouble = site.failure()
    assert trouble.state is state
    assert "robots.txt" in trouble.what
    assert "/art/1.html" not in site.asked


def test_what_it_said_last_holds_while_it_does_not_answer_and_it_is_not_asked_again_at_once(site: Site) -> None:
    site.says(FORBIDDING)
    site.failure()
    site.clock.forward(days=3)
    site.says(answers.busy(503))
    with site.fetcher() as asked:
        for _ in range(2):
            with pytest.raises(FetchError) as caught:
                asked.fetch(Request(URL))
            assert caught.value.state is LookState.BLOCKED_ROBOTS
    assert site.asked == ["/robots.txt"] * 2


def test_the_rules_are_asked_once_a_day_whichever_process_asks_and_kept_as_evidence(site: Site) -> None:
    site.says(Answer(b"User-agent: *\nDisallow: /private/"))
    for _ in range(2):
        site.page()
    assert site.asked == ["/robots.txt", "/art/1.html", "/art/1.html"]
    site.says(FORBIDDING)
    site.clock.forward(hours=23)
    site.page()
    site.clock.forward(hours=2)
    assert site.failure().state is LookState.BLOCKED_ROBOTS
    with reading(site.desk.engine) as session:
        kept = session.exec(select(Capture).where(Capture.request_key == ROBOTS)).all()
    assert [one.fetched_at for one in kept] == [site.clock.at - timedelta(hours=25), site.clock.at]
    assert b"/private/" in site.desk.evidence.read(kept[0].sha256)


def test_rules_of_the_future_are_asked_for_again(site: Site) -> None:
    site.says(FORBIDDING)
    site.failure()
    site.clock.forward(days=-30)
    site.says(None)
    assert site.page().status == 200


def test_a_redirect_into_what_is_forbidden_is_not_followed(site: Site) -> None:
    site.says(FORBIDDING)
    site.replica.pages = {**site.replica.pages, f"{SITE}/go": answers.redirect("/art/1.html")}
    assert site.failure(f"{SITE}/go").state is LookState.BLOCKED_ROBOTS
    assert site.asked == ["/robots.txt", "/go"]


def test_each_origin_speaks_for_itself(site: Site) -> None:
    site.says(FORBIDDING)
    other = "http://jrj.dl.gov.cn:8080/art/1.html"
    site.replica.pages = {**site.replica.pages, other: answers.html("另一端口")}
    assert site.page(other).content.decode() == "另一端口"


def test_a_longer_pause_that_robots_asks_for_is_kept_up_to_a_minute(site: Site) -> None:
    for wanted, kept in (("7", 7.0), ("3600", 60.0)):
        site.naps.clear()
        site.clock.forward(days=2)
        site.says(Answer(f"User-agent: *\nCrawl-delay: {wanted}".encode()))
        with site.fetcher(pause=2.0) as asked:
            asked.fetch(Request(URL))
            asked.fetch(Request(URL))
        assert site.naps == [kept, kept]


def test_a_robots_file_without_end_is_read_as_far_as_rules_may_go(site: Site) -> None:
    site.says(Answer(b"User-agent: *\nDisallow: /art/\n" + b"#" * 3_000_000))
    assert site.failure().state is LookState.BLOCKED_ROBOTS
    with reading(site.desk.engine) as session:
        (kept,) = session.exec(select(Capture).where(Capture.request_key == ROBOTS)).all()
    assert len(site.desk.evidence.read(kept.sha256)) == 512 * 1024
