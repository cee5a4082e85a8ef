"""What makes two readings the same notice, and one reading the same as before."""

import json
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

from sources.records import Notice
from sources.serial import to_json


def notice_key(notice: Notice) -> str:
    """Host, path and query of the page (scheme apart), or regulator, official title and date where no page is known."""
    if notice.url:
        parts = urlsplit(notice.url.strip())
        query = urlencode(sorted(parse_qsl(parts.query)))
        return f"{(parts.hostname or '').lower()}{parts.path.rstrip('/')}{'?' + query if query else ''}"
    day = notice.published or notice.signed
    return "|".join((notice.regulator, "".join(notice.title.split()), day.iso if day else ""))


def notice_id(notice: Notice) -> str:
    """A stable id made of the key."""
    return "n" + sha256(notice_key(notice).encode()).hexdigest()[:15]


def facts_hash(notice: Notice) -> str:
    """SHA-256 over all that the notice says; fetch times and page furniture are not part of it."""
    return sha256(json.dumps(to_json(notice), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def event_id(*parts: str | None) -> str:
    """A stable id made of what happened, so that the same fact cannot be written twice."""
    return "e" + sha256("|".join(part or "" for part in parts).encode()).hexdigest()[:23]
