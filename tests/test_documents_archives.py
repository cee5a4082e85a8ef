"""Zip archives: each file inside is a document with its address; bounded, nested once, names of Windows in China."""

import pytest

from document_makers import LIST, archive, paragraph, sheet, word, word_table
from sources.base import Page
from sources.documents.apart import read_document
from sources.documents.reader import read
from sources.errors import ReadingError
from sources.notices.article import Link
from sources.notices.files import Part, parts_of

URL = "https://example.test/P020230718.zip"
PICTURE = b"\x89PNG\r\n\x1a\nrest"


def parts(files: dict[str, bytes]) -> tuple[Part, ...]:
    return parts_of(Page(URL, archive(files)), Link(URL, "名单.zip"))


def test_a_list_in_words_alone_is_told_and_not_passed_by() -> None:
    (part,) = parts({"名单.docx": word(paragraph("1、云江甲有限公司"), paragraph("2、请尽快联系我局"))})
    assert part.trouble is not None and "没有表格" in str(part.trouble)


def test_companies_outside_of_the_table_make_half_a_list() -> None:
    for lines in (["4 云江丁有限公司", "5 云江戊有限公司"], ["4 云江丁有限公司 失联"], ["云江丁商业保理有限公司"]):
        with pytest.raises(ReadingError, match="没有读全"):
            parts_of(Page("u", word(word_table(), *map(paragraph, lines))), Link("u", "名单.docx"))
    known = [paragraph(f"1、{LIST[1][1]}")]
    assert len(parts_of(Page("u", word(word_table(), *known)), Link("u", "名单.docx"))[0].rows) == 3


def test_an_archive_in_an_archive_is_opened_once_and_no_deeper() -> None:
    inner = archive({"名单.xlsx": sheet()})
    (document,) = read(archive({"一.zip": inner}), "外.zip")
    assert document.inner == "一.zip/名单.xlsx" and document.tables
    (document,) = read(archive({"一.zip": archive({"二.zip": inner})}), "外.zip")
    assert document.trouble is not None and "嵌套过深" in str(document.trouble)


def test_names_in_gbk_are_read_and_rubbish_is_left() -> None:
    (document,) = read(_in_gbk(), "外.zip")
    assert document.inner == "名单.xlsx"


def _in_gbk() -> bytes:
    """An archive whose names are GBK, without the mark of UTF-8, as the Explorer of Windows writes it."""
    plain, name = archive({"ABCD.xlsx": sheet(), "__MACOSX/._x": b"x", "~$ABCD.xlsx": b"x"}), "名单.xlsx".encode("gbk")
    return plain.replace(b"ABCD.xlsx", name)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (archive({}), "没有文件"),
        (archive({f"{n}.txt": b"a" for n in range(60)}), "过多"),
        (archive({"a.txt": bytes(120 * 1024 * 1024)}), "过大"),
        (b"PK\x03\x04broken", "已损坏"),
        (archive({"a.txt": b"abc" * 99})[:90], "已损坏"),
    ],
    ids=["empty", "too many", "too large", "no archive", "cut off"],
)
def test_archives_that_are_damaged_or_too_large_are_refused(content: bytes, words: str) -> None:
    with pytest.raises(ReadingError, match=words):
        read_document(content, "名单.zip")


def test_an_archive_without_a_list_is_unreadable_and_not_empty() -> None:
    with pytest.raises(ReadingError, match="没有名单"):
        parts({"函.docx": word(paragraph("现予公布。"))})
