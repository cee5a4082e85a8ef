"""Which column of a user's file holds the names and which the credit codes, by their heads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sources.documents.tables import Cell
from sources.names.folding import fold_characters

NAME_HEADS = (
    *("企业名称", "公司名称", "单位名称", "交易对手名称", "交易对手", "客户名称", "对手方名称", "供应商名称"),
    *("企业全称", "公司全称", "单位全称", "名称", "NAME", "COMPANY", "COMPANYNAME"),
)
CODE_HEADS = ("统一社会信用代码", "统一信用代码", "社会信用代码", "信用代码", "USCC", "CREDITCODE")
EXPECTED = "企业名称、公司名称、单位名称、名称、交易对手、客户名称 或 name"
_LONGEST = 200  # characters; what is longer is no head, and to fold it can cost the square of its length
SEARCHED_ROWS = 10  # a title or a date may stand above the heading
_MARKS = re.compile(r"[*:_\-]")
COLUMN = "第{}列"  # one that bears no head
_COLUMN = re.compile("第([1-9][0-9]{0,3})列")
SAME = "{}（第{}列）"  # a head that several columns bear
_SAME = re.compile("(.+)（第([1-9][0-9]{0,3})列）")
_REMARK = re.compile(r"\([^()]*\)$|(?:/|或)(?:工商)?注册号$")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a file: its row (0 = the first), its heads as printed, the columns of names and of codes.

    `others` are all heads that could be the one for names, where there are several and the user named none.
    """

    row: int
    heads: tuple[str, ...]
    name: int
    code: int | None
    others: tuple[str, ...] = ()

    def goes_on(self, cells: Sequence[Cell]) -> bool:
        """Whether a row below still belongs to it: merged downwards, the head of the names stands there once more."""
        return self.name < len(cells) and cells[self.name].text.strip() == self.heads[self.name]


def _folded(head: str) -> str:
    return _REMARK.sub("", _MARKS.sub("", fold_characters(head))) if len(head) <= _LONGEST else head


def _first(heads: Sequence[str], wanted: Sequence[str], behind: int = -1) -> int | None:
    """The column of the first head that there is; of several that bear it the one behind a column: 甲方, 乙方 have one each."""
    several = next((head for head in wanted if head in heads), None)
    places = [at for at, head in enumerate(heads) if head == several]
    return next((at for at in places if at > behind), places[0]) if places else None


def told_apart(heads: Sequence[str]) -> tuple[str, ...]:
    """Heads by which each column can be chosen: those that several columns bear with their places."""
    return tuple(
        SAME.format(head, at) if heads.count(head) > 1 else head for at, head in enumerate(heads, start=1)
    )


def _place_of(heads: Sequence[str], chosen: str | None, known: Sequence[str], behind: int = -1) -> int | None:
    """The column that somebody chose, else the first of those known."""
    if chosen is None:
        return _first(heads, known, behind)
    apart = _SAME.fullmatch(chosen)
    if apart and int(apart[2]) <= len(heads) and heads[int(apart[2]) - 1] == _folded(apart[1]):
        return int(apart[2]) - 1
    return _first(heads, (_folded(chosen),))


def find_heading(
    rows: Sequence[Sequence[Cell]], name_column: str | None = None, code_column: str | None = None
) -> Heading | None:
    """The first row with a head for names, or with the head that the user gives; None when there is none.

    `第2列` where no cell says so is the second column of a file without heading; an empty `code_column` is none.
    """
    for number, row in enumerate(rows[:SEARCHED_ROWS]):
        heads = [_folded(cell.text) for cell in row]
        name = _place_of(heads, name_column, NAME_HEADS)
        if name is not None:
            code = _place_of(heads, code_column, CODE_HEADS, behind=name) if code_column != "" else None
            printed = tuple(cell.text.strip() or COLUMN.format(at) for at, cell in enumerate(row, start=1))
            several = [at for at, head in enumerate(heads) if head in NAME_HEADS] if name_column is None else []
            others = tuple(printed[at] for at in several) if len(several) > 1 else ()
            return Heading(number, printed, name, code if code != name else None, others)
    return _without_heads(rows, name_column, code_column)


def _without_heads(
    rows: Sequence[Sequence[Cell]], name_column: str | None, code_column: str | None
) -> Heading | None:
    """The columns by their places, where the file begins with its first record."""
    wide = max(map(len, rows), default=0)
    name, code = _place(name_column, wide), _place(code_column, wide)
    if name is None:
        return None
    return Heading(-1, tuple(map(COLUMN.format, range(1, wide + 1))), name, code if code != name else None)


def _place(column: str | None, wide: int) -> int | None:
    found = _COLUMN.fullmatch(column or "")
    return int(found[1]) - 1 if found and int(found[1]) <= wide else None
