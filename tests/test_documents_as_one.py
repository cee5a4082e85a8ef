"""One list in every form gives the same rows: the traps of regulators' lists, and what a person would read in them."""

from pathlib import Path

import pytest

from document_makers import Rows, pdf, pdf_table, sheet, word, word_table
from sources.documents.apart import read_document
from sources.notices.files import merged
from sources.notices.layout import layout_of, unknown_heads
from sources.notices.rows import SECTION, rows_of
from sources.records import Place, Row

# A title, a heading, sections as rows of their own, a name over two lines, a former name, a firm being founded, a footnote
# mark, the heading again as on a new page, totals and remarks.
TRAPS: Rows = (
    ("序号", "企业名称", "统一社会信用代码", "认定情形", "网址"),
    ("一、商业保理公司",) * 5,
    ("1", "云江澄岫商业\n保理有限公司（曾用名：云江旧岫有限公司）", "91210200MW0010002M", "失联；空壳", "无"),
    ("2", "云江银桥商业保理有限公司（筹）", "", "失联", ""),
    ("序号", "企业名称", "统一社会信用代码", "认定情形", "网址"),
    ("二、融资租赁公司",) * 5,
    ("3", "云江鑫远融资租赁有限公司*", "", "空壳", ""),
    ("合 计", "3家", "", "", ""),
    ("注：*为已更名企业。", "", "", "", ""),
)
# Read by eye from the lines above: name, code, reasons, former names, section.
EXPECTED = [
    ("云江澄岫商业保理有限公司", "91210200MW0010002M", ("失联", "空壳"), ("云江旧岫有限公司",), "一、商业保理公司"),
    ("云江银桥商业保理有限公司（筹）", None, ("失联",), (), "一、商业保理公司"),
    ("云江鑫远融资租赁有限公司*", None, ("空壳",), (), "二、融资租赁公司"),
]


def _page(rows: Rows) -> bytes:
    lines = ("".join(f"<td>{cell}</td>".replace("\n", "<br>") for cell in row) for row in rows)
    return ("<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>").encode("gb18030")


def _csv(rows: Rows) -> bytes:
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode("gb18030")


def _pdf(rows: Rows) -> bytes:
    sections = [("SPAN", (0, number), (-1, number)) for number, row in enumerate(rows) if len(set(row)) == 1]
    return pdf(pdf_table(rows, *sections))


FORMS = {"xlsx": sheet, "html": _page, "csv": _csv, "docx": lambda rows: word(word_table(rows)), "pdf": _pdf}


@pytest.mark.parametrize("form", FORMS)
def test_a_list_with_every_trap_reads_the_same_in_every_form(form: str) -> None:
    (document,) = read_document(FORMS[form](TRAPS), f"名单.{form}")
    found = rows_of(document.tables, "u")
    assert [(row.name, row.code, row.reasons, row.former_names, row.cells[SECTION]) for row in found] == EXPECTED
    assert unknown_heads(layout_of(document.tables)) == ("网址",)


def test_an_old_workbook_reads_the_same_from_xls_and_et() -> None:
    content = (Path(__file__).parent / "fixtures" / "documents" / "list.xls").read_bytes()
    assert read_document(content, "名单.xls") == read_document(content, "名单.et")


def _row(name: str, code: str | None = None, *, number: bool = False) -> Row:
    return Row(name, Place("u"), code, code_is_number=number)


def test_the_same_list_in_two_formats_is_merged_by_name_and_code() -> None:
    code, other = "91210200MW0010002M", "91210200MW0010003K"
    sheet_rows = (_row("云江甲（大连）有限公司", "91210200100000000", number=True), _row("云江乙有限公司", code))
    pdf_rows = (_row("云江甲(大连)有限公司", other), _row("云江乙有限公司"), _row("云江丙有限公司"))
    assert [(row.name, row.code) for row in merged(sheet_rows, pdf_rows)] == [
        ("云江甲(大连)有限公司", other),
        ("云江乙有限公司", code),
        ("云江丙有限公司", None),
    ]


def test_two_companies_of_one_name_with_two_codes_stay_two() -> None:
    one, other = _row("云江甲有限公司", "91210200MW0010002M"), _row("云江甲有限公司", "91210200MW0010003K")
    assert merged((one,), (other,)) == (one, other)
    assert merged((one, other), (_row("云江甲有限公司"),)) == (one, other)
