"""安徽集约化: lists from site/label/8888 or /public/column/{organ}, notices at /public/{organ}/{id}.html.

The list's own script holds the address of its data with all parameters; further pages change only `pageIndex`.
"""

import re
from collections.abc import Iterator

from sources.base import Page, Request, Steps
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

_NOTICE = re.compile(r"/public/\d{1,12}/\d{1,12}\.html")
_LABEL = re.compile(r"""["']([^"'\s]{0,200}site/label/8888\?[^"'\s]{1,1000})["']""")
_PAGES = re.compile(r"""pageCount["']?\s*[:=]\s*["']?(\d{1,4})""")
_BODIES = (".j-fontContent", ".gkwz_contnet", ".wzcon", "#zoom")


def read(page: Page, column: Column) -> Steps:
    """Read a column: its list, then each wanted notice with its files."""
    rows = _rows(page)
    check_rows(page, rows, column, fingerprint="site/label/8888" in page_text(page))
    links = yield from gather(rows, list(_further(page, column.most_pages)), _rows)
    yield from follow(links, column, _article)


def read_notice(page: Page, column: Column) -> Steps:
    """Read the page of one notice."""
    article = yield from _article(page, None)
    yield from notice_steps(article, column.regulator)


def _rows(page: Page) -> tuple[Listed, ...]:
    found: dict[str, Listed] = {}
    for node in parse(page_text(page)).css("li, tr"):
        for link in node.css("a[href]"):
            url = local_url(page, link.attributes.get("href") or "")
            title = link.attributes.get("title") or text_of(link)
            if url and title and _NOTICE.search(url):
                found.setdefault(url, Listed(title.strip(), url, day_in(text_of(node))))
    return tuple(found.values())


def _further(page: Page, most: int) -> Iterator[Request]:
    text = page_text(page)
    label, count = _LABEL.search(text), _PAGES.search(text)
    url = local_url(page, label[1].replace("&amp;", "&")) if label else None
    if url is None or count is None:
        return
    bare = re.sub(r"&pageIndex=\d*", "", url)
    for number in range(2, min(int(count[1]), most) + 1):
        yield Request(f"{bare}&pageIndex={number}")


def _article(page: Page, link: Listed | None) -> ArticleSteps:
    tree = parse(page_text(page))
    for selector in _BODIES:
        for node in tree.css(selector)[:5]:
            if text_of(node):
                return pages.article(page, tree, [node], link)
    yield from ()
    raise wrong_page(page, "公告页面里没有正文")
