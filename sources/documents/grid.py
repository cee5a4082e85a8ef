"""Boxes and characters of a page to a table: which characters stand in which box, and which boxes are merged cells."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sources.documents.tables import Cell

Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom
Character: TypeAlias = Mapping[str, Any]  # text, x0, x1, top, bottom, size

_GAP = 0.25  # of a character's height: so far apart, two Latin words are two


def filled(
    boxes: Sequence[Box], characters: Sequence[Character]
) -> tuple[list[float], tuple[tuple[Cell, ...], ...], list[Character]]:
    """Return the left edges of the columns, the rows with merged cells filled, and the characters outside of all boxes."""
    columns = sorted({box[0] for box in boxes})
    rows = sorted({box[1] for box in boxes})
    owner = [[-1] * len(columns) for _ in rows]
    for number, (left, top, right, bottom) in enumerate(boxes):
        for row in range(bisect_right(rows, top) - 1, bisect_right(rows, bottom - 0.01)):
            for column in range(bisect_right(columns, left) - 1, bisect_right(columns, right - 0.01)):
                owner[row][column] = number
    inside: list[list[Character]] = [[] for _ in boxes]
    outside = []
    for one in characters:
        across, down = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
        row, column = bisect_right(rows, down) - 1, bisect_right(columns, across) - 1
        number = owner[row][column] if row >= 0 and column >= 0 else -1
        if number >= 0 and across <= boxes[number][2] and down <= boxes[number][3]:
            inside[number].append(one)
        else:
            outside.append(one)
    cells = [Cell(text_of(found)) for found in inside]
    blank = Cell("")
    return columns, tuple(tuple(cells[n] if n >= 0 else blank for n in row) for row in owner), outside


def text_of(characters: Iterable[Character]) -> str:
    """The text of one cell, line by line; characters that overlap in height stand on one line."""
    lines: list[list[Character]] = []
    for one in sorted(characters, key=lambda one: (one["top"] + one["bottom"]) / 2):
        if lines and (one["top"] + one["bottom"]) / 2 < lines[-1][0]["bottom"]:
            lines[-1].append(one)
        else:
            lines.append([one])
    texts = (_line(sorted(line, key=lambda one: float(one["x0"]))) for line in lines)
    return "\n".join(text for text in texts if text)


def _line(characters: Sequence[Character]) -> str:
    text = ""
    end = 0.0
    for one in characters:
        apart = one["x0"] - end > _GAP * (one["bottom"] - one["top"])
        if apart and text[-1:].isascii() and text[-1:].isalnum() and one["text"].isascii():
            text += " "
        text += one["text"]
        end = one["x1"]
    return text.strip()
