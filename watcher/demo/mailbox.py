"""A mail server on loopback that keeps what it receives, and refuses when it is told to."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import StrEnum
from types import TracebackType
from typing import Any, Self
from weakref import WeakSet

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Drop(StrEnum):
    """When to cut the connection: before the message is stored, with it unanswered, after it was accepted, at the next."""

    BEFORE_STORING = "before_storing"
    BEFORE_REPLY = "before_reply"
    AFTER_REPLY = "after_reply"  # at the goodbye
    NEXT_MAIL = "next_mail"  # one mail for each connection


@dataclass(frozen=True, slots=True)
class Received:
    """One message as it arrived: the envelope, and what a mail program would show."""

    sender: str
    recipients: tuple[str, ...]
    email: EmailMessage

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.email["Subject"])

    @property
    def message_id(self) -> str:
        """The Message-ID with its angle brackets."""
        return str(self.email["Message-ID"])

    @property
    def text(self) -> str:
        """The plain text part, or "" when there is none."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part, or "" when there is none."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.email.get_body((kind,))
        return "" if part is None else str(part.get_content())


class Mailbox:
    """A real SMTP server on a port of 127.0.0.1, free if none is given; a context manager.

    `refusals` maps a recipient to the reply that it gets (550 5.1.1 no such user), `data_refusal` is the reply at the
    end of a message, `drop` cuts the connection, at the command `hangs_at` (EHLO, MAIL, RCPT, DATA, QUIT) the server says
    nothing any more; all four may be changed at any time. `tls` makes STARTTLS available,
    with `implicit` the whole connection is encrypted; `login` is the one pair of user and password let in.
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        login: tuple[str, str] | None = None,
        port: int = 0,
    ) -> None:
        self.received: list[Received] = []
        self.refusals: dict[str, str] = {}
        self.data_refusal: str | None = None
        self.drop: Drop | None = None
        self.hangs_at: str | None = None
        self.connections = 0
        self._used: WeakSet[Any] = WeakSet()  # connections that have brought a mail
        self._login = login
        self._controller = _Controller(
            self,
            port,
            ssl_context=tls if implicit else None,
            tls_context=None if implicit else tls,
            require_starttls=tls is not None and not implicit,
            auth_require_tls=False,
            authenticator=self._authenticate if login is not None else None,
        )
        self._controller.start()

    @property
    def host(self) -> str:
        """Where it listens."""
        return "127.0.0.1"

    @property
    def port(self) -> int:
        """The port that it was given."""
        return self._controller.port

    @property
    def url(self) -> str:
        """A WATCHER_SMTP_URL for it, without encryption or login."""
        return f"smtp://{self.host}:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening and end the thread."""
        self._controller.stop()

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Say what can be done here."""
        await self._perhaps_hang("EHLO")
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept the sender, unless a login is missing (aiosmtpd itself would demand TLS for that, with a warning)."""
        await self._perhaps_hang("MAIL")
        if self.drop is Drop.NEXT_MAIL and server.transport in self._used:
            abort(server)
        if self._login is not None and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept the recipient, or give the reply that is kept for it."""
        await self._perhaps_hang("RCPT")
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Store the message, unless messages are refused."""
        await self._perhaps_hang("DATA")
        if self.data_refusal is not None:
            return self.data_refusal
        if self.drop is Drop.BEFORE_STORING:
            abort(server)
            return "250 OK"
        content = envelope.content
        email = message_from_bytes(content if isinstance(content, bytes) else b"", policy=default)
        self.received.append(Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), email))
        self._used.add(server.transport)
        if self.drop is Drop.BEFORE_REPLY:
            abort(server)
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Say goodbye, or vanish instead."""
        await self._perhaps_hang("QUIT")
        if self.drop is Drop.AFTER_REPLY:
            abort(server)
        return "221 Bye"

    async def _perhaps_hang(self, command: str) -> None:
        while self.hangs_at == command:
            await asyncio.sleep(0.02)

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        given = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=given == self._login, handled=False)  # False: aiosmtpd is to say 535


class _Controller(Controller):
    """Listens on a socket that is already bound: told port 0, aiosmtpd would greet itself at port 0 and give up."""

    def __init__(self, mailbox: Mailbox, port: int, *, ssl_context: ssl.SSLContext | None, **settings: Any) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        host, port = self._listener.getsockname()[:2]
        super().__init__(mailbox, hostname=host, port=port, ssl_context=ssl_context, **settings)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._listener, ssl=self.ssl_context)


def abort(server: SMTP) -> None:
    """Cut the connection at once."""
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()
