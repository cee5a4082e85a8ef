"""HTML to text, paragraphs and tables. The parser gets text only: it does not find the encoding by itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sources.documents import nesting
from sources.documents.captions import caption_of, is_caption
from sources.documents.marks import names_company
from sources.documents.tables import Cell, Table
from sources.errors import ReadingError
from sources.records import LookState

BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "ul"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr"),
    )
)
_SILENT = frozenset(
    (
        *("script", "style", "noscript", "template", "iframe", "object", "svg", "head", "title", "select", "textarea"),
        *("del", "s", "strike"),  # struck out: no longer said
    )
)
_HIDES = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_MOST_ROWS, _MOST_COLUMNS, _MOST_CELLS, _MOST_TABLES = 20_000, 100, 400_000, 200
# A table of one column whose cells are longer than this holds the text of the page, not a list of names.
_LONGEST_NAME = 40


def parse(text: str) -> LexborHTMLParser:
    """Return the parsed document.

    Raises ReadingError (unreadable) for one nested so deep that parsing it would take minutes.
    """
    nesting.admit(text)
    return LexborHTMLParser(text)


def meta(tree: LexborHTMLParser, name: str) -> str | None:
    """Return the content of a meta tag by its name (in any case), without blanks around it; None when empty."""
    for node in tree.css("meta[name]"):
        if (node.attributes.get("name") or "").lower() == name.lower():
            return tidy(node.attributes.get("content") or "") or None
    return None


def text_of(node: LexborNode) -> str:
    """Return the visible text of an element in one line."""
    return " ".join(_lines(node)).strip()


def paragraphs(body: LexborNode) -> tuple[str, ...]:
    """Return the paragraphs of a body in order, without its data tables; a body printed twice is read once.

    Of what the page does not show only companies count, for a script may open them, unless it shows nothing at all.
    """
    tables = frozenset(node.mem_id for node in _data_tables(body))
    lines = tuple(_lines(body, without=tables))
    if all(map(names_company, lines)):
        lines = tuple(part for part in _blocks(body, tables, whole=True) if isinstance(part, str))
    half = len(lines) // 2
    # Some templates print the same body for the desktop and for the telephone.
    return lines[:half] if half and lines[:half] == lines[half:] else lines


def tables(body: LexborNode) -> tuple[Table, ...]:
    """Return the data tables of a body, rowspan and colspan filled; tables that only lay out the page are passed by.

    A line break that is set in a cell (br, p) stays one in its text; those of the source text do not.
    """
    if len(body.css("table")) > _MOST_TABLES:
        raise _too_large()
    found: list[Table] = []
    nodes = [*_data_tables(body)]
    for number, (node, caption) in enumerate(zip(nodes, _captions(body, nodes), strict=True), start=1):
        grid, unseen = _grid(node)
        if not _is_shown(node, body):
            unseen = frozenset(range(len(grid)))
        same = (at for at, known in enumerate(found) if grid == known.rows and (caption or known.caption) == known.caption)
        if (at := next(same, None)) is not None:  # a table printed twice is read once
            found[at] = replace(found[at], unseen=found[at].unseen & unseen)
        elif grid:
            found.append(Table(f"表{number}", grid, caption=caption, unseen=unseen))
    return tuple(found)


def _captions(body: LexborNode, nodes: Sequence[LexborNode]) -> list[str | None]:
    """The title of each table: its caption element, else the paragraph right above it."""
    found: list[str | None] = []
    above: list[str] = []
    for part in _blocks(body, frozenset(node.mem_id for node in nodes)):
        if isinstance(part, str):
            above.append(part)
            continue
        own = part.css_first("caption")
        found.append((caption_of([text_of(own)]) if own else None) or caption_of(above))
        above.clear()
    # Where titles stand below their tables, those above belong to others.
    below = bool(above) and is_caption(above[0]) and not found[0] if found else False
    return ["" for _ in found] if below else found


def _lines(node: LexborNode, without: frozenset[int] = frozenset()) -> Iterator[str]:
    """The text of a node, cut at block elements."""
    return (part for part in _blocks(node, without) if isinstance(part, str))


def _blocks(node: LexborNode, without: frozenset[int], *, whole: bool = False) -> Iterator[str | LexborNode]:
    """Walk without recursion (pages can be nested as deep as they like): lines of text, and the tables to leave out.

    Of what is not shown only lines that name a company are given, unless the `whole` is asked for.
    """
    parts: list[str] = []
    for opening, part in walk(node, without, whole=whole):
        if opening and part.is_text_node:
            parts.append(part.text_content or "")
        elif opening and not whole and part.mem_id != node.mem_id and _is_hidden(part) and part.mem_id not in without:
            yield from (one for one in _blocks(part, without, whole=True) if isinstance(one, LexborNode) or names_company(one))
        elif part.tag in BLOCKS:
            if line := tidy("".join(parts)):
                yield line
            parts.clear()
            if not opening and part.mem_id in without:
                yield part
    if line := tidy("".join(parts)):
        yield line


def walk(root: LexborNode, without: frozenset[int], *, whole: bool = True) -> Iterator[tuple[bool, LexborNode]]:
    """Yield (True, node) where a node begins and (False, node) where an element ends."""
    node: LexborNode | None = root
    while node is not None:
        hidden = node.tag in _SILENT or node.mem_id in without
        hidden = hidden or (not whole and node.mem_id != root.mem_id and _is_hidden(node))
        yield True, node
        child = None if hidden else node.first_child
        if child is not None:
            node = child
            continue
        while node is not None and (node.mem_id == root.mem_id or node.next is None):
            yield False, node
            node = None if node.mem_id == root.mem_id else node.parent
        if node is not None:
            yield False, node
            node = node.next


def _is_hidden(node: LexborNode) -> bool:
    """True for an element that the page itself does not show."""
    if node.is_text_node or node.is_comment_node:
        return False
    attributes = node.attributes
    return "hidden" in attributes or _HIDES.search(attributes.get("style") or "") is not None


def _is_shown(node: LexborNode, root: LexborNode) -> bool:
    """True when neither the element nor any around it, up to the root, is hidden."""
    around: LexborNode | None = node
    while around is not None and around.mem_id != root.mem_id:
        if _is_hidden(around):
            return False
        around = around.parent
    return True


def tidy(text: str) -> str:
    """Return a text without invisible marks, its blanks single."""
    text = re.sub(r"[\u200b\ufeff\xad]", "", text)
    # A line break of the source text between two Chinese characters is no blank.
    text = re.sub(r"(?<=[^\x00-\xff])[ \t]*[\r\n]\s*(?=[^\x00-\xff])", "", text)
    return re.sub(r"[\s\u3000]+", " ", text).strip()


def _data_tables(body: LexborNode) -> Iterator[LexborNode]:
    for node in body.css("table")[:_MOST_TABLES]:
        if len(node.css("table")) == 1 and _holds_data(node):  # the element itself is among its matches
            yield node


def _holds_data(table: LexborNode) -> bool:
    rows = [row.css("td, th") for row in table.css("tr")[:50]]
    if len(rows) < 2:
        return False
    if max(len(cells) for cells in rows) >= 2:
        return True
    return all(len(text_of(cell)) <= _LONGEST_NAME for cells in rows for cell in cells)


def _grid(table: LexborNode) -> tuple[tuple[tuple[Cell, ...], ...], frozenset[int]]:
    """The rows, and the places of those that are not shown; a cell that is not shown counts where it names a company."""
    rows: list[list[Cell | None]] = []
    hanging: dict[int, tuple[Cell, int]] = {}  # column -> value that spans down, rows still to fill
    budget = _MOST_CELLS
    unseen: set[int] = set()
    lines = table.css("tr")
    if len(lines) > _MOST_ROWS:
        raise _too_large()
    for tr in lines:
        row: list[Cell | None] = []
        if not _is_shown(tr, table):
            unseen.add(len(rows))
        for node in tr.css("td, th"):
            _fill_hanging(row, hanging)
            cell = Cell("\n".join(_lines(node)))
            if _is_hidden(node):
                named = names_company(cell.text)
                unseen.update([len(rows)] if named else [])
                cell = cell if named else Cell("")
            width, height = _span(node, "colspan", _MOST_COLUMNS), _span(node, "rowspan", _MOST_ROWS)
            for _ in range(min(width, _MOST_COLUMNS - len(row))):
                if height > 1:
                    hanging[len(row)] = (cell, height - 1)
                row.append(cell)
        _fill_hanging(row, hanging)
        budget -= len(row)
        if budget < 0:
            raise _too_large()
        rows.append(row)
    width = max((len(row) for row in rows), default=0)
    grid = tuple(tuple(cell or Cell("") for cell in [*row, *[None] * (width - len(row))]) for row in rows)
    return grid, frozenset(unseen)


def _too_large() -> ReadingError:
    return ReadingError(
        f"网页里的表格过多或过大（上限 {_MOST_TABLES} 个、每个 {_MOST_ROWS} 行），未予读取", state=LookState.UNREADABLE
    )


def _fill_hanging(row: list[Cell | None], hanging: dict[int, tuple[Cell, int]]) -> None:
    while len(row) in hanging:
        column = len(row)
        cell, left = hanging.pop(column)
        if left > 1:
            hanging[column] = (cell, left - 1)
        row.append(cell)


def _span(node: LexborNode, name: str, most: int) -> int:
    value = (node.attributes.get(name) or "1").strip()
    return max(1, min(int(value), most)) if value.isascii() and value.isdigit() and len(value) <= 6 else 1
