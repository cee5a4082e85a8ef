"""The records of a user's file: each with its counterparty, whether it can be screened, and what is odd about it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sources.documents.tables import Cell
from sources.names.codes import CodeReading, CodeState, read_code
from sources.names.folding import fold
from sources.names.keys import identity_key
from watcher.screening.heads import Heading
from watcher.screening.listed import LONGEST_NAME, Counterparty
from watcher.screening.refusals import shown

UNTOLD = "未逐条列出"  # the words of a problem whose value is how many more there are
_SEVERAL = re.compile(r"公司\s*[、,，;；/|\n]\s*\S{2,}(?<!分)公司")
_CODE_INSIDE = re.compile("(?<![0-9A-Za-z])[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}(?![0-9A-Za-z])")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_FORMULA = "单元格像公式，按文字处理，未执行"
_EMPTY = Cell("")
_ABSENT = CodeReading(CodeState.ABSENT)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one record that a person should know. `row` counts data records from 1; `value` is shortened.

    Row 0 is the heading.
    """

    row: int
    column: str
    value: str
    words: str


class Problems:
    """What was odd: the first ones in full, all of them counted by kind."""

    def __init__(self, most: int | None = None) -> None:
        self.most = most
        self.first: list[Problem] = []
        self.counts: Counter[str] = Counter()

    def add(self, kind: str, problem: Problem) -> None:
        """Keep a problem, or only count it when there are many."""
        self.counts[kind] += 1
        if self.most is None or len(self.first) < self.most:
            self.first.append(problem)

    @property
    def more(self) -> int:
        """How many there are beyond those kept."""
        return self.counts.total() - len(self.first)


class Record(NamedTuple):
    """One record of a file: `screened` unless there is neither a name that can be read nor a valid code."""

    counterparty: Counterparty
    screened: bool


def unreadable(name: str) -> str:
    """Why a name cannot be compared, in words; empty where it can."""
    if len(name) > LONGEST_NAME:
        return f"名称有 {len(name)} 个字符，超过 {LONGEST_NAME} 个上限"
    return "" if any(character.isalnum() for character in fold(name)) else "名称为空"


class RecordReader:
    """Reads one record after the other, and tells what is wrong with them."""

    def __init__(self, heading: Heading, problems: Problems) -> None:
        self.heading = heading
        self.problems = problems
        self.own = [at for at in range(len(heading.heads)) if at not in (heading.name, heading.code)]
        self.columns = tuple(heading.heads[at] for at in self.own)
        self.name_head = heading.heads[heading.name]
        self.code_head = heading.heads[heading.code] if heading.code is not None else ""
        self._seen: dict[int, int] = {}  # by hash: a million names would be a hundred megabytes more
        if heading.others:
            words = f"几列都像名称（{'、'.join(heading.others)}），只筛查“{self.name_head}”；若不是这一列，请另行指明"
            problems.add("名称列不止一个", Problem(0, self.name_head, "", words))

    def records(self, rows: Iterator[tuple[Cell, ...]]) -> Iterator[Record]:
        """Every record in its order."""
        for row, cells in enumerate(rows, start=1):
            yield self._record(row, cells)

    def _record(self, row: int, cells: tuple[Cell, ...]) -> Record:
        read = self._counterparty(row, cells)
        overlong = len(read.name) > LONGEST_NAME  # not folded: that can cost the square of the length
        key = read.name if overlong else identity_key(read.name)
        readable = key[:1].isalnum() and not overlong  # nearly all, told without another look
        why = "" if readable else unreadable(read.name)
        code = read_code(read.code, read.code_is_number) if read.code else _ABSENT
        if why:
            end = "仅按信用代码筛查" if code.value else "未筛查"
            self._report(f"名称不可用，{end}", row, self.name_head, read.name, f"{why}，{end}")
            if not code.value:
                return Record(read, False)
        self._remark(read, key, cells, code)
        return Record(read, True)

    def _counterparty(self, row: int, cells: tuple[Cell, ...]) -> Counterparty:
        heading = self.heading
        name = _cell(cells, heading.name).text
        own = tuple([(heading.heads[at], _cell(cells, at).text) for at in self.own]) if self.own else ()
        if heading.code is None or not (code := _cell(cells, heading.code)).text.strip():
            return Counterparty(row, name, None, own)
        return Counterparty(row, name, code.text, own, code.is_number)

    def _remark(self, read: Counterparty, key: str, cells: tuple[Cell, ...], code: CodeReading) -> None:
        """Note what is odd about a record that is screened."""
        if read.name.startswith(_FORMULA_STARTS):
            self._report("单元格像公式", read.row, self.name_head, read.name, _FORMULA)
        if len(read.name) <= LONGEST_NAME and read.name.count("公司") > 1 and _SEVERAL.search(read.name):
            words = "一格中似有多个名称，只按整格筛查，请每行只写一家"
            self._report("一格多个名称", read.row, self.name_head, read.name, words)
        if read.code is None and len(read.name) > 18 and _CODE_INSIDE.search(read.name):
            words = "名称中含有信用代码，只按整格作为名称筛查，请把代码移到另一列"
            self._report("名称中有信用代码", read.row, self.name_head, read.name, words)
        for head, value in read.extra:
            if value.startswith(("=", "@")):
                self._report("单元格像公式", read.row, head, value, _FORMULA)
        if code.state not in (CodeState.VALID, CodeState.ABSENT):
            words = f"{code.note}；仅按名称筛查"
            self._report("信用代码不可用", read.row, self.code_head, read.code or "", words)
        beyond = len(self.heading.heads)
        if len(cells) > beyond and any(cell.text.strip() for cell in cells[beyond:]):
            self._report("单元格多于表头", read.row, "", cells[beyond].text, "单元格比表头多，多出的部分未读取")
        first = self._seen.setdefault(hash((key, code.value)), read.row)
        if first != read.row:
            self._report("重复", read.row, self.name_head, read.name, f"与第 {first} 条记录重复，照常筛查")

    def _report(self, kind: str, row: int, column: str, value: str, words: str) -> None:
        self.problems.add(kind, Problem(row, column, shown(value), words))


def _cell(cells: tuple[Cell, ...], at: int) -> Cell:
    return cells[at] if at < len(cells) else _EMPTY
