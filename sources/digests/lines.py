"""The lines of a digest without what its pages left behind: blank lines, page marks, page numbers."""

import re
import unicodedata
from dataclasses import dataclass

# 3, - 12 -, —12—, 第 3 页: a line that is only a page number.
_PAGE_NUMBER = re.compile(r"^[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?[-—–·\s]*$")
# 标题……… 12: an entry of a contents page; the heading itself comes later.
_CONTENTS_ENTRY = re.compile(r"(?:(?<![.．])[.．]{4,}|(?<!…)…{2,}|(?<!·)·{4,})\s*\d{1,4}$")
_URL = re.compile(r"^(?:(?:网址|链接|原文链接)[：:]\s*)?(?P<url>https?://[a-z0-9.:-]+(?:[/?#]\S*)?)$", re.IGNORECASE)
# The rest of an address that was broken over two lines.
_URL_REST = re.compile(r"^(?=.*[%/&=_])[!-~]+$")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line without margins, and its number in the file (1 = the first)."""

    number: int
    text: str

    @property
    def is_url(self) -> bool:
        """True for a line that is a web address and nothing else."""
        return _URL.match(self.text) is not None

    @property
    def url(self) -> str:
        """The address of such a line."""
        match = _URL.match(self.text)
        return match["url"] if match else ""

    @property
    def width(self) -> int:
        """The printed width in half characters: a Chinese character takes two."""
        return sum(2 if unicodedata.east_asian_width(mark) in "WFA" else 1 for mark in self.text)


def printed_lines(text: str) -> tuple[Line, ...]:
    """The lines that were printed as text; a page change is a form feed or one blank at a line's start."""
    found: list[Line] = []
    for number, raw in enumerate(text.lstrip("\ufeff").split("\n"), start=1):
        # A form feed stands before the first line of a page, sometimes on the same line as the last page's number.
        for part in raw.split("\f"):
            printed = part.strip()
            if not printed or _PAGE_NUMBER.match(printed) or _CONTENTS_ENTRY.search(printed):
                continue
            if found and _continues_url(found[-1], number, printed):
                found[-1] = Line(number, found[-1].text + printed)
            else:
                found.append(Line(number, printed))
    return tuple(found)


def _continues_url(before: Line, number: int, printed: str) -> bool:
    directly_below = before.is_url and before.number == number - 1
    return directly_below and _URL_REST.match(printed) is not None and _URL.match(printed) is None
