"""A check of .xls containers before they are opened: a damaged or hostile one can bring the reading library down.

It follows the container's sector chains (MS-CFB) to the workbook's stream and the addresses in its records (MS-XLS);
everything must lie inside the file and inside the limits given.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from sources.documents.marks import Marks
from sources.documents.old_marks import marks_of

_LAST_SECTOR = 0xFFFFFFFA  # greater numbers are marks: end of chain, free, table
_STREAM, _ROOT = 2, 5
_ENTRY = 128
# Records that place cells: formula, label, label from the table of strings, number, RK, truth value, and runs of them.
_CELLS = frozenset((0x0006, 0x0204, 0x00FD, 0x0203, 0x027E, 0x0205, 0x00D6, 0x0201))
_RUNS = frozenset((0x00BD, 0x00BE))
_BLANKS = frozenset((0x0201, 0x00BE))
_DIMENSIONS, _STRINGS, _SHEET = 0x0200, 0x00FC, 0x0085
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256  # of the format: files may announce more than they fill
_SHORTEST = {
    _STRINGS: 8,
    _SHEET: 8,
    0x0006: 20,
    0x0204: 8,
    0x00FD: 10,
    0x0203: 14,
    0x027E: 10,
    0x0205: 8,
    0x00D6: 8,
    0x0201: 6,
}


class Damaged(ValueError):
    """The container or a record in it points outside the file or is too short."""


class TooLarge(ValueError):
    """A cell lies beyond the limits."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__(f"{rows} x {columns}")
        self.rows = rows
        self.columns = columns


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class _Container:
    """The sectors of one file; all reading is bounded by the file's own length."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Damaged("sector size")
        self.size = 1 << shift
        # How many sectors the directory and the tables are said to have; the library sets up room for them at once.
        if max(struct.unpack_from("<I", content, at)[0] for at in (40, 44, 64, 72)) > len(content) // self.size + 1:
            raise Damaged("more tables than sectors")
        (self.cutoff,) = struct.unpack_from("<I", content, 56)
        self.table = self._table()
        directory, mini_table = struct.unpack_from("<I", content, 48)[0], struct.unpack_from("<I", content, 60)[0]
        self.entries = self._entries(self.chained(directory, self.table))
        root = next((entry for entry in self.entries if entry.kind == _ROOT), None)
        if root is None:
            raise Damaged("no root")
        self.mini = self.chained(root.start, self.table) if root.size else b""
        self.mini_table = _numbers(self.chained(mini_table, self.table))

    def sector(self, number: int) -> bytes:
        begin = (number + 1) * self.size
        if number >= _LAST_SECTOR or begin >= len(self.content):
            raise Damaged("sector outside the file")
        return self.content[begin : begin + self.size]

    def chained(self, start: int, table: tuple[int, ...]) -> bytes:
        return b"".join(self.sector(number) for number in _chain(start, table))

    def stream(self, entry: _Entry) -> bytes:
        if entry.size >= self.cutoff:
            whole = self.chained(entry.start, self.table)
        else:
            whole = b"".join(
                self.mini[number * 64 : number * 64 + 64] for number in _chain(entry.start, self.mini_table)
            )
        if len(whole) < entry.size:
            raise Damaged("stream shorter than it says")
        return whole[: entry.size]

    def _table(self) -> tuple[int, ...]:
        count, further, more = (struct.unpack_from("<I", self.content, at)[0] for at in (44, 68, 72))
        numbers = list(_numbers(self.content[76:512]))
        for _ in range(more):
            *found, further = _numbers(self.sector(further))
            numbers.extend(found)
        used = [number for number in numbers if number < _LAST_SECTOR][:count]
        if len(used) < count:
            raise Damaged("tables missing")
        return tuple(number for sector in used for number in _numbers(self.sector(sector)))

    def _entries(self, directory: bytes) -> list[_Entry]:
        if len(directory) % _ENTRY:
            raise Damaged("directory cut off")
        found = []
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            if kind and size > len(self.content):
                raise Damaged("stream longer than the file")
            if length > 64:
                raise Damaged("name longer than its field")
            name = directory[at : at + max(0, length - 2)].decode("utf-16-le", errors="replace")
            found.append(_Entry(name, kind, start, size))
        return found


def stream_names(content: bytes) -> frozenset[str]:
    """The names of the container's streams in lower case, by which its maker is known. Raises Damaged."""
    try:
        return frozenset(entry.name.lower() for entry in _Container(content).entries if entry.kind == _STREAM)
    except struct.error as error:
        raise Damaged("header cut off") from error


def check_workbook(content: bytes, most_rows: int, most_columns: int) -> tuple[Marks, ...]:
    """Return what the sheets of an .xls say of their cells, in their order; nothing for a container without a workbook.

    Raises Damaged or TooLarge for one that must not be opened.
    """
    marks: tuple[Marks, ...] = ()
    try:
        container = _Container(content)
        for entry in container.entries:
            if entry.kind != _STREAM:
                continue
            stream = container.stream(entry)
            if entry.name.lower() in ("workbook", "book"):
                _check_records(stream, most_rows, most_columns)
                marks = marks_of(_records(stream)) or marks
    except struct.error as error:
        raise Damaged("header cut off") from error
    return marks


def _check_records(stream: bytes, most_rows: int, most_columns: int) -> None:
    begins, sheets = set(), []
    for at, kind, data in _records(stream):
        begins.add(at)
        if len(data) < _SHORTEST.get(kind, 0):
            raise Damaged("record cut off")
        if kind in _CELLS or kind in _RUNS:
            row, column = struct.unpack_from("<HH", data)
            if kind in _RUNS:
                (column,) = struct.unpack_from("<H", data, len(data) - 2)
            # Blank cells are only formatted; they take no room in the table.
            if kind not in _BLANKS and (row >= most_rows or column >= most_columns):
                raise TooLarge(row + 1, column + 1)
        elif kind == _DIMENSIONS:
            _check_dimensions(data)
        elif kind == _STRINGS and struct.unpack_from("<I", data, 4)[0] > len(stream) // 3:
            raise Damaged("more strings than the stream can hold")
        elif kind == _SHEET:
            sheets.append(struct.unpack_from("<I", data)[0])
    if not begins.issuperset(sheets):
        raise Damaged("sheet that begins inside a record")


def _check_dimensions(data: bytes) -> None:
    if len(data) not in (10, 14):
        raise Damaged("record cut off")
    top, bottom, left, right = struct.unpack_from("<IIHH" if len(data) == 14 else "<HHHH", data)
    if bottom > _MOST_ROWS or right > _MOST_COLUMNS or (bottom and right and (top > bottom or left > right)):
        raise Damaged("dimensions of no sheet")


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield position, kind and content of each record; what follows the last whole one is padding."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if at + 4 + length > len(stream):
            return
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _chain(start: int, table: tuple[int, ...]) -> Iterator[int]:
    number = start
    for _ in range(len(table) + 1):
        if number >= _LAST_SECTOR:
            return
        if number >= len(table):
            raise Damaged("chain outside the table")
        yield number
        number = table[number]
    raise Damaged("chain without an end")


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
