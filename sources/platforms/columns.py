"""What the families share: a column of a site, its links, and the walk from link to notice."""

import re
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from urllib.parse import urljoin, urlsplit

from sources.base import Page, Regulator, Request, Steps, ask
from sources.documents.text import decode
from sources.errors import LookError, ReadingError
from sources.notices.article import Article
from sources.notices.attachments import notice_steps
from sources.records import LookState, Notice

# How alike the title of a link and of its page must be; 厦门's headings swap the sector and still reach 0.8.
_ALIKE = 0.6
_MOST_LINKS = 1000


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one regulator's site, and which of its titles are wanted (a regular expression).

    `most_pages` bounds the list pages read in one look. `empty_is_normal` as in Source.
    """

    regulator: Regulator
    wanted: str
    most_pages: int = 3
    empty_is_normal: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list page: the title as far as it is printed, the absolute URL, the printed day (2023-07-18)."""

    title: str
    url: str
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """What the list pages gave, and the first error met on the way."""

    rows: tuple[Listed, ...]
    trouble: LookError | None = None


ListSteps = Generator[Request | Notice, Page | None, Links]
ArticleSteps = Generator[Request | Notice, Page | None, Article]
ArticleReader = Callable[[Page, Listed | None], ArticleSteps]


def follow(links: Links, column: Column, article_of: ArticleReader) -> Steps:
    """Read each wanted link's notice; a failing one does not hide the others (see sources.base)."""
    first = links.trouble
    pattern = re.compile(column.wanted)
    for link in links.rows:
        if not pattern.search(link.title):
            continue
        try:
            page = yield from ask(Request(link.url))
            article = yield from article_of(page, link)
            yield from notice_steps(article, column.regulator)
        except LookError as error:
            first = first or error
    if first is not None:
        raise first


def gather(
    rows: tuple[Listed, ...], further: Iterable[Request], rows_of: Callable[[Page], tuple[Listed, ...]]
) -> ListSteps:
    """Add the rows of further list pages to those of the first, once per URL.

    A further page that fails or holds nothing ends the walk and is remembered: what was found is still read.
    """
    found = {row.url: row for row in rows}
    trouble: LookError | None = None
    for request in further:
        try:
            page = yield from ask(request)
            more = rows_of(page)
            if not more:
                raise wrong_page(page, "公告列表的后续页没有任何条目")
        except LookError as error:
            trouble = error
            break
        for row in more:
            if len(found) < _MOST_LINKS:
                found.setdefault(row.url, row)
    return Links(tuple(found.values()), trouble)


def check_rows(page: Page, rows: tuple[Listed, ...], column: Column, *, fingerprint: bool) -> None:
    """Refuse a list page of another make, and one of nothing where that is not normal."""
    if not rows and not fingerprint:
        raise wrong_page(page, "返回的页面不是预期的公告列表")
    if not rows and not column.empty_is_normal:
        raise wrong_page(page, "公告列表没有任何条目")


def check_title(page: Page, title: str, link: Listed | None) -> None:
    """Refuse a notice page whose title does not fit the link that led to it (sites under load serve another page)."""
    if not title:
        raise wrong_page(page, "公告页面没有标题")
    if link is not None and not fits(link.title, title):
        raise wrong_page(page, f"公告页面的标题“{title[:60]}”与列表中的“{link.title[:60]}”不符")


def wrong_page(page: Page, what: str) -> ReadingError:
    """Return the error for a page that answered 200 and is not the one asked for."""
    return ReadingError(f"{what}：{page.address}", state=LookState.WRONG_PAGE, url=page.address)


def page_text(page: Page) -> str:
    """Return the page's text, in whatever encoding it came."""
    return decode(page.content, page.headers.get("content-type"))


def local_url(page: Page, reference: str) -> str | None:
    """Return the absolute URL of a link to the same host, else None: lists also hold links to other sites."""
    url = web_url(page, reference)
    return url if url and urlsplit(url).hostname == urlsplit(page.address).hostname else None


def web_url(page: Page, reference: str) -> str | None:
    """Return the absolute http(s) URL of a link, else None (javascript:, mailto:, nonsense)."""
    try:
        url = urljoin(page.address, reference.strip())
        return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else None
    except ValueError:
        return None


def day_in(text: str) -> str | None:
    """Return the first day printed in a text as 2023-07-18, even when it is broken over lines."""
    flat = re.sub(r"\s", "", text)
    match = re.search(r"(?<!\d)(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)", flat)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None


def fits(listed: str, title: str) -> bool:
    """True when a list's title, perhaps cut short or with a word swapped, can be that of the page."""
    left, right = bare_title(listed), bare_title(title)
    if not left:
        return False
    cut = left in right if len(left) >= 6 else False  # lists print the beginning of long titles
    return cut or SequenceMatcher(None, left, right, autojunk=False).ratio() >= _ALIKE


def bare_title(title: str) -> str:
    """Return a title without blanks and without the dots that show that it was cut."""
    return re.sub(r"\s", "", title[:400]).rstrip(".…")
