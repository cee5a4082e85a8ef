"""Every page that links lead to, one of each kind: found by following them, as a person would."""

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
from selectolax.lexbor import LexborHTMLParser

from watcher.web.rooms import ACCESS

_MOST = 400  # pages that are looked through


def pages_of(client: httpx.Client) -> dict[str, str]:
    """The first address of each kind of page by its kind (GET /portfolios/{id}), from the first page on.

    A page with a query (a filter, a tab, a second sheet) is a kind of its own.
    """
    found: dict[str, str] = {}
    waiting, seen = deque(["/"]), {"/"}
    while waiting and len(seen) < _MOST:
        address = waiting.popleft()
        kind = _kind(address)
        if not kind or kind in found:
            continue
        answer = client.get(address)
        if answer.status_code == 303:
            continue
        assert answer.status_code == 200, f"a link leads to {address}, which answers {answer.status_code}"
        if not answer.headers["content-type"].startswith("text/html") or "attachment" in answer.headers.get(
            "content-disposition", ""
        ):
            continue
        found[kind] = address
        for link in _links(answer.text, address):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return found


def _links(html: str, address: str) -> Iterator[str]:
    for node in LexborHTMLParser(html).css("a[href]:not([download])"):
        href = httpx.URL(address).join(node.attributes["href"] or "")
        if not href.is_absolute_url:
            yield str(href).partition("#")[0]


def _kind(address: str) -> str:
    """The route that answers an address, with a mark where it has a query; empty where it is no page."""
    parts = urlsplit(address)
    for route in ACCESS:
        method, path = route.split(" ", 1)
        pattern = re.sub(r"\\{[^}]*path\\}", ".+", re.sub(r"\\{[^}:]*\\}", "[^/]+", re.escape(path)))
        if method == "GET" and re.fullmatch(pattern, parts.path):
            return f"{route}?" if parts.query else route
    return ""
