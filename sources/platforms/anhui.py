"""安徽集约化: lists from site/label/8888 or /public/column/{organ}, notices at /public/{organ}/{id}.html.

The list's own script holds the address of its data with all parameters; further pages change only `pageIndex`. Where the
page holds no rows its script fills them in, so the same address is asked for the first ones too; where a page shows rows of
another list beside, a source starts at that address itself. Its `length` cuts titles.
"""

import re
from collections.abc import Iterator

from sources.base import Page, Request, Steps
from sources.documents.html import parse
from sources.platforms import pages
from sources.platforms.checks import page_text
from sources.platforms.columns import Column
from sources.platforms.family import ArticleSteps, Family
from sources.platforms.links import Listed, local_url
from sources.platforms.listing import fitting, rows_in

_NOTICE = re.compile(r"/public/\d{1,12}/\d{1,12}\.html")
_LABEL = re.compile(r"""["']([^"'\s]{0,200}site/label/8888\?[^"'\s]{1,1000})["']""")
_PAGES = re.compile(r"""pageCount["']?\s*[:=]\s*["']?(\d{1,4})""")
_BODIES = (".j-fontContent", ".gkwz_contnet", ".wzcon", "#zoom")


def read(page: Page, column: Column) -> Steps:
    """Read a column: its list, then each wanted notice with its files."""
    return _FAMILY.read(page, column)


def read_notice(page: Page, column: Column) -> Steps:
    """Read the page of one notice."""
    return _FAMILY.read_notice(page, column)


def _known(page: Page) -> bool:
    return "site/label/8888" in page_text(page) or (_is_data(page) and "暂无" in page_text(page))


def _is_data(page: Page) -> bool:
    """True for the rows themselves, without the page around them."""
    return "site/label/8888" in page.address


def _rows(page: Page, column: Column) -> tuple[Listed, ...]:
    return rows_in(page, parse(page_text(page)), "li, tr", column, fitting(_NOTICE))


def _shell(page: Page, column: Column) -> Request | None:
    address = _label(page)
    return Request(f"{address}&pageIndex=1") if address and not _is_data(page) else None


def _further(page: Page, column: Column) -> Iterator[Request]:
    address, count = _label(page), _PAGES.search(page_text(page))
    if address is not None and count is not None:
        for number in range(2, min(int(count[1]), column.most_pages) + 1):
            yield Request(f"{address}&pageIndex={number}")


def _label(page: Page) -> str | None:
    """Return the address of the list's data without its page number."""
    match = _LABEL.search(page_text(page))
    reference = match[1].replace("&amp;", "&") if match else page.address
    if "site/label/8888?" not in reference:
        return None
    url = local_url(page, reference)
    return re.sub(r"&pageIndex=\d*", "", url) if url else None


def _article(page: Page, link: Listed | None, column: Column) -> ArticleSteps:
    tree = parse(page_text(page))
    body = pages.body_in(page, tree, _BODIES)
    yield from ()
    return pages.article(page, tree, [body], link, column)


_FAMILY = Family(_rows, _known, _further, _article, _shell)
