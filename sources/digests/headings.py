"""Where an item's heading ends and its body begins: nothing but the words tells it, for both are plain lines."""

from collections.abc import Sequence

from sources.digests.lines import Line
from sources.digests.source_line import likeness
from sources.notices.numbers import normal_number

_LONGEST_HEADING = 4  # lines
_ALIKE = 0.5
_PAIRS = ("《》", "“”", "（）", "〔〕")


def heading_lines(text: Sequence[Line], official_title: str | None) -> int:
    """How many of the lines are the heading: those that resemble the official title most.

    A document number on its own line ends the heading. Without an official title a heading goes on only while a bracket
    or a quotation mark is open.
    """
    most = min(_LONGEST_HEADING, len(text))
    for count in range(1, most):
        if normal_number(text[count].text):
            return count
    if official_title:
        alike = [likeness(_joined(text, count), official_title) for count in range(1, most + 1)]
        if max(alike) >= _ALIKE:
            return alike.index(max(alike)) + 1
    return next((count for count in range(1, most) if _closed(_joined(text, count))), 1)


def _joined(text: Sequence[Line], count: int) -> str:
    return "".join(line.text for line in text[:count])


def _closed(heading: str) -> bool:
    return all(heading.count(pair[0]) == heading.count(pair[1]) for pair in _PAIRS)
