"""The page of one notice as the families share it: official title, dates, body and files, from meta tags first."""

import re
from pathlib import PurePosixPath
from urllib.parse import parse_qs, unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sources.base import Page
from sources.documents.html import meta, paragraphs, tables, text_of
from sources.notices.article import Article, Link
from sources.platforms.columns import Listed, bare_title, check_title, day_in, fits, web_url
from sources.records import Basis, NoticeDate

_FILE = re.compile(r"\.(?:xlsx?|et|docx?|wps|pdf|ofd|zip|rar|7z|csv|jpe?g|png)$", re.IGNORECASE)
_LABEL = re.compile(r"^附\s*件\s*\d{0,2}\s*[：:.、]\s*")
_IN_URL = re.compile(r"/(20\d\d)/(\d{1,2})/(\d{1,2})/art_|/t(20\d\d)(\d\d)(\d\d)_")
_MOST_LINKS = 50


def article(page: Page, tree: LexborHTMLParser, bodies: list[LexborNode], link: Listed | None) -> Article:
    """Put the article together; `bodies` are the parts of the text, in order.

    Raises ReadingError (wrong page) when the page's title does not fit the link that led to it.
    """
    title = meta(tree, "ArticleTitle") or _visible_title(tree, link)
    check_title(page, title, link)
    return Article(
        url=page.url,
        title=title,
        paragraphs=tuple(paragraph for body in bodies for paragraph in paragraphs(body)),
        heading=_other_heading(title, tree, link),
        published=_published(page, tree),
        site_name=meta(tree, "SiteName"),
        attachments=links_in(page, bodies),
        tables=tuple(table for body in bodies for table in tables(body)),
    )


def links_in(page: Page, bodies: list[LexborNode]) -> tuple[Link, ...]:
    """Return the files that the body links, each URL once, under the name that people see."""
    found: dict[str, Link] = {}
    for node in (node for body in bodies for node in body.css("a[href]")):
        url = web_url(page, node.attributes.get("href") or "")
        if url and len(found) < _MOST_LINKS and _is_file(url):
            found.setdefault(url, Link(url, _name(node, url)))
    return tuple(found.values())


def _is_file(url: str) -> bool:
    parts = urlsplit(url)
    return "downfile" in parts.path or bool(_FILE.search(parts.path))


def _name(node: LexborNode, url: str) -> str:
    """Return the file's human name; the stored one is a hash."""
    shown = parse_qs(urlsplit(url).query).get("showname", [""])[0]
    stored = unquote(PurePosixPath(urlsplit(url).path).name)
    names = (shown, node.attributes.get("download"), text_of(node), node.attributes.get("title"), stored)
    candidates = (_LABEL.sub("", re.sub(r"\s+", " ", name or "").strip()) for name in names)
    return next((name for name in candidates if len(name) > 1 and name not in ("下载", "附件", "点击下载")), "附件")[
        :200
    ]


def _headings(tree: LexborHTMLParser) -> list[str]:
    return [text for node in tree.css("h1")[:10] if (text := text_of(node))]


def _visible_title(tree: LexborHTMLParser, link: Listed | None) -> str:
    """Return the printed title: an h1 can also be the site's logo, and <title> goes on with the column and the site."""
    head = tree.css_first("title")
    whole = re.split(r"[_|]", head.text())[0].strip() if head else ""
    shown: list[str] = [*_headings(tree), whole]
    return next((text for text in shown if link is None or fits(link.title, text)), shown[0])


def _other_heading(title: str, tree: LexborHTMLParser, link: Listed | None) -> str | None:
    """Return what the page or the list calls the notice when that is not its title; a title cut short is no other."""
    flat = bare_title(title)
    found: list[str] = _headings(tree) + ([link.title] if link else [])
    for shown in found:
        if fits(shown, title) and bare_title(shown) not in flat:
            return shown
    return None


def _published(page: Page, tree: LexborHTMLParser) -> NoticeDate | None:
    stated = day_in((meta(tree, "PubDate") or "")[:10])
    if stated:
        return NoticeDate(stated, Basis.META)
    match = _IN_URL.search(page.url)
    if match is None:
        return None
    day = day_in("-".join(part for part in match.groups() if part))
    return NoticeDate(day, Basis.URL) if day else None
