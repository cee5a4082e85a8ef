"""Where the Fetcher may go: redirects, cookies, allowed hosts; and conditional requests."""

import random
from collections.abc import Iterator

import pytest

from sources.base import Request
from sources.errors import FetchError
from sources.records import LookState
from watcher.demo import answers
from watcher.demo.replica import Answer, Replica, Seen
from watcher.fetch import Fetcher, FetchLimits

HOST = "jrj.dl.gov.cn"
URL = f"http://{HOST}/list.html"
SECURE = f"https://{HOST}/list.html"


@pytest.fixture
def sites(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    with Replica({}) as replica:
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, replica.proxy_url)
            monkeypatch.setenv(name.lower(), replica.proxy_url)
        for name in ("NO_PROXY", "ALL_PROXY"):
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(name.lower(), raising=False)
        monkeypatch.setenv("SSL_CERT_FILE", str(replica.ca_file))
        yield replica


def fetcher(allowed: frozenset[str] | None = None) -> Fetcher:
    return Fetcher(
        FetchLimits(pause=0.0, tries=1),
        clock=lambda: 0.0,
        sleep=lambda seconds: None,
        rng=random.Random(7),
        allowed_hosts=allowed,
    )


def failure(asked: Fetcher, request: Request) -> FetchError:
    with asked, pytest.raises(FetchError) as caught:
        asked.fetch(request)
    return caught.value


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_inside_the_site_is_followed(sites: Replica, status: int) -> None:
    sites.pages = {URL: answers.redirect("/attach/0/a.pdf", status), f"http://{HOST}/attach/0/a.pdf": Answer(b"%PDF")}
    with fetcher() as asked:
        page = asked.fetch(Request(URL))
    assert (page.url, page.final_url) == (URL, f"http://{HOST}/attach/0/a.pdf")
    assert page.content == b"%PDF"


def test_a_redirect_to_https_of_the_same_host_is_followed(sites: Replica) -> None:
    sites.pages = {URL: answers.redirect(SECURE), SECURE: answers.html("安全")}
    with fetcher(frozenset({HOST})) as asked:
        assert asked.fetch(Request(URL)).final_url == SECURE


def test_a_redirect_back_to_plain_http_is_asked_for_over_https(sites: Replica) -> None:
    target = f"https://{HOST}/attach/0/a.pdf"
    sites.pages = {SECURE: answers.redirect(target.replace("https", "http")), target: Answer(b"%PDF")}
    with fetcher() as asked:
        assert asked.fetch(Request(SECURE)).final_url == target
    assert {seen.url for seen in sites.log} == {SECURE, target}


@pytest.mark.parametrize("target", ["http://www.dl.gov.cn/", "//www.dl.gov.cn/x", "https://www.dl.gov.cn:8443/"])
def test_a_redirect_to_another_host_is_a_wrong_page_and_not_followed(sites: Replica, target: str) -> None:
    sites.pages = {URL: answers.redirect(target), "http://www.dl.gov.cn/": answers.html("首页")}
    trouble = failure(fetcher(), Request(URL))
    assert trouble.state is LookState.WRONG_PAGE
    assert HOST in trouble.what
    assert "www.dl.gov.cn" in trouble.what
    assert len(sites.log) == 1


@pytest.mark.parametrize("target", ["/", f"http://{HOST}", f"https://{HOST}/index.html", "/Default.aspx"])
def test_a_redirect_to_the_front_page_is_a_wrong_page(sites: Replica, target: str) -> None:
    front = dict.fromkeys((f"http://{HOST}/", f"https://{HOST}/index.html", f"http://{HOST}/Default.aspx"), answers.home())
    sites.pages = {URL: answers.redirect(target), **front}
    trouble = failure(fetcher(), Request(URL))
    assert trouble.state is LookState.WRONG_PAGE
    assert "首页" in trouble.what
    assert len(sites.log) == 1


def test_a_front_page_that_was_asked_for_may_redirect_to_another_one(sites: Replica) -> None:
    sites.pages = {f"http://{HOST}/": answers.redirect("/index.html"), f"http://{HOST}/index.html": answers.home()}
    with fetcher() as asked:
        assert asked.fetch(Request(f"http://{HOST}/")).address == f"http://{HOST}/index.html"


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "javascript:alert(1)", "http://[bad", "https:////[", "http://a:b:c/", "http://xn--zzzz99999/"]
)
def test_a_redirect_that_leads_nowhere_is_not_followed(sites: Replica, target: str) -> None:
    sites.pages = {URL: answers.redirect(target)}
    trouble = failure(fetcher(), Request(URL))
    assert trouble.state is LookState.WRONG_PAGE
    assert "跳转" in trouble.what
    assert len(sites.log) == 1


def test_redirects_in_a_circle_end(sites: Replica) -> None:
    sites.pages = {URL: answers.redirect(URL)}
    trouble = failure(fetcher(), Request(URL))
    assert trouble.state is LookState.FAILED
    assert "跳转超过 5 次" in trouble.what
    assert len(sites.log) == 6


