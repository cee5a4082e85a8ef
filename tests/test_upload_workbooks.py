"""Workbooks as people and attackers make them: read where they can be, refused in words and in bounded memory else."""

import io
import resource
import zipfile
from xml.sax.saxutils import escape

import pytest
import xlsxwriter

from sources.errors import FileRejected
from watcher.screening.upload import Upload, read_portfolio

NAME = "大连澄岫商业保理有限公司"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _text(address: str, value: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'


def _book(sheet: str, *, shared: str = "", sheets: int = 1, before: str = "") -> bytes:
    """A workbook by hand, so that it may hold what no program writes."""
    numbers = range(1, sheets + 1)
    entries = "".join(f'<sheet name="s{at}" sheetId="{at}" r:id="rId{at}"/>' for at in numbers)
    targets = "".join(
        f'<Relationship Id="rId{at}" Type="{_RELS}/worksheet" Target="worksheets/sheet1.xml"/>' for at in numbers
    )
    if shared:
        targets += f'<Relationship Id="rIdS" Type="{_RELS}/sharedStrings" Target="sharedStrings.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{_RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_RELS}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{targets}</Relationships>',
        "xl/worksheets/sheet1.xml": f"{before}<worksheet {_MAIN}><sheetData>{sheet}</sheetData></worksheet>",
    }
    if shared:
        parts["xl/sharedStrings.xml"] = f"<sst {_MAIN}>{shared}</sst>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + xml)
    return content.getvalue()


def _rows(*rows: tuple[str, ...]) -> str:
    cells = ("".join(_text(f"{'ABCDEF'[at]}{n}", one) for at, one in enumerate(row)) for n, row in enumerate(rows, 1))
    return "".join(f'<row r="{n}">{row}</row>' for n, row in enumerate(cells, 1))


def _names(upload: Upload) -> list[str]:
    return [read.name for read in upload.counterparties]


def _refusal(content: bytes, name: str = "名单.xlsx") -> str:
    with pytest.raises(FileRejected) as caught:
        read_portfolio(content, name)
    assert "没有筛查任何企业" in str(caught.value)
    return str(caught.value)


def test_a_workbook_made_by_hand_is_read() -> None:
    assert _names(read_portfolio(_book(_rows(("企业名称",), (NAME,))), "a.xlsx")) == [NAME]


def test_more_rows_than_an_attachment_may_have_are_read() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "企业名称")
        for row in range(1, 25_001):
            sheet.write_string(row, 0, f"第{row}号{NAME}")
    upload = read_portfolio(content.getvalue(), "a.xlsx")
    assert (len(upload.counterparties), upload.counterparties[-1].name) == (25_000, f"第25000号{NAME}")


def test_a_merged_heading_and_merged_records_are_filled() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "客户名单（2026年）")
        sheet.merge_range(2, 0, 3, 0, "企业名称")
        sheet.merge_range(2, 1, 2, 2, "额度")
        sheet.write_row(3, 1, ["授信", "已用"])
        sheet.write_row(4, 0, [NAME, 1, 2])
        sheet.merge_range(5, 0, 6, 0, "大连栎坪贸易有限公司")
        sheet.write_row(5, 1, [3, 4])
        sheet.write_row(6, 1, [5, 6])
    upload = read_portfolio(content.getvalue(), "a.xlsx")
    assert [(read.row, read.name) for read in upload.counterparties] == [
        (1, NAME),
        (2, "大连栎坪贸易有限公司"),
        (3, "大连栎坪贸易有限公司"),
    ]
    assert [read.extra[1][1] for read in upload.counterparties] == ["2", "4", "6"]


def test_a_list_on_the_third_sheet_that_does_not_begin_in_the_corner_is_found() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        book.add_worksheet("空")
        book.add_worksheet("说明").write(0, 0, "无")
        sheet = book.add_worksheet("名单")
        sheet.write_column(3, 2, ["企业名称", NAME])
    assert _names(read_portfolio(content.getvalue(), "a.xlsx")) == [NAME]


@pytest.mark.parametrize("address", ["XFD1048576", "ZZ200000", "A200003"])
def test_a_cell_at_the_far_end_of_a_sheet_costs_no_more_than_it_may(address: str) -> None:
    far = address.lstrip("ABCDEFX")
    sheet = _rows(("企业名称",), (NAME,)) + f'<row r="{far}">{_text(address, "远")}</row>'
    assert "上限" in _refusal(_book(sheet))


def test_a_table_of_strings_that_is_handed_out_a_million_times_costs_no_more_than_it_may() -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 100_000))
    content = _book(_rows(("企业名称",)) + cells, shared=f"<si><t>{'甲' * 100_000}</t></si>")
    assert len(content) < 2_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "上限" in _refusal(content)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000, "in KiB, of this process"


def test_entities_are_never_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "哈" * 10}">' for n in range(10))
    content = _book(_rows(("企业名称",), ("&l9;",)), before=f"<!DOCTYPE x [{laughs}]>")
    assert "不是可读的表格" in _refusal(content)


def test_too_many_sheets_are_refused() -> None:
    assert "工作表过多" in _refusal(_book(_rows(("甲",)), sheets=300))


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_half_a_workbook_is_refused(kept: float) -> None:
    content = _book(_rows(("企业名称",), *((f"第{n}号{NAME}",) for n in range(2_000))))
    assert "损坏" in _refusal(content[: int(len(content) * kept)])


def test_a_workbook_with_a_password_says_so() -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
    assert "有密码" in _refusal(container)


def test_an_archive_with_a_password_says_so() -> None:
    content = bytearray(_book(_rows(("企业名称",), (NAME,))))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 4)
    assert "有密码" in _refusal(bytes(content))


def test_half_a_character_is_refused_or_stays_the_text_that_it_was() -> None:
    assert "不是可读的表格" in _refusal(_book(_rows(("企业名称",), ("大连&#xD800;公司",))))
    content = _book(_rows(("企业名称",), ("大连_xD800_公司",)))
    assert _names(read_portfolio(content, "a.xlsx")) == ["大连_xD800_公司"]


def test_a_nul_that_a_cell_spells_out_is_no_part_of_the_name() -> None:
    content = _book(_rows(("企业名称",), ("大连_x0000_澄岫公司",), ("大连\\u0000公司",)))
    assert _names(read_portfolio(content, "a.xlsx")) == ["大连澄岫公司", "大连\\u0000公司"]


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "企业名称")
    assert "不是可读的表格" in _refusal(content.getvalue())


_PAGE = (
    "<html><head><meta http-equiv='Content-Type' content='text/html; charset=gb2312'></head><body><table>"
    "<tr><td colspan=3>客户清单</td></tr><tr><td>客户名称</td><td>统一社会信用代码</td><td>经理</td></tr>{}</table></body></html>"
)


def test_a_web_page_that_a_banking_system_calls_xls_is_read() -> None:
    rows = f"<tr><td>{escape(NAME)}</td><td>001</td><td>张三</td></tr><tr><td>甲&amp;乙贸易有限公司</td><td></td><td></td></tr>"
    upload = read_portfolio(_PAGE.format(rows).encode("gb18030"), "客户.xls")
    assert _names(upload) == [NAME, "甲&乙贸易有限公司"]
    assert upload.counterparties[0].extra == (("经理", "张三"),)


def test_a_web_page_with_more_rows_than_are_read_of_pages_is_refused() -> None:
    rows = "".join(f"<tr><td>第{n}号公司</td><td></td><td></td></tr>" for n in range(20_001))
    assert "过大" in _refusal(_PAGE.format(rows).encode("gb18030"), "客户.xls")
