"""What a file is made of, told by its content: containers are opened and asked what they hold.

Old Word and WPS files, OFD, pictures and the like are known, and not read: the file is kept, and the words say how a
person can bring in what it says.
"""

import zipfile
from enum import StrEnum
from io import BytesIO

from sources.documents.archive import BROKEN
from sources.documents.ole import Damaged, stream_names
from sources.documents.sniff import FileKind, kind_of
from sources.documents.tables import unreadable
from sources.errors import ReadingError


class Form(StrEnum):
    """Forms with a reader of their own, then those that a person must convert, or type."""

    WORKBOOK = "workbook"  # .xlsx, .xls, .et
    WORD = "word"  # .docx
    PDF = "pdf"
    PAGE = "page"  # .html, and .xls that is a page
    TEXT = "text"  # .csv, .txt
    ARCHIVE = "archive"  # .zip
    OLD_WORD = "old_word"  # .doc, .wps
    RICH_TEXT = "rich_text"  # .rtf
    OFD = "ofd"
    OTHER_TABLE = "other_table"  # .ods, .xlsb, .xml
    SLIDES = "slides"
    OTHER_ARCHIVE = "other_archive"  # .rar, .7z, .gz
    PROTECTED = "protected"
    IMAGE = "image"
    EMPTY = "empty"
    UNKNOWN = "unknown"


_PARTS = (  # a part that only this form has
    ("xl/workbook.xml", Form.WORKBOOK),
    ("word/document.xml", Form.WORD),
    ("OFD.xml", Form.OFD),
    ("content.xml", Form.OTHER_TABLE),
    ("xl/workbook.bin", Form.OTHER_TABLE),
    ("ppt/presentation.xml", Form.SLIDES),
)
_STREAMS = (
    ("encryptedpackage", Form.PROTECTED),
    ("workbook", Form.WORKBOOK),
    ("book", Form.WORKBOOK),
    ("worddocument", Form.OLD_WORD),
    ("powerpoint document", Form.SLIDES),
)
_BY_KIND = {
    FileKind.PDF: Form.PDF,
    FileKind.HTML: Form.PAGE,
    FileKind.IMAGE: Form.IMAGE,
    FileKind.ARCHIVE: Form.OTHER_ARCHIVE,
    FileKind.EMPTY: Form.EMPTY,
}
_MARKS = (
    (b"{\\rtf", Form.RICH_TEXT),
    (b"II*\0", Form.IMAGE),
    (b"MM\0*", Form.IMAGE),
)
_SPREADSHEET = b"urn:schemas-microsoft-com:office:spreadsheet"  # the XML of Excel 2003
_IMPORT = "再用 watcher import 文件 --url 公告网址 导入"
_CONVERT = {
    Form.OLD_WORD: ("旧版 Word 或 WPS 文字文件（.doc、.wps）", "请用 WPS 或 Word 打开并另存为 .docx"),
    Form.RICH_TEXT: ("RTF 文件", "请用 WPS 或 Word 打开并另存为 .docx"),
    Form.OFD: ("OFD 版式文件", "请用 OFD 阅读器打开并另存为带文字的 PDF，或将名单录入 .xlsx"),
    Form.OTHER_TABLE: ("其他格式的表格", "请用表格软件打开并另存为 .xlsx"),
    Form.SLIDES: ("演示文稿", "请将其中的名单录入 .xlsx"),
    Form.OTHER_ARCHIVE: ("压缩包（非 zip）", "请解开压缩包，取出名单文件"),
}


def form_of(content: bytes) -> Form:
    """What the bytes are; a damaged container goes to the reader of its likes, which finds the words."""
    kind = kind_of(content)
    if kind is FileKind.ZIP:
        return _of_archive(content)
    if kind is FileKind.OLE2:
        return _of_container(content)
    if kind is not FileKind.OTHER:
        return _BY_KIND[kind]
    marked = next((form for mark, form in _MARKS if content.startswith(mark)), None)
    if marked is None and (content[8:12] == b"WEBP" or (content.startswith(b"BM") and content[6:10] == bytes(4))):
        marked = Form.IMAGE
    if marked is None and content.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<?xml"):
        return Form.OTHER_TABLE if _SPREADSHEET in content[:4096] else Form.UNKNOWN
    return marked or Form.TEXT


def refusal(form: Form, name: str) -> ReadingError:
    """The words for a form that is kept and not read: what it is, and what a person can do."""
    if form in _CONVERT:
        what, action = _CONVERT[form]
        return unreadable(f"文件“{name}”是{what}，需转换格式后才能读取，原件已留存", f"{action}，{_IMPORT}")
    if form is Form.IMAGE:
        return image_only(name)
    if form is Form.PROTECTED:
        return unreadable(f"文件“{name}”有密码，无法读取，原件已留存", f"请打开并取消密码后另存，{_IMPORT}")
    if form is Form.EMPTY:
        return unreadable(f"文件“{name}”是空的")
    return unreadable(f"无法识别文件“{name}”的格式，原件已留存")


def image_only(name: str, where: str = "") -> ReadingError:
    """The words for a list that is only a picture, a scan for instance; `where` names the page."""
    return unreadable(
        f"文件“{name}”{where}只有图像，没有可提取的文字，原件已留存",
        f"请将名单录入 .xlsx（含“企业名称”一列）并核对，{_IMPORT}",
    )


def _of_archive(content: bytes) -> Form:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = frozenset(archive.namelist())
    except BROKEN:
        return Form.ARCHIVE
    return next((form for part, form in _PARTS if part in names), Form.ARCHIVE)


def _of_container(content: bytes) -> Form:
    try:
        names = stream_names(content)
    except Damaged:
        return Form.WORKBOOK
    return next((form for stream, form in _STREAMS if stream in names), Form.UNKNOWN)
