"""中国证监会 (csrc.gov.cn): a column is one JSON interface, its documents are pages with their text in .detail-news.

/searchList/{channel}?_isAgg=true&_isJson=true&_pageSize=20&page=1 answers {data: {total, rows, results: [{title, url,
publishedTimeStr, resList: [{title, filePath}]}]}}; an address begins with two slashes. Under load the site serves the front
page of a section under a document's address: its title does not fit.
"""

import re
from collections.abc import Iterator
from math import ceil

from sources.base import Page, Request, Steps
from sources.documents.html import parse
from sources.notices.article import Link
from sources.platforms import pages
from sources.platforms.checks import page_text
from sources.platforms.columns import Column
from sources.platforms.family import ArticleSteps, Family
from sources.platforms.interfaces import Record, count, day_of, inside, json_of, records, title_in, words
from sources.platforms.links import Listed, local_url, web_url

_NUMBER = re.compile(r"(?<=[?&])page=\d{1,6}")
_BODIES = (".detail-news", "#detail-news", ".content")
_PER_PAGE, _MOST_FILES = 20, 50


def read(page: Page, column: Column) -> Steps:
    """Read a column: its list, then each wanted document with its files."""
    return _FAMILY.read(page, column)


def read_notice(page: Page, column: Column) -> Steps:
    """Read the page of one document."""
    return _FAMILY.read_notice(page, column)


def _known(page: Page) -> bool:
    return isinstance(inside(json_of(page), "data", "results"), list)


def _rows(page: Page, column: Column) -> tuple[Listed, ...]:
    found: dict[str, Listed] = {}
    for record in records(inside(json_of(page), "data", "results")):
        address, title = words(record, "url"), title_in(words(record, "title"))
        url = web_url(page, address) if address else None
        if url and title:
            found.setdefault(url, Listed(title, url, day_of(record, "publishedTimeStr"), _files(page, record, column)))
    return tuple(found.values())


def _files(page: Page, record: Record, column: Column) -> tuple[Link, ...]:
    files = ((words(one, "filePath"), words(one, "title")) for one in records(record.get("resList"))[:_MOST_FILES])
    return tuple(
        Link(url, name or "附件")
        for path, name in files
        if path and (url := local_url(page, path, column.regulator)) and pages.is_file(url)
    )


def _further(page: Page, column: Column) -> Iterator[Request]:
    answer = inside(json_of(page), "data")
    size = count(inside(answer, "rows")) or _PER_PAGE
    if _NUMBER.search(page.address):
        for number in range(2, min(ceil(count(inside(answer, "total")) / size), column.most_pages) + 1):
            yield Request(_NUMBER.sub(f"page={number}", page.address))


def _article(page: Page, link: Listed | None, column: Column) -> ArticleSteps:
    tree = parse(page_text(page))
    body = pages.body_in(page, tree, _BODIES)
    yield from ()
    return pages.article(page, tree, [body], link, column)


_FAMILY = Family(_rows, _known, _further, _article)
