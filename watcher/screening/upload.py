"""A user's file of counterparties: CSV or workbook in, counterparties and problems per record out.

One bad record never costs the others; a file that cannot be understood as a whole is refused with its reason.
"""

import re
from dataclasses import dataclass

from sources.documents.tables import Cell
from sources.errors import FileRejected, UsageError
from sources.names.codes import CodeState, read_code
from sources.names.folding import fold
from sources.names.keys import identity_key
from watcher.screening.heads import EXPECTED, Heading, find_heading
from watcher.screening.listed import Counterparty
from watcher.screening.tabular import (
    DELIMITERS,
    MOST_ROWS,
    Rows,
    check_count,
    check_kind,
    csv_head,
    csv_rows,
    decode,
    rejected,
    too_many,
    workbook_sheets,
)

LONGEST_NAME = 200
LONGEST_PORTFOLIO_NAME = 80
_SHOWN = 40
_NAME_THE_COLUMN = "请把名称那一列的表头改为“企业名称”（没有表头的文件请在第一行加上），或在命令行用 --name-column 指明该列"
_SEVERAL = re.compile(r"公司\s*[、,，;；/|\n]\s*\S{2,}(?<!分)公司")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one record that a person should know. `row` counts data records from 1; `value` is shortened."""

    row: int
    column: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as read. `counterparties` can be screened; `unscreened` are the records whose name cannot be used.

    `columns` are the heads of the user's own columns, in the order of the file.
    """

    counterparties: tuple[Counterparty, ...]
    problems: tuple[Problem, ...]
    columns: tuple[str, ...]
    unscreened: tuple[Counterparty, ...] = ()


def portfolio_name(text: str) -> str:
    """The name that a user gives to a file. Raises UsageError for one that cannot be shown.

    Nothing that cannot be seen: the name goes into subjects of mails and names of files.
    """
    name = " ".join(text.split())
    if name and len(name) <= LONGEST_PORTFOLIO_NAME and name.isprintable():
        return name
    raise UsageError(
        "关注名单的名称过长或含有不可见的字符" if name else "没有填写关注名单的名称",
        meaning="没有保存任何内容",
        action=f"请填写一个不超过 {LONGEST_PORTFOLIO_NAME} 个字符的名称，如“客户名单 2026-01”",
    )


def _shown(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _heads_found(rows: Rows) -> str:
    heads = [_shown(cell.text) for cell in rows[0] if cell.text.strip()] if rows else []
    return "、".join(heads[:20]) or "无"


def _refuse_heads(filename: str, rows: Rows, name_column: str | None) -> FileRejected:
    wanted = f"名为“{name_column}”的列" if name_column else f"企业名称列（可用的表头：{EXPECTED}）"
    return rejected(f"文件“{filename}”中没有{wanted}；找到的表头：{_heads_found(rows)}", _NAME_THE_COLUMN)


def _delimiter(text: str, filename: str, name_column: str | None) -> str:
    """The delimiter under which a head for names shows, and of these the one that cuts most columns."""

    def fits(delimiter: str) -> tuple[bool, int]:
        rows = csv_head(text, delimiter, filename)
        return find_heading(rows, name_column) is not None, max((len(row) for row in rows), default=0)

    return max(DELIMITERS, key=fits)


def _table(content: bytes, filename: str, name_column: str | None) -> tuple[Heading, Rows]:
    if check_kind(content, filename):
        sheets = workbook_sheets(content, filename)
    else:
        text = decode(content, filename)
        sheets = [csv_rows(text, _delimiter(text, filename, name_column), filename)]
    for rows in sheets:
        if heading := find_heading(rows, name_column):
            data = check_count(rows[heading.row + 1 :], filename)
            if len(data) > MOST_ROWS:
                raise too_many(filename)
            return heading, data
    raise _refuse_heads(filename, sheets[0] if sheets else [], name_column)


class _Reader:
    """Reads one record after the other and collects what is wrong with them."""

    def __init__(self, heading: Heading) -> None:
        self.heading = heading
        self.name_head = heading.heads[heading.name]
        self.own = [at for at in range(len(heading.heads)) if at not in (heading.name, heading.code)]
        self.problems: list[Problem] = []
        self.seen: dict[tuple[str, str], int] = {}

    def counterparty(self, row: int, cells: tuple[Cell, ...]) -> Counterparty:
        heading = self.heading
        code = self._cell(cells, heading.code) if heading.code is not None else Cell("")
        return Counterparty(
            row=row,
            name=self._cell(cells, heading.name).text,
            code=code.text if code.text.strip() else None,
            extra=tuple((heading.heads[at], self._cell(cells, at).text) for at in self.own),
            code_is_number=code.is_number,
        )

    def usable(self, read: Counterparty) -> bool:
        """Whether the name can be screened; says why not."""
        if not any(character.isalnum() for character in fold(read.name)):
            self._report(read.row, self.name_head, read.name, "名称为空，未筛查")
        elif len(read.name) > LONGEST_NAME:
            self._report(
                read.row,
                self.name_head,
                read.name,
                f"名称有 {len(read.name)} 个字符，超过 {LONGEST_NAME} 个上限，未筛查",
            )
        else:
            return True
        return False

    def remark(self, read: Counterparty, cells: tuple[Cell, ...]) -> None:
        """Note what is odd about a record that is kept."""
        if read.name.startswith(_FORMULA_STARTS):
            self._report(read.row, self.name_head, read.name, "单元格像公式，按文字处理，未执行")
        if _SEVERAL.search(read.name):
            self._report(read.row, self.name_head, read.name, "一格中似有多个名称，只按整格筛查，请每行只写一家")
        for head, value in read.extra:
            if value.startswith(("=", "@")):
                self._report(read.row, head, value, "单元格像公式，按文字处理，未执行")
        reading = read_code(read.code, read.code_is_number)
        if self.heading.code is not None and reading.state not in (CodeState.VALID, CodeState.ABSENT):
            self._report(
                read.row, self.heading.heads[self.heading.code], read.code or "", f"{reading.note}；仅按名称筛查"
            )
        if any(cell.text.strip() for cell in cells[len(self.heading.heads) :]):
            self._report(read.row, "", cells[len(self.heading.heads)].text, "单元格比表头多，多出的部分未读取")
        first = self.seen.setdefault((identity_key(read.name), reading.value or ""), read.row)
        if first != read.row:
            self._report(read.row, self.name_head, read.name, f"与第 {first} 条记录重复，照常筛查")

    @staticmethod
    def _cell(cells: tuple[Cell, ...], at: int) -> Cell:
        return cells[at] if at < len(cells) else Cell("")

    def _report(self, row: int, column: str, value: str, words: str) -> None:
        self.problems.append(Problem(row, column, _shown(value), words))


def read_portfolio(content: bytes, filename: str, *, name_column: str | None = None) -> Upload:
    """Read a user's file; `name_column` is the head of the column of names when it is an unusual one.

    Raises FileRejected when the file as a whole cannot be used; whatever is wrong with one record is a Problem.
    """
    heading, rows = _table(content, filename, name_column)
    if not rows:
        raise rejected(f"文件“{filename}”只有表头，没有企业", "请确认选对了文件；表头之下每行一家企业")
    reader = _Reader(heading)
    usable, unscreened = [], []
    for row, cells in enumerate(rows, start=1):
        read = reader.counterparty(row, cells)
        if reader.usable(read):
            reader.remark(read, cells)
            usable.append(read)
        else:
            unscreened.append(read)
    columns = tuple(heading.heads[at] for at in reader.own)
    return Upload(tuple(usable), tuple(reader.problems), columns, tuple(unscreened))
