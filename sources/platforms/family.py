"""What the families share: the walk from a column's list over further pages to each notice.

A family says how its pages look (`Family`); the walk is the same everywhere. A page that is not the one asked for is told by
the standard meta tags (SiteIDCode, ColumnName) and by its title.
"""

import re
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace

from sources.base import Page, Request, Steps, ask
from sources.documents.html import parse
from sources.errors import LookError
from sources.notices.article import Article
from sources.notices.attachments import notice_steps
from sources.platforms.checks import check_site, check_whole, page_text, wrong_page
from sources.platforms.columns import Column
from sources.platforms.links import Listed, fits, is_own
from sources.platforms.pages import is_file
from sources.platforms.titles import title_of
from sources.platforms.unpaged import elsewhere, file_alone, moved
from sources.records import Notice

_MOST_LINKS = 1000
_FULL = 10  # rows: shorter lists mostly are one page, and some sites then print no number of pages

Rows = Callable[[Page, Column], tuple[Listed, ...]]
ArticleSteps = Generator[Request | Notice, Page | None, Article]
ArticleReader = Callable[[Page, Listed | None, Column], ArticleSteps]


@dataclass(frozen=True, slots=True)
class Family:
    """How the pages of one family look.

    `rows` finds the rows of a list page; `known` tells such a page from any other when it holds none; `further` asks for
    the pages behind it; `article` reads one notice. `shell` asks for the list of a page that its own script fills. `paged`
    tells whether a page says how many there are: in a family that always says so, silence of a full page is told.
    """

    rows: Rows
    known: Callable[[Page], bool]
    further: Callable[[Page, Column], Iterable[Request]]
    article: ArticleReader
    shell: Callable[[Page, Column], Request | None] | None = None
    paged: Callable[[Page], bool] | None = None

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
        if (error := moved(page, rows, column)) is not None:
            raise error
        links = yield from _gather(rows[:_MOST_LINKS], iter(self.further(page, column)), self._rows, column)
        if self.paged is not None and len(rows) >= _FULL and column.most_pages > 1 and not self.paged(page):
            unknown = wrong_page(page, "公告列表没有印出页数，只读了第一页")
            links = replace(links, trouble=links.trouble or unknown)
        yield from _follow(page, links, column, self.article)

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


def _follow(page: Page, links: _Links, column: Column, article_of: ArticleReader) -> Steps:
    """Read each wanted link's notice; a failing one does not hide the others (see sources.base).

    Where the list cuts its titles, the wanted word may be cut off: there the page's own title decides, and only what is
    wanted must be readable.
    """
    first = links.trouble
    wanted = re.compile(column.wanted)
    for link in links.rows:
        chosen = wanted.search(link.title) is not None
        if not chosen and not link.cut:
            continue
        try:
            if not is_own(link.url, page, column.regulator):
                yield from elsewhere(link, column.regulator)
            elif is_file(link.url):
                yield from file_alone(link, column.regulator)
            else:
                yield from _read(link, column, article_of, None if chosen else wanted)
        except LookError as error:
            first = first or error
    if first is not None:
        raise first


def _read(link: Listed, column: Column, article_of: ArticleReader, unless: re.Pattern[str] | None) -> Steps:
    """Read the page of one row; where its title was cut, only if the whole one is wanted."""
    page = yield from ask(Request(link.url))
    if unless is None or not _is_other(page, link, unless):
        article = yield from article_of(page, link, column)
        yield from notice_steps(article, column.regulator)


def _is_other(page: Page, link: Listed, wanted: re.Pattern[str]) -> bool:
    """True for the page that the link means, when its whole title is none that is wanted."""
    title = title_of(parse(page_text(page)), link)
    return fits(link.title, title) and not wanted.search(title)
