"""A message as a signed request: what a receiver gets, how it verifies it, and what its answers mean."""

import hashlib
import hmac
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from alerts.channels.letter import Delivery, Letter, Outcome
from alerts.channels.webhook import WebhookChannel
from alerts.channels.webhook_url import webhook_url
from alerts.delivery import deliver
from conftest import Clock
from outboxes import queue, stored
from sources.errors import UsageError
from watcher.desk import Desk

AT = datetime(2023, 7, 20, 1, 0, tzinfo=UTC)
SECRET = "s3cret-of-the-subscription"
DOCS = Path(__file__).parent.parent / "docs" / "operations.md"


@dataclass
class Receiver:
    """An HTTP server on loopback that keeps what it is sent, and answers as it is told."""

    answer: tuple[int, Mapping[str, str], bytes] = (204, {}, b"")
    got: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with served() as receiver:
        yield receiver


@contextmanager
def served(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append((self.path, dict(self.headers), content))
            code, headers, body = receiver.answer
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        receiver.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}/hooks/watcher"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()


def letter(url: str) -> Letter:
    return Letter(
        message_id="<w.4f2a@example.com>",
        recipient=url,
        kind="alert",
        subject="【新增命中】1 家交易对手",
        content={"portfolio": "客户", "coverage": {"gaps": [], "blind": []}},
        news=[{"counterparty": "云岭商业保理（大连）有限公司", "happened": "listed"}],
        date=AT,
        secret=SECRET,
    )


def posted(url: str, tls: ssl.SSLContext | None = None) -> Delivery:
    channel = WebhookChannel(lambda: AT, tls=tls)
    try:
        return channel.send(letter(url))
    finally:
        channel.close()


def test_a_receiver_gets_the_message_signed_and_named(receiver: Receiver) -> None:
    delivery = posted(receiver.url)
    assert (delivery.outcome, delivery.code) == (Outcome.SENT, 204)
    [(path, headers, content)] = receiver.got
    told = json.loads(content)
    assert path == "/hooks/watcher"
    assert (told["id"], told["kind"], told["portfolio"]) == ("<w.4f2a@example.com>", "alert", "客户")
    assert told["items"][0]["counterparty"] == "云岭商业保理（大连）有限公司"
    assert told["coverage"] == {"gaps": [], "blind": []}
    assert headers["Idempotency-Key"] == "<w.4f2a@example.com>"
    signed = f"{int(AT.timestamp())}.".encode() + content
    assert headers["Watcher-Timestamp"] == str(int(AT.timestamp()))
    assert headers["Watcher-Signature"] == "v1=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert delivery.text == content.decode()


def test_the_lines_in_the_documentation_verify_a_request_and_refuse_any_other(receiver: Receiver) -> None:
    [lines] = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    documented: dict[str, object] = {}
    exec(lines, documented)
    verified = documented["verified"]
    assert callable(verified)
    channel = WebhookChannel(lambda: datetime.fromtimestamp(time.time(), UTC))
    channel.send(letter(receiver.url))
    channel.close()
    posted(receiver.url)  # signed in 2023
    [(_, headers, content), (_, old, _)] = receiver.got
    assert verified(headers, content, SECRET)
    assert not verified(headers, content + b" ", SECRET)
    assert not verified(headers, content, "another secret")
    assert not verified(dict(headers) | {"Watcher-Timestamp": str(int(time.time()) + 1)}, content, SECRET)
    assert not verified(old, content, SECRET)


@pytest.mark.parametrize(
    ("code", "headers", "outcome", "wait"),
    [
        (200, {}, Outcome.SENT, None),
        (408, {}, Outcome.RETRY, None),
        (429, {"Retry-After": "7200"}, Outcome.RETRY, timedelta(hours=2)),
        (503, {"Retry-After": format_datetime(AT + timedelta(hours=3), usegmt=True)}, Outcome.RETRY, timedelta(hours=3)),
        (500, {"Retry-After": "soon"}, Outcome.RETRY, None),
        (404, {}, Outcome.DEAD, None),
        (410, {}, Outcome.DEAD, None),
        (302, {"Location": "http://127.0.0.1:1/elsewhere"}, Outcome.DEAD, None),
    ],
)
def test_an_answer_says_whether_trying_again_makes_sense(
    receiver: Receiver, code: int, headers: dict[str, str], outcome: Outcome, wait: timedelta | None
) -> None:
    receiver.answer = (code, headers, "维护中".encode() + b"x" * 1_000_000)
    delivery = posted(receiver.url)
    assert (delivery.outcome, delivery.code, delivery.wait) == (outcome, code, wait)
    assert len(delivery.words) < 300
    assert ("维护中" in delivery.words) == (code >= 400)
    assert ("未跟随" in delivery.words) == (code == 302)
    assert len(receiver.got) == 1


