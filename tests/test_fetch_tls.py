"""TLS of another age: strict first, by setting only, never without the certificate; against real servers on loopback."""

import random
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from sources.base import Request
from sources.errors import FetchError
from sources.records import LookState
from watcher.fetch import Fetcher, FetchLimits

PAGE = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nContent-Length: 6\r\nConnection: close\r\n\r\n" + "名单".encode()
LEGACY = frozenset({"localhost"})
Serve = Callable[[socket.socket], None]


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    authority = trustme.CA()
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "localhost")
    return authority


@contextmanager
def server(serve: Serve) -> Iterator[tuple[str, list[str]]]:
    """Serves each connection in turn; yields its address and what became of each handshake."""
    ends: list[str] = []
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)

        def run() -> None:
            while not over.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                connection.settimeout(10)
                with connection:
                    try:
                        serve(connection)
                        ends.append("served")
                    except OSError as error:
                        ends.append(type(error).__name__)

        thread = threading.Thread(target=run)
        thread.start()
        yield f"https://localhost:{listener.getsockname()[1]}/", ends
        over.set()
        thread.join()


def speaking(authority: trustme.CA, *, ciphers: str | None = None, host: str = "localhost") -> Serve:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host, key_type=trustme.KeyType.RSA).configure_cert(context)
    if ciphers:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(ciphers)

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as site:
            site.recv(65536)
            site.sendall(PAGE)

    return serve


def old_hello(connection: socket.socket) -> None:
    """The hello of a server that never heard of secure renegotiation, and then whatever the client says to it."""
    connection.recv(65536)
    hello = struct.pack("!H", 0x0303) + bytes(32) + b"\0" + struct.pack("!H", 0xC02F) + b"\0"
    message = b"\x02" + len(hello).to_bytes(3, "big") + hello
    connection.sendall(b"\x16\x03\x03" + struct.pack("!H", len(message)) + message)
    connection.settimeout(0.3)
    if connection.recv(7)[:1] == b"\x15":  # an alert: the client has refused
        raise ConnectionRefusedError


def fetcher(*, legacy: frozenset[str] = frozenset(), verify: ssl.SSLContext | None = None) -> Fetcher:
    return Fetcher(
        FetchLimits(pause=0.0, tries=1, read_timeout=5),
        clock=lambda: 0.0,
        sleep=lambda seconds: None,
        rng=random.Random(7),
        allowed_hosts=None,
        private_hosts=frozenset({"localhost"}),
        legacy_tls_hosts=legacy,
        verify=verify,
    )


def failure(asked: Fetcher, url: str) -> FetchError:
    with asked, pytest.raises(FetchError) as caught:
        asked.fetch(Request(url))
    return caught.value


OLD_CIPHER = "AES128-GCM-SHA256"  # without forward secrecy: refused today, usual ten years ago


def test_an_old_server_is_named_with_the_setting_and_tried_once(authority: trustme.CA) -> None:
    with server(speaking(authority, ciphers=OLD_CIPHER)) as (url, ends):
        trouble = failure(fetcher(), url)
    assert trouble.state is LookState.TLS
    assert "HANDSHAKE_FAILURE" in trouble.what
    assert "legacy_tls_hosts" in trouble.action
    assert len(ends) == 1


def test_an_old_server_that_the_user_names_is_read_after_the_strict_try(authority: trustme.CA) -> None:
    with server(speaking(authority, ciphers=OLD_CIPHER)) as (url, ends), fetcher(legacy=LEGACY) as asked:
        assert asked.fetch(Request(url)).content.decode() == "名单"
        assert asked.fetch(Request(url)).content.decode() == "名单"
    assert ends == ["SSLError", "served"] * 2


def test_the_private_authority_of_an_argument_holds_for_old_servers_too(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trusting = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    monkeypatch.delenv("SSL_CERT_FILE")
    with server(speaking(authority, ciphers=OLD_CIPHER)) as (url, _):
        with fetcher(legacy=LEGACY, verify=trusting) as asked:
            assert asked.fetch(Request(url)).status == 200
        assert failure(fetcher(legacy=LEGACY), url).state is LookState.TLS


@pytest.mark.parametrize("ciphers", [None, OLD_CIPHER])
def test_a_false_certificate_is_refused_also_on_a_named_host(authority: trustme.CA, ciphers: str | None) -> None:
    stranger = trustme.CA()
    with server(speaking(stranger, ciphers=ciphers)) as (url, ends):
        trouble = failure(fetcher(legacy=LEGACY), url)
    assert (trouble.state, "证书未通过校验" in trouble.what) == (LookState.TLS, True)
    assert "served" not in ends


def test_a_certificate_of_another_name_is_refused_also_on_a_named_host(authority: trustme.CA) -> None:
    with server(speaking(authority, ciphers=OLD_CIPHER, host="jrj.dl.gov.cn")) as (url, ends):
        trouble = failure(fetcher(legacy=LEGACY), url)
    assert "证书未通过校验" in trouble.what
    assert "served" not in ends


def test_a_modern_server_on_a_named_host_is_spoken_to_strictly(authority: trustme.CA) -> None:
    with server(speaking(authority)) as (url, ends), fetcher(legacy=LEGACY) as asked:
        assert asked.fetch(Request(url)).status == 200
    assert ends == ["served"]


def test_unsafe_renegotiation_is_known_by_name_and_allowed_only_where_it_is_set(authority: trustme.CA) -> None:
    with server(old_hello) as (url, ends):
        trouble = failure(fetcher(), url)
        assert "UNSAFE_LEGACY_RENEGOTIATION_DISABLED" in trouble.what
        assert "legacy_tls_hosts" in trouble.action
    assert ends == ["ConnectionRefusedError"]
    with server(old_hello) as (url, ends):
        failure(fetcher(legacy=LEGACY), url)
    assert ends == ["ConnectionRefusedError", "TimeoutError"], "the second try waits for the server's certificate"


def test_another_host_is_not_spoken_to_in_the_old_way(authority: trustme.CA) -> None:
    with server(speaking(authority, ciphers=OLD_CIPHER)) as (url, ends):
        assert failure(fetcher(legacy=frozenset({"jrj.dl.gov.cn"})), url).state is LookState.TLS
    assert len(ends) == 1
