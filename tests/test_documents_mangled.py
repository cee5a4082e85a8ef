"""Mangled files of every form: each is read or refused in words; nothing else ever comes out, and never an empty list."""

import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from document_makers import archive, pdf, pdf_table, sheet, word, word_table
from sources.base import Page
from sources.documents.apart import read_document
from sources.documents.archive import files_in
from sources.documents.delimited import read_text
from sources.documents.forms import form_of
from sources.documents.saved_pages import read_page
from sources.documents.tables import Document
from sources.documents.word import read_word
from sources.errors import ReadingError
from sources.notices.article import Link
from sources.notices.files import parts_of
from sources.records import LookState

PAGE = (
    "<table><tr><th rowspan=2>序号<th colspan=2>企业名称</tr><tr><td>云江甲有限公司<td>失联</tr>"
    "<tr><td colspan=x>1<td>云江乙有限公司</table>"
).encode("gb18030")
WHOLE = {
    "xlsx": sheet(),
    "docx": word(word_table()),
    "pdf": pdf(pdf_table()),
    "html": PAGE,
    "csv": "序号,企业名称\n1,云江甲有限公司\n".encode("gb18030"),
    "zip": archive({"一.xlsx": sheet(), "二.docx": word(word_table())}),
}
Change = tuple[int, int, bytes]
CHANGES = st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 40), st.binary(max_size=8)), min_size=1, max_size=6)
MARKUP = st.lists(
    st.sampled_from(("<table>", "</table>", "<tr>", "<td rowspan=3>", "<td colspan='99999'>", "<th>", "</td>", "<td",
                     "rowspan=-1>", "企业名称", "云江甲有限公司", "<p>", "<br>", "&#0;", "<!--", "-->", "\0", "<a href=x>")),
    max_size=40,
).map("".join)  # fmt: skip


def mangled(content: bytes, changes: list[Change]) -> bytes:
    for at, length, put in changes:
        at %= len(content) or 1
        content = content[:at] + put + content[at + length :]
    return content


def _readable(reader: Callable[[bytes, str], Document], content: bytes) -> None:
    try:
        document = reader(content, "名单")
    except ReadingError as error:
        assert error.state is LookState.UNREADABLE and error.what
    else:
        assert document.tables or document.text


@settings(max_examples=10)  # each in a process of its own
@given(changes=CHANGES)
@pytest.mark.parametrize("form", WHOLE)
def test_a_mangled_file_lists_somebody_or_is_unreadable(form: str, changes: list[Change]) -> None:
    page = Page("https://example.test/a", mangled(WHOLE[form], changes))
    try:
        parts = parts_of(page, Link(page.url, "名单"))
    except ReadingError as error:
        assert error.state is LookState.UNREADABLE and error.what
    else:
        assert parts and all(bool(part.rows) is (part.trouble is None) for part in parts)


@given(MARKUP)
def test_markup_in_any_order_is_read_or_refused(text: str) -> None:
    _readable(read_page, text.encode())


@given(CHANGES)
def test_a_mangled_word_file_is_read_or_refused(changes: list[Change]) -> None:
    _readable(read_word, mangled(WHOLE["docx"], changes))


@given(st.text(), st.sampled_from(("<w:tbl>", "<w:tr>", "<w:tc>", "<w:p>")))
def test_word_files_of_odd_structure_are_read_or_refused(text: str, tag: str) -> None:
    kept = "".join(character for character in text if character.isprintable() and character not in "<&")
    _readable(read_word, word(f"{tag}<w:p><w:r><w:t>{kept}</w:t></w:r></w:p>{tag.replace('<', '</')}"))


@given(st.binary(max_size=400))
def test_bytes_as_text_are_read_or_refused(content: bytes) -> None:
    _readable(read_text, content)


@given(CHANGES)
def test_a_mangled_archive_gives_files_or_is_refused(changes: list[Change]) -> None:
    try:
        assert list(files_in(mangled(WHOLE["zip"], changes), "名单"))
    except ReadingError as error:
        assert error.state is LookState.UNREADABLE


@given(st.sampled_from(sorted(WHOLE)), CHANGES)
def test_every_file_has_a_form(form: str, changes: list[Change]) -> None:
    assert form_of(mangled(WHOLE[form], changes))


def bomb(size: int) -> bytes:
    """A PDF whose page unpacks to so many MiB of blanks."""
    packer = zlib.compressobj(9)
    head = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)  # stands for itself: it can be repeated
    stream = head + block * (size - 1)
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        + page
        + b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(stream)
        + stream
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n"
    )


def test_a_file_that_asks_for_too_much_memory_ends_at_the_limit() -> None:
    with pytest.raises(ReadingError, match="超过上限") as caught:
        read_document(bomb(2_000), "名单.pdf")
    assert caught.value.state is LookState.UNREADABLE


def test_a_table_of_too_many_columns_is_refused() -> None:
    columns = "<w:tc><w:p/></w:tc>" * 101
    with pytest.raises(ReadingError, match="过大"):
        read_document(word("<w:tbl>" + f"<w:tr>{columns}</w:tr>" * 2 + "</w:tbl>"), "名单.docx")
