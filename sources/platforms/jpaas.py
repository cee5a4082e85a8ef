"""大汉 JPaaS, the successor of jpage: a list is a unit of the page, and JSON brings its further pages as HTML.

The page holds the unit's parameters in `queryData="{'webId':'…','pageId':'…'}"`; the interface takes them with
paramJson={"pageNo":2,"pageSize":15} and answers {success, data: {html}}. Where the first rows are not in the page, they are
asked for as well. A page may hold several units; `unit` is the tagId of the one wanted, and then only its answers count.
"""

import html
import json
import re
from collections.abc import Iterator
from functools import partial
from math import ceil
from urllib.parse import parse_qsl, urlencode, urlsplit

from sources.base import Page, Request, Steps
from sources.documents.html import parse
from sources.errors import ReadingError
from sources.platforms import pages
from sources.platforms.checks import page_text, wrong_page
from sources.platforms.columns import Column
from sources.platforms.family import ArticleSteps, Family
from sources.platforms.interfaces import inside, json_of
from sources.platforms.links import Listed, local_url
from sources.platforms.listing import fitting, rows_in
from sources.records import LookState

_INTERFACE = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_NOTICE = re.compile(r"/art/20\d\d/(?:\d{1,2}/\d{1,2}/)?art_[0-9A-Za-z_-]{1,80}\.html")
_UNITS = re.compile(r"""queryData["']?\s*[=:]\s*["']?(\{[^{}]{1,2000}\})""", re.IGNORECASE)
_PAIRS = re.compile(r"""["'](\w{1,40})["']\s*:\s*["']([^"']{0,200})["']""")
_BODIES = ("#zoom", ".article-content", ".TRS_UEDITOR", ".trs_editor_view", "#con_con", ".content")
_PER_PAGE = 15


def read(page: Page, column: Column, unit: str = "") -> Steps:
    """Read a column: its list, then each wanted notice with its files."""
    return _family(unit).read(page, column)


def read_notice(page: Page, column: Column, unit: str = "") -> Steps:
    """Read the page of one notice."""
    return _family(unit).read_notice(page, column)


def _family(unit: str) -> Family:
    return Family(partial(_rows, unit=unit), _known, partial(_further, unit=unit), _article, partial(_shell, unit=unit))


def _is_answer(page: Page) -> bool:
    return urlsplit(page.address).path == _INTERFACE


def _known(page: Page) -> bool:
    return _is_answer(page) or bool(_UNITS.search(html.unescape(page_text(page))))


def _markup(page: Page) -> str:
    """Return the HTML that holds the rows: the page itself, or the one in the interface's answer."""
    if not _is_answer(page):
        return page_text(page)
    answer = json_of(page)
    found = inside(answer, "data", "html")
    if inside(answer, "success") is False or not isinstance(found, str):
        words = str(inside(answer, "message") or "未说明原因")[:100]
        raise ReadingError(f"列表接口没有给出数据：{words}", state=LookState.FAILED, url=page.address)
    return found


def _rows(page: Page, column: Column, unit: str) -> tuple[Listed, ...]:
    if unit and not _is_answer(page):
        return ()  # the rows that the page prints may be those of another unit
    return rows_in(page, parse(_markup(page)), "li, tr, .list-item", column, fitting(_NOTICE))


def _shell(page: Page, column: Column, unit: str) -> Request | None:
    return None if _is_answer(page) else _asking(page, unit, 1, _PER_PAGE)


def _further(page: Page, column: Column, unit: str) -> Iterator[Request]:
    """Yield the requests for the pages behind the first; the pagination prints how many rows there are."""
    tree = parse(_markup(page))
    shown = tree.css_first(".pagination[count]")
    total, size = (_number(shown.attributes.get(name)) for name in ("count", "rows")) if shown else (0, 0)
    for number in range(2, min(ceil(total / (size or _PER_PAGE)), column.most_pages) + 1):
        request = _asking(page, unit, number, size or _PER_PAGE)
        if request is None:
            raise wrong_page(page, "公告列表有后续页，但页面里没有其接口参数")
        yield request


def _asking(page: Page, unit: str, number: int, size: int) -> Request | None:
    query = _query(page, unit)
    url = local_url(page, _INTERFACE)
    if not query or url is None:
        return None
    numbers = json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
    return Request(f"{url}?{urlencode(query | {'paramJson': numbers})}")


def _query(page: Page, unit: str) -> dict[str, str]:
    """Return the parameters of the wanted unit, or of the first one of a column."""
    if _is_answer(page):
        asked = dict(parse_qsl(urlsplit(page.address).query))
        return {name: value for name, value in asked.items() if name != "paramJson"}
    units = [dict(_PAIRS.findall(found)) for found in _UNITS.findall(html.unescape(page_text(page)))[:50]]
    fitting = (one for one in units if one.get("tagId") == unit) if unit else (one for one in units if "pageId" in one)
    return next(fitting, {})


def _number(printed: str | None) -> int:
    return int(printed) if printed and printed.isdecimal() and len(printed) < 8 else 0


def _article(page: Page, link: Listed | None, column: Column) -> ArticleSteps:
    tree = parse(page_text(page))
    body = pages.body_in(page, tree, _BODIES)
    yield from ()
    return pages.article(page, tree, [body], link, column)
