"""The attachments that an item announces: printed as 附件：…, or only as an address that holds the file's name."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qs, unquote, urlsplit

from sources.notices.article import Link
from sources.notices.wording import close_up, compact

_FILE = re.compile(r"\.(?:xlsx?|docx?|pdf|zip|rar|et|wps|ofd|csv|7z)$", re.IGNORECASE)
# 附件：名称; 附件1：名称; 附件: 1.甲 2.乙
_ANNOUNCED = re.compile(r"^附件\s*[0-9一二三四五六七八九十]*\s*[：:]\s*(?P<names>.+)$")
_NUMBERED = re.compile(r"(?:^|(?<=[^\d]))\d{1,2}[.．、]\s*(?!\d)")
_NEXT_NAME = re.compile(r"^\d{1,2}[.．、]\s*(?P<names>\D.*)$")
_END_MARKS = " 。；;"


def is_file_url(url: str) -> bool:
    """True for the address of a file to download, false for a page."""
    parts = urlsplit(url)
    return "downfile" in parts.path.lower() or _FILE.search(parts.path) is not None


def file_name(url: str) -> str:
    """The human name of a file: downfile.jsp carries it in `showname`, else the path ends in it."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    for key in ("showname", "filename"):
        if query.get(key):
            return query[key][0].strip()
    return unquote(parts.path.rsplit("/", 1)[-1])


def attachments_of(paragraphs: Sequence[str], urls: Iterable[str]) -> tuple[Link, ...]:
    """Each attachment once: a printed name takes the address of the file that bears it."""
    links = [Link(url, file_name(url)) for url in dict.fromkeys(urls) if is_file_url(url)]
    known = {_stem(link.name) for link in links}
    for name in _printed_names(paragraphs):
        if _stem(name) not in known:
            known.add(_stem(name))
            links.append(Link(None, name))
    return tuple(links)


def _printed_names(paragraphs: Sequence[str]) -> Iterable[str]:
    in_list = False
    for paragraph in paragraphs:
        match = _ANNOUNCED.match(paragraph) or (_NEXT_NAME.match(paragraph) if in_list else None)
        in_list = match is not None
        if match:
            pieces = _NUMBERED.split(match["names"])
            yield from (close_up(piece.strip(_END_MARKS)) for piece in pieces if piece.strip(_END_MARKS))


def _stem(name: str) -> str:
    return compact(_FILE.sub("", name))
