"""Bytes to text, paragraphs and tables, with everything that regulators' sites do to them."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from sources.documents.html import meta, paragraphs, parse, tables
from sources.documents.sniff import FileKind, kind_of
from sources.documents.tables import Table
from sources.documents.text import decode
from sources.documents.workbook import MOST_ROWS, read_workbook
from sources.errors import ReadingError
from sources.records import LookState

XLS = Path(__file__).parent / "fixtures" / "documents" / "list.xls"
TEXT = "厦门市地方金融监督管理局关于疑似“失联”“空壳”融资租赁企业名单的公告"


def book(build: Callable[[Any], None]) -> bytes:
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    build(workbook)
    workbook.close()
    return buffer.getvalue()


def words(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_a_gbk_page_under_a_utf8_header_comes_out_right() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body>{TEXT}</body></html>'.encode("gb18030")
    assert TEXT in decode(page, "text/html; charset=utf-8")


def test_a_gbk_page_that_declares_nothing_true_comes_out_right() -> None:
    assert decode(TEXT.encode("gb18030"), "text/html; charset=utf-8") == TEXT
    assert decode(TEXT.encode("gb18030")) == TEXT


def test_gb2312_is_read_as_gb18030() -> None:
    rare = "朱镕基 㛃 𠮷"
    assert decode(rare.encode("gb18030"), "text/html; charset=gb2312") == rare
    assert decode(rare.encode("gb18030"), "text/html; charset=GBK") == rare


@pytest.mark.parametrize("text", ["名单", "公告", TEXT])
def test_utf8_under_a_gbk_header_comes_out_right(text: str) -> None:
    assert decode(text.encode(), "text/html; charset=gbk") == text


@pytest.mark.parametrize("text", ["中文", "厦门市地方金融监督管理局关于第三批疑似失联空壳商业保理企业名单"])
def test_short_gb_text_is_not_taken_for_big5(text: str) -> None:
    assert decode(text.encode("gb18030")) == text


def test_a_byte_order_mark_decides() -> None:
    assert decode(b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=gbk") == TEXT
    assert decode(b"\xff\xfe" + TEXT.encode("utf-16-le")) == TEXT
    assert decode(b"\x84\x31\x95\x33" + TEXT.encode("gb18030")) == TEXT


def test_traditional_text_is_read_as_big5_when_it_says_so_or_looks_so() -> None:
    text = "廈門市地方金融監督管理局關於第三批疑似失聯空殼商業保理企業名單"
    assert decode(text.encode("big5"), "text/html; charset=big5") == text
    assert decode(text.encode("big5")) == text


def test_a_page_cut_inside_a_character_stays_utf8() -> None:
    assert decode(TEXT.encode()[:-1], "text/html; charset=utf-8").startswith(TEXT[:-1])


def test_bytes_that_are_no_text_are_unreadable() -> None:
    with pytest.raises(ReadingError) as caught:
        decode(bytes(range(256)) * 20)
    assert caught.value.state is LookState.UNREADABLE


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_what_says_truly_what_it_is_comes_back_unchanged(text: str) -> None:
    assert decode(text.encode(), "text/html; charset=utf-8") == text


@given(st.binary(max_size=300))
def test_decoding_anything_ends_in_text_or_unreadable(content: bytes) -> None:
    try:
        assert isinstance(decode(content, "text/html; charset=utf-8"), str)
    except ReadingError as error:
        assert error.state is LookState.UNREADABLE


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04rest", FileKind.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", FileKind.OLE2),
        (b"%PDF-1.7", FileKind.PDF),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML><html>", FileKind.HTML),
        (b"<script>location='/x'</script>", FileKind.HTML),
        (b"<?xml version='1.0'?><html>", FileKind.HTML),
        (b" \r\n", FileKind.EMPTY),
        (b"plain", FileKind.OTHER),
    ],
)
def test_a_file_is_known_by_its_first_bytes(content: bytes, kind: FileKind) -> None:
    assert kind_of(content) is kind


def test_meta_tags_are_found_in_any_case() -> None:
    tree = parse('<head><META NAME="articletitle" CONTENT=" 公告 "><meta name="Author" content=""></head>')
    assert meta(tree, "ArticleTitle") == "公告"
    assert meta(tree, "Author") is None


def test_paragraphs_come_without_markup_and_source_line_breaks() -> None:
    body = parse(
        "<div id='b'><style>p{}</style><p>　　现将名\n    单予以<b>公告</b>。</p><p>&nbsp;</p>第二<br>第三<script>x()</script></div>"
    )
    node = body.css_first("#b")
    assert node is not None
    assert paragraphs(node) == ("现将名单予以公告。", "第二", "第三")


def test_a_body_printed_twice_is_read_once() -> None:
    node = parse("<div id='b'><div><p>一</p><p>二</p></div><div><p>一</p><p>二</p></div></div>").css_first("#b")
    assert node is not None
    assert paragraphs(node) == ("一", "二")


def test_a_data_table_is_no_paragraph_and_a_layout_table_no_data() -> None:
    node = parse(
        "<div id='b'><table><tr><td><p>正文</p><table><tr><td>名称</td><td>代码</td></tr><tr><td>甲</td><td>1</td></tr></table></td></tr></table></div>"
    ).css_first("#b")
    assert node is not None
    assert paragraphs(node) == ("正文",)
    assert [words(table) for table in tables(node)] == [[["名称", "代码"], ["甲", "1"]]]


def test_merged_html_cells_are_filled() -> None:
    node = parse(
        """<body><table>
        <tr><th rowspan=2>名称</th><th colspan="2">情形</th></tr><tr><th>失联</th><th>空壳</th></tr>
        <tr><td rowspan="2">甲<br>公司</td><td>1</td><td>2</td></tr><tr><td>3</td></tr></table></body>"""
    ).body
    assert node is not None
    (table,) = tables(node)
    assert words(table) == [
        ["名称", "情形", "情形"],
        ["名称", "失联", "空壳"],
        ["甲\n公司", "1", "2"],
        ["甲\n公司", "3", ""],
    ]


def test_hostile_spans_and_nesting_stay_bounded() -> None:
    node = parse('<body><table><tr><td colspan="99999" rowspan="999999">a<td>b<tr><td>c</table>').body
    assert node is not None
    (table,) = tables(node)
    assert max(len(row) for row in table.rows) <= 100
    deep = parse("<div>" * 4_000 + "<p>底</p>").body
    assert deep is not None
    assert paragraphs(deep) == ("底",)


def test_a_page_nested_without_end_is_refused_before_it_takes_minutes() -> None:
    with pytest.raises(ReadingError, match="嵌套超过"):
        parse("<div>" * 300_000)
    assert parse("<p>一" * 100_000 + "<br>" * 100_000).body is not None


def test_a_table_printed_twice_is_read_once() -> None:
    one = "<table><tr><td>企业名称</td><td>备注</td></tr><tr><td>甲有限公司</td><td>无</td></tr></table>"
    node = parse(f"<body><div class=desktop>{one}</div><div class=mobile>{one}</div></body>").body
    assert node is not None
    assert [table.name for table in tables(node)] == ["表1"]


def test_a_workbook_keeps_numbers_apart_from_text() -> None:
    def build(workbook: Any) -> None:
        sheet = workbook.add_worksheet("名单")
        sheet.write_number(0, 0, 914403001234567890)
        sheet.write_string(0, 1, "914403001234567890")
        sheet.write_number(0, 2, 1.5)
        sheet.write_number(0, 3, 7)

    ((row,),) = (table.rows for table in read_workbook(book(build), "a.xlsx"))
    assert [cell.is_number for cell in row] == [True, False, True, True]
    assert row[0].text.startswith("91440300123456") and row[0].text.isdigit() and row[0].text != row[1].text
    assert [cell.text for cell in row[1:]] == ["914403001234567890", "1.5", "7"]


def test_an_old_xls_is_read_with_its_types_and_merged_cells() -> None:
    (table,) = read_workbook(XLS.read_bytes(), "list.xls")
    assert table.name == "名单"
    assert words(table)[0] == ["空壳企业名单"] * 3
    assert table.rows[3][2].is_number
    assert not table.rows[2][2].is_number
    assert words(table)[4] == words(table)[5]


def test_row_numbers_are_those_of_the_file() -> None:
    def build(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        sheet.write(4, 1, "第五行")

    (table,) = read_workbook(book(build), "a.xlsx")
    assert table.first_row == 1
    assert table.rows[4][1].text == "第五行"


def test_merged_workbook_cells_are_filled_and_hidden_sheets_left_out() -> None:
    def build(workbook: Any) -> None:
        sheet = workbook.add_worksheet("名单")
        sheet.merge_range(0, 0, 1, 1, "合并")
        sheet.write(2, 0, "末行")
        sheet.write(2, 1, "末格")
        hidden = workbook.add_worksheet("底稿")
        hidden.write(0, 0, "未公布")
        hidden.hide()
        workbook.add_worksheet("空表")

    (table,) = read_workbook(book(build), "a.xlsx")
    assert words(table) == [["合并", "合并"], ["合并", "合并"], ["末行", "末格"]]


def test_an_html_error_page_named_xlsx_is_unreadable_and_says_so() -> None:
    with pytest.raises(ReadingError, match="实际是一个网页") as caught:
        read_workbook("<html><body>404 页面不存在</body></html>".encode(), "名单.xlsx")
    assert caught.value.state is LookState.UNREADABLE


def test_an_empty_workbook_is_unreadable() -> None:
    with pytest.raises(ReadingError, match="没有任何内容"):
        read_workbook(book(lambda workbook: workbook.add_worksheet() and None), "空.xlsx")
    with pytest.raises(ReadingError, match="是空的"):
        read_workbook(b"", "空.xlsx")


def archive(files: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "暂不支持读取 PDF"),
        (archive({"word/document.xml": b"<w/>"}), "暂不支持读取 Word"),
        (archive({"a.txt": b"a"}), "暂不支持读取压缩包"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "已损坏"),
        (b"\x89PNG\r\n\x1a\n", "暂不支持读取图片"),
        (b"PK\x03\x04broken", "已损坏"),
    ],
)
def test_files_of_other_kinds_are_refused_in_plain_words(content: bytes, words: str) -> None:
    with pytest.raises(ReadingError, match=words) as caught:
        read_workbook(content, "附件")
    assert caught.value.state is LookState.UNREADABLE


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    bomb = archive({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": bytes(120 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    with pytest.raises(ReadingError, match="过大"):
        read_workbook(bomb, "名单.xlsx")


def test_two_cells_far_apart_are_refused_before_they_take_the_memory() -> None:
    def build(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "甲")
        sheet.write(1_048_575, 16_383, "乙")

    with pytest.raises(ReadingError, match="超出上限"):
        read_workbook(book(build), "名单.xlsx")


def test_formatted_cells_without_content_do_not_count_as_size() -> None:
    def build(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "甲")
        sheet.write_blank(MOST_ROWS + 5, 300, None, workbook.add_format({"bold": True}))

    (table,) = read_workbook(book(build), "名单.xlsx")
    assert words(table) == [["甲"]]


@given(st.integers(0, 5000), st.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused_never_worse(position: int, value: int) -> None:
    def build(workbook: Any) -> None:
        workbook.add_worksheet("名单").write(0, 0, "企业名称")

    content = bytearray(book(build))
    content[position % len(content)] = value
    try:
        assert read_workbook(bytes(content), "名单.xlsx")
    except ReadingError as error:
        assert error.state is LookState.UNREADABLE


@given(st.lists(st.tuples(st.integers(0, 6000), st.sampled_from((0, 1, 127, 128, 254, 255))), min_size=1, max_size=8))
def test_a_damaged_xls_is_read_or_refused_and_never_takes_the_process_down(changes: list[tuple[int, int]]) -> None:
    content = bytearray(XLS.read_bytes())
    for position, value in changes:
        content[position % len(content)] = value
    try:
        read_workbook(bytes(content), "list.xls")
    except ReadingError as error:
        assert error.state is LookState.UNREADABLE


def test_an_xls_that_places_a_cell_far_away_is_refused() -> None:
    content = XLS.read_bytes()
    label = content.find(b"\xfd\x00\x0a\x00")  # the first cell with a text
    with pytest.raises(ReadingError, match="超出上限"):
        read_workbook(content[: label + 4] + b"\xff\xff" + content[label + 6 :], "list.xls")


_SHEET = "xl/worksheets/sheet1.xml"


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The workbook with one part replaced or added."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
        new.writestr(name, part)
    return target.getvalue()


def far_cell(attributes: str, encoding: str = "utf-8") -> bytes:
    text = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        f'<c {attributes} t="inlineStr"><is><t>x</t></is></c><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    )
    return text.encode(encoding)


@pytest.mark.parametrize(
    ("attributes", "encoding"),
    [
        ('r="XFD1048576"', "utf-8"),
        ("""q='>' r="XFD1048576\"""", "utf-8"),
        (f"""{"q" * 600}="" r="XFD1048576\"""", "utf-8"),
        ('r="XFD1048576"', "utf-16"),
    ],
)
def test_a_cell_far_away_is_refused_however_its_address_is_hidden(attributes: str, encoding: str) -> None:
    hostile = with_part(book(lambda workbook: workbook.add_worksheet()), _SHEET, far_cell(attributes, encoding))
    with pytest.raises(ReadingError, match="1048576 行 16384 列"):
        read_workbook(hostile, "a.xlsx")


@pytest.mark.parametrize("part", [b'<!DOCTYPE x [<!ENTITY a "b">]><sheetData/>', far_cell('r="1A"'), b"<sheetData>"])
def test_a_sheet_that_is_no_sound_xml_is_refused(part: bytes) -> None:
    hostile = with_part(book(lambda workbook: workbook.add_worksheet()), _SHEET, part)
    with pytest.raises(ReadingError, match="已损坏"):
        read_workbook(hostile, "a.xlsx")


def test_another_format_inside_the_archive_is_not_opened_in_its_stead() -> None:
    with pytest.raises(ReadingError, match="其他格式"):
        read_workbook(with_part(book(lambda workbook: workbook.add_worksheet()), "content.xml", b"<x/>"), "a.xlsx")


def test_an_archive_behind_an_old_workbook_is_refused() -> None:
    old = (Path(__file__).parent / "fixtures" / "documents" / "list.xls").read_bytes()
    with pytest.raises(ReadingError, match="藏有压缩包"):
        read_workbook(old + book(lambda workbook: workbook.add_worksheet()), "a.xls")
