"""What the families share: a column of a site, and the walk from its list over further pages to each notice.

A family says how its pages look (`Family`); the walk is the same everywhere. A page that is not the one asked for is told by
the standard meta tags (SiteIDCode, ColumnName) and by its title.
"""

import re
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from sources.base import Page, Regulator, Request, Steps, ask
from sources.documents.html import meta, parse
from sources.documents.text import decode
from sources.errors import LookError, ReadingError
from sources.notices.article import Article
from sources.notices.attachments import notice_steps
from sources.platforms.links import Listed, fits
from sources.records import LookState, Notice

_MOST_LINKS = 1000
_OPENED = re.compile(r"<body\b", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_PARTS = ("ul", "table", "datastore", "recordset")  # of an answer that is no whole page


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one regulator's site, and which of its titles are wanted (a regular expression).

    `most_pages` bounds the list pages read in one look. `empty_is_normal` as in Source. `site_code` is the site's
    SiteIDCode and `name` the column's ColumnName; a page that prints another one is the wrong page.
    """

    regulator: Regulator
    wanted: str
    most_pages: int = 3
    empty_is_normal: bool = False
    site_code: str | None = None
    name: str | None = None


Rows = Callable[[Page, Column], tuple[Listed, ...]]
ArticleSteps = Generator[Request | Notice, Page | None, Article]
ArticleReader = Callable[[Page, Listed | None, Column], ArticleSteps]


@dataclass(frozen=True, slots=True)
class Family:
    """How the pages of one family look.

    `rows` finds the rows of a list page; `known` tells such a page from any other when it holds none; `further` asks for
    the pages behind it; `article` reads one notice. `shell` asks for the list of a page that its own script fills.
    """

    rows: Rows
    known: Callable[[Page], bool]
    further: Callable[[Page, Column], Iterable[Request]]
    article: ArticleReader
    shell: Callable[[Page, Column], Request | None] | None = None

    def read(self, page: Page, column: Column) -> Steps:
        """Read a column: its list, then each wanted notice with its files."""
        check_site(page, column)
        rows = self._rows(page, column)
        request = self.shell(page, column) if self.shell and not rows else None
        if request is not None:
            page = yield from ask(request)
            rows = self._rows(page, column)
        if not rows and not self.known(page):
            raise wrong_page(page, "返回的页面不是预期的公告列表")
        if not rows and not column.empty_is_normal:
            raise wrong_page(page, "公告列表没有任何条目")
        links = yield from _gather(rows[:_MOST_LINKS], iter(self.further(page, column)), self._rows, column)
        yield from _follow(links, column, self.article)

    def read_notice(self, page: Page, column: Column) -> Steps:
        """Read the page of one notice."""
        article = yield from self.article(page, None, column)
        yield from notice_steps(article, column.regulator)

    def _rows(self, page: Page, column: Column) -> tuple[Listed, ...]:
        check_whole(page)
        return self.rows(page, column)


@dataclass(frozen=True, slots=True)
class _Links:
    """What the list pages gave, and the first error met on the way."""

    rows: tuple[Listed, ...]
    trouble: LookError | None = None


def _gather(
    rows: tuple[Listed, ...], further: Iterator[Request], rows_of: Rows, column: Column
) -> Generator[Request | Notice, Page | None, _Links]:
    """Add the rows of further list pages to those of the first, once per URL.

    A further page that fails, holds nothing or nothing new ends the walk and is remembered: what was found is still read.
    """
    found = {row.url: row for row in rows}
    try:
        for request in further:
            page = yield from ask(request)
            more = rows_of(page, column)
            if not more:
                raise wrong_page(page, "公告列表的后续页没有任何条目")
            if all(row.url in found for row in more):
                raise wrong_page(page, "公告列表的后续页与前页相同，网站没有理会页码")
            for row in more:
                if len(found) < _MOST_LINKS:
                    found.setdefault(row.url, row)
    except LookError as error:
        return _Links(tuple(found.values()), error)
    return _Links(tuple(found.values()))


def _follow(links: _Links, column: Column, article_of: ArticleReader) -> Steps:
    """Read each wanted link's notice; a failing one does not hide the others (see sources.base).

    Where the list cuts its titles, the wanted word may be cut off: there the page's own title decides.
    """
    first = links.trouble
    wanted = re.compile(column.wanted)
    for link in links.rows:
        chosen = wanted.search(link.title) is not None
        if not chosen and not link.cut:
            continue
        try:
            page = yield from ask(Request(link.url))
            article = yield from article_of(page, link, column)
            if chosen or wanted.search(article.title):
                yield from notice_steps(article, column.regulator)
        except LookError as error:
            first = first or error
    if first is not None:
        raise first


def check_site(page: Page, column: Column, tree: LexborHTMLParser | None = None) -> None:
    """Refuse a page of another site (SiteIDCode), and, of a list (no `tree` given), one of another column (ColumnName)."""
    if column.site_code is None and column.name is None:
        return
    whole = tree or parse(page_text(page))
    code, name = meta(whole, "SiteIDCode"), meta(whole, "ColumnName")
    if column.site_code and code and code != column.site_code:
        raise wrong_page(page, f"页面的网站标识码是 {code[:40]}，应为 {column.site_code}")
    if tree is None and column.name and name and name != column.name:
        raise wrong_page(page, f"页面的栏目是“{name[:40]}”，应为“{column.name}”")


def check_whole(page: Page) -> None:
    """Refuse a page that breaks off though its transfer did not: sites also serve what their own cache has cut."""
    text = page_text(page)
    if _OPENED.search(text):
        broken = not _CLOSED.search(text)
    else:
        flat = text.lower()
        broken = any(flat.count(f"<{part}") > flat.count(f"</{part}>") for part in _PARTS)
    if broken:
        raise wrong_page(page, "返回的页面不完整，从中间断开")


def check_title(page: Page, title: str, link: Listed | None) -> None:
    """Refuse a notice page whose title does not fit the link that led to it (sites under load serve another page)."""
    if not title:
        raise wrong_page(page, "公告页面没有标题")
    if "{{" in title:
        raise wrong_page(page, "公告页面还没有填入内容（需由浏览器运行其脚本）")
    if link is not None and not fits(link.title, title):
        raise wrong_page(page, f"公告页面的标题“{title[:60]}”与列表中的“{link.title[:60]}”不符")


def wrong_page(page: Page, what: str) -> ReadingError:
    """Return the error for a page that answered 200 and is not the one asked for."""
    return ReadingError(f"{what}：{page.address}", state=LookState.WRONG_PAGE, url=page.address)


def page_text(page: Page) -> str:
    """Return the page's text, in whatever encoding it came."""
    return decode(page.content, page.headers.get("content-type"))
