"""How far the cells of an .xlsx sheet reach and which rows it hides, asked of a real XML parser before the reading library sees the file.

The library sets up a full rectangle up to the last filled cell, so two cells far apart could take all memory and end the
whole process.
"""

import re
from collections.abc import Mapping
from xml.parsers import expat

_ADDRESS = re.compile(r"([A-Za-z]{0,3})([0-9]{0,8})")
_CONTENT = frozenset(("v", "is", "f"))  # what fills a cell; others are only formatted and take no room


class TooFar(ValueError):
    """A filled cell lies beyond the limits."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__(f"{rows} x {columns}")
        self.rows = rows
        self.columns = columns


def check_extent(xml: bytes, most_rows: int, most_columns: int) -> int | None:
    """Return the first row that is filled and not shown; the library does not tell it from others.

    Raises TooFar for a cell beyond the limits, ValueError for what is no sound XML or has a document type.
    """
    sheet = _Sheet(most_rows, most_columns)
    parser = expat.ParserCreate()
    parser.StartElementHandler = sheet.begin
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return sheet.unseen


class _Sheet:
    """Where the parser stands: rows and cells without an address follow the one before."""

    def __init__(self, most_rows: int, most_columns: int) -> None:
        self.most = (most_rows, most_columns)
        self.row = 0
        self.at = (0, 0)
        self.hidden = False
        self.unseen: int | None = None

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "row":
            self.row = _address(attributes)[0] or self.row + 1
            self.at = (self.row, 0)
            self.hidden = attributes.get("hidden") in ("1", "true")
        elif kind == "c":
            row, column = _address(attributes)
            self.at = (row or self.row, column or self.at[1] + 1)
        elif kind in _CONTENT:
            if self.at[0] > self.most[0] or self.at[1] > self.most[1]:
                raise TooFar(*self.at)
            if self.hidden and self.unseen is None:
                self.unseen = self.row


def _address(attributes: Mapping[str, str]) -> tuple[int, int]:
    """Row and column of r="B3"; 0 where it does not say."""
    found = _ADDRESS.fullmatch(attributes.get("r", ""))
    if found is None:
        raise ValueError("not the address of a cell")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2] or 0), column


def _refuse(*_: object) -> None:
    raise ValueError("document type")
