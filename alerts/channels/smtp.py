"""Mail through an SMTP server: one recipient per call, and an answer that says whether trying again makes sense."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from alerts.channels.letter import Delivery, Outcome
from alerts.channels.mail import Mail, mailbox_of, one_line
from sources.errors import UsageError

DEFAULT_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_TOO_LARGE = 552
_LONGEST_REPLY = 300  # characters of a server's reply that are worth keeping


@dataclass(frozen=True, slots=True)
class Server:
    """What a WATCHER_SMTP_URL says; the password is kept out of every printed form."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)


class SmtpChannel:
    """Sends through the server named by a `smtp://`, `smtp+starttls://` or `smtps://` URL; `timeout` in seconds.

    A connection is made for each mail. UsageError when the URL or the sender cannot be used.
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

    def send(self, mail: Mail) -> Delivery:
        """Hand one mail over; never raises for what a server, a network or an address does."""
        try:
            email = replace(mail, sender=mail.sender or self.sender).to_email()
        except ValueError as trouble:
            return Delivery(Outcome.DEAD, None, f"邮件无法生成：{one_line(str(trouble))}")
        try:
            smtp = self._connect()
        except OSError as trouble:  # every error of smtplib and ssl is an OSError
            return _trouble(trouble)
        try:
            return self._hand_over(smtp, email)
        finally:
            # The server has decided by now: a failing goodbye must not send the mail twice.
            with suppress(OSError):
                smtp.quit()
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        tls = self._tls or ssl.create_default_context()
        if server.scheme == "smtps":
            return smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=tls)
        smtp = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        if server.scheme == "smtp+starttls":
            try:
                smtp.starttls(context=tls)
            except OSError:
                smtp.close()
                raise
        return smtp

    def _hand_over(self, smtp: smtplib.SMTP, email: EmailMessage) -> Delivery:
        try:
            if self.server.user is not None:
                smtp.login(self.server.user, self.server.password or "")
        except smtplib.SMTPServerDisconnected as trouble:
            return _trouble(trouble)
        except smtplib.SMTPException as trouble:
            return _login_refused(trouble)
        except OSError as trouble:
            return _trouble(trouble)
        try:
            smtp.send_message(email)
        except smtplib.SMTPNotSupportedError:
            return Delivery(Outcome.DEAD, None, "邮件服务器不支持含中文的邮箱地址（SMTPUTF8）")
        except OSError as trouble:
            return _trouble(trouble)
        return Delivery(Outcome.SENT, 250, "邮件服务器已接收")


def read_url(url: str) -> Server:
    """Read a WATCHER_SMTP_URL; UsageError that never shows what stands in it, because of the password."""
    try:
        parts = urlsplit(url)
        port = parts.port
        (parts.hostname or "").encode("idna")
    except ValueError:  # chained errors would print the URL, so none of them is
        raise _bad_url("端口或主机写法不正确") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise _bad_url("须以 smtp://、smtp+starttls:// 或 smtps:// 开头")
    if not parts.hostname:
        raise _bad_url("缺少主机名")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise _bad_url("主机和端口之后不应再有内容")
    user, password = _credentials(parts)
    return Server(parts.scheme, parts.hostname, port or DEFAULT_PORTS[parts.scheme], user, password)


def _credentials(parts: SplitResult) -> tuple[str | None, str | None]:
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password is not None else None
    if user is not None and not (user + (password or "")).isascii():
        raise _bad_url("用户名和密码只能用英文字母、数字和符号")
    if user is None and password:
        raise _bad_url("有密码而没有用户名")
    return user, password


def _bad_url(why: str) -> UsageError:
    return UsageError(
        f"WATCHER_SMTP_URL 不正确：{why}",
        meaning="邮件无法发送，提醒会留在发件箱",
        action="写法为 smtp+starttls://用户名:密码@主机:端口，用户名和密码中的 @ : / # 等须写成 %40 %3A %2F %23",
    )


def _trouble(trouble: OSError) -> Delivery:
    """Put what went wrong into an outcome: 5xx about this mail is final, everything else may pass."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        [(code, reply)] = list(trouble.recipients.values())[:1]
        return _refused("收件人被拒绝", code, reply)
    if isinstance(trouble, smtplib.SMTPDataError):
        return _refused("邮件内容被拒绝", trouble.smtp_code, trouble.smtp_error)
    if isinstance(trouble, smtplib.SMTPSenderRefused) and trouble.smtp_code == _TOO_LARGE:
        return _refused("邮件过大", trouble.smtp_code, trouble.smtp_error)
    if isinstance(trouble, smtplib.SMTPResponseException):
        # The sender or this machine is refused: a matter of settings that concerns every mail, so none is given up.
        words = (
            f"邮件服务器拒绝为本机或该发件人发信，请检查 WATCHER_SMTP_URL 与发件人设置：{_reply(trouble.smtp_error)}"
        )
        return Delivery(Outcome.RETRY, trouble.smtp_code, words)
    if isinstance(trouble, smtplib.SMTPNotSupportedError):
        return Delivery(Outcome.RETRY, None, "邮件服务器不支持 STARTTLS，请检查 WATCHER_SMTP_URL 的协议与端口")
    return Delivery(Outcome.RETRY, None, _connection_words(trouble))


def _connection_words(trouble: OSError) -> str:
    if isinstance(trouble, ssl.SSLCertVerificationError):
        return f"邮件服务器的证书未通过校验（{trouble.verify_message}）；自建证书机构请设置 SSL_CERT_FILE"
    if isinstance(trouble, ssl.SSLError):
        return "与邮件服务器的加密握手失败，请检查 WATCHER_SMTP_URL 的协议与端口"
    # smtplib says "disconnected" for a time-out too, and keeps the time-out as the context
    if isinstance(trouble, TimeoutError) or isinstance(trouble.__context__, TimeoutError):
        return "连接邮件服务器超时"
    if isinstance(trouble, smtplib.SMTPServerDisconnected):
        return "邮件服务器中途断开了连接"
    if isinstance(trouble, ConnectionRefusedError):
        return "邮件服务器拒绝连接，请检查 WATCHER_SMTP_URL 的主机与端口"
    return f"无法连接邮件服务器：{one_line(str(trouble))[:_LONGEST_REPLY]}"


def _login_refused(trouble: smtplib.SMTPException) -> Delivery:
    code = trouble.smtp_code if isinstance(trouble, smtplib.SMTPResponseException) else None
    reply = trouble.smtp_error if isinstance(trouble, smtplib.SMTPResponseException) else "服务器不提供可用的登录方式"
    return Delivery(Outcome.RETRY, code, f"登录邮件服务器失败，请检查 WATCHER_SMTP_URL 的用户名和密码：{_reply(reply)}")


def _refused(what: str, code: int, reply: bytes | str) -> Delivery:
    outcome = Outcome.DEAD if 500 <= code <= 599 else Outcome.RETRY
    return Delivery(outcome, code, f"{what}（{code}）：{_reply(reply)}")


def _reply(reply: bytes | str) -> str:
    if isinstance(reply, str):
        return one_line(reply)[:_LONGEST_REPLY]
    try:
        words = reply.decode("utf-8")
    except UnicodeDecodeError:
        words = reply.decode("gb18030", "replace")
    return one_line(words)[:_LONGEST_REPLY]
