"""Which addresses may be asked: links and redirects come from pages that others write."""

import re
import string
from collections.abc import Iterable, Sequence, Set
from urllib.parse import quote, urlsplit

import httpx

from watcher import refusals

_FRONT = re.compile(r"/?(?:(?:index|default|home)\.\w{1,5})?", re.IGNORECASE)

Hosts = Set[str]  # names without capitals; each stands for its subdomains too


def admitted(printed: str, allowed: Hosts | None) -> httpx.URL:
    """Read an http or https URL of an allowed host or its subdomains; FetchError otherwise. None allows every host."""
    try:
        urlsplit(printed)  # knows of brackets that hold no IPv6 address
        url = httpx.URL(printed)
        url.raw_host.decode("ascii").encode("idna")  # as the resolver will do, which knows no better error
    except (httpx.InvalidURL, ValueError):
        raise refusals.bad_address(printed) from None
    if url.scheme not in ("http", "https") or not url.raw_host or (url.port or 0) > 65535:
        raise refusals.bad_address(printed)
    host = host_of(url)
    if allowed is not None and not is_among(host, allowed):
        raise refusals.host_not_allowed(printed, host)
    return url


def keep_location(response: httpx.Response) -> None:
    """Take redirects out of httpx's hands: it stumbles over a false Location even where it does not follow it."""
    raw = [value for name, value in response.headers.raw if name.lower() == b"location"]
    if raw:
        # Byte by byte: a GBK path must be sent back as it came, whatever it seems to spell.
        response.extensions["location"] = quote(raw[0], safe=string.punctuation)
        del response.headers["location"]


def redirected(asked: str, url: httpx.URL, location: str, sites: Sequence[Hosts]) -> httpx.URL:
    """Where a redirect from `url` leads: to the same host, or to another of the same one of `sites`.

    What was encrypted stays so, and no other port is asked than the usual one or that of `url`. FetchError otherwise.
    """
    try:
        target = url.join(location)
    except (httpx.InvalidURL, ValueError):  # ValueError: brackets that hold no IPv6 address
        raise refusals.bad_redirect(asked, location) from None
    if target.scheme not in ("http", "https"):
        raise refusals.bad_redirect(asked, location)
    here, there = host_of(url), host_of(target)
    if here != there and not any(is_among(here, site) and is_among(there, site) for site in sites):
        raise refusals.other_site(asked, here, there)
    if url.scheme == "https" and target.scheme == "http" and target.port is None:
        # Servers behind a TLS front print http by mistake; what was fetched encrypted stays so.
        target = target.copy_with(scheme="https")
    if url.scheme == "https" and target.scheme == "http":
        raise refusals.unsafe_redirect(asked, str(target), "从加密地址跳转到未加密地址")
    if target.port not in (None, url.port):
        raise refusals.unsafe_redirect(asked, str(target), "跳转到另一端口")
    if _is_front(target) and not _is_front(url):
        raise refusals.front_page(asked, str(target))
    return target


def _is_front(url: httpx.URL) -> bool:
    return bool(_FRONT.fullmatch(url.path)) and not url.query


def host_of(url: httpx.URL) -> str:
    """The host in one spelling."""
    return plain(url.raw_host.decode("ascii"))  # URL.host would decode xn-- names, and fail on false ones


def origin_of(url: httpx.URL) -> str:
    """Scheme, host and port: that for which one robots.txt speaks."""
    return str(url.copy_with(raw_path=b"/", fragment=None)).removesuffix("/")


def plain(host: str) -> str:
    """A host name without capitals and the dot of the root."""
    return host.lower().rstrip(".")


def plain_hosts(hosts: Iterable[str]) -> frozenset[str]:
    """Several host names in one spelling."""
    return frozenset(map(plain, hosts))


def is_among(host: str, hosts: Hosts) -> bool:
    """True for one of the hosts and for their subdomains."""
    return any(host == name or host.endswith("." + name) for name in hosts)
