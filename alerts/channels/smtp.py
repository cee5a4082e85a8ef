"""Mail through an SMTP server: one recipient a mail, one connection a round, and answers that say whose trouble it is."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import replace
from email.message import EmailMessage

from alerts.channels.letter import Delivery, Outcome
from alerts.channels.mail import Mail, mailbox_of, one_line
from alerts.channels.smtp_replies import delivery_of, is_dropped, login_refused
from alerts.channels.smtp_url import read_url
from sources.errors import UsageError

_GOODBYE = 5.0  # seconds that a server may take to say it


class _Plain(smtplib.SMTP):
    """Remembers whether the message itself was begun: until then the server cannot have taken it."""

    begun = False

    def data(self, msg: object) -> tuple[int, bytes]:
        self.begun = True
        return super().data(msg)  # type: ignore[arg-type]


class _Encrypted(_Plain, smtplib.SMTP_SSL):
    pass


class SmtpChannel:
    """Sends through the server named by a `smtp://`, `smtp+starttls://` or `smtps://` URL.

    The connection is kept from mail to mail until `close`; one that the server has ended meanwhile is made again and
    costs no attempt. `timeout` in seconds is for each of the server's answers. UsageError when the URL or the sender
    cannot be used.
    """

    def __init__(self, url: str, sender: str, *, timeout: float = 30.0, tls: ssl.SSLContext | None = None) -> None:
        self.server = read_url(url)
        try:
            mailbox_of(sender)
        except ValueError:
            raise UsageError(f"发件人地址不正确：{one_line(sender)}", action="请写成 name@example.com") from None
        self.sender = sender
        self._timeout = timeout
        self._tls = tls
        self._kept: _Plain | None = None

    def send(self, mail: Mail) -> Delivery:
        """Hand one mail over; never raises for what a server, a network or an address does."""
        try:
            email = replace(mail, sender=mail.sender or self.sender).to_email()
        except ValueError as trouble:
            return Delivery(Outcome.DEAD, None, f"邮件无法生成：{one_line(str(trouble))}")
        if self._kept is not None and (delivery := self._hand_over(self._kept, email, kept=True)):
            return delivery
        opened = self._connect()
        if isinstance(opened, Delivery):
            return opened
        self._kept = opened
        delivery = self._hand_over(opened, email)
        assert delivery is not None
        return delivery

    def close(self) -> None:
        """Say goodbye, if a connection was kept."""
        smtp, self._kept = self._kept, None
        if smtp is None:
            return
        # The server has decided on every mail by now: a failing goodbye changes nothing.
        with suppress(OSError):
            if smtp.sock is not None:
                smtp.sock.settimeout(min(self._timeout, _GOODBYE))
            smtp.quit()
        smtp.close()

    def _connect(self) -> _Plain | Delivery:
        """A connection on which mails can be handed over, or why there is none."""
        try:
            smtp = self._open()
        except OSError as trouble:
            return delivery_of(trouble, begun=False)
        try:
            if self.server.scheme == "smtp+starttls":
                smtp.starttls(context=self._context())
            refused = self._login(smtp)
        except OSError as trouble:
            refused = delivery_of(trouble, begun=False)
        if refused is None:
            return smtp
        smtp.close()
        return refused

    def _open(self) -> _Plain:
        host, port = self.server.host, self.server.port
        if self.server.scheme == "smtps":
            return _Encrypted(host, port, timeout=self._timeout, context=self._context())
        return _Plain(host, port, timeout=self._timeout)

    def _context(self) -> ssl.SSLContext:
        self._tls = self._tls or ssl.create_default_context()
        return self._tls

    def _login(self, smtp: smtplib.SMTP) -> Delivery | None:
        """Why this user is not let in; OSError when the connection ends over it."""
        if self.server.user is None:
            return None
        try:
            smtp.login(self.server.user, self.server.password or "")
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException as trouble:
            return login_refused(trouble)
        return None

    def _hand_over(self, smtp: _Plain, email: EmailMessage, *, kept: bool = False) -> Delivery | None:
        """What became of the mail; None when it was never begun, because the connection that was `kept` is no more."""
        smtp.begun = False
        try:
            smtp.send_message(email)
        except smtplib.SMTPNotSupportedError:
            return Delivery(Outcome.DEAD, None, "邮件服务器不支持含中文的邮箱地址（SMTPUTF8）")
        except OSError as trouble:
            dropped = is_dropped(trouble)
            delivery = delivery_of(trouble, begun=smtp.begun)
            if dropped or delivery.everybody:
                smtp.close()
                self._kept = None
            elif isinstance(trouble, smtplib.SMTPDataError):
                self._begin_anew(smtp)
            return None if kept and dropped and not smtp.begun else delivery
        return Delivery(Outcome.SENT, 250, "邮件服务器已接收")

    def _begin_anew(self, smtp: smtplib.SMTP) -> None:
        """A mail was refused half-way: the server is to forget it."""
        try:
            smtp.rset()
        except OSError:
            smtp.close()
            self._kept = None
