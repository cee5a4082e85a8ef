"""What a WATCHER_SMTP_URL says."""

from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from sources.errors import UsageError

DEFAULT_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """What a WATCHER_SMTP_URL says; the password is kept out of every printed form."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)


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
