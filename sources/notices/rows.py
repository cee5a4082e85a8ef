"""Tables of a list to its rows: one company each, with the place where it stands."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from types import MappingProxyType

from sources.documents.tables import Cell, Table
from sources.errors import ReadingError
from sources.names.codes import read_code
from sources.names.keys import split_former
from sources.notices.cells import AUTHORITY, COMPANY_END, FAILED, NOTHING, former_names_in, joined, name_in, reasons_in
from sources.notices.heads import Group, bare, groups_of, heads_at, is_name, is_other_heading
from sources.notices.remarks import (
    holds_two,
    is_branch,
    is_cut,
    is_note,
    is_remark,
    is_section,
    is_total,
    is_whole,
    unmarked,
)
from sources.notices.titles_above import title_above
from sources.records import LookState, Place, Row

SECTION = "分组"
"""The key in `Row.cells` of a sub-heading inside the table (一、融资租赁公司)."""

CAPTION = "表题"
"""The key in `Row.cells` of the title above the table (二、典当行名单)."""

GAP = "序号间断"
"""The key in `Row.cells` of a row before which numbers are missing (5 behind 3): the list may be short."""

UNSEEN = "页面未显示"
"""The key in `Row.cells` of a row that the page does not show."""

_COUNTED = re.compile(r"[0-9]{1,5}")
_NUMBER_BEFORE = re.compile(r"^\d{1,5}\s+(?=\S)")
_TICKS = frozenset(("√", "✓", "✔", "是", "●", "■", "V", "v"))
_LONGEST_NAME = 300
_HEADING_WITHIN = 30  # rows: titles and remarks above the heading are fewer


def rows_of(tables: Iterable[Table], url: str) -> tuple[Row, ...]:
    """Return the rows of all tables of one file; `url` is the file's.

    Raises ReadingError (unreadable) when a table with companies has no head for their names, or nothing is listed.
    """
    rows: list[Row] = []
    unknown: list[Table] = []
    for chain in _chains(tables):
        found = _listed(chain, url)
        if found is None:
            unknown.extend(chain)
        else:
            rows.extend(found)
    for table in unknown:
        # A sheet of remarks is passed by; one with companies in it must not be.
        if not rows or names_companies(table):
            raise _no_names(table, url)
    if not rows:
        raise ReadingError("名单里一家企业也没有，不予采信", state=LookState.UNREADABLE, url=url)
    return tuple(rows)


def has_names(*tables: Table) -> bool:
    """True when the table has a heading with a name column, and the names are not those of offices to turn to.

    Several tables are one that goes on: the heading is that of the first.
    """
    try:
        return _listed(tables, "") is not None
    except ReadingError:
        return True  # and whoever reads its rows is told why they cannot be


def _listed(chain: Sequence[Table], url: str) -> tuple[Row, ...] | None:
    if _heading_of(chain[0]) is None:
        return None
    found = tuple(_rows(chain, url))
    return None if found and all(AUTHORITY.fullmatch(row.name) for row in found) else found


def _heading_of(table: Table) -> list[str] | None:
    """The first heading among the rows where one may be expected."""
    found = (heads_at(table.rows, index) for index in range(min(len(table.rows), _HEADING_WITHIN)))
    return next((heading[0] for heading in found if heading is not None), None)


def _chains(tables: Iterable[Table]) -> list[list[Table]]:
    """Join the parts of a table that goes on over pages, where they bring no other heading."""
    chains: list[list[Table]] = []
    for table in tables:
        heading = _heading_of(table)
        if table.follows and chains and (heading is None or heading == _heading_of(chains[-1][0])):
            chains[-1].append(table)
        else:
            chains.append([table])
    return chains


def lists_in(tables: Iterable[Table]) -> tuple[Table, ...]:
    """Return the tables of a text that name companies; a part without a heading (a paged text) joins the one before."""
    found: list[Table] = []
    for table in tables:
        if has_names(table):
            found.append(table)
        elif found and _goes_on(table, found[-1]):
            found.append(replace(table, follows=True))
    return tuple(found)


def _goes_on(table: Table, before: Table) -> bool:
    return _heading_of(table) is None and len(table.rows[0]) == len(before.rows[0]) and names_companies(table)


def names_companies(table: Table) -> bool:
    """True when any cell ends like a company's name."""
    return any(map(_names_company, table.rows))


