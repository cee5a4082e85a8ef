"""PDF files with a text layer: ruled tables and the text around them, one page at a time.

A scan has no text layer; it is an image and nothing is guessed from it. A page of pictures among pages of text would
make half a list, so it is refused as well.
"""

import re
from io import BytesIO
from typing import Any, NamedTuple

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from sources.documents.captions import caption_of
from sources.documents.forms import Form, image_only, refusal
from sources.documents.grid import Box, Character, filled, text_of
from sources.documents.tables import Cell, Document, Table, unreadable

_SAME_EDGE = 3.0  # points: columns of the next page that stand so near are the same
_NO_CHARACTER = re.compile(r"\(cid:\d+\)|\ufffd")
_FEW = 0.05  # characters without meaning, of all
_MOST_PAGES = 2_000
_MOST_COLUMNS = 100


class _Found(NamedTuple):
    """A table of a page: the left edges of its columns, its rows, the title above it."""

    columns: list[float]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str | None


def read_pdf(content: bytes, name: str) -> Document:
    """Return the tables page by page (第3页表1), each told whether it goes on with the one before, and the other text.

    Raises ReadingError (unreadable) for a protected or damaged file, and where any page is only an image.
    """
    try:
        with pdfplumber.open(BytesIO(content)) as pdf:
            if len(pdf.pages) > _MOST_PAGES:
                raise unreadable(f"文件“{name}”有 {len(pdf.pages)} 页，超出上限（{_MOST_PAGES} 页）")
            return _whole(pdf.pages, name)
    except PdfminerException as error:
        cause = error.args[0] if error.args else None  # the library wraps whatever happens
        if isinstance(cause, MemoryError):
            raise cause from error
        if isinstance(cause, PDFPasswordIncorrect):
            raise refusal(Form.PROTECTED, name) from error
        raise unreadable(f"文件“{name}”已损坏，无法打开，原件已留存") from error


def _whole(pages: list[Page], name: str) -> Document:
    tables: list[Table] = []
    lines: list[str] = []
    edges: list[float] = []  # of the columns of the last table on the page before
    for number, page in enumerate(pages, start=1):
        found, text = _on(page, name)
        for place, (columns, table, caption) in enumerate(found, start=1):
            follows = place == 1 and _same(edges, columns)
            tables.append(Table(f"第{number}页表{place}", table, follows=follows, caption=caption))
        edges = found[-1].columns if found else []
        lines.extend(text.splitlines())
        page.close()  # or its characters stay for as long as the file
    if not tables and not lines:
        raise unreadable(f"文件“{name}”里没有任何内容")
    return Document(tuple(tables), "\n".join(lines))


def _on(page: Page, name: str) -> tuple[list[_Found], str]:
    """The tables of a page, and the text outside of them."""
    characters: list[Character] = list(page.chars)
    if not characters:
        if page.images:
            raise image_only(name, f"第 {page.page_number} 页")
        return [], ""
    unknown = sum(bool(_NO_CHARACTER.fullmatch(one["text"])) for one in characters)
    if unknown > len(characters) * _FEW:
        raise image_only(name, f"第 {page.page_number} 页的文字没有编码，等于")
    grids = []
    boxes: list[Box] = []
    for table in page.find_tables():
        columns, rows, rest = filled(table.cells, characters)
        if len(columns) > _MOST_COLUMNS:
            raise unreadable(f"文件“{name}”第 {page.page_number} 页的表格列数过多，未予读取")
        characters = rest
        boxes.append(table.bbox)
        grids.append((columns, rows))
    captions = (caption_of(_above(box, boxes, characters).splitlines()) for box in boxes)
    found = [_Found(columns, rows, caption) for (columns, rows), caption in zip(grids, captions, strict=True)]
    outside = page.filter(lambda one: one["object_type"] != "char" or not _within(one, boxes))
    return found, outside.extract_text()


def _above(box: Box, boxes: list[Box], outside: list[Character]) -> str:
    """The text between a table and the one above it, or the top of the page."""
    top = max((bottom for *_, bottom in boxes if bottom <= box[1]), default=0.0)
    return text_of(one for one in outside if top <= (one["top"] + one["bottom"]) / 2 < box[1])


def _within(one: dict[str, Any], boxes: list[Box]) -> bool:
    across, down = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
    return any(left <= across <= right and top <= down <= bottom for left, top, right, bottom in boxes)


def _same(one: list[float], other: list[float]) -> bool:
    """True for columns of the same widths; left and right pages of a book have other margins."""
    return len(one) == len(other) and all(
        abs((a - one[0]) - (b - other[0])) <= _SAME_EDGE for a, b in zip(one, other, strict=True)
    )
