"""Excel files (.xlsx, .xls and their likes) to tables, with the type of each cell kept.

A credit code that was stored as a number has lost its last digits for good: it is printed as the number gives it and
marked, and nobody may take it for the code.
"""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, SheetTypeEnum, SheetVisibleEnum, load_workbook

from sources.documents.archive import BROKEN
from sources.documents.extent import TooFar, check_extent
from sources.documents.forms import image_only
from sources.documents.marks import Marks, hides, names_company, with_errors, without_hidden
from sources.documents.ole import Damaged, TooLarge, check_workbook
from sources.documents.sheet_parts import boxed_lines, sheet_titles, struck_formats, struck_strings
from sources.documents.sniff import FileKind, kind_of
from sources.documents.tables import Cell, Table, unreadable
from sources.errors import ReadingError

MOST_ROWS = 20_000
MOST_COLUMNS = 100
_MOST_SHEETS = 50
_MOST_MERGED = 200_000  # cells filled from merged ranges
_MOST_FILES = 2_000
_MOST_UNPACKED = 100 * 1024 * 1024
_OF_NO_SHEET = "无法对应到工作表的被隐藏或划去的内容"
_BLANK = Cell("")

# What zipfile lets through from its parts when the bytes are damaged.

def read_workbook(content: bytes, name: str) -> tuple[Table, ...]:
    """Return the visible sheets that hold anything, from the first row of each; `name` is for the words only.

    Raises ReadingError (unreadable) for anything else than a sound workbook of bounded size. On a damaged .xls the library
    may end in a way that nobody can catch: strangers' files are read through `apart.py`.
    """
    old = kind_of(content) is FileKind.OLE2
    marks = _check_container(content, name) if old else _check_archive(content, name)
    try:
        tables = _visible_tables(content, name, marks)
    except CalamineError as error:
        raise unreadable(f"无法读取表格文件“{name}”，原件已留存（{error}）") from error
    if not tables:
        raise unreadable(f"表格文件“{name}”里没有任何内容") if not _pictures(content) else image_only(name)
    return tables


def _visible_tables(content: bytes, name: str, marks: Mapping[str | int, Marks]) -> tuple[Table, ...]:
    found = []
    with load_workbook(BytesIO(content)) as book:
        sheets = [
            (number, entry.name)
            for number, entry in enumerate(book.sheets_metadata)
            # Hidden sheets hold drafts and look-up values; the regulator did not publish them.
            if entry.visible is SheetVisibleEnum.Visible and entry.typ is SheetTypeEnum.WorkSheet
        ]
        if len(sheets) > _MOST_SHEETS:
            raise unreadable(f"表格文件“{name}”的工作表过多（{len(sheets)} 个）")
        for number, title in sheets:
            own = marks.get(number, marks.get(title.strip()))
            if own is None:
                if any(one != Marks() for one in marks.values()):
                    raise hides(name, _OF_NO_SHEET)
                own = Marks()
            if own.unseen is not None:
                raise hides(name, f"被隐藏或筛选掉的行（第 {own.unseen} 行）")
            table = _table(book.get_sheet_by_name(title), name, own)
            if table.rows:
                found.append(table)
    return tuple(found)


def _pictures(content: bytes) -> bool:
    """True when pictures are all that a workbook holds."""
    if kind_of(content) is not FileKind.ZIP:
        return False
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return any(name.startswith("xl/media/") for name in archive.namelist())


