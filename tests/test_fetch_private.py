"""Private addresses are refused, however they are written and whatever leads to them."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sources.base import Request
from sources.errors import FetchError
from sources.records import LookState
from watcher.demo import answers
from watcher.demo.replica import Replica
from watcher.fetch import Fetcher, FetchLimits
from watcher.peers import is_public, printed_address

OLD = "www.cbirc.gov.cn"
URL = f"http://{OLD}/list.html"


@pytest.fixture
def sites(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    with Replica({}) as replica:
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, replica.proxy_url)
            monkeypatch.setenv(name.lower(), replica.proxy_url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
        monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
        monkeypatch.setenv("SSL_CERT_FILE", str(replica.ca_file))
        yield replica


def fetcher(*, private: tuple[str, ...] = (), together: tuple[str, ...] = ()) -> Fetcher:
    return Fetcher(
        FetchLimits(pause=0.0, tries=1),
        clock=lambda: 0.0,
        sleep=lambda seconds: None,
        rng=random.Random(7),
        allowed_hosts=None,
        sites=[frozenset(together)],
        private_hosts=frozenset(private),
    )


def failure(asked: Fetcher, url: str) -> FetchError:
    with asked, pytest.raises(FetchError) as caught:
        asked.fetch(Request(url))
    return caught.value


@contextmanager
def inside() -> Iterator[tuple[int, list[str]]]:
    """A server of a private network that is reached without a proxy: its port, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "6")
            self.end_headers()
            self.wfile.write("机密".encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_address[1], asked
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "10.0.0.5", "169.254.169.254", "[::1]", "[::ffff:10.0.0.5]", "0"],
)
def test_a_private_address_is_refused_however_it_is_written(sites: Replica, host: str) -> None:
    trouble = failure(fetcher(), f"http://{host}/latest/meta-data/")
    assert trouble.state is LookState.FAILED
    assert "内网或本机地址" in trouble.what
    assert "private_hosts" in trouble.action
    assert sites.log == []


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST"])
def test_a_name_that_leads_to_a_private_address_is_refused_before_anything_is_sent(sites: Replica, name: str) -> None:
    with inside() as (port, asked):
        trouble = failure(fetcher(), f"http://{name}:{port}/admin")
        assert "指向内网或本机地址" in trouble.what
        assert trouble.state is LookState.FAILED
        assert asked == []


def test_a_redirect_to_a_private_address_is_refused(sites: Replica) -> None:
    with inside() as (port, asked):
        sites.pages = {URL: answers.redirect("http://localhost/admin")}
        trouble = failure(fetcher(together=(OLD, "localhost")), URL)
        assert trouble.state in (LookState.FAILED, LookState.UNREACHABLE)
        assert asked == []
        sites.pages = {URL: answers.redirect(f"http://127.0.0.1:{port}/")}
        assert failure(fetcher(), URL).state is LookState.WRONG_PAGE
        sites.pages = {URL: answers.redirect("http://127.0.0.1/admin")}
        assert "内网或本机地址" in failure(fetcher(together=(OLD, "127.0.0.1")), URL).what
        assert asked == []


def test_a_private_host_that_the_user_names_is_asked(sites: Replica) -> None:
    with inside() as (port, asked), fetcher(private=("localhost",)) as fetching:
        assert fetching.fetch(Request(f"http://localhost:{port}/list")).content == "机密".encode()
        assert asked == ["/list"]


def test_addresses_of_the_public_internet_are_told_from_others() -> None:
    public = ["8.8.8.8", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
    private = ["192.168.1.1", "100.64.0.1", "198.18.0.7", "fe80::1%eth0", "fd00::1", "::", "224.0.0.1", "2002:a00:5::1"]
    private += ["64:ff9b::7f00:1", "64:ff9b::a00:5", "64:ff9b:1::a00:5", "::127.0.0.1", "fec0::1"]
    assert [one for one in public + private if is_public(one)] == public
    assert [printed_address(one) for one in ("jrj.dl.gov.cn", "gov.cn", "1.2.3.4.cn")] == [None, None, None]
