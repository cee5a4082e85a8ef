"""What a mail server did, as the outcome of a delivery: whose trouble it is, and whether trying again makes sense."""

import smtplib
import socket
import ssl

from alerts.channels.letter import Delivery, Outcome
from alerts.channels.mail import one_line

CLOSING = 421  # the server ends the connection, whatever it was asked
_TOO_LARGE = 552
_LONGEST_REPLY = 300  # characters of a server's reply that are worth keeping


def delivery_of(trouble: OSError, *, begun: bool) -> Delivery:
    """5xx about this mail is final, everything else may pass; `begun`: the message itself was being handed over.

    Every error of smtplib and ssl is an OSError.
    """
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        [(code, reply)] = list(trouble.recipients.values())[:1]
        return _refused("收件人被拒绝", code, reply, begun=False)
    if isinstance(trouble, smtplib.SMTPDataError):
        return _refused("邮件内容被拒绝", trouble.smtp_code, trouble.smtp_error, begun=True)
    if isinstance(trouble, smtplib.SMTPSenderRefused) and trouble.smtp_code == _TOO_LARGE:
        return _refused("邮件过大", trouble.smtp_code, trouble.smtp_error, begun=True)
    if isinstance(trouble, smtplib.SMTPResponseException):
        # The sender or this machine is refused: a matter of settings that concerns every mail, so none is given up.
        words = f"邮件服务器拒绝为本机或该发件人发信，请检查 WATCHER_SMTP_URL 与发件人设置：{_reply(trouble.smtp_error)}"
        return away(words, trouble.smtp_code)
    if isinstance(trouble, smtplib.SMTPNotSupportedError):
        return away("邮件服务器不支持 STARTTLS，请检查 WATCHER_SMTP_URL 的协议与端口")
    return away(_connection_words(trouble), begun=begun)


def login_refused(trouble: smtplib.SMTPException) -> Delivery:
    """User or password are wrong, or nobody can log in here: no mail is given up for it."""
    code = trouble.smtp_code if isinstance(trouble, smtplib.SMTPResponseException) else None
    reply = trouble.smtp_error if isinstance(trouble, smtplib.SMTPResponseException) else "服务器不提供可用的登录方式"
    return away(f"登录邮件服务器失败，请检查 WATCHER_SMTP_URL 的用户名和密码：{_reply(reply)}", code)


def away(words: str, code: int | None = None, *, begun: bool = False) -> Delivery:
    """The server takes no mail at present, whose ever it is."""
    return Delivery(Outcome.RETRY, code, words, everybody=True, begun=begun)


def is_dropped(trouble: OSError) -> bool:
    """True when the server has ended a connection that was kept; a time-out is no such end."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return any(code == CLOSING for code, _ in trouble.recipients.values())
    if isinstance(trouble, smtplib.SMTPResponseException):
        return trouble.smtp_code == CLOSING
    if _is_timeout(trouble):
        return False
    return isinstance(trouble, smtplib.SMTPServerDisconnected | ConnectionError | ssl.SSLError)


def _is_timeout(trouble: OSError) -> bool:
    # smtplib says "disconnected" for a time-out too, and keeps the time-out as the context
    return isinstance(trouble, TimeoutError) or isinstance(trouble.__context__, TimeoutError)


def _connection_words(trouble: OSError) -> str:
    if isinstance(trouble, ssl.SSLCertVerificationError):
        return f"邮件服务器的证书未通过校验（{trouble.verify_message}）；自建证书机构请设置 SSL_CERT_FILE"
    if _is_timeout(trouble):
        return "连接邮件服务器超时"
    if isinstance(trouble, ssl.SSLError):
        return "与邮件服务器的加密握手失败，请检查 WATCHER_SMTP_URL 的协议与端口"
    if isinstance(trouble, smtplib.SMTPServerDisconnected):
        return "邮件服务器中途断开了连接"
    if isinstance(trouble, ConnectionRefusedError):
        return "邮件服务器拒绝连接，请检查 WATCHER_SMTP_URL 的主机与端口"
    if isinstance(trouble, socket.gaierror):
        return "找不到邮件服务器的主机名，请检查 WATCHER_SMTP_URL 与网络"
    return f"无法连接邮件服务器：{one_line(str(trouble))[:_LONGEST_REPLY]}"


def _refused(what: str, code: int, reply: bytes | str, *, begun: bool) -> Delivery:
    words = f"{what}（{code}）：{_reply(reply)}"
    if code == CLOSING:
        return away(words, code, begun=begun)
    return Delivery(Outcome.DEAD if 500 <= code <= 599 else Outcome.RETRY, code, words)


def _reply(reply: bytes | str) -> str:
    if isinstance(reply, str):
        return one_line(reply)[:_LONGEST_REPLY]
    try:
        words = reply.decode("utf-8")
    except UnicodeDecodeError:
        words = reply.decode("gb18030", "replace")
    return one_line(words)[:_LONGEST_REPLY]
