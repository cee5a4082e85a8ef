"""PDFs: ruled tables over pages, merged cells, names broken over lines and pages; scans are told and never guessed."""

import pytest

from document_makers import LIST, locked_pdf, pdf, pdf_scan, pdf_table
from sources.documents.apart import read_document
from sources.documents.reader import read
from sources.errors import ReadingError
from sources.notices.rows import SECTION, rows_of
from sources.records import LookState, Row


def rows(content: bytes) -> tuple[Row, ...]:
    (document,) = read(content, "名单.pdf")
    return rows_of(document.tables, "https://example.test/名单.pdf")


def test_a_table_over_pages_is_one_list_with_or_without_repeated_heads() -> None:
    many = [LIST[0], *((str(n), f"云江第{n}号保理有限公司", "", "失联") for n in range(1, 101))]
    for repeat in (0, 1):
        found = rows(pdf(pdf_table(many, repeat=repeat)))
        assert [row.name for row in found] == [row[1] for row in many[1:]]
        assert found[0].place.table == "第1页表1"
        assert found[-1].place.table == "第3页表1"


def test_a_merged_row_is_a_section_and_lasts_over_repeated_heads() -> None:
    sections = [LIST[0], ("一、商业保理", "", "", ""), *((str(n), f"云江第{n}号有限公司", "", "失联") for n in range(1, 60))]
    found = rows(pdf(pdf_table(sections, ("SPAN", (0, 1), (-1, 1)), repeat=1)))
    assert len(found) == 59
    assert {row.cells[SECTION] for row in found} == {"一、商业保理"}


def test_cells_merged_downwards_are_filled() -> None:
    merged = (LIST[0], ("1", "云江澄岫有限公司", "", "失联"), ("", "", "", "空壳"))
    (row,) = rows(pdf(pdf_table(merged, *(("SPAN", (column, 1), (column, 2)) for column in range(3)))))
    assert row.reasons == ("失联", "空壳")


def test_two_lists_side_by_side_are_one() -> None:
    side = (("序号", "企业名称", "序号", "企业名称"), ("1", "云江甲有限公司", "2", "云江乙有限公司"))
    assert [row.name for row in rows(pdf(pdf_table(side)))] == ["云江甲有限公司", "云江乙有限公司"]


def test_latin_words_keep_their_blanks() -> None:
    (row,) = rows(pdf(pdf_table((("序号", "企业名称"), ("1", "Sample Trade Leasing 有限公司")))))
    assert row.name == "Sample Trade Leasing 有限公司"


@pytest.mark.parametrize("text_before", [False, True])
def test_a_scanned_page_is_an_image_and_says_what_to_do(text_before: bool) -> None:
    with pytest.raises(ReadingError, match=r"只有图像.*watcher import") as caught:
        read_document(pdf_scan(text_before=text_before), "扫描件.pdf")
    assert caught.value.state is LookState.UNREADABLE
    assert f"第 {2 if text_before else 1} 页" in caught.value.what


def test_a_pdf_with_a_password_says_so() -> None:
    with pytest.raises(ReadingError, match="有密码"):
        read_document(locked_pdf(), "名单.pdf")


def test_a_pdf_cut_off_is_unreadable() -> None:
    content = pdf(pdf_table())
    with pytest.raises(ReadingError) as caught:
        read_document(content[: len(content) // 3], "名单.pdf")
    assert caught.value.state is LookState.UNREADABLE
