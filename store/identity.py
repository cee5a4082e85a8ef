"""What makes two readings the same notice, and one reading the same as before."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import blake2b, sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

from sources.records import Notice, Row
from sources.serial import to_json

_BETWEEN = "\x1f"  # parts of a row: a separator that nobody prints


def notice_key(notice: Notice) -> str:
    """Host, path and query of the page (scheme apart), or regulator, official title and date where no page is known."""
    if notice.url:
        return page_key(notice.url)
    day = notice.published or notice.signed
    return "|".join((notice.regulator, "".join(notice.title.split()), day.iso if day else ""))


def page_key(url: str) -> str:
    """The same for http and https, for a trailing slash, and for any order of the query."""
    parts = urlsplit(url.strip())
    query = urlencode(sorted(parse_qsl(parts.query)))
    return f"{(parts.hostname or '').lower()}{parts.path.rstrip('/')}{'?' + query if query else ''}"


def id_of_key(key: str) -> str:
    """The stable id of the notice with that key."""
    return "n" + sha256(key.encode()).hexdigest()[:15]


def notice_id(notice: Notice) -> str:
    """A stable id made of the key."""
    return id_of_key(notice_key(notice))


def whole_day(notice: Notice) -> date | None:
    """Published, else signed, where a whole day is printed: a month is too wide to tell two editions apart."""
    printed = notice.published or notice.signed
    return printed.first_day if printed and len(printed.iso) == len("2023-07-18") else None


def row_digest(row: Row) -> str:
    """The same for two rows that say the same, wherever they stand."""
    parts = [row.name, row.code or "", *row.reasons, *row.former_names]
    for pair in sorted(row.cells.items()):
        parts += pair
    said = _BETWEEN.join(parts)
    if said.count(_BETWEEN) >= len(parts):  # somebody prints the separator itself
        said = json.dumps(parts)
    shape = f"{len(row.reasons)},{len(row.former_names)},{row.code is None},{row.code_is_number}{_BETWEEN}"
    return blake2b((shape + said).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def facts_hash(notice: Notice, digests: Sequence[str] | None = None) -> str:
    """SHA-256 over all that the notice says; fetch times and page furniture are not part of it.

    `digests` are those of its rows and its held rows, where somebody has them already.
    """
    rows = (*notice.rows, *notice.held)
    said = digests if digests is not None else [*map(row_digest, rows)]
    places: dict[tuple[str, str | None], int] = {}
    placed = (
        f"{one} {places.setdefault((row.place.url, row.place.table), len(places))} {row.place.row}"
        for one, row in zip(said, rows, strict=True)
    )
    lines = "\n".join(placed)  # before the places, which it finds
    whole = [to_json(replace(notice, rows=(), held=())), list(places), len(notice.held)]
    told = json.dumps(whole, ensure_ascii=False, sort_keys=True)
    return sha256(f"{told}\n{lines}".encode("utf-8", "surrogatepass")).hexdigest()


def event_id(*parts: str | None) -> str:
    """A stable id made of what happened, so that the same fact cannot be written twice."""
    return "e" + sha256("|".join(part or "" for part in parts).encode()).hexdigest()[:23]
