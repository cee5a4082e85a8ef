"""Which addresses may be a webhook: encrypted ones anywhere, others only where nobody outside can listen."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from sources.errors import UsageError

_LONGEST = 2000  # characters


def webhook_url(text: str) -> str:
    """The address as given, without blanks around it. Raises UsageError in words that do not repeat it.

    It often holds a token. Names of hosts are not resolved here: http takes an address in figures, or localhost.
    """
    url = text.strip()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError:
        raise _refused("端口或主机写法不正确") from None
    if len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise _refused(f"只能用英文字母、数字和符号，不超过 {_LONGEST} 个字符")
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise _refused("须以 https:// 开头，并写明主机")
    if parts.username is not None or parts.password is not None:
        raise _refused("不能含用户名和密码")
    if parts.fragment:
        raise _refused("不能含 # 之后的部分")
    if parts.scheme == "http" and not _is_inside(host):
        raise _refused("http:// 只能用于本机或内网的数字地址，其余须用 https://")
    return url


def _is_inside(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address: IPv4Address | IPv6Address = ip_address(host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    # Link-local is where clouds keep the secrets of their machines.
    return address.is_private and not (address.is_link_local or address.is_unspecified or address.is_multicast)


def _refused(why: str) -> UsageError:
    return UsageError(f"接收地址不正确：{why}", meaning="未添加订阅", action="写法为 https://主机/路径")
