"""Tables of a list to its rows: one company each, with the place where it stands."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from types import MappingProxyType

from sources.documents.tables import Cell, Table
from sources.errors import ReadingError
from sources.names.keys import split_former
from sources.notices.cells import AUTHORITY, COMPANY_END, NOTHING, former_names_in, joined, name_in, reasons_in
from sources.notices.heads import Group, bare, groups_of, heads_at, is_name
from sources.records import LookState, Place, Row

SECTION = "分组"
"""The key in `Row.cells` of a sub-heading inside the table (一、融资租赁公司)."""

CAPTION = "表题"
"""The key in `Row.cells` of the title above the table (二、典当行名单)."""

_NOTE = re.compile(
    r"[（(]?(?:注|备注|说明|附注|合计|总计|共计|小计|以上|以下空白|填表|制表|填报|截至|截止|数据来源|来源|单位|联系人|联系电话|电话|传真|地址|邮箱)[：:\d共家：、，,）)]|[*＊※]|共\d+家"
)
_TOTAL = re.compile(r"[（(]?(?:合计|总计|共计|小计|注|备注|说明)[）)：:]?")
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
            raise ReadingError(
                f"{_called(table)}没有企业名称一栏，找到的表头：{_found(table)}",
                state=LookState.UNREADABLE,
                url=url,
            )
    if not rows:
        raise ReadingError("名单里一家企业也没有，不予采信", state=LookState.UNREADABLE, url=url)
    return tuple(rows)


def has_names(*tables: Table) -> bool:
    """True when the table has a heading with a name column, and the names are not those of offices to turn to.

    Several tables are one that goes on: the heading is that of the first.
    """
    return _listed(tables, "") is not None


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
    return any(COMPANY_END.search(cell.text) and len(cell.text) > 6 for row in table.rows for cell in row)


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
                for reader in readers[len(readers) - len(groups) :]:
                    reader.take(table.rows[index], table, (part, table.first_row + index))
                index += 1
                continue
            if heading[0] != heads:  # the same heads again, on each page for instance, begin nothing new
                heads, groups = heading[0], groups_of(heading[0])
                readers.extend(_Reader(group, url) for group in groups)
            index += heading[1]
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
        self.rows: list[Row] = []
        self.places: list[tuple[int, int]] = []
        self.numbers: list[str] = []
        self.section: str | None = None

    def take(self, cells: Sequence[Cell], table: Table, place: tuple[int, int]) -> None:
        """Read one row of the file; `place` is the table's among its parts, and the row's in it."""
        own = {column: cells[column] for column in self.group.heads if column < len(cells)}
        texts = [cell.text for cell in own.values() if cell.text.strip()]
        if not texts:
            return
        name = name_in(own[self.group.name].text) if self.group.name in own else ""
        if len(texts) > 1 and len(set(texts)) == 1:
            self._take_section(joined(texts[0]))
        elif not name:
            self._take_nameless(own, texts)
        elif _NOTE.match(name) or _TOTAL.fullmatch(bare(texts[0])):
            return
        elif self._continues(texts):
            self.rows[-1] = replace(self.rows[-1], name=joined(self.rows[-1].name + "\n" + name))
        elif self._is_same(own, name):
            self.rows[-1] = _with_reasons(self.rows[-1], self._reasons(own))
        elif self._is_listed(own, name, texts):
            self.places.append(place)
            self._add(own, name, table, place[1])

    def _take_nameless(self, own: dict[int, Cell], texts: list[str]) -> None:
        """Take a sub-heading that stands left of the names, or further reasons of the company above."""
        reasons = self._reasons(own)
        if self.rows and reasons and not self._number(own):
            self.rows[-1] = _with_reasons(self.rows[-1], reasons)
        elif len(texts) == 1 and any(own[column].text for column in own if column < self.group.name):
            self._take_section(joined(texts[0]))

    def _take_section(self, text: str) -> None:
        if not _NOTE.match(text) and not _TOTAL.fullmatch(bare(text)) and not text.isdigit() and not is_name(text):
            self.section = text

    def _continues(self, texts: list[str]) -> bool:
        """True for the second half of a name that was written into two rows: no number, nothing else, half a name."""
        return bool(self.rows) and len(texts) == 1 and not COMPANY_END.search(self.rows[-1].name)

    def _is_same(self, own: dict[int, Cell], name: str) -> bool:
        """True when the cell of the name is merged over several rows, one for each reason."""
        if not self.rows or self.rows[-1].name != name:
            return False
        return self.group.number is not None and self._number(own) != "" and self._number(own) == self.numbers[-1]

    def _is_listed(self, own: dict[int, Cell], name: str, texts: list[str]) -> bool:
        """True unless it is a remark below the list: a text that has no number and does not end like a company."""
        return (
            bool(COMPANY_END.search(name)) or self._number(own) != "" or (self.group.number is None and len(texts) > 1)
        )

    def _add(self, own: dict[int, Cell], name: str, table: Table, number: int) -> None:
        if name.isdecimal() or len(name) > _LONGEST_NAME:
            raise ReadingError(
                f"{_called(table)}第 {number} 行的企业名称一栏不是企业名称：{name[:20]}",
                state=LookState.UNREADABLE,
                url=self.url,
            )
        code = own.get(self.group.code, Cell("")) if self.group.code is not None else Cell("")
        printed = joined(code.text)
        cells = {self.group.heads[column]: own[column].text for column in self.group.others if column in own}
        if self.section:
            cells[SECTION] = self.section
        if table.caption:
            cells[CAPTION] = table.caption
        former = [part for column in self.group.former if column in own for part in former_names_in(own[column].text)]
        name, older = split_former(name)
        former.extend(older)
        self.numbers.append(self._number(own))
        self.rows.append(
            Row(
                name=name,
                place=Place(self.url, table.name, number),
                code=None if printed in NOTHING else printed,
                code_is_number=code.is_number,
                reasons=self._reasons(own),
                former_names=tuple(dict.fromkeys(former)),
                cells=MappingProxyType({head: text for head, text in cells.items() if text}),
            )
        )

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
