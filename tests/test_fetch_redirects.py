"""Redirects stay with one publisher, its ports and TLS; a host that gave enough is left alone."""

import random
from collections.abc import Callable, Iterator

import pytest

from sources.base import Request
from sources.errors import FetchError
from sources.records import LookState
from watcher.demo import answers
from watcher.demo.replica import Answer, Replica
from watcher.fetch import Fetcher, FetchLimits

OLD, NEW = "www.cbirc.gov.cn", "www.nfra.gov.cn"
URL, SECURE = f"http://{OLD}/list.html", f"https://{OLD}/list.html"


@pytest.fixture
def sites(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    with Replica({}) as replica:
        monkeypatch.setenv("SSL_CERT_FILE", str(replica.ca_file))
        monkeypatch.setenv("HTTP_PROXY", replica.proxy_url)
        monkeypatch.setenv("HTTPS_PROXY", replica.proxy_url)
        yield replica


def fetcher(
    *, together: tuple[str, ...] = (), limits: FetchLimits | None = None, clock: Callable[[], float] = lambda: 0.0
) -> Fetcher:
    return Fetcher(
        limits or FetchLimits(pause=0.0, tries=1),
        clock=clock,
        sleep=lambda seconds: None,
        rng=random.Random(7),
        allowed_hosts=None,
        sites=[frozenset(together)],
    )


def failure(asked: Fetcher, url: str) -> FetchError:
    with asked, pytest.raises(FetchError) as caught:
        asked.fetch(Request(url))
    return caught.value


def test_a_redirect_between_two_hosts_of_one_publisher_is_followed(sites: Replica) -> None:
    target = f"https://{NEW}/list.html"
    sites.pages = {URL: answers.redirect(target), target: answers.html("新址")}
    with fetcher(together=("cbirc.gov.cn", "nfra.gov.cn")) as asked:
        assert asked.fetch(Request(URL)).final_url == target
    assert failure(fetcher(together=("cbirc.gov.cn",)), URL).state is LookState.WRONG_PAGE


@pytest.mark.parametrize(
    ("start", "target", "words"),
    [
        (SECURE, f"http://{OLD}:8080/list.html", "未加密地址"),
        (URL, f"http://{OLD}:8080/list.html", "另一端口"),
        (URL, f"https://{OLD}:8443/list.html", "另一端口"),
        (SECURE, f"https://{OLD}:22/", "另一端口"),
    ],
)
def test_a_redirect_leaves_neither_tls_nor_the_port(sites: Replica, start: str, target: str, words: str) -> None:
    sites.pages = {start: answers.redirect(target), target: answers.html("别处")}
    trouble = failure(fetcher(), start)
    assert trouble.state is LookState.WRONG_PAGE
    assert words in trouble.what
    assert [seen.url for seen in sites.log] == [start]


def test_a_site_on_another_port_may_redirect_inside_it(sites: Replica) -> None:
    start, target = f"http://{OLD}:8080/", f"http://{OLD}:8080/index.html"
    sites.pages = {start: answers.redirect("/index.html"), target: answers.html("目录")}
    with fetcher() as asked:
        assert asked.fetch(Request(start)).final_url == target


def test_a_host_that_gave_enough_is_left_alone_until_the_next_day_and_others_are_not(sites: Replica) -> None:
    other = f"http://{NEW}/"
    sites.pages = {URL: Answer(b"x" * 700_000), other: answers.html("好")}
    now = [0.0]
    limits = FetchLimits(pause=0.0, tries=3, host_megabytes=1)
    with fetcher(limits=limits, clock=lambda: now[0]) as asked:
        asked.fetch(Request(URL))
        asked.fetch(Request(URL))
        with pytest.raises(FetchError, match="已达上限 1 MB") as caught:
            asked.fetch(Request(URL))
        assert caught.value.state is LookState.FAILED
        assert "host_megabytes_a_day" in caught.value.action
        assert len(sites.log) == 2
        assert asked.fetch(Request(other)).content.decode() == "好"
        now[0] += 24 * 3600
        asked.fetch(Request(URL))


def test_what_is_cut_off_counts_as_taken(sites: Replica) -> None:
    sites.pages = {URL: answers.cut(b"x" * 1_500_000)}
    assert "已达上限" in failure(fetcher(limits=FetchLimits(pause=0.0, tries=5, host_megabytes=1)), URL).what
    assert len(sites.log) == 2
