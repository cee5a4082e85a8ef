"""Pages that a site calls unchanged are read again from the evidence; nothing is answered without asking the site."""

import random
import ssl
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import col, select

from conftest import Clock
from sources import catalog
from sources.records import LookState
from store.database import reading
from store.listings import entries
from store.tables.evidence import Capture
from watcher.demo import answers
from watcher.demo.replica import Answer, Replica, Reply, Seen, load
from watcher.desk import Desk
from watcher.fetch import Fetcher, FetchLimits
from watcher.pipeline import Report
from watcher.schedule import collect

pytestmark = pytest.mark.one_database

SOURCE = "xiamen_notices"
FIXTURE = Path(__file__).parent / "fixtures" / SOURCE
LIST = "http://jr.xm.gov.cn/tzgg/bmtz/"
NOTICE = "http://jr.xm.gov.cn/tzgg/bmtz/202306/t20230629_2770942.htm"
Look = Callable[..., Report]


def knowing(answer: Answer, *, names: str = "etag") -> Reply:
    """A page of a site that knows conditional requests."""
    tag, day = f'"{sha256(answer.body).hexdigest()[:8]}"', "Thu, 29 Jun 2023 08:00:00 GMT"
    told = {"ETag": tag} if names == "etag" else {"Last-Modified": day}

    def reply(seen: Seen) -> Answer:
        known = seen.headers.get("if-none-match") == tag or seen.headers.get("if-modified-since") == day
        return Answer(b"", 304, told) if known else Answer(answer.body, answer.status, {**answer.headers, **told})

    return reply


@pytest.fixture
def site() -> Iterator[Replica]:
    with Replica({}) as replica:
        yield replica


@pytest.fixture
def look(desk: Desk, site: Replica, clock: Clock) -> Iterator[Look]:
    hosts = frozenset(domain for one in catalog.REGULATORS for domain in one.domains)
    fetcher = Fetcher(
        FetchLimits(pause=0, tries=1, read_timeout=0.5),
        clock=time.monotonic,
        sleep=time.sleep,
        rng=random.Random(1),
        allowed_hosts=hosts,
        proxy=site.proxy_url,
        verify=ssl.create_default_context(cafile=str(site.ca_file)),
    )

    def look(changed: dict[str, Reply] | None = None, *, names: str = "etag") -> Report:
        pages = {url: knowing(answer, names=names) for url, answer in load(FIXTURE).items()}
        site.pages, site.log[:] = {**pages, **(changed or {})}, []
        report, *_ = collect(desk, fetch=fetcher.fetch, clock=clock, owner="test", only=[SOURCE])
        clock.forward(hours=12)
        return report

    with fetcher:
        yield look


def in_full(desk: Desk) -> list[bool]:
    """Of the newest look: which captures came in full."""
    with reading(desk.engine) as session:
        newest = select(Capture).order_by(col(Capture.look_id).desc(), col(Capture.id))
        captures = session.exec(newest).all()
    return [one.status == 200 for one in captures if one.look_id == captures[0].look_id]


def listed(desk: Desk) -> set[str]:
    with reading(desk.engine) as session:
        return {one.listing.name for one in entries(session)}


@pytest.mark.parametrize("names", ["etag", "last-modified"])
def test_an_unchanged_site_is_asked_for_every_page_and_sends_none(
    desk: Desk, site: Replica, look: Look, names: str
) -> None:
    first = look(names=names)
    before, asked = listed(desk), [seen.url for seen in site.log]
    again = look(names=names)
    assert (first.state, again.state) == (LookState.OK, LookState.NOT_MODIFIED)
    assert [seen.url for seen in site.log] == asked
    assert in_full(desk) == [False] * len(asked)
    assert (listed(desk), bool(again.changes)) == (before, False)
    third = look(names=names)
    assert (third.state, any(in_full(desk))) == (LookState.NOT_MODIFIED, False)


def test_a_notice_behind_an_unchanged_list_is_read_when_it_changed(desk: Desk, look: Look) -> None:
    look()
    page = load(FIXTURE)[NOTICE]
    changed = Answer(page.body.replace(b"</body>", "<!-- 更新 --></body>".encode()), 200, page.headers)
    report = look({NOTICE: knowing(changed)})
    assert report.state is LookState.OK
    assert in_full(desk).count(True) == 1


def test_every_page_is_read_in_full_after_a_week_however_unchanged_the_site_calls_it(desk: Desk, look: Look) -> None:
    states = []
    for _ in range(16):  # two a day
        look()
        states.append(all(in_full(desk)))
    assert [number for number, full in enumerate(states) if full] == [0, 14]


def test_what_was_changed_in_place_under_the_same_tag_is_seen_after_a_week(
    desk: Desk, look: Look, clock: Clock
) -> None:
    look()
    tag = f'"{sha256(load(FIXTURE)[NOTICE].body).hexdigest()[:8]}"'
    gone = answers.html("<h1>该公告已撤下</h1>")

    def stubborn(seen: Seen) -> Answer:
        return Answer(b"", 304) if seen.headers.get("if-none-match") == tag else gone

    assert look({NOTICE: stubborn}).state is LookState.NOT_MODIFIED
    clock.forward(days=7)
    assert look({NOTICE: stubborn}).state is LookState.WRONG_PAGE


def test_after_a_bad_look_its_pages_are_asked_for_in_full(desk: Desk, look: Look) -> None:
    look()
    assert look({NOTICE: answers.html("", 404)}).state is LookState.GONE
    seen = len(in_full(desk))
    assert look().state is LookState.OK
    assert in_full(desk).count(True) == seen


@pytest.mark.parametrize("left", [None, b"altered"])
def test_a_page_whose_evidence_is_gone_or_altered_is_asked_for_again_in_full(
    desk: Desk, look: Look, left: bytes | None
) -> None:
    look()
    with reading(desk.engine) as session:
        digest = session.exec(select(Capture.sha256).where(Capture.request_key == LIST)).one()
    desk.evidence.path(digest).unlink()
    if left is not None:
        desk.evidence.path(digest).write_bytes(left)  # stays for doctor to find; what is missing is written anew
    assert look().state is LookState.NOT_MODIFIED
    assert in_full(desk) == [True, *[False] * (len(in_full(desk)) - 1)]
    assert desk.evidence.is_whole(digest) is (left is None)


def test_an_unchanged_answer_of_another_address_is_not_believed(desk: Desk, look: Look) -> None:
    look()
    other = LIST + "index.htm"
    moved = {LIST: answers.redirect(other), other: Answer(b"", 304)}
    full = {**moved, other: lambda seen: Answer(b"", 304) if "if-none-match" in seen.headers else load(FIXTURE)[LIST]}
    assert look(full).state in (LookState.OK, LookState.NOT_MODIFIED)
    assert in_full(desk)[0]


def test_a_site_that_says_unchanged_without_being_asked_has_sent_no_page(desk: Desk, look: Look) -> None:
    assert look({LIST: Answer(b"", 304)}).state is LookState.FAILED