def _table(sheet: CalamineSheet, name: str, marks: Marks) -> Table:
    if sheet.end is None:
        return Table(sheet.name, ())
    if sheet.end[0] >= MOST_ROWS or sheet.end[1] >= MOST_COLUMNS:
        raise _too_large(name, sheet.end[0] + 1, sheet.end[1] + 1)
    grid = [[cell_of(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    with_errors(grid, marks, name)
    _fill_merged(grid, sheet.merged_cell_ranges or [], name)
    without_hidden(grid, marks, name)
    while grid and all(not cell.text for cell in grid[-1]):
        grid.pop()
    return Table(sheet.name, tuple(tuple(row) for row in grid))


def cell_of(value: object) -> Cell:
    """A value of a workbook as printed text; numbers are marked, whole ones lose their point."""
    if isinstance(value, bool):
        return Cell("是" if value else "否")
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e21
        return Cell(str(int(value)) if whole else repr(value), is_number=True)
    if isinstance(value, int):
        return Cell(str(value), is_number=True)
    if isinstance(value, datetime):
        return Cell(value.isoformat(sep=" "))
    if isinstance(value, date):
        return Cell(value.isoformat())
    return Cell(str(value).strip())


def _fill_merged(grid: list[list[Cell]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]], name: str) -> None:
    budget = _MOST_MERGED
    for (top, left), (bottom, right) in ranges:
        if top >= len(grid) or left >= len(grid[top]):
            continue
        value = grid[top][left]
        bottom, right = min(bottom, len(grid) - 1), min(right, len(grid[top]) - 1)
        budget -= (bottom - top + 1) * (right - left + 1)
        if budget < 0:
            raise unreadable(f"表格文件“{name}”的合并单元格过多")
        for row in grid[top : bottom + 1]:
            row[left : right + 1] = [value] * (right - left + 1)


def _check_container(content: bytes, name: str) -> Mapping[str | int, Marks]:
    """What the sheets say of their cells, by the number of the sheet."""
    if zipfile.is_zipfile(BytesIO(content)):  # an archive behind the container would escape its own checks
        raise unreadable(f"文件“{name}”里藏有压缩包，未予读取")
    try:
        return dict(enumerate(check_workbook(content, MOST_ROWS, MOST_COLUMNS)))
    except Damaged as error:
        raise unreadable(f"文件“{name}”已损坏，无法打开") from error
    except TooLarge as error:
        raise _too_large(name, error.rows, error.columns) from error


def _check_archive(content: bytes, name: str) -> Mapping[str | int, Marks]:
    """What the sheets say of their cells, by their titles.

    Refuses bombs before anything is unpacked: by declared size, by checksum, by the cells' own addresses.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_entries(archive, name)
            titles, formats, strings = sheet_titles(archive), struck_formats(archive), struck_strings(archive)
            found: dict[str | int, Marks] = {}
            for entry in archive.infolist():
                # Reading everything once proves the declared sizes: no entry is longer than it says.
                # UTF-16 (full of zero bytes) would hide the word.
                if b"sheetData" in (xml := archive.read(entry)) or b"\0" in xml[:64]:
                    marks = check_extent(xml, MOST_ROWS, MOST_COLUMNS, formats, strings)
                    if entry.filename not in titles and marks != Marks():
                        raise hides(name, _OF_NO_SHEET)
                    found[titles.get(entry.filename, "")] = marks
            if box := next(filter(names_company, boxed_lines(archive)), None):
                raise hides(name, f"写在文本框里的企业“{box}”")
            return found
    except TooFar as error:
        raise _too_large(name, error.rows, error.columns) from error
    except BROKEN as error:
        raise unreadable(f"文件“{name}”已损坏，无法解开") from error


def _check_entries(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise unreadable(f"文件“{name}”解开后过大，未予读取")
    if any(entry.flag_bits & 1 for entry in entries):
        raise unreadable(f"文件“{name}”有密码，无法读取")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise unreadable(f"文件“{name}”的压缩方式无法识别")
    # The library tries other formats when this one fails; what is checked here must be what it reads.
    if "xl/workbook.xml" not in names or names & {"content.xml", "xl/workbook.bin"}:
        raise unreadable(f"文件“{name}”不是 Excel 工作簿，而是压缩包或其他格式，原件已留存")


def _too_large(name: str, rows: int, columns: int) -> ReadingError:
    return unreadable(
        f"表格文件“{name}”有 {rows} 行 {columns} 列，超出上限（{MOST_ROWS} 行 {MOST_COLUMNS} 列），未予读取"
    )
