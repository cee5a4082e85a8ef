"""Whom a connection reached: a private address is left again before anything is sent to it.

The connection itself is looked at, and not what the name resolved to before: a name may resolve to another address at
the next question. Behind a proxy it is the proxy that resolves names.
"""

from typing import Any

from watcher.addresses import is_public, plain


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
