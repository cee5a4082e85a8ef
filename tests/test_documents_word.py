"""Word files: merged cells, content controls, changes, names over lines, lists that go on, pictures."""

import pytest

from document_makers import LIST, archive, paragraph, word, word_table
from sources.documents.apart import read_document
from sources.documents.reader import read
from sources.documents.tables import Document
from sources.errors import ReadingError
from sources.notices.rows import SECTION, rows_of
from sources.records import LookState, Row

DOWN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def one(*blocks: str) -> Document:
    (document,) = read(word(*blocks), "名单.docx")
    return document


def rows(*blocks: str) -> tuple[Row, ...]:
    return rows_of(one(*blocks).tables, "https://example.test/名单.docx")


def test_merged_cells_are_filled_across_and_down() -> None:
    found = rows(
        word_table(
            (
                ("序号", "企业名称", ("认定情形", '<w:gridSpan w:val="2"/>')),
                ("序号", "企业名称", "失联", "空壳"),
                (("一、商业保理", '<w:gridSpan w:val="4"/>'),),
                (("1", DOWN), ("云江甲有限公司", DOWN), "√", ""),
                (("", ON), ("", ON), "", "√"),
            )
        )
    )
    (row,) = found
    assert (row.name, row.reasons, row.cells[SECTION]) == ("云江甲有限公司", ("失联", "空壳"), "一、商业保理")


def test_a_table_cut_in_two_is_one_list_and_one_behind_words_is_not() -> None:
    head, tail = word_table(LIST[:2]), word_table(LIST[2:])
    assert [row.name for row in rows(head, paragraph(""), tail)] == [row[1] for row in LIST[1:]]
    with pytest.raises(ReadingError, match="没有企业名称一栏"):
        rows(head, paragraph("以下企业已经整改："), tail)


def test_content_controls_and_insertions_count_and_deletions_do_not() -> None:
    text = "<w:r><w:t>{}</w:t></w:r>"
    name = (
        f"<w:p><w:sdt><w:sdtContent>{text.format('云江甲')}</w:sdtContent></w:sdt><w:ins>{text.format('商业保理')}</w:ins>"
        f"<w:del><w:r><w:delText>融资租赁</w:delText></w:r></w:del>{text.format('有限公司')}</w:p>"
    )
    listed = word_table((("序号", "企业名称"), ("1", "名"))).replace(paragraph("名"), name)
    gone = "<w:tr><w:trPr><w:del/></w:trPr>" + f"<w:tc>{paragraph('2')}</w:tc><w:tc>{paragraph('云江乙有限公司')}</w:tc></w:tr>"
    controlled = f"<w:sdt><w:sdtContent>{listed.replace('</w:tbl>', gone + '</w:tbl>')}</w:sdtContent></w:sdt>"
    assert [row.name for row in rows(controlled)] == ["云江甲商业保理有限公司"]


def test_a_word_file_of_pictures_is_an_image() -> None:
    with pytest.raises(ReadingError, match="只有图像"):
        read_document(word(paragraph(""), media=True), "名单.docx")


@pytest.mark.parametrize(
    "xml",
    [
        b"<w:document>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><w:document/>',
        b"<document/>",
        word(paragraph("x")).replace(b"PK", b"PX"),
    ],
)
def test_a_damaged_word_file_is_unreadable(xml: bytes) -> None:
    with pytest.raises(ReadingError) as caught:
        read(archive({"word/document.xml": xml}), "名单.docx")
    assert caught.value.state is LookState.UNREADABLE


def test_word_nested_without_end_is_refused() -> None:
    with pytest.raises(ReadingError, match="嵌套过深"):
        one("<w:sdt>" * 500 + paragraph("底") + "</w:sdt>" * 500)


BOX = "<w:p><w:r><w:drawing><w:txbxContent>{}</w:txbxContent></w:drawing></w:r></w:p>"


def test_a_table_and_names_in_a_text_box_are_read_and_hidden_text_is_not() -> None:
    first, second = (word_table((("序号", "企业名称"), (one, f"云江{one}有限公司"))) for one in "12")
    hidden = paragraph("3").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    found = one(first, BOX.format(second + paragraph("云江甲有限公司") + paragraph("云江乙有限公司")), hidden)
    assert [row.name for row in rows_of(found.tables, "")] == ["云江1有限公司", "云江2有限公司"]
    assert found.text.splitlines() == ["云江甲有限公司", "云江乙有限公司"]
