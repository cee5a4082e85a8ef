"""Answers of the sites' JSON interfaces, read with nothing believed: any field may be missing or of another type."""

import html
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from sources.base import Page
from sources.platforms.checks import page_text, wrong_page
from sources.platforms.links import day_in

Record = Mapping[str, object]

_CHINA = timezone(timedelta(hours=8))
_LONGEST = 2_000
_MOST_RECORDS = 2_000


def json_of(page: Page) -> object:
    """Return the page's JSON.

    Raises ReadingError (wrong page) for HTML, half an answer, or JSON nested too deep.
    """
    text = page_text(page).strip()
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        what = "接口返回的是网页，不是 JSON 数据" if text.startswith("<") else "接口返回的不是完整的 JSON 数据"
        raise wrong_page(page, what) from error
    return value


def inside(value: object, *path: str) -> object:
    """Return what stands at the end of a path of keys, or None."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def records(value: object) -> tuple[Record, ...]:
    """Return the objects of a list; anything else holds none."""
    return tuple(one for one in value[:_MOST_RECORDS] if isinstance(one, dict)) if isinstance(value, list) else ()


def words(record: object, *names: str) -> str:
    """Return the first of these fields that is a text or a number, as text; an id may be either."""
    for name in names:
        value = inside(record, name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value)[:_LONGEST].strip() if isinstance(value, str) or abs(value) < 10**18 else ""
    return ""


def count(value: object) -> int:
    """Return a number of things that may be printed as a text; 0 where it is none."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else 0


def title_in(text: str) -> str:
    """Return a title without markup, entities and the escapes of old scripts (%u6DF1)."""
    unescaped = re.sub(r"%u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    bare = re.sub(r"<[^<>]{0,200}>", "", html.unescape(unescaped))
    return re.sub(r"\s+", " ", re.sub(r"[\0\ud800-\udfff]", "", bare)).strip()


def day_of(record: object, *names: str) -> str | None:
    """Return the day of the first of these fields that holds one: a printed date, or seconds since 1970."""
    for name in names:
        value = inside(record, name)
        if isinstance(value, str) and (day := day_in(value[:40])):
            return day
        if isinstance(value, str | int) and re.fullmatch(r"[1-3]\d{9}", str(value)):
            return datetime.fromtimestamp(int(value), _CHINA).date().isoformat()
    return None
