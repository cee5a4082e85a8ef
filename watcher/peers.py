"""Whom a connection reached: a private address is left again before anything is sent to it.

The connection itself is looked at, and not what the name resolved to before: a name may resolve to another address at
the next question. Behind a proxy it is the proxy that resolves names.
"""

import ipaddress
import socket
from typing import Any

from watcher.addresses import plain

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last four bytes are an IPv4 address
_UNICAST = ipaddress.IPv6Network("2000::/3")  # all that the public Internet has of IPv6


class PrivateAddress(Exception):
    """The host's name led to an address that is not of the public Internet."""


class Peer:
    """Watches one request's connection; `trace` is the httpx extension of that name."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._direct = False

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Raises PrivateAddress when the site itself, and no proxy, was reached at such an address."""
        if event.endswith(".connect_tcp.started"):
            self._direct = plain(str(info["host"])) == self._host
        elif self._direct and event.endswith(".connect_tcp.complete"):
            stream = info["return_value"]
            address = str(stream.get_extra_info("server_addr")[0])
            if not is_public(address):
                stream.close()
                raise PrivateAddress(address)


def printed_address(host: str) -> str | None:
    """The IP address that a host is written as, in any way that a resolver takes (127.1, 0x7f000001); None for names."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        try:
            return socket.inet_ntoa(socket.inet_aton(host))
        except (OSError, UnicodeError):
            return None


def is_public(address: str) -> bool:
    """True for an address of the public Internet, also when it is wrapped into an IPv6 one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        translated = ipaddress.IPv4Address(ip.packed[-4:]) if ip in _NAT64 else None
        ip = ip.ipv4_mapped or ip.sixtofour or translated or ip
    if isinstance(ip, ipaddress.IPv6Address) and ip not in _UNICAST:
        return False  # Python calls much of what lies outside global, ::127.0.0.1 and site-local addresses among it
    return ip.is_global and not ip.is_multicast
