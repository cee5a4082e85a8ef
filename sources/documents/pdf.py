"""PDF files with a text layer: ruled tables and the text around them, one page at a time.

A scan has no text layer; it is an image and nothing is guessed from it. A page of pictures among pages of text would
make half a list, so it is refused as well.
"""

import re
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from sources.documents.forms import Form, image_only, refusal
from sources.documents.grid import Box, Character, filled
from sources.documents.tables import Document, Table, unreadable

_SAME_EDGE = 3.0  # points: columns of the next page that stand so near are the same
_NO_CHARACTER = re.compile(r"\(cid:\d+\)|\ufffd")
_FEW = 0.05  # characters without meaning, of all
_MOST_PAGES = 2_000
_MOST_COLUMNS = 100


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
        for place, (columns, table) in enumerate(found, start=1):
            follows = place == 1 and _same(edges, columns)
            tables.append(Table(f"第{number}页表{place}", table, follows=follows))
        edges = found[-1][0] if found else []
        lines.extend(text.splitlines())
        page.close()  # or its characters stay for as long as the file
    if not tables and not lines:
        raise unreadable(f"文件“{name}”里没有任何内容")
    return Document(tuple(tables), "\n".join(lines))


def _on(page: Page, name: str) -> tuple[list[tuple[list[float], Any]], str]:
    """The tables of a page with the edges of their columns, and the text outside of them."""
    characters: list[Character] = list(page.chars)
    if not characters:
        if page.images:
            raise image_only(name, f"第 {page.page_number} 页")
        return [], ""
    unknown = sum(bool(_NO_CHARACTER.fullmatch(one["text"])) for one in characters)
    if unknown > len(characters) * _FEW:
        raise image_only(name, f"第 {page.page_number} 页的文字没有编码，等于")
    found = []
    boxes = []
    for table in page.find_tables():
        columns, rows, rest = filled(table.cells, characters)
        if len(columns) > _MOST_COLUMNS:
            raise unreadable(f"文件“{name}”第 {page.page_number} 页的表格列数过多，未予读取")
        characters = rest
        boxes.append(table.bbox)
        found.append((columns, rows))
    outside = page.filter(lambda one: one["object_type"] != "char" or not _within(one, boxes))
    return found, outside.extract_text()


def _within(one: dict[str, Any], boxes: list[Box]) -> bool:
    across, down = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
    return any(left <= across <= right and top <= down <= bottom for left, top, right, bottom in boxes)


def _same(one: list[float], other: list[float]) -> bool:
    """True for columns of the same widths; left and right pages of a book have other margins."""
    return len(one) == len(other) and all(
        abs((a - one[0]) - (b - other[0])) <= _SAME_EDGE for a, b in zip(one, other, strict=True)
    )
