"""What every reader of documents returns, whatever the file was: tables of cells that keep their type, and text."""

from dataclasses import dataclass
from typing import NamedTuple

from sources.errors import ReadingError
from sources.records import LookState


class Cell(NamedTuple):
    """One cell as text; `is_number` tells that the file held a number, so that a long code has lost digits."""

    text: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, or a table of a text: rectangular, merged cells filled with their value.

    `first_row` is the number that the file gives to rows[0], so that a reader can point at the right line. `follows`
    tells that it may go on with the table before: the same columns on the next page, or nothing in between. `caption` is
    the title right above it in a text, "" where other words stand there, None where none do or nobody looked. `unseen`
    are the places in `rows` of those that a page does not show: a script may open them, or nobody means them any more.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    first_row: int = 1
    follows: bool = False
    caption: str | None = None
    unseen: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its tables, and the text outside of them, a line each paragraph.

    `inner` is its path in the archive that it came in. `trouble` says why such a part could not be read; for a file that
    came alone the error is raised.
    """

    tables: tuple[Table, ...] = ()
    text: str = ""
    inner: str = ""
    trouble: ReadingError | None = None


def unreadable(what: str, action: str = "") -> ReadingError:
    """The error of a file that cannot be read."""
    return ReadingError(what, state=LookState.UNREADABLE, action=action)
