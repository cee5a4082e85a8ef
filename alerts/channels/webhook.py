"""Messages as signed JSON, posted to an address of the receiver's own; docs/operations.md says how one verifies them."""

import hmac
import json
import ssl
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from importlib.metadata import version

import httpx

from alerts.channels.deadline import Deadline
from alerts.channels.letter import Delivery, Letter, Outcome
from alerts.channels.mail import one_line

_TIMEOUT = httpx.Timeout(10.0, connect=5.0)  # seconds; whoever has much to do takes the message first and works later
_IN_ALL = 20.0  # seconds for one request, however steadily its answer drips
_LONGEST_ANSWER = 2048  # bytes of an answer that are looked at
_LONGEST_WORDS = 200  # characters of it that are kept
_TOO_SLOW = "接收地址超时未应答"
_LATER = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)


class WebhookChannel:
    """Posts each letter to its receiver's address; follows no redirect. `clock` tells the time that is signed.

    After `in_all` seconds a request is cut off: one receiver keeps no other waiting.
    """

    def __init__(
        self, clock: Callable[[], datetime], *, tls: ssl.SSLContext | None = None, in_all: float = _IN_ALL
    ) -> None:
        self._in_all = in_all
        self._clock = clock
        self._tls = tls
        self._client: httpx.Client | None = None

    def server(self, letter: Letter) -> str:
        """Every receiver has a server of his own."""
        return letter.recipient

    def send(self, letter: Letter) -> Delivery:
        """Post once; the answer says whether trying again makes sense."""
        content, deadline = body(letter), Deadline(self._in_all)
        headers, watched = self._headers(letter, content), {"trace": deadline.trace}
        try:
            request = self._opened().build_request("POST", letter.recipient, content=content, headers=headers, extensions=watched)
            with deadline, closing(self._opened().send(request, stream=True)) as answer:
                return self._judged(answer, content)
        except (httpx.HTTPError, OSError) as trouble:
            begun = not isinstance(trouble, (httpx.ConnectError, httpx.ConnectTimeout, OSError))
            words = _TOO_SLOW if deadline.passed else _words(trouble)
            return Delivery(Outcome.RETRY, None, words, everybody=True, begun=begun)
        except (httpx.InvalidURL, UnicodeError):
            return Delivery(Outcome.DEAD, None, "接收地址的写法不正确")

    def close(self) -> None:
        """End the connections."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _opened(self) -> httpx.Client:
        if self._client is None:
            tls = self._tls or _trusting()
            # What is private stays inside: only an encrypted request may take the way of a proxy.
            # No connection is kept: of one that was made before nobody could cut the request that hangs.
            once = httpx.Limits(max_keepalive_connections=0)
            plain = {"http://": httpx.HTTPTransport(limits=once)}
            self._client = httpx.Client(timeout=_TIMEOUT, verify=tls, limits=once, mounts=plain)
        return self._client

    def _headers(self, letter: Letter, content: bytes) -> dict[str, str]:
        timestamp = str(int(self._clock().timestamp()))
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": f"Watcher/{version('regwatch-cn')}",
            "Accept-Encoding": "identity",
            "Idempotency-Key": letter.message_id,
            "Watcher-Timestamp": timestamp,
            "Watcher-Signature": signature(letter.secret, timestamp, content),
        }

    def _judged(self, answer: httpx.Response, content: bytes) -> Delivery:
        code = answer.status_code
        if answer.is_success:
            return Delivery(Outcome.SENT, code, "接收方已接收", text=content.decode())
        if answer.is_redirect:
            return Delivery(Outcome.DEAD, code, f"接收地址要求转到别处（{code}），未跟随；请把订阅改为新的地址")
        said = f"接收方应答 {code}：{_beginning(answer)}"
        if answer.is_server_error or code in _LATER:
            return Delivery(Outcome.RETRY, code, said, everybody=True, wait=_asked_wait(answer, self._clock()))
        return Delivery(Outcome.DEAD, code, said)


@cache
def _trusting() -> ssl.SSLContext:
    """Read once: a round begins at every tick, and to read all certificates is more work than to send."""
    return httpx.create_ssl_context()


def body(letter: Letter) -> bytes:
    """What is posted; at every try the same bytes."""
    content = {
        "id": letter.message_id,
        "kind": letter.kind,
        "subject": letter.subject,
        "at": letter.date.replace(tzinfo=letter.date.tzinfo or UTC).isoformat(timespec="seconds"),
        "portfolio": letter.content.get("portfolio", ""),
        "alarms" if letter.kind == "operations" else "items": list(letter.news),
        "coverage": letter.content.get("coverage", {}),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def signature(secret: str, timestamp: str, content: bytes) -> str:
    """HMAC-SHA256 over timestamp, a dot and the body, so that an old request cannot be sent again as a new one."""
    signed = timestamp.encode() + b"." + content
    return "v1=" + hmac.new(secret.encode(), signed, sha256).hexdigest()


def _words(trouble: Exception) -> str:
    if isinstance(trouble, httpx.TimeoutException):
        return _TOO_SLOW
    cause: BaseException | None = trouble
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"接收地址的证书未通过校验（{cause.verify_message}）；自建证书机构请设置 SSL_CERT_FILE"
        cause = cause.__cause__ or cause.__context__
    return f"无法连接接收地址：{one_line(str(trouble))[:_LONGEST_WORDS]}"


def _beginning(answer: httpx.Response) -> str:
    content = b""
    for piece in answer.iter_raw():
        content += piece
        if len(content) >= _LONGEST_ANSWER:
            break
    return one_line(content[:_LONGEST_ANSWER].decode("utf-8", "replace"))[:_LONGEST_WORDS]


def _asked_wait(answer: httpx.Response, now: datetime) -> timedelta | None:
    """How long the receiver wants to be left alone; None where it does not say, or nothing that can be read."""
    asked = answer.headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return timedelta(seconds=min(int(asked[:9]), 10**6))
    try:
        then = parsedate_to_datetime(asked)
    except ValueError:
        return None
    return max(then.replace(tzinfo=then.tzinfo or UTC) - now, timedelta())
