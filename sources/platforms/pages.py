"""The page of one notice as the families share it: official title, dates, body and files, from meta tags first."""

import re
from pathlib import PurePosixPath
from urllib.parse import parse_qs, unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sources.base import Page
from sources.documents.html import meta, paragraphs, tables, text_of
from sources.notices.article import Article, Link
from sources.notices.dates import date_in_url
from sources.notices.wording import without_mark
from sources.platforms.checks import check_site, check_title, check_whole, wrong_page
from sources.platforms.columns import Column
from sources.platforms.links import Listed, day_in, is_own, web_url
from sources.platforms.titles import other_heading, title_of
from sources.records import Basis, NoticeDate

_FILE = re.compile(r"\.(?:xlsx?|et|docx?|wps|pdf|ofd|zip|rar|7z|csv|jpe?g|png)$", re.IGNORECASE)
_LABEL = re.compile(r"^附\s*件\s*\d{0,2}\s*[：:.、]\s*")
_PUBLISHED = ("PubDate", "firstpublishedtime")  # the standard's tag, and that of www.gov.cn
_MOST_LINKS = 50


def article(
    page: Page,
    tree: LexborHTMLParser,
    bodies: list[LexborNode],
    link: Listed | None,
    column: Column,
    *,
    title: str | None = None,
    files: tuple[Link, ...] = (),
    source: str | None = None,
    number: str | None = None,
) -> Article:
    """Put the article together; `bodies` are the parts of the text, in order; `title` and `files` are what scripts hold.

    `source` is who wrote it where no meta tag (ContentSource) says so, `number` its own where it stands outside the body.

    Raises ReadingError (wrong page) when the page is of another site, or its title does not fit the link that led to it.
    """
    if link is not None or is_own(page.address, None, column.regulator):  # a person may import what stands elsewhere
        check_site(page, column, tree)
    title = without_mark(meta(tree, "ArticleTitle") or title or title_of(tree, link))
    check_title(page, title, link)
    attached = {one.url: one for one in links_in(page, bodies)}
    for one in (*files, *(link.files if link else ())):
        attached.setdefault(one.url, one)
    return Article(
        url=page.url,
        title=title,
        paragraphs=tuple(paragraph for body in bodies for paragraph in paragraphs(body)),
        heading=other_heading(title, tree, link),
        published=_published(page, tree, link),
        site_name=meta(tree, "SiteName"),
        attachments=tuple(attached.values()),
        tables=tuple(table for body in bodies for table in tables(body)),
        source=meta(tree, "ContentSource") or source,
        number=number,
    )


def body_in(page: Page, tree: LexborHTMLParser, selectors: tuple[str, ...]) -> LexborNode:
    """Return the first element with text that a selector finds: desktop and telephone often carry the same body.

    Raises ReadingError (wrong page) when there is none, when its text is still to be filled in by a script, or when the
    page breaks off: half a text may hold half a list.
    """
    check_whole(page)
    for selector in selectors:
        for node in tree.css(selector)[:5]:
            if words := text_of(node):
                if "{{" in words and "}}" in words:
                    raise wrong_page(page, "公告页面还没有填入内容（需由浏览器运行其脚本）")
                return node
    raise wrong_page(page, "公告页面里没有正文")


def links_in(page: Page, bodies: list[LexborNode]) -> tuple[Link, ...]:
    """Return the files that the body links, each URL once, under the name that people see."""
    found: dict[str, Link] = {}
    for node in (node for body in bodies for node in body.css("a")):
        url = next((url for name in ("href", "oldsrc") if (url := _file_url(page, node.attributes.get(name)))), None)
        if url and len(found) < _MOST_LINKS:
            found.setdefault(url, Link(url, _name(node, url)))
    return tuple(found.values())


def _file_url(page: Page, reference: str | None) -> str | None:
    url = web_url(page, reference) if reference else None
    return url if url and is_file(url) else None


def is_file(url: str) -> bool:
    """True when the address is that of a document, table, archive or picture."""
    parts = urlsplit(url)
    return "downfile" in parts.path or bool(_FILE.search(parts.path))


def _name(node: LexborNode, url: str) -> str:
    """Return the file's human name; the stored one is a hash."""
    shown = parse_qs(urlsplit(url).query).get("showname", [""])[0]
    stored = unquote(PurePosixPath(urlsplit(url).path).name)
    stated = node.attributes
    names = (shown, stated.get("download"), stated.get("alt"), text_of(node), stated.get("title"), stored)
    candidates = (_LABEL.sub("", re.sub(r"\s+", " ", name or "").strip()) for name in names)
    return next((name for name in candidates if len(name) > 1 and name not in ("下载", "附件", "点击下载")), "附件")[
        :200
    ]


def _published(page: Page, tree: LexborHTMLParser, link: Listed | None) -> NoticeDate | None:
    """Return the day from the meta tags, else from the address, else from the row of the list."""
    for name in _PUBLISHED:
        if stated := day_in((meta(tree, name) or "")[:10]):
            return NoticeDate(stated, Basis.META)
    addressed = date_in_url(page.url)
    if link is not None and link.day and (addressed is None or len(addressed.iso) < len(link.day)):
        return NoticeDate(link.day, Basis.TEXT)
    return addressed
