"""Text files: CSV and its kin in any Chinese encoding as one table, prose as text."""

import csv
import io
from collections import Counter

from sources.documents.encodings import Doubtful, encoding_of
from sources.documents.tables import Cell, Document, Table, unreadable

DELIMITERS = (",", "\t", ";", "|", "，")
_SAMPLE = 64 * 1024
_LOOKED_AT = 30  # lines that tell the delimiter
_LONGEST_LINE = 100  # characters of a line that may be a cell
_MOST_ROWS, _MOST_COLUMNS = 20_000, 100
_SAVE = "请另存为 CSV（UTF-8）或 .xlsx，再用 watcher import 导入"


def read_text(content: bytes, name: str) -> Document:
    """Return the lines as a table, and as text where they are prose.

    Raises ReadingError (unreadable) when the encoding cannot be told or the quotes do not pair.
    """
    text = _decoded(content, name)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    delimiter = _delimiter(lines[:_LOOKED_AT])
    if delimiter is None and any(len(line) > _LONGEST_LINE for line in lines):
        return Document(text="\n".join(lines))
    try:
        # Without a delimiter a line is one cell, commas in it or not.
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or "\x1f", strict=True))
    except csv.Error as error:
        raise unreadable(f"文件“{name}”的引号不成对或单元格过长，无法读取", _SAVE) from error
    width = max(map(len, rows), default=0)
    if len(rows) > _MOST_ROWS or width > _MOST_COLUMNS:
        raise unreadable(f"文件“{name}”有 {len(rows)} 行 {width} 列，超出上限（{_MOST_ROWS} 行 {_MOST_COLUMNS} 列）")
    cells = (tuple(Cell(text.strip()) for text in (*row, *[""] * (width - len(row)))) for row in rows)
    return Document((Table("文本", tuple(cells)),))


def _decoded(content: bytes, name: str) -> str:
    try:
        text = content.decode(encoding_of(_sample(content)))
    except Doubtful as error:
        raise unreadable(f"文件“{name}”{error}", _SAVE) from error
    except UnicodeDecodeError as error:
        raise unreadable(f"文件“{name}”中有无法按 {error.encoding} 编码读取的字节", _SAVE) from error
    if "\0" in text or not text.strip():
        raise unreadable(f"文件“{name}”不是可读的文本，原件已留存" if text.strip() else f"文件“{name}”里没有任何内容")
    return text


def _sample(content: bytes) -> bytes:
    """The beginning, or the first part that is not ASCII: a file may begin with a thousand English names."""
    at = 0
    while at < len(content) and content[at : at + _SAMPLE].isascii() and b"\0" not in content[at : at + _SAMPLE]:
        at += _SAMPLE
    return content[at : at + _SAMPLE] or content[:_SAMPLE]


def _delimiter(lines: list[str]) -> str | None:
    """The delimiter that cuts most lines into the same number of cells; None where none cuts at least half of them."""

    def alike(delimiter: str) -> tuple[int, int]:
        widths = Counter(line.count(delimiter) for line in lines if delimiter in line)
        (width, count), *_ = widths.most_common(1) or [(0, 0)]
        return count, width

    best = max(DELIMITERS, key=alike)
    return best if alike(best)[0] * 2 >= max(2, len(lines)) else None
