"""广东 gkmlpt: the index holds the site's number, a JSON interface the lists, a script of the notice's page its body.

/gkmlpt/index says window._CONFIG = {SID:'755001', TREE:[…]}; /gkmlpt/api/all/{category}?page=1&sid={SID} lists a hundred a
page, category 0 all of them; page 0 is page 1 again. A notice (/gkmlpt/content/{n}/{n}/post_{id}.html) keeps its text as an
escaped string in _CONFIG.DETAIL.content, beside publisher and document_number; other pages of the same maker
(…/content/post_{id}.html) show it openly. Some sites answer pages behind the first with 404: their columns take
`most_pages=1`.
"""

import json
import re
from collections.abc import Iterator
from functools import partial
from math import ceil
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from sources.base import Page, Request, Steps
from sources.documents.html import parse
from sources.notices.article import Link
from sources.platforms import pages
from sources.platforms.checks import page_text, wrong_page
from sources.platforms.columns import Column
from sources.platforms.family import ArticleSteps, Family
from sources.platforms.interfaces import Record, count, day_of, inside, json_of, records, title_in, words
from sources.platforms.links import Listed, is_own, local_url, web_url

_SITE = re.compile(r"""\bSID["']?\s*:\s*["']?(\d{1,12})""")
_DETAIL = re.compile(r"""\bDETAIL["']?\s*[:=]\s*\{""")
_STRING = r'"{name}"\s*:\s*("(?:[^"\\]|\\.)*+")'
_LIST = re.compile(r"/gkmlpt/api/all/\d{1,12}$")
_BODIES = (".news_cont_d_wrap", ".article-content", ".content-box", "#zoomcon", "#zoom")
_DAYS = ("display_publish_time", "date", "first_publish_time", "create_time", "created_at")
_PER_PAGE = 100


def read(page: Page, column: Column, category: int = 0) -> Steps:
    """Read a category: its list, then each wanted notice with its files; `page` is the index, or the interface's answer."""
    return _family(category).read(page, column)


def read_notice(page: Page, column: Column, category: int = 0) -> Steps:
    """Read the page of one notice."""
    return _family(category).read_notice(page, column)


def _family(category: int) -> Family:
    return Family(_rows, _known, _further, _article, partial(_shell, category=category))


def _is_list(page: Page) -> bool:
    return bool(_LIST.search(urlsplit(page.address).path))


def _known(page: Page) -> bool:
    return _is_list(page) and isinstance(inside(json_of(page), "articles"), list)


def _rows(page: Page, column: Column) -> tuple[Listed, ...]:
    if not _is_list(page):
        return ()
    listed = (_row(page, record, column) for record in records(inside(json_of(page), "articles")))
    return tuple({row.url: row for row in listed if row is not None}.values())


def _row(page: Page, record: Record, column: Column) -> Listed | None:
    printed = [url for name in ("url", "post_url") if (one := words(record, name)) and (url := web_url(page, one))]
    url = next((one for one in printed if is_own(one, page, column.regulator)), next(iter(printed), None))
    title = title_in(words(record, "title"))
    if url is None or not title:
        return None
    files = ((words(one, "url"), words(one, "name")) for one in records(record.get("attachment"))[:50])
    links = tuple(Link(address, name or "附件") for found, name in files if found and (address := web_url(page, found)))
    return Listed(title, url, day_of(record, *_DAYS), links)


def _shell(page: Page, column: Column, category: int) -> Request | None:
    """Ask for the list of a category that the index still knows."""
    text = page_text(page)
    site = _SITE.search(text)
    if _is_list(page) or site is None:
        return None
    if category and not re.search(rf"""\bid["']?\s*:\s*["']?{category}\b""", text):
        raise wrong_page(page, f"信息公开目录里已没有编号为 {category} 的栏目")
    url = local_url(page, f"/gkmlpt/api/all/{category}?page=1&sid={site[1]}")
    return Request(url) if url else None


def _further(page: Page, column: Column) -> Iterator[Request]:
    answer = json_of(page)
    total = count(inside(answer, "classify", "post_count")) or count(inside(answer, "total"))
    bare = re.sub(r"([?&])page=\d*&?", r"\1", page.address).rstrip("?&")
    joint = "&" if "?" in bare else "?"
    for number in range(2, min(ceil(total / _PER_PAGE), column.most_pages) + 1):
        yield Request(f"{bare}{joint}page={number}")


def _article(page: Page, link: Listed | None, column: Column) -> ArticleSteps:
    text = page_text(page)
    tree = parse(text)
    detail = _DETAIL.search(text)
    names = ("content", "title", "publisher", "document_number")
    scripted, title, publisher, number = (_string(text[detail.start() :], one) if detail else None for one in names)
    body: LexborNode | None = parse(scripted).body if scripted else None
    if body is None:
        body = pages.body_in(page, tree, _BODIES)
    yield from ()
    title = title_in(title) if title else None
    return pages.article(page, tree, [body], link, column, title=title, source=publisher, number=number)


def _string(text: str, name: str) -> str | None:
    """Return a string of the script by its name; the whole is no JSON, its strings are."""
    match = re.search(_STRING.format(name=name), text)
    if match is None:
        return None
    try:
        found: object = json.loads(match[1], strict=False)
    except ValueError:
        return None
    return found if isinstance(found, str) and found.strip() else None
