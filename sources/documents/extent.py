"""How far the cells of an .xlsx sheet reach, and which of them it hides, strikes out or failed to compute: asked of a real XML parser before the reading library sees the file.

The library sets up a full rectangle up to the last filled cell, so two cells far apart could take all memory and end the
whole process.
"""

import re
from collections.abc import Mapping

from sources.documents.marks import Marks
from sources.documents.sheet_parts import parsed

_ADDRESS = re.compile(r"([A-Za-z]{0,3})([0-9]{0,8})")
_CONTENT = frozenset(("v", "is", "f"))  # what fills a cell; others are only formatted and take no room


class TooFar(ValueError):
    """A filled cell lies beyond the limits."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__(f"{rows} x {columns}")
        self.rows = rows
        self.columns = columns


def check_extent(
    xml: bytes,
    most_rows: int,
    most_columns: int,
    formats: frozenset[int] = frozenset(),
    strings: frozenset[int] = frozenset(),
) -> Marks:
    """Return what the sheet says of its filled cells; `formats` and `strings` are the numbers of those struck out.

    Raises TooFar for a cell beyond the limits, ValueError for what is no sound XML or has a document type.
    """
    sheet = _Sheet(most_rows, most_columns, formats, strings)
    parsed(xml, sheet.begin, sheet.text if strings else None)
    sheet.end_of_value()
    return sheet.marks


class _Sheet:
    """Where the parser stands: rows and cells without an address follow the one before."""

    def __init__(
        self, most_rows: int, most_columns: int, formats: frozenset[int], strings: frozenset[int]
    ) -> None:
        self.most = (most_rows, most_columns)
        self.formats, self.strings = {*map(str, formats)}, {*map(str, strings)}
        self.row = 0
        self.at = (0, 0)
        self.hidden = False
        self.marks = Marks()
        self.kind: str | None = None  # of the cell: s for a shared text, e for an error
        self.struck = False
        self.value: str | None = None

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "row":
            self.row = _address(attributes)[0] or self.row + 1
            self.at = (self.row, 0)
            self.hidden = attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0"
        elif kind == "c":
            row, column = _address(attributes)
            self.end_of_value()
            self.at = (row or self.row, column or self.at[1] + 1)
            self.kind, self.struck = attributes.get("t"), attributes.get("s") in self.formats
        elif kind == "col" and (attributes.get("hidden") in ("1", "true") or attributes.get("width") == "0"):
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            self.marks.columns.update(range(first - 1, min(last, self.most[1])))
        elif kind in _CONTENT:
            if self.at[0] > self.most[0] or self.at[1] > self.most[1]:
                raise TooFar(*self.at)
            self._mark(kind)

    def text(self, words: str) -> None:
        if self.value is not None:
            self.value += words

    def end_of_value(self) -> None:
        """The number of the shared text is whole."""
        if self.value is not None and self.value.strip() in self.strings:
            self.marks.struck.add((self.at[0] - 1, self.at[1] - 1))
        self.value = None

    def _mark(self, kind: str) -> None:
        if self.hidden and self.marks.unseen is None:
            self.marks.unseen = self.row
        at = (self.at[0] - 1, self.at[1] - 1)
        if self.kind == "e":
            self.marks.errors.add(at)
        if self.struck:
            self.marks.struck.add(at)
        if kind == "v" and self.kind == "s" and self.strings:
            self.value = ""


def _address(attributes: Mapping[str, str]) -> tuple[int, int]:
    """Row and column of r="B3"; 0 where it does not say."""
    found = _ADDRESS.fullmatch(attributes.get("r", ""))
    if found is None:
        raise ValueError("not the address of a cell")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2] or 0), column
