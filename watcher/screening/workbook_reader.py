"""The program that reads a workbook for another process; it stands alone, and is started by its path.

It says one JSON document a line: the height of a sheet with its first rows, and after `rest` every further row; null
ends the sheet or, instead of one, the workbook. `{"error": …}` is the last word about a file that cannot be read.
"""

import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

_HEAD = 10  # rows shown before the reader is asked for the rest
NEXT, REST = b"next", b"rest"
PASSWORD = "有密码，无法读取"
_MOST_MEMORY = 1536 * 1024 * 1024
_MOST_SECONDS = 300
_MOST_SHEETS = 50
_MOST_MERGED = 1_000_000  # cells filled from merged ranges

Merges = dict[int, list[tuple[int, int, int]]]  # row -> top, left, right of the ranges that cover it


class _Refused(ValueError):
    """The file cannot be used; the message says why."""


def main() -> None:
    """Read the file that the first argument names."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _read(sys.argv[1])
    except _Refused as error:
        _say({"error": str(error)})
    except CalamineError as error:
        _say({"error": PASSWORD if "assword" in str(error) else "已损坏，或不是可读的表格"})
    except BaseException as error:
        # On damaged .xls files the library panics; that exception belongs to no importable class, it has only a name.
        if type(error).__name__ != "PanicException":
            raise
        _say({"error": "已损坏，无法打开"})


def _read(name: str) -> None:
    if zipfile.is_zipfile(name):
        with zipfile.ZipFile(name) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise _Refused(PASSWORD)
    with CalamineWorkbook.from_path(name) as book:
        sheets = [
            entry.name
            for entry in book.sheets_metadata
            # Hidden sheets hold drafts and look-up values.
            if entry.visible is SheetVisibleEnum.Visible and entry.typ is SheetTypeEnum.WorkSheet
        ]
        if len(sheets) > _MOST_SHEETS:
            raise _Refused(f"的工作表过多（{len(sheets)} 个，最多 {_MOST_SHEETS} 个）")
        for title in sheets:
            sheet = book.get_sheet_by_name(title)
            rows = _rows(sheet)
            head = list(islice(rows, _HEAD))
            if not head:
                continue
            _say({"height": sheet.total_height, "head": head, "title": title})
            if sys.stdin.buffer.readline().strip() == REST:
                for row in rows:
                    _say(row)
                _say(None)
        _say(None)


def _say(what: Any) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=False, default=_text) + "\n")
    if not isinstance(what, list):
        sys.stdout.flush()


def _text(value: object) -> str:
    """What JSON has no word for: days, times, lengths of time."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _rows(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """The rows from the first of the sheet, each from its first column, merged cells filled with their value."""
    if sheet.start is None:
        return
    above, before = sheet.start
    merges = _merges(sheet)
    values: dict[tuple[int, int], Any] = {}
    yield from ([] for _ in range(above))
    for number, cells in enumerate(sheet.iter_rows(), start=above):
        row = [""] * before + cells
        for top, left, right in merges.get(number, ()):
            if left < len(row):
                value = values.setdefault((top, left), row[left]) if number != top else row[left]
                values[top, left] = value
                row[left : right + 1] = [value] * (min(right, len(row) - 1) - left + 1)
        yield row


def _merges(sheet: CalamineSheet) -> Merges:
    found: Merges = {}
    budget = _MOST_MERGED
    height, width = sheet.total_height, sheet.total_width
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        bottom, right = min(bottom, height), min(right, width)
        budget -= max(0, bottom - top + 1) * max(0, right - left + 1)
        if budget < 0:
            raise _Refused("的合并单元格过多")
        for row in range(top, bottom + 1):
            found.setdefault(row, []).append((top, left, right))
    return found


if __name__ == "__main__":
    main()
