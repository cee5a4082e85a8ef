"""Workbooks to tables: types and merged cells kept, hostile and damaged ones refused."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from document_makers import archive, book
from sources.documents.apart import read_document
from sources.documents.tables import Table
from sources.documents.workbook import MOST_ROWS, read_workbook
from sources.errors import ReadingError
from sources.records import LookState

XLS = Path(__file__).parent / "fixtures" / "documents" / "list.xls"


def words(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


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


@pytest.mark.parametrize("filled", [True, False])
def test_rows_that_a_filter_hides_make_a_workbook_unreadable_unless_they_are_empty(filled: bool) -> None:
    def build(workbook: Any) -> None:
        sheet = workbook.add_worksheet("名单")
        for number in (0, 1, 2) if filled else (0, 2):
            sheet.write(number, 0, f"第{number}行")
        sheet.set_row(1, None, None, {"hidden": True})

    if filled:
        with pytest.raises(ReadingError, match=r"被隐藏或筛选掉的行（第 2 行）"):
            read_workbook(book(build), "a.xlsx")
    else:
        assert len(read_workbook(book(build), "a.xlsx")[0].rows) == 3


def test_an_empty_workbook_is_unreadable() -> None:
    with pytest.raises(ReadingError, match="没有任何内容"):
        read_workbook(book(lambda workbook: workbook.add_worksheet() and None), "空.xlsx")


def test_a_workbook_of_one_picture_is_an_image() -> None:
    picture = with_part(book(lambda workbook: workbook.add_worksheet()), "xl/media/image1.png", b"\x89PNG\r\n\x1a\n")
    with pytest.raises(ReadingError, match="只有图像"):
        read_workbook(picture, "名单.xlsx")


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


@settings(max_examples=40)  # each in a process of its own
@given(st.lists(st.tuples(st.integers(0, 6000), st.sampled_from((0, 1, 127, 128, 254, 255))), min_size=1, max_size=8))
def test_a_damaged_xls_is_read_or_refused_and_never_takes_the_process_down(changes: list[tuple[int, int]]) -> None:
    content = bytearray(XLS.read_bytes())
    for position, value in changes:
        content[position % len(content)] = value
    try:
        assert read_document(bytes(content), "list.xls")
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
