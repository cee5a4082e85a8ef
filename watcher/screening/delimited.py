"""Delimited text (CSV and its kin), decoded and cut into records as it is read; nothing is held but the present record."""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import BinaryIO

from sources.documents.encodings import Doubtful, encoding_of
from sources.documents.tables import Cell
from sources.errors import FileRejected
from watcher.screening.heads import SEARCHED_ROWS, find_heading
from watcher.screening.refusals import rejected

DELIMITERS = (",", "\t", ";", "|", "，")
_BLOCK = 256 * 1024
_SAMPLE = 64 * 1024  # bytes that tell the encoding, from the first character on that is not ASCII
_LONGEST_LINE = 4 * 1024 * 1024
_NAMES = {"gb18030": "GB18030", "big5hkscs": "Big5", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-16": "UTF-16"}
_SAVE = "请另存为 CSV（UTF-8）或 .xlsx 后重试，或用 --encoding 指明编码（如 gb18030、big5）"


class Text:
    """A file of text whose encoding is known; its lines can be read more than once.

    Raises FileRejected for an encoding that cannot be told.
    """

    def __init__(self, file: BinaryIO, filename: str, size: int, codec: str | None) -> None:
        self.file, self.filename, self.size = file, filename, size
        try:
            self.codec = codec or encoding_of(self._sample())
        except Doubtful as error:
            raise rejected(f"文件“{filename}”{error}", _SAVE) from error

    def fraction(self) -> float:
        """How much of the file was read."""
        return self.file.tell() / max(1, self.size)

    def lines(self) -> Iterator[str]:
        """The lines with their ends as they are. Raises FileRejected with the line that cannot be decoded."""
        self.file.seek(0)
        decoder = codecs.getincrementaldecoder(self.codec)()
        rest, number = "", 1
        while True:
            block = self.file.read(_BLOCK)
            try:
                text = rest + decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                good = error.object[: error.start].decode(self.codec, "replace")
                name = _NAMES.get(self.codec, "UTF-8")
                what = f"第 {number + (rest + good).count(chr(10))} 行有不能按 {name} 编码读取的字节"
                raise rejected(f"文件“{self.filename}”{what}", _SAVE) from error
            if "\0" in text:
                at = number + text.count("\n", 0, text.index("\0"))
                raise rejected(f"文件“{self.filename}”第 {at} 行含有 NUL 字节，不是可读的文本")
            lines = list(io.StringIO(text, newline=""))
            rest = lines.pop() if block and lines else ""  # it may go on in the next block
            number += sum(line.endswith("\n") for line in lines)
            yield from lines
            if not block:
                return
            if len(rest) > _LONGEST_LINE:
                raise rejected(f"文件“{self.filename}”第 {number} 行过长，不是可读的表格")

    def _sample(self) -> bytes:
        """The beginning, or the first part that is not ASCII: a file may begin with a thousand English names."""
        self.file.seek(0)
        first = self.file.read(_SAMPLE)
        block = first
        while block and block.isascii() and b"\0" not in block:
            block = self.file.read(_SAMPLE)
        return block or first


def delimiter_of(text: Text, name_column: str | None) -> tuple[str, list[tuple[Cell, ...]]]:
    """The delimiter under which a head for names shows, of these the one that cuts most columns; and the first records."""
    heads = {delimiter: _head(text, delimiter) for delimiter in DELIMITERS}

    def fits(delimiter: str) -> tuple[bool, int]:
        rows = heads[delimiter]
        return find_heading(rows, name_column) is not None, max((len(row) for row in rows), default=0)

    best = max(DELIMITERS, key=fits)
    if not heads[best]:
        next(records(text, best), None)  # says why there are none
    return best, heads[best]


def _head(text: Text, delimiter: str) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    with suppress(FileRejected):  # what was cut so far tells enough; the error comes again when the records are read
        rows.extend(islice(records(text, delimiter), SEARCHED_ROWS))
    return rows


def records(text: Text, delimiter: str) -> Iterator[tuple[Cell, ...]]:
    """All records; a wholly empty line is no record. Raises FileRejected with the line where reading fails."""
    reader = csv.reader(text.lines(), delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            words = f"从第 {start} 行开始的记录无法读取（引号不成对、引号后有多余字符，或单元格过长）"
            raise rejected(f"文件“{text.filename}”{words}") from error
        start = reader.line_num + 1
        if record:
            yield tuple(map(Cell, record))
