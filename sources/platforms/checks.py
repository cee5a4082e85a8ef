"""Is this the page that was asked for? Sites under load, or after a move, answer 200 with another one, or with half of it."""

import re

from selectolax.lexbor import LexborHTMLParser

from sources.base import Page, Regulator
from sources.documents.html import meta, parse
from sources.documents.text import decode
from sources.errors import ReadingError
from sources.notices.issuers import is_authority, is_own
from sources.platforms.columns import Column
from sources.platforms.links import Listed, fits
from sources.records import LookState

MAX_PAGE = 10 * 1024 * 1024  # bytes
_OPENED = re.compile(r"<body\b", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_PARTS = ("ul", "table", "datastore", "recordset")  # of an answer that is no whole page


def check_site(page: Page, column: Column, tree: LexborHTMLParser | None = None) -> None:
    """Refuse a page of another site, and, of a list (no `tree` given), one of another column or the site's front page.

    Told by SiteIDCode and ColumnName where the column knows them, else by SiteName: a site that renames its bureau still
    names its place and its trade.
    """
    text = page_text(page)
    if tree is None and text.lstrip().startswith(("{", "[")):
        return
    whole = tree or parse(text)
    code, name, site = meta(whole, "SiteIDCode"), meta(whole, "ColumnName"), meta(whole, "SiteName")
    if column.site_code and code and code != column.site_code:
        raise wrong_page(page, f"页面的网站标识码是 {code[:40]}，应为 {column.site_code}")
    if site and is_authority(site) and not _is_of(site, column.regulator):
        raise wrong_page(page, f"页面属于“{site[:40]}”的网站，应为“{column.regulator.names[-1]}”")
    if tree is None and column.name and name and name != column.name:
        raise wrong_page(page, f"页面的栏目是“{name[:40]}”，应为“{column.name}”")
    if tree is None and _is_front(whole, name, site, column.regulator):
        raise wrong_page(page, "返回的是网站首页，不是栏目页面")


def _is_of(site: str, regulator: Regulator) -> bool:
    """True for the regulator's own site, under whatever name it goes, or that of its government."""
    financial = any("金融" in name for name in regulator.names)
    return is_own(site, regulator) and (not financial or "金融" in site or site.endswith("人民政府"))


def _is_front(tree: LexborHTMLParser, column: str | None, site: str | None, regulator: Regulator) -> bool:
    """True for a page that is titled as the whole site is and names no column."""
    head = tree.css_first("title")
    title = head.text().strip() if head else ""
    return column in ("首页", "网站首页") or (column is None and title != "" and title in (site, *regulator.names))


def check_whole(page: Page) -> None:
    """Refuse a page that breaks off though its transfer did not: sites also serve what their own cache has cut."""
    text = page_text(page).lstrip()
    if text.startswith(("{", "[")):
        return  # half a JSON is none, and the HTML inside it is written with escapes
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
    """Return the page's text, in whatever encoding it came.

    Raises ReadingError (unreadable) for more than any page of a site holds: files may be larger.
    """
    if len(page.content) > MAX_PAGE:
        size = f"{len(page.content) / 1024 / 1024:.0f} MB，网页的上限是 {MAX_PAGE // 1024 // 1024} MB"
        raise ReadingError(f"网页过大，未予读取（{size}）：{page.address}", state=LookState.UNREADABLE, url=page.address)
    return decode(page.content, page.headers.get("content-type"))
