"""TRS WCM: index.htm, index_1.htm … with rows that lead to tYYYYMMDD_id.htm.

The address of a notice is the family's fingerprint, so a row is any list item that leads to one; sites that put it into
`onclick` work the same way. Long notices are paged as well (t…_1.htm), and a list of companies may go on there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sources.base import Page, Request, Steps, ask
from sources.documents.html import parse, text_of
from sources.notices.attachments import notice_steps
from sources.platforms import pages
from sources.platforms.columns import (
    ArticleSteps,
    Column,
    Listed,
    check_rows,
    day_in,
    follow,
    gather,
    local_url,
    page_text,
    wrong_page,
)

_NOTICE = re.compile(r"""(?:[^"'()\s]{0,200}/)?\bt20\d{6}_\d{1,12}\.s?html?""")
_PAGING = re.compile(
    r"""createPage(?:HTML)?\(\s*["']?(\d{1,4})["']?\s*,\s*["']?\d{1,4}["']?\s*,\s*["']([\w-]{1,40})["']\s*,\s*["'](s?html?)["']"""
)
_BODIES = (".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR", ".article_content", "#zoom", "#Zoom")
_MOST_BODY_PAGES = 20


@dataclass(frozen=True, slots=True)
class Shape:
    """What differs between the sites of the family: the selector of a list row, and those of the body."""

    row: str = "li"
    bodies: tuple[str, ...] = _BODIES


_COMMON = Shape()


def read(page: Page, column: Column, shape: Shape = _COMMON) -> Steps:
    """Read a column: its list pages, then each wanted notice with its files."""

    def rows_of(listing: Page) -> tuple[Listed, ...]:
        return _rows(listing, shape)

    def article_of(notice: Page, link: Listed | None) -> ArticleSteps:
        return _article(notice, link, shape)

    rows = rows_of(page)
    check_rows(page, rows, column, fingerprint=_paging(page) is not None)
    links = yield from gather(rows, list(_further(page, column.most_pages)), rows_of)
    yield from follow(links, column, article_of)


def read_notice(page: Page, column: Column, shape: Shape = _COMMON) -> Steps:
    """Read the page of one notice."""
    article = yield from _article(page, None, shape)
    yield from notice_steps(article, column.regulator)


def _rows(page: Page, shape: Shape) -> tuple[Listed, ...]:
    tree = parse(page_text(page))
    found: dict[str, Listed] = {}
    for node in tree.css(shape.row):
        for link in node.css("a"):
            url = _address(page, link)
            title = link.attributes.get("title") or text_of(link)
            if url and title:
                found.setdefault(url, Listed(title.strip(), url, day_in(text_of(node))))
    return tuple(found.values())


def _address(page: Page, link: LexborNode) -> str | None:
    for name in ("href", "onclick"):
        match = _NOTICE.search((link.attributes.get(name) or "")[:1000])
        if match:
            return local_url(page, match[0])
    return None


def _paging(page: Page) -> re.Match[str] | None:
    return _PAGING.search(page_text(page))


def _further(page: Page, most: int) -> Iterator[Request]:
    """Yield the pages behind this one; the first is name.htm, the second name_1.htm."""
    match = _paging(page)
    if match is not None:
        for number in range(1, min(int(match[1]), most)):
            yield Request(urljoin(page.address, f"{match[2]}_{number}.{match[3]}"))


def _article(page: Page, link: Listed | None, shape: Shape) -> ArticleSteps:
    tree = parse(page_text(page))
    bodies = [_body(page, tree, shape)]
    stem = page.address.rpartition("/")[2].partition(".")[0]
    paging = _paging(page)
    if paging is not None and paging[2] == stem:
        for request in _further(page, _MOST_BODY_PAGES):
            answer = yield from ask(request)
            bodies.append(_body(answer, parse(page_text(answer)), shape))
    return pages.article(page, tree, bodies, link)


def _body(page: Page, tree: LexborHTMLParser, shape: Shape) -> LexborNode:
    # Desktop and telephone often carry the same body; the first one is taken.
    for selector in shape.bodies:
        for node in tree.css(selector)[:5]:
            if text_of(node):
                return node
    raise wrong_page(page, "公告页面里没有正文")
