"""TRS WCM: index.htm, index_1.htm … with rows that lead to tYYYYMMDD_id.htm.

The address of a notice is the family's fingerprint, so a row is any list item that leads to one; sites that put it into
`onclick` work the same way. Long notices are paged as well (t…_1.htm), and a list of companies may go on there. Some sites
call the second page of a list index_2 (`Shape.second`), and some name the files of a notice only in a script.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from sources.base import Page, Request, Steps, ask
from sources.documents.html import parse, text_of
from sources.notices.article import Link
from sources.platforms import pages
from sources.platforms.checks import page_text
from sources.platforms.columns import Column
from sources.platforms.family import ArticleSteps, Family
from sources.platforms.links import Listed, web_url
from sources.platforms.listing import rows_in

_NOTICE = re.compile(r"""(?:[^"'()\s]{0,200}/)?\bt20\d{6}_\d{1,12}\.s?html?""")
_PAGING = re.compile(
    r"""createPage(?:HTML)?\(\s*["']?(\d{1,4})["']?\s*,\s*["']?\d{1,4}["']?\s*,\s*["']([\w-]{1,40})["']\s*,\s*["'](s?html?)["']"""
)
_COUNT = re.compile(r"""\bcountPage\s*=\s*["']?(\d{1,4})""")
_PRINTED = re.compile(r"共\s{0,5}\d{1,4}\s{0,5}页")  # a count that no script follows
_SCRIPTED = re.compile(r"""appLinkStr\s*=\s*["']([^"']{1,2000})["']""")
_BODIES = (".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR", ".article_content", "#zoom", "#Zoom")
_MOST_BODY_PAGES = 20


@dataclass(frozen=True, slots=True)
class Shape:
    """What differs between the sites of the family.

    The selector of a list row, those of the body, the number in the address of a list's second page, and the selector of
    the line that holds the document number (文号：…) where it stands outside the body.
    """

    row: str = "li"
    bodies: tuple[str, ...] = _BODIES
    second: int = 1
    number: str = ""


_COMMON = Shape()


def read(page: Page, column: Column, shape: Shape = _COMMON) -> Steps:
    """Read a column: its list pages, then each wanted notice with its files."""
    return _family(shape).read(page, column)


def read_notice(page: Page, column: Column, shape: Shape = _COMMON) -> Steps:
    """Read the page of one notice."""
    return _family(shape).read_notice(page, column)


def _family(shape: Shape) -> Family:
    def rows(page: Page, column: Column) -> tuple[Listed, ...]:
        return _rows(page, column, shape)

    def further(page: Page, column: Column) -> Iterator[Request]:
        return _pages_behind(page, shape.second, column.most_pages)

    return Family(rows, _paged, further, partial(article, shape=shape), paged=_paged)


def _rows(page: Page, column: Column, shape: Shape) -> tuple[Listed, ...]:
    return rows_in(page, parse(page_text(page)), shape.row, column, _address)


def _address(page: Page, link: LexborNode) -> str | None:
    for name in ("href", "onclick"):
        match = _NOTICE.search((link.attributes.get(name) or "")[:1000])
        if match:
            return web_url(page, match[0])
    return None


def _paged(page: Page) -> bool:
    return _paging(page) is not None or _PRINTED.search(page_text(page)) is not None


def _paging(page: Page) -> tuple[int, str, str] | None:
    """Return how many pages there are, and the stem and ending of their names."""
    text = page_text(page)
    match, count = _PAGING.search(text), _COUNT.search(text)
    if match is not None:
        return int(match[1]), match[2], match[3]
    if count is None:
        return None
    name = PurePosixPath(urlsplit(page.address).path).name or "index.html"
    stem, _, ending = name.rpartition(".")
    return int(count[1]), stem, ending


def _pages_behind(page: Page, second: int, most: int) -> Iterator[Request]:
    """Yield the pages behind this one; the first is name.htm, the second name_1.htm."""
    paging = _paging(page)
    if paging is not None:
        count, stem, ending = paging
        for number in range(second, second + min(count, most) - 1):
            yield Request(urljoin(page.address, f"{stem}_{number}.{ending}"))


def article(page: Page, link: Listed | None, column: Column, shape: Shape = _COMMON) -> ArticleSteps:
    """Read the page of one notice, and those on which its body goes on."""
    tree = parse(page_text(page))
    bodies = [pages.body_in(page, tree, shape.bodies)]
    stem = page.address.rpartition("/")[2].partition(".")[0]
    paging = _paging(page)
    if paging is not None and paging[1] == stem:
        for request in _pages_behind(page, 1, _MOST_BODY_PAGES):
            answer = yield from ask(request)
            bodies.append(pages.body_in(answer, parse(page_text(answer)), shape.bodies))
    line = tree.css_first(shape.number) if shape.number else None
    number = text_of(line).rpartition("：")[2].strip() if line else None
    return pages.article(page, tree, bodies, link, column, files=_scripted(page), number=number)


def _scripted(page: Page) -> tuple[Link, ...]:
    """Return the files that only a script names: appLinkStr='./P0.xlsx|./P1.docx'."""
    match = _SCRIPTED.search(page_text(page))
    urls = [web_url(page, part) for part in match[1].split("|") if part.strip()] if match else []
    return tuple(Link(url, PurePosixPath(urlsplit(url).path).name) for url in urls if url and pages.is_file(url))
