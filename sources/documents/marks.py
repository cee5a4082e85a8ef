"""What a sheet says of its cells beside their values, and the reading library does not tell: hidden, struck out, an error.

Who is hidden or struck out must neither be listed nor be lost: a person decides.
"""

import re
from dataclasses import dataclass, field

from sources.documents.tables import Cell, unreadable
from sources.errors import ReadingError

ERROR = Cell("#N/A")
"""What stands for the result of a formula that failed; the library gives an empty cell for it."""

_COMPANY = re.compile(r".{3,}(?:公司|企业|典当行|合作社|事务所|中心|[(（](?:有限|普通)合伙[）)])[*＊]?")


@dataclass(slots=True)
class Marks:
    """Of one sheet: the first filled row that is not shown, the hidden columns, the cells struck out and those that failed.

    Rows are counted from 1, columns and cells from 0.
    """

    unseen: int | None = None
    columns: set[int] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)


def with_errors(grid: list[list[Cell]], marks: Marks, name: str) -> None:
    """Set the marks of failed formulas, and empty what is struck out; raises ReadingError where that is a company."""
    for row, column in marks.errors:
        if row < len(grid) and column < len(grid[row]):
            grid[row][column] = ERROR
    for row, column in sorted(marks.struck):
        if row < len(grid) and column < len(grid[row]):
            if names_company(grid[row][column].text):
                raise hides(name, f"被划去的企业（第 {row + 1} 行）")
            grid[row][column] = Cell("")


def without_hidden(grid: list[list[Cell]], marks: Marks, name: str) -> None:
    """Empty the hidden columns; raises ReadingError where one names a company."""
    for number, row in enumerate(grid, start=1):
        for column in marks.columns:
            if column < len(row):
                if names_company(row[column].text):
                    raise hides(name, f"写有企业的被隐藏的列（第 {column + 1} 列，第 {number} 行）")
                row[column] = Cell("")


def names_company(text: str) -> bool:
    """True for a cell or a line that ends like a company's name."""
    return _COMPANY.fullmatch("".join(text.split())) is not None


def hides(name: str, what: str) -> ReadingError:
    """Companies that the regulator did not mean, or some that it forgot to show."""
    return unreadable(
        f"表格文件“{name}”中有{what}，无法确认它们是否属于名单",
        "请打开文件核对，取消隐藏和筛选，删去不属于名单的行，另存后用 watcher import 导入",
    )
