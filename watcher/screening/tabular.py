"""A user's file as rows of cells: CSV in the encodings that Excel and banking systems write, or a workbook."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from sources.documents.sniff import FileKind, kind_of
from sources.documents.tables import Cell
from sources.documents.workbook import read_workbook
from sources.errors import FileRejected, ReadingError

Rows = list[tuple[Cell, ...]]

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000
DELIMITERS = (",", "\t", ";")
_ACTION = "请另存为 CSV（UTF-8）或 .xlsx 后重试"
_SPLIT = "请拆成几个较小的文件，分别筛查"
_WRONG_KINDS = {
    FileKind.EMPTY: "是空的",
    FileKind.PDF: "实际是 PDF，不是表格",
    FileKind.HTML: "实际是网页，不是表格",
    FileKind.IMAGE: "实际是图片，不是表格",
    FileKind.ARCHIVE: "实际是压缩包，不是表格",
}
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def rejected(what: str, action: str = _ACTION) -> FileRejected:
    """The error for a file that cannot be used as a whole."""
    return FileRejected(what, meaning="文件未被使用，没有筛查任何企业", action=action)


def too_many(filename: str) -> FileRejected:
    """The error for more records than are taken at once."""
    return rejected(f"文件“{filename}”超过 {MOST_ROWS} 行上限", _SPLIT)


def check_kind(content: bytes, filename: str) -> bool:
    """True for a workbook, False for text.

    Raises FileRejected for an empty, too large or foreign file.
    """
    if len(content) > MOST_BYTES:
        raise rejected(
            f"文件“{filename}”有 {len(content) / 1024 / 1024:.1f} MB，超过 {MOST_BYTES // 1024 // 1024} MB 上限",
            _SPLIT,
        )
    kind = kind_of(content)
    if kind in _WRONG_KINDS:
        raise rejected(f"文件“{filename}”{_WRONG_KINDS[kind]}")
    return kind in (FileKind.ZIP, FileKind.OLE2)


def workbook_sheets(content: bytes, filename: str) -> list[Rows]:
    """The rows of every visible sheet."""
    try:
        return [list(table.rows) for table in read_workbook(content, filename)]
    except ReadingError as error:
        # That reader speaks of attachments that were kept as evidence; an upload that is refused is not kept.
        raise rejected(error.what.replace("，原件已留存", "")) from error


def decode(content: bytes, filename: str) -> str:
    """The text of a CSV file: by its byte order mark, else UTF-8, else GB18030."""
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            line = text.count("\n", 0, text.index("\x00")) + 1
            raise rejected(f"文件“{filename}”第 {line} 行含有 NUL 字节，不是可读的文本")
        return text
    raise rejected(f"文件“{filename}”既不是 UTF-8 也不是 GB18030 编码的文本")


def _records(text: str, delimiter: str, filename: str) -> Iterator[tuple[Cell, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            words = f"从第 {start} 行开始的记录无法读取（引号不成对、引号后有多余字符，或单元格过长）"
            raise rejected(f"文件“{filename}”{words}") from error
        start = reader.line_num + 1
        if record:
            yield tuple(Cell(value) for value in record)


def csv_head(text: str, delimiter: str, filename: str, count: int = 10) -> Rows:
    """The first records of a CSV file as one delimiter cuts them; empty where it cannot."""
    try:
        return list(islice(_records(text, delimiter, filename), count))
    except FileRejected:
        return []


def csv_rows(text: str, delimiter: str, filename: str) -> Rows:
    """All records of a CSV file; a wholly empty line is no record.

    Raises FileRejected with the line where reading fails, or for too many records.
    """
    rows = list(islice(_records(text, delimiter, filename), MOST_ROWS + 11))
    return check_count(rows, filename)


def check_count(rows: Rows, filename: str) -> Rows:
    """The rows without the empty ones at the end; raises FileRejected for too many."""
    while rows and not any(cell.text.strip() for cell in rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS + 10:
        raise too_many(filename)
    return rows
