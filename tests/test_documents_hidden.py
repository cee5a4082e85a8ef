"""What workbooks and Word files hide, strike out or fail to compute is neither listed nor lost."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from document_makers import LIST, book, paragraph, word, word_table
from sources.documents.ole import _Container
from sources.documents.word import read_word
from sources.documents.workbook import read_workbook
from sources.errors import ReadingError
from sources.notices.rows import rows_of

XLS = Path(__file__).parent / "fixtures" / "documents" / "list.xls"


def listed(change: Callable[[Any, Any], object]) -> bytes:
    """The usual list, with a column of remarks and a change to its sheet."""

    def build(workbook: Any) -> None:
        sheet = workbook.add_worksheet("名 单 ")
        for number, row in enumerate(LIST):
            sheet.write_row(number, 0, (*row, "备注"))
        change(workbook, sheet)
        draft = workbook.add_worksheet("底稿")
        draft.write(0, 0, "草稿", workbook.add_format({"font_strikeout": True}))
        draft.set_row(0, None, None, {"hidden": True})
        draft.hide()

    return book(build)


def struck(workbook: Any) -> Any:
    return workbook.add_format({"font_strikeout": True})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _, sheet: sheet.set_column(1, 1, None, None, {"hidden": True}), "被隐藏的列（第 2 列，第 2 行）"),
        (lambda _, sheet: sheet.set_column(1, 1, 0), "被隐藏的列"),
        (lambda _, sheet: sheet.set_row(2, None, None, {"hidden": True}), "筛选掉的行（第 3 行）"),
        (lambda _, sheet: sheet.set_row(2, 0), "被隐藏或筛选掉的行"),
        (lambda made, sheet: sheet.write(2, 1, LIST[2][1], struck(made)), "被划去的企业（第 3 行）"),
        (lambda made, sheet: sheet.write_rich_string(2, 1, "云江", struck(made), "银桥", "有限公司"), "被划去的企业"),
        (lambda _, sheet: sheet.insert_textbox(9, 1, "另有：\n云江澄岚有限公司"), "文本框里的企业“云江澄岚有限公司”"),
    ],
)
def test_a_company_that_is_hidden_or_struck_out_makes_a_workbook_unreadable(
    change: Callable[[Any, Any], object], words: str
) -> None:
    with pytest.raises(ReadingError) as caught:
        read_workbook(listed(change), "名单.xlsx")
    assert words in caught.value.what


@pytest.mark.parametrize(
    "change",
    [
        lambda _, sheet: sheet.set_column(4, 4, None, None, {"hidden": True}),
        lambda made, sheet: [sheet.write(number, 4, "备注", struck(made)) for number in range(4)],
        lambda _, sheet: [sheet.write_string(number, 4, "") for number in range(4)]
        and sheet.insert_textbox(9, 1, "请名单内企业尽快联系"),
    ],
    ids=["hidden", "struck", "boxed"],
)
def test_other_cells_that_are_hidden_or_struck_out_say_nothing(change: Callable[[Any, Any], object]) -> None:
    (table,) = read_workbook(listed(change), "名单.xlsx")
    assert [tuple(cell.text for cell in row) for row in table.rows] == [(*row, "") for row in LIST]


def test_a_failed_formula_among_the_names_makes_the_list_unreadable_and_elsewhere_says_nothing() -> None:
    name = listed(lambda _, sheet: sheet.write_formula(2, 1, "=NA()", None, "#N/A"))
    with pytest.raises(ReadingError, match="第 3 行的企业名称一栏是公式错误：#N/A"):
        rows_of(read_workbook(name, "名单.xlsx"), "https://a.example/1.xlsx")
    reason = listed(lambda _, sheet: [sheet.write_formula(2, at, "=NA()", None, "#REF!") for at in (2, 3)])
    second = rows_of(read_workbook(reason, "名单.xlsx"), "https://a.example/1.xlsx")[1]
    assert (second.name, second.code, second.reasons) == (LIST[2][1], None, ())


def old(place: int, offset: int, value: bytes, kind: int) -> bytes:
    """The old workbook with one record of this kind changed at an offset in its content."""
    content = XLS.read_bytes()
    container = _Container(content)
    stream = next(container.stream(one) for one in container.entries if one.name.lower() in ("workbook", "book"))
    begin, at = content.index(stream[:512]), 0
    while at < len(stream):
        found, length = struct.unpack_from("<HH", stream, at)
        if found == kind:
            if not place:
                where = begin + at + 4 + offset
                return content[:where] + value + content[where + len(value) :]
            place -= 1
        at += 4 + length
    raise AssertionError("no such record")


@pytest.mark.parametrize(
    ("place", "offset", "value", "kind", "words"),
    [
        (2, 12, b"\x20", 0x0208, "筛选掉的行（第 3 行）"),
        (6, 2, b"\x08", 0x0031, "被划去的企业"),
    ],
)
def test_what_an_old_workbook_hides_or_strikes_out_is_seen(
    place: int, offset: int, value: bytes, kind: int, words: str
) -> None:
    with pytest.raises(ReadingError, match=words):
        read_workbook(old(place, offset, value, kind), "名单.xls")


@pytest.mark.parametrize("mark", ["strike", "dstrike", 'strike w:val="true"'])
def test_what_a_word_file_strikes_out_is_not_read(mark: str) -> None:
    gone = paragraph("云江乙有限公司").replace("<w:r>", f"<w:r><w:rPr><w:{mark}/></w:rPr>")
    cell = word_table([("企业名称",), ("云江甲有限公司",), ("删",)]).replace(paragraph("删"), gone)
    found = read_word(word(cell, gone, paragraph("注").replace("<w:r>", '<w:r><w:rPr><w:strike w:val="0"/></w:rPr>')), "a")
    assert ([row[0].text for row in found.tables[0].rows], found.text) == (["企业名称", "云江甲有限公司", ""], "注")
