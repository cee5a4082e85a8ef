"""中国政府网: a column is one JSON array of titles and addresses, the body of a document #UCAP-CONTENT.

/zhengce/zuixin/ZUIXINZHENGCE.json holds about a thousand rows {TITLE, SUB_TITLE, URL, DOCRELPUBTIME}. The policy library's
search (sousuo.www.gov.cn/search-gov/data) answers with rows of its own, in one list or in several by kind. Documents carry
no ArticleTitle, and their date in `firstpublishedtime`.
"""

from collections.abc import Iterator

from sources.base import Page, Request, Steps
from sources.documents.html import parse
from sources.platforms import pages
from sources.platforms.checks import page_text
from sources.platforms.columns import Column
from sources.platforms.family import ArticleSteps, Family
from sources.platforms.interfaces import Record, day_of, inside, json_of, records, title_in, words
from sources.platforms.links import Listed, web_url

_BODIES = ("#UCAP-CONTENT", ".pages_content", "#detailContent", ".article")


def read(page: Page, column: Column) -> Steps:
    """Read a column or a search: its list, then each wanted document with its files."""
    return _FAMILY.read(page, column)


def read_notice(page: Page, column: Column) -> Steps:
    """Read the page of one document."""
    return _FAMILY.read_notice(page, column)


def _known(page: Page) -> bool:
    answer = json_of(page)
    return isinstance(answer, list) or inside(answer, "searchVO") is not None


def _records(page: Page) -> tuple[Record, ...]:
    answer = json_of(page)
    if isinstance(answer, list):
        return records(answer)
    found = records(inside(answer, "searchVO", "listVO"))
    kinds = inside(answer, "searchVO", "catMap") or inside(answer, "catMap")
    lists = kinds.values() if isinstance(kinds, dict) else ()
    return (*found, *(one for kind in lists for one in records(inside(kind, "listVO"))))


def _rows(page: Page, column: Column) -> tuple[Listed, ...]:
    found: dict[str, Listed] = {}
    for record in _records(page):
        address, title = words(record, "URL", "url"), title_in(words(record, "TITLE", "title"))
        url = web_url(page, address) if address else None
        if url and title:
            found.setdefault(url, Listed(title, url, day_of(record, "DOCRELPUBTIME", "pubtimeStr")))
    return tuple(found.values())


def _further(page: Page, column: Column) -> Iterator[Request]:
    """The array is the whole list, and a search is asked for its newest page only."""
    return iter(())


def _article(page: Page, link: Listed | None, column: Column) -> ArticleSteps:
    tree = parse(page_text(page))
    body = pages.body_in(page, tree, _BODIES)
    yield from ()
    return pages.article(page, tree, [body], link, column)


_FAMILY = Family(_rows, _known, _further, _article)
