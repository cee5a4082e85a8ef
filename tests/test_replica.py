"""The replica of the regulators' sites, seen through the Fetcher that it exists for."""

import json
import random
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.base import Page, Request
from sources.errors import FetchError
from sources.records import LookState
from watcher.demo import answers
from watcher.demo.replica import Answer, Replica, load
from watcher.fetch import Fetcher, FetchLimits

ONE = "https://jrj.dl.gov.cn/list.html"
OTHER = "http://jr.xm.gov.cn/tzgg/index.html"


@pytest.fixture
def sites(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    with Replica({ONE: answers.html("大连"), OTHER: answers.html("厦门")}) as replica:
        monkeypatch.setenv("SSL_CERT_FILE", str(replica.ca_file))
        yield replica


def get(sites: Replica, request: Request | str) -> Page:
    limits = FetchLimits(pause=0.0, tries=1)
    with Fetcher(
        limits,
        clock=lambda: 0.0,
        sleep=lambda seconds: None,
        rng=random.Random(7),
        allowed_hosts=None,
        proxy=sites.proxy_url,
    ) as fetcher:
        return fetcher.fetch(Request(request) if isinstance(request, str) else request)


def test_several_sites_answer_at_once_over_http_and_https(sites: Replica) -> None:
    assert get(sites, ONE).content.decode() == "大连"
    assert get(sites, OTHER).content.decode() == "厦门"
    assert [(seen.method, seen.url) for seen in sites.log] == [("GET", ONE), ("GET", OTHER)]


def test_the_pages_of_the_second_day_replace_those_of_the_first(sites: Replica) -> None:
    sites.pages = {ONE: answers.html("第二天")}
    assert get(sites, ONE).content.decode() == "第二天"


def test_a_form_finds_its_own_page_in_any_order_of_fields_and_else_the_page_of_the_address(sites: Replica) -> None:
    sites.pages = {f"{OTHER} POST col=1&name=名单&page=2": answers.html("第二页"), OTHER: answers.html("首页")}
    assert get(sites, Request(OTHER, form={"page": "2", "col": "1", "name": "名单"})).content.decode() == "第二页"
    assert get(sites, Request(OTHER, form={"page": "3"})).content.decode() == "首页"


def test_an_unknown_page_is_gone_and_an_unknown_host_unreachable(sites: Replica) -> None:
    states = []
    for url in (OTHER + "x", "http://nowhere.gov.cn/", "https://nowhere.gov.cn/"):
        with pytest.raises(FetchError) as caught:
            get(sites, url)
        states.append(caught.value.state)
    assert states == [LookState.GONE, LookState.UNREACHABLE, LookState.UNREACHABLE]


def test_a_page_in_gb_hides_under_a_header_of_utf8(sites: Replica) -> None:
    sites.pages = {OTHER: answers.gbk_under_utf8("<p>融资租赁</p>")}
    page = get(sites, OTHER)
    assert page.headers["content-type"] == "text/html; charset=UTF-8"
    assert "融资租赁" in page.content.decode("gb18030")


def test_a_folder_is_read_with_its_statuses_and_headers(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("甲", "utf-8")
    (tmp_path / "b.bin").write_bytes(b"\x00")
    entries = {
        OTHER: {"file": "a.html"},
        OTHER + " POST page=2": {"file": "b.bin", "status": 503, "headers": {"Retry-After": "9"}},
    }
    (tmp_path / "pages.json").write_text(json.dumps(entries), "utf-8")
    pages = load(tmp_path)
    assert pages[OTHER] == Answer("甲".encode(), 200, {"Content-Type": "text/html"})
    refused = pages[OTHER + " POST page=2"]
    assert (refused.status, refused.body, refused.headers["Retry-After"]) == (503, b"\x00", "9")


def test_clients_that_go_away_or_wait_for_ever_leave_no_trace(
    sites: Replica, capfd: pytest.CaptureFixture[str]
) -> None:
    host, port = sites.proxy_url.removeprefix("http://").split(":")
    sites.pages = {OTHER: answers.slow(60), ONE: answers.html("x" * 5_000_000)}
    asking = f"GET {OTHER} HTTP/1.1\r\nHost: jr.xm.gov.cn\r\n\r\n".encode()
    tunnel = b"CONNECT jrj.dl.gov.cn:443 HTTP/1.1\r\n\r\n"
    waiting = [socket.create_connection((host, int(port))) for _ in range(4)]
    waiting[0].sendall(asking)
    waiting[1].sendall(tunnel)
    for start in (asking, tunnel, tunnel + b"no TLS at all", b"\x16\x03\x01 nonsense\r\n\r\n"):
        with socket.create_connection((host, int(port))) as leaving:
            leaving.sendall(start)
    waiting[2].sendall(tunnel)
    assert waiting[2].recv(100).startswith(b"HTTP/1.1 200")
    sites.close()
    for connection in waiting:
        connection.close()
    assert capfd.readouterr().err == ""


def test_a_switch_turns_the_answer_of_a_host_or_of_a_page_until_it_is_taken_back(sites: Replica) -> None:
    second = OTHER + "?page=2"
    sites.pages = {**sites.pages, second: answers.html("第二页")}
    sites.switches = {"jr.xm.gov.cn": answers.SWITCHES["busy"], second: answers.SWITCHES["half"]}
    with pytest.raises(FetchError) as caught:
        get(sites, OTHER)
    assert caught.value.state is LookState.UNREACHABLE
    assert get(sites, second).content == "第二页".encode()[:4]  # what is said of the page goes before what is said of the host
    assert get(sites, ONE).content.decode() == "大连"
    sites.switches = {}
    assert get(sites, OTHER).content.decode() == "厦门"


def test_a_misnamed_host_shows_a_certificate_that_is_not_its_own(sites: Replica) -> None:
    sites.misnamed = {"jrj.dl.gov.cn"}
    with pytest.raises(FetchError) as caught:
        get(sites, ONE)
    assert caught.value.state is LookState.TLS
    assert get(sites, OTHER).content.decode() == "厦门"


def test_a_new_layout_keeps_what_people_read_and_renames_what_programs_read() -> None:
    page = answers.html('<meta name="PubDate" content="2023-07-18"><ul><li class="row"><a href="/a.html">名单</a></li></ul>')
    assert answers.relaid(page).body.decode() == '<ul><article class="new-row"><a href="/a.html">名单</a></article></ul>'
    data = Answer(b'{"data": {"rows": []}}', 200, {"Content-Type": "application/json"})
    assert json.loads(answers.relaid(data).body) == {"new_data": {"new_rows": []}}
    file = Answer(b"\x00\xff", 200, {"Content-Type": "application/vnd.ms-excel"})
    assert answers.relaid(file) == file