def test_a_gbk_path_in_a_redirect_is_sent_back_byte_by_byte(sites: Replica) -> None:
    target = f"http://{HOST}/%C3%FB%B5%A5.xls"
    sites.pages = {URL: answers.redirect("/名单.xls".encode("gb18030").decode("latin-1")), target: Answer(b"xls")}
    with fetcher() as asked:
        assert asked.fetch(Request(URL)).final_url == target


def test_a_form_is_not_posted_again_after_302_but_is_after_307(sites: Replica) -> None:
    target = f"http://{HOST}/found.html"
    sites.pages = {URL: answers.redirect(target, 302), SECURE: answers.redirect("/found.html", 307)}
    sites.pages |= {target: answers.html("1"), target.replace("http", "https"): answers.html("2")}
    with fetcher() as asked:
        asked.fetch(Request(URL, form={"page": "2"}))
        asked.fetch(Request(SECURE, form={"page": "2"}))
    assert [(seen.method, seen.body) for seen in sites.log] == [
        ("POST", b"page=2"),
        ("GET", b""),
        ("POST", b"page=2"),
        ("POST", b"page=2"),
    ]


def test_a_cookie_bounce_is_passed_and_the_cookie_kept(sites: Replica) -> None:
    def bounce(seen: Seen) -> Answer:
        known = "ct6t=1" in seen.headers.get("cookie", "")
        return answers.html("名单") if known else answers.redirect(URL, cookie="ct6t=1; Path=/")

    sites.pages = {URL: bounce}
    with fetcher() as asked:
        assert asked.fetch(Request(URL)).content.decode() == "名单"
        assert asked.fetch(Request(URL)).content.decode() == "名单"
    assert len(sites.log) == 3


def test_a_cookie_for_every_host_of_the_government_is_not_taken(sites: Replica) -> None:
    other = "http://jr.xm.gov.cn/"
    sites.pages = {URL: Answer(b"", 200, {"Set-Cookie": "a=1; Domain=.gov.cn; Path=/"}), other: answers.html("")}
    with fetcher() as asked:
        asked.fetch(Request(URL))
        asked.fetch(Request(other))
    assert all("cookie" not in seen.headers for seen in sites.log)


def test_cookies_do_not_outlive_the_run(sites: Replica) -> None:
    sites.pages = {URL: Answer(b"", 200, {"Set-Cookie": "a=1"})}
    for _ in range(2):
        with fetcher() as asked:
            asked.fetch(Request(URL))
    assert all("cookie" not in seen.headers for seen in sites.log)


@pytest.mark.parametrize("url", [URL, "http://www.jrj.dl.gov.cn/", "http://JRJ.DL.GOV.CN./", "http://jr.xm.gov.cn/"])
def test_allowed_hosts_and_their_subdomains_may_be_asked(sites: Replica, url: str) -> None:
    sites.pages = {url: answers.html("好")}
    with fetcher(frozenset({HOST, "xm.gov.cn"})) as asked:
        assert asked.fetch(Request(url)).content.decode() == "好"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/admin",
        "http://localhost/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://eviljrj.dl.gov.cn/",
        "http://jrj.dl.gov.cn.evil.com/",
        "http://jrj.dl.gov.cn@evil.com/",
        "http://xn--zzzz99999/",
    ],
)
def test_any_other_host_is_refused_without_being_asked(sites: Replica, url: str) -> None:
    trouble = failure(fetcher(frozenset({HOST})), Request(url))
    assert trouble.state is LookState.FAILED
    assert "不在允许范围内" in trouble.what
    assert sites.log == []


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "javascript:void(0)", "/list.html", "", "http://", "http://a..b/", "http://a.cn/\ud800", "http://a.cn:99999/"],
)
def test_only_http_addresses_are_fetched(sites: Replica, url: str) -> None:
    trouble = failure(fetcher(), Request(url))
    assert trouble.state is LookState.FAILED
    assert "网址" in trouble.what
    assert sites.log == []


def test_not_modified_comes_back_only_when_it_was_asked_for(sites: Replica) -> None:
    sites.pages = {URL: Answer(b"", 304, {"ETag": '"1"'})}
    with fetcher() as asked:
        assert asked.fetch(Request(URL, headers={"If-None-Match": '"1"'})).status == 304
    assert failure(fetcher(), Request(URL)).state is LookState.FAILED


def test_a_site_that_asks_for_an_hour_is_left_alone_with_its_other_pages_too(sites: Replica) -> None:
    now, other, elsewhere = [0.0], f"http://{HOST}/other.html", "http://jr.xm.gov.cn/"
    sites.pages = {URL: answers.busy(429, "3600"), other: answers.html("好了"), elsewhere: answers.html("别处")}
    with Fetcher(clock=lambda: now[0], sleep=lambda _: None, rng=random.Random(7), allowed_hosts=None) as asked:
        for url in (URL, other, URL):
            with pytest.raises(FetchError, match="3600 秒") as caught:
                asked.fetch(Request(url))
            assert caught.value.state is LookState.FAILED
        assert len(sites.log) == 1
        assert asked.fetch(Request(elsewhere)).content.decode() == "别处"
        now[0] = 3600.0
        assert asked.fetch(Request(other)).content.decode() == "好了"
