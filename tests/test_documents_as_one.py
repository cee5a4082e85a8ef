"""One list from several files is one list: an old workbook by two names, the same names in two formats."""

from pathlib import Path

from sources.documents.apart import read_document
from sources.documents.recent import Recent
from sources.notices.files import merged
from sources.records import Place, Row


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


def test_what_was_read_lately_is_kept_within_its_room_the_last_used_the_longest() -> None:
    recent = Recent(most=40)
    for name in "abcd":
        recent.keep((name, "x.xlsx"), b"0123456789")
    assert recent.get(("a", "x.xlsx")) == b"0123456789"
    recent.keep(("e", "x.xlsx"), b"0123456789")
    recent.keep(("f", "x.xlsx"), b"more than a quarter of the room")
    assert [name for name in "abcdef" if recent.get((name, "x.xlsx"))] == ["a", "c", "d", "e"]
    assert recent.get(("a", "y.xlsx")) is None, "how a file is read depends on its name too"