def test_a_certificate_is_verified_and_an_address_that_nobody_answers_is_away() -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with served(context) as receiver:
        refused = posted(receiver.url)
        assert (refused.outcome, refused.everybody, refused.begun) == (Outcome.RETRY, True, False)
        assert "SSL_CERT_FILE" in refused.words
        assert posted(receiver.url, trusting).outcome is Outcome.SENT
        url = receiver.url
    gone = posted(url, trusting)
    assert (gone.outcome, gone.everybody, gone.begun) == (Outcome.RETRY, True, False)


def test_one_receiver_in_trouble_keeps_no_other_waiting_and_is_left_alone_as_long_as_it_asked(
    desk: Desk, receiver: Receiver, clock: Clock
) -> None:
    with served() as well:
        receiver.answer = (429, {"Retry-After": "3600"}, b"")
        queue(desk, clock(), receiver.url, well.url, channel="webhook", each=3)
        ways = {"webhook": WebhookChannel(clock)}
        assert deliver(desk.engine, ways, clock, owner="test") == {Outcome.SENT: 3, Outcome.RETRY: 1}
        clock.forward(minutes=59)
        assert not deliver(desk.engine, ways, clock, owner="test")
        receiver.answer = (200, {}, b"")
        clock.forward(minutes=1)
        assert deliver(desk.engine, ways, clock, owner="test") == {Outcome.SENT: 3}
    assert {one.state for one in stored(desk).values()} == {"sent"}
    assert len({headers["Idempotency-Key"] for _, headers, _ in receiver.got}) == 3


@pytest.mark.parametrize(
    ("url", "admitted"),
    [
        ("https://hooks.example.com/a?token=1", True),
        ("https://10.0.0.5:8443/", True),
        ("http://127.0.0.1:9000/x", True),
        ("http://localhost/x", True),
        ("http://[::1]:9000/x", True),
        ("http://192.168.1.7/x", True),
        ("http://hooks.example.com/", False),
        ("http://8.8.8.8/", False),
        ("http://169.254.169.254/latest", False),
        ("http://0.0.0.0/", False),
        ("http://[::ffff:8.8.8.8]/", False),
        ("https://user:secret@hooks.example.com/", False),
        ("https://secret@hooks.example.com/", False),
        ("https://hooks.example.com/#secret", False),
        ("https://hooks.example.com:secret/", False),
        ("https://hooks.example.com/a secret", False),
        ("https://hooks.example.com/secret\r\nX-Evil: 1", False),
        ("ftp://hooks.example.com/", False),
        ("https:///secret", False),
        ("https://[secret/", False),
        ("hooks.example.com", False),
        ("", False),
    ],
)
def test_an_address_is_encrypted_or_inside(url: str, admitted: bool) -> None:
    if admitted:
        assert webhook_url(f" {url} ") == url
        return
    with pytest.raises(UsageError) as caught:
        webhook_url(url)
    assert "secret" not in str(caught.value) + repr(caught.value)


def test_a_receiver_whose_answer_drips_is_cut_off() -> None:
    def drip() -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):
            connection.sendall(b"HTTP/1.1 500 Oh\r\n")
            while not done.wait(0.02):
                connection.sendall(b"X-More: x\r\n")

    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        channel = WebhookChannel(lambda: AT, in_all=0.2)
        delivery = channel.send(letter(f"http://127.0.0.1:{server.getsockname()[1]}/"))
        channel.close()
        done.set()
        thread.join()
    assert (delivery.outcome, delivery.everybody, delivery.words) == (Outcome.RETRY, True, "接收地址超时未应答")