def _names_company(cells: Sequence[Cell]) -> bool:
    return any(
        COMPANY_END.search(cell.text) and len(cell.text) > 6 and not AUTHORITY.fullmatch(cell.text) for cell in cells
    )


def _no_names(table: Table, url: str) -> ReadingError:
    words = f"{_called(table)}没有企业名称一栏，找到的表头：{_found(table)}"
    return ReadingError(words, state=LookState.UNREADABLE, url=url)


def _rows(chain: Iterable[Table], url: str) -> Iterator[Row]:
    heads: list[str] = []
    groups: list[Group] = []
    readers: list[_Reader] = []
    caption = None
    for part, table in enumerate(chain):
        caption = caption if table.caption is None else table.caption  # a part that goes on below nothing keeps its own
        table = replace(_without_twins(table, len(heads)), caption=caption)
        index = 0
        while index < len(table.rows):
            heading = heads_at(table.rows, index)
            if heading is None:
                cells = table.rows[index]
                if is_other_heading([cell.text for cell in cells], groups):
                    heads, groups = [], []  # a table of offices below the list; its rows are no companies
                elif readers and not groups and _names_company(cells):
                    raise _no_names(table, url)
                for reader in readers[len(readers) - len(groups) :]:
                    reader.take(cells, table, (part, table.first_row + index))
                index += 1
                continue
            if heading[0] != heads:  # the same heads again, on each page for instance, begin nothing new
                heads, groups = heading[0], groups_of(heading[0])
                readers.extend(_Reader(group, url) for group in groups)
            if title := title_above(table.rows, index):
                for reader in readers[len(readers) - len(groups) :]:
                    reader.section = title
            index += heading[1]
    counted = {int(number) for reader in readers for number in reader.numbers if _COUNTED.fullmatch(number)}
    for reader in readers:
        reader.mark_gaps(counted)
        if cut := next(filter(is_cut, (row.name for row in reader.rows)), None):
            raise ReadingError(f"企业名称不完整：{cut}", state=LookState.UNREADABLE, url=url)
    # Lists that stand side by side are one list; it is given in the order of the file's rows.
    found = [(place, row) for reader in readers for place, row in zip(reader.places, reader.rows, strict=True)]
    yield from (row for _, row in sorted(found, key=itemgetter(0)))


def _without_twins(table: Table, width: int) -> Table:
    """Drop columns that repeat the one before from top to bottom: cells merged over two columns.

    A part that goes on with a list of so many columns (`width`) keeps them.
    """
    if table.rows and len(table.rows[0]) == width:
        return table
    columns = [tuple(cell.text for cell in column) for column in zip(*table.rows, strict=True)]
    kept = [number for number, column in enumerate(columns) if not number or column != columns[number - 1]]
    return replace(table, rows=tuple(tuple(row[number] for number in kept) for row in table.rows))


