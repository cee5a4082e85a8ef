"""How long documents take and what their child needs: `python -m benchmarks.documents [--rows N] [--pages N] [--write]`.

Each file is read as an attachment is: the notice's page is parsed, the file goes through a process of its own, and the rows
are weighed against the number that the notice declares. Companies are composed.
"""

import argparse
import itertools
import multiprocessing
import random
import resource
import statistics
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape

import xlsxwriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.editions import companies
from benchmarks.old_workbook import xls
from benchmarks.tables import publish, say, table
from sources.base import Page, Regulator, Request
from sources.documents.html import paragraphs, parse, tables
from sources.notices.article import Article, Link
from sources.notices.attachments import notice_steps

Rows = Sequence[tuple[str, ...]]
_HEADS = ("序号", "企业名称", "统一社会信用代码", "认定情形")
_REASONS = ("无法取得联系", "连续3个月未报月报；上年度无经营", "近6个月无纳税记录")
_FONT = "STSong-Light"
_EDGES = (40, 80, 320, 450, 560)  # of the columns, in points
_LINES, _HEIGHT = 40, 18  # of a page
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HOST = "https://jr.yunjiang.example"


class Asked(NamedTuple):
    """A file to read so many times, and how many companies are on it."""

    name: str
    content: bytes
    size: int
    times: int


class Measured(NamedTuple):
    """Medians of the seconds, of the seconds of computing in both processes, and the most MiB that a child had."""

    seconds: float
    computing: float
    memory: float
    complete: bool


def listed(count: int) -> Rows:
    """The list with its heading."""
    source = itertools.islice(companies(random.Random(5)), count)
    return (_HEADS, *((str(n), name, code, _REASONS[n % 3]) for n, (name, code) in enumerate(source, 1)))


def xlsx(rows: Rows) -> bytes:
    """A workbook of one sheet."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("名单")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def docx(rows: Rows) -> bytes:
    """A Word file of one table."""
    cell = "<w:tc><w:tcPr/><w:p><w:pPr/><w:r><w:rPr/><w:t>{}</w:t></w:r></w:p></w:tc>"
    lines = ("".join(cell.format(escape(text)) for text in row) for row in rows)
    body = "".join(f"<w:tr>{line}</w:tr>" for line in lines)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {_W}><w:body><w:tbl>{body}</w:tbl></w:body></w:document>")
    return buffer.getvalue()


def csv(rows: Rows) -> bytes:
    """Text as a spreadsheet saves it in China."""
    return "\r\n".join(",".join(row) for row in rows).encode("gb18030")


def pdf(rows: Rows) -> bytes:
    """A ruled table over as many pages as it needs, with the heading on the first."""
    registerFont(UnicodeCIDFont(_FONT))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for begin in range(0, len(rows), _LINES):
        part = rows[begin : begin + _LINES]
        canvas.setFont(_FONT, 9)
        canvas.grid(_EDGES, [800 - line * _HEIGHT for line in range(len(part) + 1)])
        for line, row in enumerate(part):
            for left, text in zip(_EDGES, row, strict=False):
                canvas.drawString(left + 3, 800 - line * _HEIGHT - 13, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _noticed(asked: Asked) -> int:
    """Read page and file; how many companies the notice lists."""
    title = "关于公布“失联”“空壳”商业保理企业名单的公告"
    page = f"<div><p>现将{asked.size}家商业保理企业列入“失联”“空壳”名单，请自公告之日起30日内联系我局。</p></div>"
    body = parse(page).body
    assert body is not None
    link = Link(f"{_HOST}/{asked.name}", asked.name)
    steps = notice_steps(
        Article(f"{_HOST}/1.html", title, paragraphs(body), attachments=(link,), tables=tables(body)),
        Regulator("yunjiang", "云江", ("云江市地方金融管理局",), ("jr.yunjiang.example",)),
    )
    step = next(steps)
    while isinstance(step, Request):
        step = steps.send(Page(step.url, asked.content))
    return len(step.rows)


def measured(asked: Asked) -> Measured:
    """Read the file so many times; in a process that has read no other, for its children's memory is counted together."""
    seconds, computing, found = [], [], set()
    for turn in range(asked.times):
        again = asked._replace(name=f"{turn}{asked.name}")  # a file of the same name and content would not be read again
        began, worked = time.monotonic(), _computing()
        found.add(_noticed(again))
        seconds.append(time.monotonic() - began)
        computing.append(_computing() - worked)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Measured(statistics.median(seconds), statistics.median(computing), memory, found == {asked.size})


def _computing() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def main() -> int:
    """Measure and print; 1 when a list was not read whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--times", type=int, default=9, help="of each file; of the PDF a third")
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    rows, long = listed(wanted.rows), listed(wanted.pages * _LINES - 1)
    makers: tuple[tuple[str, Callable[[Rows], bytes]], ...] = (
        ("xlsx", xlsx),
        ("xls", xls),
        ("docx", docx),
        ("csv", csv),
    )
    files = [Asked(f"名单.{form}", make(rows), wanted.rows, wanted.times) for form, make in makers]
    files.append(Asked("名单.pdf", pdf(long), len(long) - 1, max(1, wanted.times // 3)))
    shown, bad = [], 0
    for one in files:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            of = pool.apply(measured, (one,))
        form, kib = one.name.rpartition(".")[2], f"{len(one.content) / 1024:.0f}"
        shown.append([form, one.size, kib, f"{of.seconds:.2f}", f"{of.computing:.2f}", f"{of.memory:.0f}"])
        say(str(shown[-1]))
        bad += not of.complete
    said = (
        f"A notice and its attachment, read in a child: {wanted.rows:,} companies of four columns, and a ruled PDF of {wanted.pages} pages; "
        f"medians of {wanted.times} readings, of {files[-1].times} of the PDF. Computing is that of both processes."
    )
    heads = ("file", "companies", "KiB", "s", "s of computing", "most MiB in the child")
    publish("documents", [said, table(heads, shown)], write=wanted.write)
    return min(bad, 1)


if __name__ == "__main__":
    sys.exit(main())
