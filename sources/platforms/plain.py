"""A plain HTML list read by selectors: for a site of no family, or of one that has no reader yet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import urljoin

from sources.base import Page, Request, Steps
from sources.documents.html import parse
from sources.platforms import pages
from sources.platforms.checks import page_text
from sources.platforms.columns import Column
from sources.platforms.family import ArticleSteps, Family
from sources.platforms.links import Listed
from sources.platforms.listing import fitting, rows_in

_COUNT = re.compile(
    r"""(?:共\s{0,5}(\d{1,4})\s{0,5}页|\b(?:pageCount|countPage|totalPages?)["']?\s{0,5}[:=]\s{0,5}["']?(\d{1,4}))"""
)
_BODIES = (
    *("#ivs_content", "#zoom", "#Zoom", "#detailContent", "#UCAP-CONTENT", ".Article_content", ".article_content"),
    *(".trs_editor_view", ".TRS_Editor", ".article-content", ".content"),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How one site looks.

    `row` is the selector of a list's rows, `notice` a regular expression over the addresses of notices, `bodies` the
    selectors of a notice's text. `further` is the address of further pages with {n}, counted from `second`; it is used
    where the list prints how many pages there are. `nothing` is what the site prints for an empty list.
    """

    row: str = "li"
    notice: str = r"\.s?html?$"
    bodies: tuple[str, ...] = _BODIES
    further: str = ""
    second: int = 1
    nothing: str = ""


_COMMON = Shape()


def read(page: Page, column: Column, shape: Shape = _COMMON) -> Steps:
    """Read a column: its list, then each wanted notice with its files."""
    return _family(shape).read(page, column)


def read_notice(page: Page, column: Column, shape: Shape = _COMMON) -> Steps:
    """Read the page of one notice."""
    return _family(shape).read_notice(page, column)


def _family(shape: Shape) -> Family:
    def known(page: Page) -> bool:
        return bool(shape.nothing) and shape.nothing in page_text(page)

    return Family(partial(_rows, shape=shape), known, partial(_further, shape=shape), partial(_article, shape=shape))


def _rows(page: Page, column: Column, shape: Shape) -> tuple[Listed, ...]:
    return rows_in(page, parse(page_text(page)), shape.row, column, fitting(re.compile(shape.notice)))


def _further(page: Page, column: Column, shape: Shape) -> Iterator[Request]:
    match = _COUNT.search(page_text(page)) if shape.further else None
    if match is not None:
        last = min(int(match[1] or match[2]), column.most_pages)
        for number in range(shape.second, shape.second + last - 1):
            yield Request(urljoin(page.address, shape.further.replace("{n}", str(number))))


def _article(page: Page, link: Listed | None, column: Column, shape: Shape) -> ArticleSteps:
    tree = parse(page_text(page))
    body = pages.body_in(page, tree, shape.bodies)
    yield from ()
    return pages.article(page, tree, [body], link, column)
