"""What a file is, told by its content whatever its name says; what is only kept says how to bring it in."""

from pathlib import Path

import pytest

from document_makers import LIST, archive, container, sheet, word, word_table
from sources.documents.apart import read_document
from sources.documents.forms import Form, form_of
from sources.documents.reader import read
from sources.errors import ReadingError
from sources.notices.rows import rows_of
from sources.records import LookState

XLS = Path(__file__).parent / "fixtures" / "documents" / "list.xls"
KEPT = [
    (container("WordDocument"), Form.OLD_WORD, "需转换格式", "另存为 .docx"),
    (container("EncryptedPackage"), Form.PROTECTED, "有密码", "取消密码"),
    (b"{\\rtf1\\ansi x}", Form.RICH_TEXT, "需转换格式", "另存为 .docx"),
    (archive({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<x/>"}), Form.OFD, "需转换格式", "OFD 阅读器"),
    (archive({"content.xml": b"<x/>", "mimetype": b"x"}), Form.OTHER_TABLE, "需转换格式", "另存为 .xlsx"),
    (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
     Form.OTHER_TABLE, "需转换格式", "另存为 .xlsx"),
    (b"Rar!\x1a\x07\x00rest", Form.OTHER_ARCHIVE, "需转换格式", "解开压缩包"),
    (b"\x89PNG\r\n\x1a\nrest", Form.IMAGE, "只有图像", "将名单录入 .xlsx"),
    (b"BM\x00\x01\x00\x00\x00\x00\x00\x00rest", Form.IMAGE, "只有图像", "将名单录入 .xlsx"),
    (b"II*\0rest", Form.IMAGE, "只有图像", "将名单录入 .xlsx"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "form", "what", "action"), KEPT)
def test_what_is_only_kept_says_what_it_is_and_what_a_person_can_do(
    content: bytes, form: Form, what: str, action: str
) -> None:
    assert form_of(content) is form
    with pytest.raises(ReadingError) as caught:
        read_document(content, "名单.xlsx")
    assert caught.value.state is LookState.UNREADABLE
    assert what in caught.value.what and "原件已留存" in caught.value.what
    assert action in caught.value.action and "watcher import" in caught.value.action


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (sheet(), Form.WORKBOOK),
        (XLS.read_bytes(), Form.WORKBOOK),
        (word(word_table()), Form.WORD),
        (b"%PDF-1.7", Form.PDF),
        (b"<table><tr><td>x</td></tr></table>", Form.PAGE),
        ("序号,企业名称".encode("gb18030"), Form.TEXT),
        (b"BMW,name", Form.TEXT),
        (archive({"a.xlsx": sheet()}), Form.ARCHIVE),
        (b"", Form.EMPTY),
        (container("Something"), Form.UNKNOWN),
    ],
)
def test_content_decides_what_a_file_is(content: bytes, form: Form) -> None:
    assert form_of(content) is form


PAGE = "<table><tr>{}</tr><tr><td>1</td><td rowspan=2>云江甲有限公司</td><td>失联</td></tr><tr><td>1</td><td>空壳</td></tr></table>"


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>404 页面不存在</body></html>",
        '<html><head><meta name="SiteName" content="云江"></head><body>' + PAGE + "</body></html>",
        '<html><body><a href="/index.html">首页</a>' + PAGE + "</body></html>",
    ],
)
def test_the_page_of_a_site_is_no_attachment(page: str) -> None:
    with pytest.raises(ReadingError, match="实际是一个网页") as caught:
        read_document(page.encode(), "名单.xlsx")
    assert caught.value.state is LookState.UNREADABLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_delimited_text_is_read_in_every_encoding(encoding: str, delimiter: str) -> None:
    content = "\r\n".join(delimiter.join(row) for row in LIST).encode(encoding)
    (document,) = read(content, "名单.csv")
    assert [row.name for row in rows_of(document.tables, "u")] == [row[1] for row in LIST[1:]]


def test_traditional_text_in_big5_is_read() -> None:
    content = "序號,企業名稱\n1,雲江澄岫商業保理有限公司\n2,雲江銀橋商業保理有限公司\n".encode("big5")
    (document,) = read(content, "名單.csv")
    assert document.tables[0].rows[1][1].text == "雲江澄岫商業保理有限公司"


def test_names_without_delimiters_are_a_table_of_one_column_and_prose_is_text() -> None:
    (document,) = read("企业名称\n云江甲有限公司\n云江乙有限公司\n".encode(), "名单.txt")
    assert [row.name for row in rows_of(document.tables, "u")] == ["云江甲有限公司", "云江乙有限公司"]
    (document,) = read(("各有关单位：" + "现将有关事项公告如下" * 20 + "。\n").encode(), "说明.txt")
    assert document.tables == () and document.text.startswith("各有关单位")


@pytest.mark.parametrize("content", [b'a,b\n"c,d\n' * 3, bytes(range(128, 256)) * 20, b"a\0b\n" * 9 + b"\xff", b" \n "])
def test_text_that_cannot_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(ReadingError) as caught:
        read(content, "名单.csv")
    assert caught.value.state is LookState.UNREADABLE
