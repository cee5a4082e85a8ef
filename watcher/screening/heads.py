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


def _first(heads: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((heads.index(head) for head in wanted if head in heads), None)


def find_heading(rows: Sequence[Sequence[Cell]], name_column: str | None = None) -> Heading | None:
    """The first row with a head for names, or with the head that the user gives; None when there is none."""
    wanted = NAME_HEADS if name_column is None else (_folded(name_column),)
    for number, row in enumerate(rows[:SEARCHED_ROWS]):
        heads = [_folded(cell.text) for cell in row]
        name = _first(heads, wanted)
        if name is not None:
            code = _first(heads, CODE_HEADS)
            printed = tuple(cell.text.strip() or f"第{at}列" for at, cell in enumerate(row, start=1))
            several = [at for at, head in enumerate(heads) if head in wanted] if name_column is None else []
            others = tuple(printed[at] for at in several) if len(several) > 1 else ()
            return Heading(number, printed, name, code if code != name else None, others)
    return None
