"""What the records of an .xls say of its cells beside their values (MS-XLS): hidden, struck out, an error."""

import struct
from collections.abc import Iterable

from sources.documents.marks import Marks

_BEGIN, _SHEET, _FONT, _FORMAT, _ROW, _COLUMNS = 0x0809, 0x0085, 0x0031, 0x00E0, 0x0208, 0x007D
_FORMULA, _ERROR, _RUN_OF_NUMBERS = 0x0006, 0x0205, 0x00BD
_VALUES = frozenset((_FORMULA, _ERROR, 0x0204, 0x00FD, 0x0203, 0x027E, 0x00D6))
_HIDDEN_ROW, _HIDDEN_COLUMNS, _STRUCK = 0x20, 0x01, 0x08
_MOST_COLUMNS = 256


def marks_of(records: Iterable[tuple[int, int, bytes]]) -> tuple[Marks, ...]:
    """The marks of each sheet in the order of the workbook, from position, kind and content of its records.

    Raises struct.error for a record that is too short.
    """
    sheets: dict[int, Marks] = {}
    fonts: list[bool] = []
    formats: list[int] = []
    hidden: set[int] = set()
    current = Marks()
    for at, kind, data in records:
        if kind == _SHEET:
            sheets[struct.unpack_from("<I", data)[0]] = Marks()
        elif kind == _BEGIN:
            current, hidden = sheets.get(at, Marks()), set()
        elif kind == _FONT:
            fonts.append(bool(struct.unpack_from("<H", data, 2)[0] & _STRUCK))
        elif kind == _FORMAT:
            formats.append(struct.unpack_from("<H", data)[0])
        elif kind == _ROW and struct.unpack_from("<H", data, 12)[0] & _HIDDEN_ROW:
            hidden.add(struct.unpack_from("<H", data)[0])
        elif kind == _COLUMNS and struct.unpack_from("<H", data, 8)[0] & _HIDDEN_COLUMNS:
            first, last = struct.unpack_from("<HH", data)
            current.columns.update(range(first, min(last + 1, _MOST_COLUMNS)))
        elif kind in _VALUES or kind == _RUN_OF_NUMBERS:
            row, column, how = struct.unpack_from("<HHH", data)
            if row in hidden and current.unseen is None:
                current.unseen = row + 1
            if kind in _VALUES and _is_struck(how, formats, fonts):
                current.struck.add((row, column))
            if _has_failed(kind, data):
                current.errors.add((row, column))
    return tuple(sheets.values())


def _is_struck(how: int, formats: list[int], fonts: list[bool]) -> bool:
    """Whether the font of a cell's format is struck out; by an old habit there is no font of the number 4."""
    font = formats[how] if how < len(formats) else 0
    place = font - 1 if font > 4 else font
    return place < len(fonts) and fonts[place]


def _has_failed(kind: int, data: bytes) -> bool:
    if kind == _ERROR:
        return data[7] == 1
    return kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2
