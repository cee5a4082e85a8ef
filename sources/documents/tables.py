"""What every table reader returns, whatever the file was: named tables of cells that keep their type."""

from dataclasses import dataclass
from typing import NamedTuple


class Cell(NamedTuple):
    """One cell as text; `is_number` tells that the file held a number, so that a long code has lost digits."""

    text: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet or an HTML table: rectangular, merged cells filled with their value.

    `first_row` is the number that the file gives to rows[0], so that a reader can point at the right line.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    first_row: int = 1
