"""The title of a notice's page: the official one of its meta tag, else the heading that is neither logo nor column."""

import re

from selectolax.lexbor import LexborHTMLParser

from sources.documents.html import meta, text_of
from sources.notices.wording import without_mark
from sources.platforms.links import Listed, bare_title, fits


def title_of(tree: LexborHTMLParser, link: Listed | None) -> str:
    """Return the official title, else the printed one; empty where the page has none."""
    return meta(tree, "ArticleTitle") or _visible_title(tree, link)


def other_heading(title: str, tree: LexborHTMLParser, link: Listed | None) -> str | None:
    """Return what the page or the list calls the notice when that is not its title; a title cut short is no other."""
    flat = bare_title(title)
    found: list[str] = _headings(tree) + ([link.title] if link else [])
    for shown in map(without_mark, found):
        if fits(shown, title) and bare_title(shown) not in flat:
            return shown
    return None


def _headings(tree: LexborHTMLParser) -> list[str]:
    return [text for node in tree.css("h1")[:10] if (text := text_of(node))]


def _visible_title(tree: LexborHTMLParser, link: Listed | None) -> str:
    """An h1 can also be the site's logo, and <title> goes on with the column and the site.

    Without a link to fit, the longest heading that <title> repeats is it: a logo's name often begins the title as well.
    """
    head = tree.css_first("title")
    named = head.text() if head else ""
    headings = _headings(tree)
    shown = [*headings, re.split(r"[_|]", named)[0].strip()]
    repeated = max((text for text in headings if bare_title(text) in bare_title(named)), key=len, default=shown[0])
    return next((text for text in shown if link is not None and fits(link.title, text)), repeated)