class _Reader:
    """Takes the rows below one heading and keeps what spans several of them: a section, a name cut in two."""

    def __init__(self, group: Group, url: str) -> None:
        self.group = group
        self.url = url
        self.numbered = bare(group.heads[group.name]).startswith(("序号", "编号"))
        self.rows: list[Row] = []
        self.places: list[tuple[int, int]] = []
        self.numbers: list[str] = []
        self.section: str | None = None
        self.nameless = ""  # a number without anything beside it: the end of a form, or a lost name

    def take(self, cells: Sequence[Cell], table: Table, place: tuple[int, int]) -> None:
        """Read one row of the file; `place` is the table's among its parts, and the row's in it."""
        own = {column: cells[column] for column in self.group.heads if column < len(cells)}
        name = self._name(own)
        if FAILED.fullmatch(name):
            raise self._wrong(table, place[1], f"的企业名称一栏是公式错误：{name}")
        texts = [cell.text for cell in own.values() if cell.text.strip() and not FAILED.fullmatch(cell.text.strip())]
        if not texts:
            return
        if len(texts) > 1 and len(set(texts)) == 1 and not self._repeats_former(own, name):
            self._take_merged(joined(texts[0]), table, place[1])
        elif not name:
            self._take_nameless(own, texts, table, place[1])
        elif is_remark(name, texts):
            return
        elif is_section(name, self._number(own), texts):
            self._take_section(name)
        elif self._continues(texts, name):
            self.rows[-1] = replace(self.rows[-1], name=joined(self.rows[-1].name + "\n" + name))
        elif self._is_same(own, name):
            self.rows[-1] = _with_reasons(self.rows[-1], self._reasons(own))
        elif self._is_listed(own, name, texts):
            self.places.append(place)
            self._add(own, name, table, place[1])

    def _name(self, own: dict[int, Cell]) -> str:
        """The text of the name column; under 序号 企业名称 a list set by blanks has its numbers in it."""
        name = name_in(own[self.group.name].text) if self.group.name in own else ""
        return _NUMBER_BEFORE.sub("", name) if self.numbered else name

    def _repeats_former(self, own: dict[int, Cell], name: str) -> bool:
        """True for a company that prints its own name as its former one, and nothing else."""
        filled = {column for column, cell in own.items() if cell.text.strip()}
        return is_whole(name) and filled <= {self.group.name, *self.group.former}

    def _take_merged(self, text: str, table: Table, number: int) -> None:
        """Take a cell that is merged over the row: a sub-heading; a company set so is one whose columns are lost."""
        if is_whole(text) and not is_note(text):
            raise self._wrong(table, number, f"各栏都是“{text[:20]}”，无法确认")
        self._take_section(text)

    def _take_nameless(self, own: dict[int, Cell], texts: list[str], table: Table, number: int) -> None:
        """Take a sub-heading that stands left of the names, or further reasons of the company above."""
        reasons = self._reasons(own)
        if (self._number(own).isdecimal() and len(texts) > 1) or self._has_code(own):
            raise self._wrong(table, number, "没有企业名称")
        self.nameless = self._number(own) if _COUNTED.fullmatch(self._number(own)) else self.nameless
        if self.rows and reasons and not self._number(own):
            self.rows[-1] = _with_reasons(self.rows[-1], reasons)
        elif len(texts) == 1 and any(own[column].text for column in own if column < self.group.name):
            self._take_section(joined(texts[0]))

    def _take_section(self, text: str) -> None:
        if not is_note(text) and not is_total(text) and not text.isdigit() and not is_name(text):
            self.section = text

    def _continues(self, texts: list[str], name: str) -> bool:
        """True for the second half of a name that was written into two rows: no number, nothing else, half a name."""
        if not self.rows or len(texts) != 1:
            return False
        return not COMPANY_END.search(self.rows[-1].name) or (self.numbers[-1] != "" and is_branch(name))

    def _is_same(self, own: dict[int, Cell], name: str) -> bool:
        """True when the cell of the name is merged over several rows, one for each reason."""
        if not self.rows or self.rows[-1].name != name:
            return False
        return self.group.number is not None and self._number(own) != "" and self._number(own) == self.numbers[-1]

    def _is_listed(self, own: dict[int, Cell], name: str, texts: list[str]) -> bool:
        """True unless it is a remark below the list: a text that has no number and does not end like a company."""
        if COMPANY_END.search(name) or self._number(own) != "" or self._has_code(own):
            return True
        return self.group.number is None and len(texts) > 1

    def _add(self, own: dict[int, Cell], name: str, table: Table, number: int) -> None:
        if name.isdecimal() or len(name) > _LONGEST_NAME:
            raise self._wrong(table, number, f"的企业名称一栏不是企业名称：{name[:20]}")
        code = own.get(self.group.code, Cell("")) if self.group.code is not None else Cell("")
        printed = joined(code.text)
        cells = {self.group.heads[column]: own[column].text for column in self.group.others if column in own}
        if self.nameless:
            cells[GAP] = f"{self.nameless} 没有名称"
            self.nameless = ""
        if self.section:
            cells[SECTION] = self.section
        if table.caption:
            cells[CAPTION] = table.caption
        if number - table.first_row in table.unseen:
            cells[UNSEEN] = "是"
        former = [part for column in self.group.former if column in own for part in former_names_in(own[column].text)]
        name, older = split_former(unmarked(name))
        former.extend(older)
        if self.group.rivals and self._names_rival(own):
            raise self._wrong(table, number, "有两栏企业名称，无法确认哪一家在名单上")
        if holds_two(name):
            raise self._wrong(table, number, f"的企业名称一栏写了不止一家企业：{name[:40]}")
        self.numbers.append(self._number(own))
        self.rows.append(
            Row(
                name=name,
                place=Place(self.url, table.name, number),
                code=None if printed in NOTHING or FAILED.fullmatch(printed) else printed,
                code_is_number=code.is_number,
                reasons=self._reasons(own),
                former_names=tuple(dict.fromkeys(former)),
                cells=MappingProxyType({head: text for head, text in cells.items() if text}),
            )
        )

    def mark_gaps(self, counted: set[int]) -> None:
        """Note on a row that the number before its own stands nowhere; `counted` are the numbers of all the lists."""
        for at in range(1, len(self.rows)):
            before, number = self.numbers[at - 1], self.numbers[at]
            if not (_COUNTED.fullmatch(before) and _COUNTED.fullmatch(number)) or int(number) < int(before) + 2:
                continue
            if not {int(before) + 1, int(number) - 1} <= counted:
                cells = {**self.rows[at].cells, GAP: f"{before} 之后是 {number}"}
                self.rows[at] = replace(self.rows[at], cells=MappingProxyType(cells))

    def _wrong(self, table: Table, number: int, what: str) -> ReadingError:
        return ReadingError(f"{_called(table)}第 {number} 行{what}", state=LookState.UNREADABLE, url=self.url)

    def _has_code(self, own: dict[int, Cell]) -> bool:
        code = own.get(self.group.code) if self.group.code is not None else None
        return code is not None and read_code(code.text, code.is_number).value is not None

    def _names_rival(self, own: dict[int, Cell]) -> bool:
        named = (own[column].text for column in self.group.rivals if column in own)
        return any(is_whole(text) and text != own[self.group.name].text for text in named)

    def _number(self, own: dict[int, Cell]) -> str:
        column = self.group.number
        return own[column].text.strip() if column is not None and column in own else ""

    def _reasons(self, own: dict[int, Cell]) -> tuple[str, ...]:
        found: list[str] = []
        for column in self.group.reasons:
            if column not in own:
                continue
            if own[column].text.strip() in _TICKS:
                # A ticked box: the reason is the lower line of the head.
                found.append(self.group.heads[column].split(" ")[-1])
            else:
                found.extend(reasons_in(own[column].text))
        return tuple(dict.fromkeys(found))


def _called(table: Table) -> str:
    return f"表格“{table.name}”" if re.fullmatch(r"(?:第\d+页)?表\d+|文本", table.name) else f"工作表“{table.name}”"


def _found(table: Table) -> str:
    for row in table.rows:
        heads = list(dict.fromkeys(bare(cell.text)[:20] for cell in row if cell.text.strip()))
        if len(heads) > 1:
            return "、".join(heads[:12])
    return "无"


def _with_reasons(row: Row, reasons: tuple[str, ...]) -> Row:
    return replace(row, reasons=tuple(dict.fromkeys(row.reasons + reasons)))
