"""The rows of a list that is HTML, taken in one walk over the page: each link belongs to the innermost row around it.

A row is told by a link that has the form of the family's notices. A row beside such rows that leads elsewhere, to a file,
to another host, is a row all the same where its title is wanted: what a bureau reprints or publishes as a file alone must
not be lost. Menus and links to friends stand in lists of their own.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sources.base import Page
from sources.documents.html import BLOCKS, tidy, walk
from sources.platforms.columns import Column
from sources.platforms.links import Listed, day_in, is_own, web_url
from sources.platforms.pages import is_file

Address = Callable[[Page, LexborNode], str | None]  # where a link leads that has the form of a notice's


@dataclass(slots=True)
class _Link:
    node: LexborNode
    text: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return (self.node.attributes.get("title") or tidy("".join(self.text))).strip()


@dataclass(slots=True)
class _Row:
    """One row: the list that it stands in, its own links and its own text, without those of rows inside it."""

    within: int
    links: list[_Link] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    @property
    def day(self) -> str | None:
        return day_in("".join(self.text))


def rows_in(page: Page, tree: LexborHTMLParser, selector: str, column: Column, address: Address) -> tuple[Listed, ...]:
    """Return the rows that `selector` finds, each address once; `address` tells notices by the form of their link.

    Where no row leads to the regulator's own hosts, those that lead to another are returned: the site has moved.
    """
    found: dict[str, Listed] = {}
    rows = [(row, _notices(page, row, column, address)) for row in _rows(tree, selector)]
    lists = {row.within for row, notices in rows if notices}
    wanted = re.compile(column.wanted)
    for row, notices in rows:
        if not notices and (other := _other(page, row, column, address, lists)) and wanted.search(other.title):
            notices = [other]
        for one in notices:
            found.setdefault(one.url, one)
    return tuple(found.values())


def fitting(form: re.Pattern[str]) -> Address:
    """Tell a notice by the form of its address."""

    def address(page: Page, link: LexborNode) -> str | None:
        url = web_url(page, link.attributes.get("href") or "")
        return url if url and form.search(url) else None

    return address


def _notices(page: Page, row: _Row, column: Column, address: Address) -> list[Listed]:
    """The notices on the regulator's own hosts to which a row leads: mostly one."""
    urls = ((link, address(page, link.node)) for link in row.links)
    own = ((link, url) for link, url in urls if url and is_own(url, page, column.regulator))
    return [Listed(title, url, row.day) for link, url in own if (title := link.title)]


def _other(page: Page, row: _Row, column: Column, address: Address, lists: set[int]) -> Listed | None:
    """What else a row leads to, by its longest title, where it stands among notices, or looks like one by itself."""
    links = ((one, address(page, one.node) or web_url(page, one.node.attributes.get("href") or "")) for one in row.links)
    link, url = max(((one, url) for one, url in links if url), key=lambda one: len(one[0].title), default=(None, ""))
    if link is None or not link.title:
        return None
    own = is_own(url, page, column.regulator)
    alone = (own and is_file(url)) or (not own and not lists and address(page, link.node) is not None)
    return Listed(link.title, url, row.day) if row.within in lists or (alone and row.day) else None


def _rows(tree: LexborHTMLParser, selector: str) -> Iterator[_Row]:
    """Yield the rows that hold links; rows may stand in rows, thousands deep."""
    chosen = {node.mem_id for node in tree.css(selector)}
    opened: list[_Row] = []
    links: list[_Link] = []
    for opening, node in walk(tree.root, frozenset()) if tree.root is not None else ():
        if node.is_text_node:
            for text in (*(one.text for one in opened[-1:]), *(one.text for one in links[-1:])) if opening else ():
                text.append(node.text_content or "")
        elif node.mem_id in chosen:
            if opening:
                opened.append(_Row(node.parent.mem_id if node.parent else 0))
            elif (row := opened.pop()).links:
                yield row
        elif node.tag == "a" and opened:
            if opening:
                links.append(_Link(node))
                opened[-1].links.append(links[-1])
            elif links and links[-1].node.mem_id == node.mem_id:
                links.pop()
        elif node.tag in BLOCKS and opened:
            opened[-1].text.append(" ")
