"""Documents made for tests: workbooks, Word files, PDFs with and without a text layer, archives. All names are invented."""

import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

Rows = Sequence[Sequence[str]]
LIST: Rows = (
    ("序号", "企业名称", "统一社会信用代码", "认定情形"),
    ("1", "云江澄岫商业保理有限公司", "91210200MW0010002M", "无法取得联系"),
    ("2", "云江银桥商业保理有限公司", "", "连续3个月未报月报"),
    ("3", "云江鑫远商业保理有限公司", "", "无法取得联系"),
)
_FONT = "STSong-Light"  # a font of the readers, so that none is shipped; its characters can be extracted
_GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), _FONT, 9)]
registerFont(UnicodeCIDFont(_FONT))


def book(build: Callable[[Any], None]) -> bytes:
    """A workbook that `build` fills."""
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    build(workbook)
    workbook.close()
    return buffer.getvalue()


def sheet(rows: Rows = LIST, name: str = "名单") -> bytes:
    """A workbook of one sheet."""

    def build(workbook: Any) -> None:
        page = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)

    return book(build)


def archive(files: Mapping[str, bytes]) -> bytes:
    """A zip file, the same bytes whenever it is made."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(*blocks: str, media: bool = False) -> bytes:
    """A Word file of paragraphs and tables (`paragraph`, `word_table`)."""
    xml = f'<?xml version="1.0" encoding="UTF-8"?><w:document {_W}><w:body>{"".join(blocks)}</w:body></w:document>'
    pictures = {"word/media/image1.png": b"\x89PNG\r\n\x1a\n"} if media else {}
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode(), **pictures})


def paragraph(text: str) -> str:
    """A paragraph of a Word file; a line break in the text is one in it."""
    parts = "<w:br/>".join(f"<w:t>{escape(line)}</w:t>" for line in text.split("\n"))
    return f"<w:p><w:r>{parts}</w:r></w:p>"


def word_table(rows: Sequence[Sequence[str | tuple[str, str]]] = LIST) -> str:
    """A table of a Word file; a cell may be a pair of its text and its properties (<w:gridSpan w:val="2"/>)."""
    lines = []
    for row in rows:
        pairs = [(cell, "") if isinstance(cell, str) else cell for cell in row]
        lines.append("".join(f"<w:tc><w:tcPr>{how}</w:tcPr>{paragraph(text)}</w:tc>" for text, how in pairs))
    return "<w:tbl>" + "".join(f"<w:tr>{line}</w:tr>" for line in lines) + "</w:tbl>"


def pdf(*blocks: Any, invariant: int = 1) -> bytes:
    """A PDF of the blocks that the makers below give, over as many pages as they need."""
    buffer = BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4, invariant=invariant).build(list(blocks))
    return buffer.getvalue()


def pdf_table(rows: Rows = LIST, *styles: tuple[Any, ...], widths: Sequence[float] | None = None, repeat: int = 0) -> Any:
    """A ruled table."""
    return Table([list(row) for row in rows], colWidths=widths, style=[*_GRID, *styles], repeatRows=repeat)


def pdf_text(text: str) -> Any:
    """A paragraph."""
    return Paragraph(text, ParagraphStyle("text", fontName=_FONT, fontSize=10, wordWrap="CJK"))


def new_page() -> Any:
    """The end of a page."""
    return PageBreak()


def pdf_scan(*, text_before: bool = False) -> bytes:
    """A page that is only an image, after a page of text if asked for."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    if text_before:
        canvas.setFont(_FONT, 12)
        canvas.drawString(72, 700, "附件：名单见下页")
        canvas.showPage()
    picture = BytesIO()
    Image.new("L", (120, 160), 200).save(picture, "PNG")
    picture.seek(0)
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt="geheim")
    canvas.drawString(72, 700, "x")
    canvas.save()
    return buffer.getvalue()


def container(stream: str) -> bytes:
    """An OLE2 file with one empty stream of this name."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504

    def entry(name: str, kind: int) -> bytes:
        raw = name.encode("utf-16-le") + b"\0\0"
        return raw.ljust(64, b"\0") + struct.pack("<HB", len(raw), kind) + bytes(49) + struct.pack("<IQ", 0xFFFFFFFE, 0)

    return header.ljust(512, b"\xff") + table + (entry("Root Entry", 5) + entry(stream, 2)).ljust(512, b"\0")
