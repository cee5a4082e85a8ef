"""A digest cut into sections and items.

Digests number sections 一、 and items （一）, and so do the texts inside the items. A heading is therefore only the first
text line after an item's web address, after a section heading, or at the start of the file.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sources.digests.lines import Line
from sources.notices.wording import to_number

_SECTION = re.compile(r"^(?P<mark>[一二三四五六七八九十]{1,3})、\s*(?P<title>.+)$")
_ITEM = re.compile(r"^[（(]\s*(?P<mark>[一二三四五六七八九十]{1,3})\s*[）)]\s*(?P<title>.+)$")
_SOURCE = re.compile(r"^(?:来源|信息来源|来源网址)\s*[：:]")


@dataclass(slots=True)
class RawItem:
    """The lines of one item: heading and body together, source line(s), addresses."""

    section: str
    mark: str  # （一）
    text: list[Line] = field(default_factory=list)
    source: list[Line] = field(default_factory=list)
    urls: list[Line] = field(default_factory=list)

    @property
    def first_line(self) -> int:
        """Where the item begins in the file."""
        return self.text[0].number

    @property
    def last_line(self) -> int:
        """Where the item ends in the file: its last address, else its last line."""
        return (self.urls or self.source or self.text)[-1].number


def split_items(lines: Sequence[Line]) -> tuple[RawItem, ...]:
    """The items in order; text between an item's addresses and the next heading belongs to none."""
    items: list[RawItem] = []
    place = _Place()
    for index, line in enumerate(lines):
        item = items[-1] if items else None
        if line.is_url:
            if item and _ends_item(item, line, lines[index + 1 :], place):
                item.urls.append(line)
                place.await_heading()
        elif place.takes_section(line):
            continue
        elif mark := place.takes_item(line):
            items.append(RawItem(place.section, f"（{mark[0]}）", [Line(line.number, mark[1])]))
        elif place.awaiting:
            place.strayed = True
        elif item:
            in_source = item.source or _SOURCE.match(line.text)
            (item.source if in_source else item.text).append(line)
    return tuple(items)


@dataclass(slots=True)
class _Place:
    """Where the reading stands: may a heading come, and which numbers would be next.

    `strayed` is set by text that belongs to no item (a cover, a note on rights, an imprint); behind it only the next
    number is believed, for such text may have numbered lines of its own.
    """

    awaiting: bool = True
    strayed: bool = False
    section: str = ""
    section_number: int = 0
    item_number: int = 0

    def await_heading(self) -> None:
        self.awaiting, self.strayed = True, False

    def takes_section(self, line: Line) -> bool:
        match = _SECTION.match(line.text) if self.awaiting else None
        if match is None or (self.strayed and to_number(match["mark"]) != self.section_number + 1):
            return False
        self.section, self.section_number, self.item_number = match["title"].strip(), to_number(match["mark"]), 0
        self.strayed = False
        return True

    def takes_item(self, line: Line) -> tuple[str, str] | None:
        """The item's mark and the rest of its first line."""
        match = _ITEM.match(line.text) if self.awaiting else None
        if match is None or (self.strayed and to_number(match["mark"]) != self.item_number + 1):
            return None
        self.item_number, self.awaiting = to_number(match["mark"]), False
        return match["mark"], match["title"]


def _ends_item(item: RawItem, line: Line, following: Sequence[Line], place: _Place) -> bool:
    """Whether an address ends its item; one inside the body is kept as text.

    Addresses end an item below its source line; without a source line only the next number, or the end, shows it.
    """
    if item.source or place.awaiting:
        return not place.strayed
    after = next((other for other in following if not other.is_url), None)
    match = _ITEM.match(after.text) if after else None
    if after is None or (match and to_number(match["mark"]) == place.item_number + 1):
        return True
    item.text.append(line)
    return False
