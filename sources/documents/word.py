"""Word files (.docx) to text and tables, straight from their XML: merged cells filled, what was deleted left out.

Content controls and insertions that are marked as changes are read like everything else; text that a change deleted, and
the second copy of a drawing for old programs, are not.
"""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Never
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from sources.documents.archive import BROKEN
from sources.documents.captions import caption_of
from sources.documents.forms import image_only
from sources.documents.tables import Cell, Document, Table, unreadable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_BODY, _PARAGRAPH, _TABLE, _ROW, _CELL = (f"{_W}{tag}" for tag in ("body", "p", "tbl", "tr", "tc"))
_TEXT, _VALUE, _DELETED = f"{_W}t", f"{_W}val", f"{_W}del"
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}
_BOX, _RUN, _HIDDEN = f"{_W}txbxContent", f"{_W}r", tuple(f"{_W}rPr/{_W}{tag}" for tag in ("vanish", "strike", "dstrike"))
_LEFT_OUT = frozenset(
    (_DELETED, f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
)
_MOST_UNPACKED = 100 * 1024 * 1024
_MOST_ROWS, _MOST_COLUMNS, _MOST_CELLS = 20_000, 100, 400_000
_DEEPEST = 60  # elements inside each other; Word itself nests a dozen
_BROKEN = (*BROKEN, KeyError, RuntimeError)


def read_word(content: bytes, name: str) -> Document:
    """Return the tables, in their order, and the text between them.

    Raises ReadingError (unreadable) for a damaged file and for one that holds pictures alone.
    """
    try:
        root, pictures = _opened(content, name)
    except (*_BROKEN, ElementTree.ParseError) as error:
        raise unreadable(f"文件“{name}”已损坏，无法打开，原件已留存") from error
    body = root.find(_BODY)
    tables: list[Table] = []
    lines: list[str] = []
    above: list[str] = []  # what stands between this table and the one before
    for block in _blocks(body if body is not None else root, name):
        if block.tag == _PARAGRAPH:
            text = _paragraph(block, name).strip()
            lines.extend([text] if text else [])
            above.extend(text.splitlines())
        elif grid := _grid(block, name):
            same = bool(tables) and len(tables[-1].rows[0]) == len(grid[0])
            tables.append(Table(f"表{len(tables) + 1}", grid, follows=same and not above, caption=caption_of(above)))
            above.clear()
    if not tables and not lines:
        raise image_only(name) if pictures else unreadable(f"文件“{name}”里没有任何内容")
    return Document(tuple(tables), "\n".join(lines))


class _Builder(ElementTree.TreeBuilder):
    def doctype(self, *_: object) -> Never:
        """Entities could grow without end, and no Word file declares any."""
        raise ValueError("document type")


def _opened(content: bytes, name: str) -> tuple[Element, bool]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MOST_UNPACKED:
            raise unreadable(f"文件“{name}”解开后过大，未予读取")
        xml = archive.read("word/document.xml").replace(_STRICT.encode(), _W[1:-1].encode())
        pictures = any(part.startswith("word/media/") for part in archive.namelist())
    return ElementTree.fromstring(xml, ElementTree.XMLParser(target=_Builder())), pictures


def _blocks(element: Element, name: str, depth: int = 0) -> Iterator[Element]:
    """Paragraphs and tables in their order, whatever they are wrapped in."""
    if depth > _DEEPEST:
        raise unreadable(f"文件“{name}”嵌套过深，未予读取")
    for child in element:
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
            for box in _boxes(child, name) if child.tag == _PARAGRAPH else ():
                yield from _blocks(box, name, depth + 1)
        elif child.tag not in _LEFT_OUT:
            yield from _blocks(child, name, depth + 1)


def _boxes(element: Element, name: str, depth: int = 0) -> Iterator[Element]:
    """The text boxes that hang on a paragraph; what they hold is read behind it, paragraph by paragraph."""
    if depth > _DEEPEST:
        raise unreadable(f"文件“{name}”嵌套过深，未予读取")
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _boxes(child, name, depth + 1)


def _paragraph(element: Element, name: str, depth: int = 0) -> str:
    if depth > _DEEPEST:
        raise unreadable(f"文件“{name}”嵌套过深，未予读取")
    parts = []
    for child in element:
        if child.tag == _TEXT:
            parts.append(child.text or "")
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif child.tag not in _LEFT_OUT and child.tag != _BOX and not _is_hidden(child):
            parts.append(_paragraph(child, name, depth + 1))
    return "".join(parts)


def _is_hidden(run: Element) -> bool:
    """True for text that Word neither shows nor prints, and for what is struck out: no longer said."""
    marks = (run.find(tag) for tag in _HIDDEN) if run.tag == _RUN else ()
    return any(mark is not None and mark.get(_VALUE, "1") not in ("0", "false", "off") for mark in marks)


def _wrapped(element: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, those in content controls too; not those of tables inside."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in (_TABLE, _CELL, *_LEFT_OUT):
            yield from _wrapped(child, tag)


def _grid(table: Element, name: str) -> tuple[tuple[Cell, ...], ...]:
    rows: list[list[Cell]] = []
    budget = _MOST_CELLS
    for tr in _wrapped(table, _ROW):
        if tr.find(f"{_W}trPr/{_DELETED}") is not None:
            continue
        row = [Cell("")] * _number(tr.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for tc in _wrapped(tr, _CELL):
            width = _number(tc.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            cell = _cell(tc, name)
            if _goes_on(tc) and rows and len(rows[-1]) > len(row):
                cell = rows[-1][len(row)]
            row.extend([cell] * width)
        budget -= len(row)
        if len(row) > _MOST_COLUMNS or len(rows) >= _MOST_ROWS or budget < 0:
            raise unreadable(f"文件“{name}”的表格过大，未予读取")
        rows.append(row)
    width = max(map(len, rows), default=0)
    return tuple((*row, *[Cell("")] * (width - len(row))) for row in rows) if width else ()


def _goes_on(cell: Element) -> bool:
    """True for the lower part of a cell that is merged over several rows."""
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merged is not None and merged.get(_VALUE, "continue") == "continue"


def _cell(cell: Element, name: str) -> Cell:
    """The text of a cell, a line each paragraph; a table inside gives its own lines."""
    lines = []
    for block in _blocks(cell, name):
        if block.tag == _PARAGRAPH:
            lines.append(_paragraph(block, name))
        else:
            lines.extend(text.text for row in _grid(block, name) for text in row)
    return Cell("\n".join(line.strip() for line in lines if line.strip()))


def _number(element: Element | None, otherwise: int) -> int:
    value = element.get(_VALUE, "") if element is not None else ""
    return min(int(value), _MOST_COLUMNS + 1) if value.isascii() and value.isdigit() and len(value) < 6 else otherwise
