"""The Fetcher against sites on loopback, over the standard proxy variables: what each kind of trouble ends in."""

import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from sources.base import Request
from sources.errors import FetchError, UsageError
from sources.records import LookState
from watcher.blocks import recognise
from watcher.demo import answers
from watcher.demo.replica import Answer, Replica, Seen
from watcher.fetch import Fetcher, FetchLimits

HOST = "jrj.dl.gov.cn"
URL = f"http://{HOST}/art/2023/7/18/art_2765_2091063.html"
SECURE = f"https://{HOST}/list.html"
QUICK = FetchLimits(read_timeout=0.8, tries=1)


class Clock:
    """Time that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sites(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with Replica({}) as replica:
        monkeypatch.setenv("HTTP_PROXY", replica.proxy_url)
        monkeypatch.setenv("HTTPS_PROXY", replica.proxy_url)
        monkeypatch.setenv("SSL_CERT_FILE", str(replica.ca_file))
        yield replica


def fetcher(
    clock: Clock,
    limits: FetchLimits | None = None,
    *,
    allowed: frozenset[str] | None = None,
    contact: str = "",
    proxy: str | None = None,
    verify: ssl.SSLContext | None = None,
    loopback: bool = False,
) -> Fetcher:
    return Fetcher(
        limits,
        clock=clock,
        sleep=clock.sleep,
        rng=random.Random(7),
        allowed_hosts=allowed,
        contact=contact,
        proxy=proxy,
        verify=verify,
        private_hosts=frozenset({"127.0.0.1"}) if loopback else frozenset(),
    )


def failure(asked: Fetcher, request: Request | str) -> FetchError:
    with asked, pytest.raises(FetchError) as caught:
        asked.fetch(Request(request) if isinstance(request, str) else request)
    return caught.value


@contextmanager
def raw_server(speak: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server for one connection that speaks anything but proper HTTP; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                try:
                    connection.recv(65536)
                    speak(connection)
                except OSError:
                    return  # the client went away

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def in_turn(*replies: Answer) -> Callable[[Seen], Answer]:
    waiting = list(replies)
    return lambda seen: waiting.pop(0) if len(waiting) > 1 else waiting[0]


def test_a_page_comes_with_its_address_and_headers_in_lower_case(sites: Replica, clock: Clock) -> None:
    sites.pages = {URL: Answer("名单".encode(), 200, {"Content-Type": "text/html", "ETag": '"1"'})}
    with fetcher(clock) as asked:
        page = asked.fetch(Request(URL, name="名单.html"))
    assert (page.url, page.final_url, page.status, page.name) == (URL, URL, 200, "名单.html")
    assert page.content.decode() == "名单"
    assert page.headers["etag"] == '"1"'
    assert page.headers["content-type"] == "text/html"


def test_https_runs_through_the_proxy_and_the_private_authority(sites: Replica, clock: Clock) -> None:
    sites.pages = {SECURE: answers.html("安全")}
    with fetcher(clock) as asked:
        assert asked.fetch(Request(SECURE)).content.decode() == "安全"
    assert sites.log[0].url == SECURE


def test_a_form_is_posted_and_extra_headers_may_hold_chinese(sites: Replica, clock: Clock) -> None:
    request = Request(URL, form={"page": "2", "col": "1"}, headers={"Referer": "http://jrj.dl.gov.cn/公告"})
    sites.pages = {request.key: answers.html("第二页"), URL: answers.html("第一页")}
    with fetcher(clock) as asked:
        assert asked.fetch(request).content.decode() == "第二页"
        assert asked.fetch(Request(URL)).content.decode() == "第一页"


def test_the_arguments_override_proxy_and_certificate_variables(
    sites: Replica, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sites.pages = {SECURE: answers.html("安全")}
    trusting = ssl.create_default_context(cafile=str(sites.ca_file))
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with fetcher(clock, proxy=sites.proxy_url, verify=trusting) as asked:
        assert asked.fetch(Request(SECURE)).content.decode() == "安全"


def test_no_proxy_is_respected(sites: Replica, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    page = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    with raw_server(lambda site: site.sendall(page)) as port, fetcher(clock, loopback=True) as asked:
        assert asked.fetch(Request(f"http://127.0.0.1:{port}/")).content == b"ok"
    assert sites.log == []


def test_the_user_agent_says_who_asks(sites: Replica, clock: Clock) -> None:
    sites.pages = {URL: answers.html("")}
    with fetcher(clock, contact="risk@example.com") as asked:
        asked.fetch(Request(URL))
    agent = sites.log[0].headers["user-agent"]
    assert agent.startswith("Mozilla/5.0 ")
    assert "Watcher/" in agent
    assert agent.endswith("(+risk@example.com)")


@pytest.mark.parametrize(
    ("answer", "state", "word"),
    [
        (answers.ruishu(412), LookState.BLOCKED_SCRIPT, "瑞数"),
        (answers.ruishu(202), LookState.BLOCKED_SCRIPT, "瑞数"),
        (answers.jsl(), LookState.BLOCKED_SCRIPT, "加速乐"),
        (answers.html("<script>document.cookie=('_')+('_')+('j')+('s')+('l')</script>", 521), LookState.BLOCKED_SCRIPT, "加速乐"),
        (answers.wzws(), LookState.BLOCKED_FIREWALL, "网站卫士"),
        (answers.chuangyudun(), LookState.BLOCKED_FIREWALL, "创宇盾"),
        (
            answers.redirect("https://help.365cyd.com/cyd-error-help.html?code=403"),
            LookState.BLOCKED_FIREWALL,
            "创宇盾",
        ),
        (answers.forbidden(), LookState.BLOCKED_FIREWALL, "403"),
        (answers.geo_block(), LookState.BLOCKED_PLACE, "地区"),
        (answers.html("没有了", 404), LookState.GONE, "404"),
        (answers.html("没有了", 410), LookState.GONE, "410"),
        (answers.html("", 500), LookState.UNREACHABLE, "500"),
        (answers.html("", 521), LookState.UNREACHABLE, "521"),
        (answers.html("", 400), LookState.FAILED, "400"),
        (answers.html("", 429), LookState.FAILED, "频繁"),
        (answers.html("", 204), LookState.FAILED, "204"),
        (answers.html("", 302), LookState.FAILED, "302"),
        (answers.reset(b"x" * 9000), LookState.UNREACHABLE, "不完整"),
        (answers.cut(b"x" * 9000), LookState.UNREACHABLE, "不完整"),
        (answers.slow(30), LookState.UNREACHABLE, "超时"),
        (Answer(b"plain", 200, {"Content-Encoding": "gzip"}), LookState.UNREACHABLE, "压缩"),
        (Answer(b"\x0b", 200, {"Content-Encoding": "br"}), LookState.FAILED, "压缩"),
    ],
)
def test_every_trouble_ends_in_its_own_state_with_words(
    sites: Replica, clock: Clock, answer: Answer, state: LookState, word: str
) -> None:
    sites.pages = {URL: answer, SECURE: answer}
    for url in (URL, SECURE):
        trouble = failure(fetcher(clock, QUICK), url)
        assert trouble.state is state
        assert word in trouble.what
        assert "名单库保持原样" in trouble.meaning
        assert trouble.action
        assert trouble.url == url


def test_a_page_that_is_gone_does_not_mean_that_a_company_left(sites: Replica, clock: Clock) -> None:
    sites.pages = {URL: answers.html("", 404)}
    assert "不等于企业已移出名单" in str(failure(fetcher(clock), URL))


def test_long_pages_that_only_mention_a_wall_are_pages() -> None:
    text = ("网站卫士 /wzws-waf-cgi/ GeoBL " + "正文" * 30000).encode()
    assert recognise(200, {}, text) is None
    assert recognise(200, {"set-cookie": "wzws_sessionid=1", "wzws-ray": "1"}, b"<p>page</p>") is None
    assert recognise(200, {}, b"<script>$_ts=window['$_ts'];</script><p>page</p>") is None
    assert recognise(404, {"wzws-ray": "1"}, b"not found") is None


def test_a_site_that_refuses_connections_is_unreachable(clock: Clock, sites: Replica) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    trouble = failure(fetcher(clock, FetchLimits(pause=0.0), proxy=f"http://127.0.0.1:{port}"), URL)
    assert trouble.state is LookState.UNREACHABLE
    assert "无法连接" in trouble.what
    assert len(clock.naps) == 2


def test_a_proxy_that_cannot_reach_the_site_is_named(sites: Replica, clock: Clock) -> None:
    trouble = failure(fetcher(clock, QUICK), "https://unknown.gov.cn/")
    assert trouble.state is LookState.UNREACHABLE
    assert "代理" in trouble.what


def test_an_unknown_authority_is_a_certificate_problem_and_not_tried_again(
    sites: Replica, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sites.pages = {SECURE: answers.html("安全")}
    monkeypatch.delenv("SSL_CERT_FILE")
    trouble = failure(fetcher(clock), SECURE)
    assert trouble.state is LookState.TLS
    assert "SSL_CERT_FILE" in trouble.action
    assert clock.naps == []


def test_a_failed_handshake_is_a_tls_problem(sites: Replica, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with raw_server(lambda site: site.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")) as port:
        trouble = failure(fetcher(clock, QUICK, loopback=True), f"https://127.0.0.1:{port}/")
    assert trouble.state is LookState.TLS
    assert "握手" in trouble.what


@pytest.mark.parametrize(
    "first", [answers.busy(503), answers.busy(429), answers.reset(b"x" * 99), answers.cut(b"x" * 99), answers.slow(30)]
)
def test_what_may_pass_is_tried_again(sites: Replica, clock: Clock, first: Answer) -> None:
    sites.pages = {URL: in_turn(first, first, answers.html("好了"))}
    with fetcher(clock, FetchLimits(read_timeout=0.6)) as asked:
        assert asked.fetch(Request(URL)).content.decode() == "好了"
    assert len(sites.log) == 3


@pytest.mark.parametrize(
    "answer", [answers.ruishu(), answers.forbidden(), answers.html("", 404), answers.html("", 400)]
)
def test_what_will_not_pass_is_asked_once(sites: Replica, clock: Clock, answer: Answer) -> None:
    sites.pages = {URL: answer}
    failure(fetcher(clock), URL)
    assert len(sites.log) == 1


def test_tries_end_and_waits_grow(sites: Replica, clock: Clock) -> None:
    sites.pages = {URL: answers.busy(503)}
    limits = FetchLimits(pause=0.0, backoff=10.0)
    assert failure(fetcher(clock, limits), URL).state is LookState.UNREACHABLE
    assert len(sites.log) == 3
    first, second = clock.naps
    assert 5 <= first <= 15
    assert 10 <= second <= 30


def test_the_same_seed_waits_the_same(sites: Replica) -> None:
    sites.pages = {URL: answers.busy(503)}
    one, other = Clock(), Clock()
    failure(fetcher(one), URL)
    failure(fetcher(other), URL)
    assert one.naps == other.naps


def test_the_wait_that_a_site_asks_for_is_kept(sites: Replica, clock: Clock) -> None:
    in_half_a_minute = Answer(
        b"", 503, {"Date": "Thu, 01 Jan 2026 00:00:00 GMT", "Retry-After": "Thu, 01 Jan 2026 00:00:30 GMT"}
    )
    sites.pages = {URL: in_turn(answers.busy(429, "45"), in_half_a_minute, answers.html("好了"))}
    with fetcher(clock, FetchLimits(pause=0.0)) as asked:
        assert asked.fetch(Request(URL)).content.decode() == "好了"
    assert clock.naps == [45.0, 30.0]


def test_a_site_that_asks_for_an_hour_is_left_alone(sites: Replica, clock: Clock) -> None:
    sites.pages = {URL: answers.busy(503, "3600")}
    trouble = failure(fetcher(clock), URL)
    assert "3600 秒" in trouble.what
    assert len(sites.log) == 1
    assert clock.naps == []


@pytest.mark.parametrize("answer", [answers.html("x" * 5000), answers.bomb(5000), answers.bomb(50_000_000)])
def test_the_size_limit_counts_decoded_bytes(sites: Replica, clock: Clock, answer: Answer) -> None:
    sites.pages = {URL: answer}
    trouble = failure(fetcher(clock, FetchLimits(max_bytes=4999)), URL)
    assert trouble.state is LookState.FAILED
    assert "大小上限 4999 字节" in trouble.what
    assert len(sites.log) == 1


def test_a_page_of_exactly_the_limit_is_a_page_compressed_or_not(sites: Replica, clock: Clock) -> None:
    sites.pages = {URL: answers.html("x" * 5000), SECURE: answers.zipped("x" * 5000)}
    with fetcher(clock, FetchLimits(max_bytes=5000)) as asked:
        assert asked.fetch(Request(URL)).content == asked.fetch(Request(SECURE)).content == b"x" * 5000


def test_a_compressed_body_that_ends_early_is_no_page(sites: Replica, clock: Clock) -> None:
    whole = answers.zipped("名单" * 500)
    sites.pages = {URL: Answer(whole.body[:-9], 200, whole.headers)}
    assert failure(fetcher(clock, QUICK), URL).state is LookState.UNREACHABLE


@pytest.mark.parametrize("url", [URL, SECURE])
def test_a_body_that_drips_is_ended_by_the_deadline(sites: Replica, clock: Clock, url: str) -> None:
    sites.pages = {url: answers.dripping(0.02, b"x" * 10_000)}
    began = time.monotonic()
    trouble = failure(fetcher(clock, FetchLimits(deadline=0.5)), url)
    assert time.monotonic() - began < 30
    assert trouble.state is LookState.UNREACHABLE
    assert "总时限" in trouble.what
    assert len(sites.log) == 1


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_headers_or_an_open_end_that_drip_are_ended_too(
    sites: Replica, clock: Clock, monkeypatch: pytest.MonkeyPatch, start: bytes
) -> None:
    over = threading.Event()

    def drip(site: socket.socket) -> None:
        site.sendall(start)
        while not over.wait(0.02):
            site.sendall(b"x")

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with raw_server(drip) as port:
        trouble = failure(fetcher(clock, FetchLimits(deadline=0.5), loopback=True), f"http://127.0.0.1:{port}/")
        over.set()
    assert "总时限" in trouble.what


def test_one_host_is_asked_with_pauses_and_another_at_once(sites: Replica, clock: Clock) -> None:
    other = "http://jr.xm.gov.cn/"
    sites.pages = {URL: answers.html("1"), SECURE: answers.html("2"), other: answers.html("3")}
    with fetcher(clock) as asked:
        asked.fetch(Request(URL))
        asked.fetch(Request(other))
        assert clock.naps == []
        clock.now += 0.5
        asked.fetch(Request(SECURE))
    assert clock.naps == [1.5]


def test_one_host_answers_one_request_at_a_time(sites: Replica, clock: Clock) -> None:
    busy = threading.Lock()
    overlaps: list[bool] = []

    def reply(seen: Seen) -> Answer:
        overlaps.append(not busy.acquire(blocking=False))
        time.sleep(0.03)
        busy.release()
        return answers.html("好")

    sites.pages = {URL: reply}
    with fetcher(clock) as asked, ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(asked.fetch, [Request(URL)] * 4))
    assert len(pages) == 4
    assert overlaps == [False] * 4


def test_wrong_settings_are_named(clock: Clock, sites: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="联系方式"):
        fetcher(clock, contact="监管组")
    with pytest.raises(UsageError, match="代理"):
        fetcher(clock, proxy="socks5://127.0.0.1:1080")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    with pytest.raises(UsageError, match="SSL_CERT_FILE"):
        fetcher(clock)
