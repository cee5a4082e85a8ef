"""Broken lines joined to whole paragraphs; the indent that once showed where paragraphs begin is lost."""

import re
from collections import Counter
from collections.abc import Sequence

from sources.digests.lines import Line
from sources.notices.issuers import is_authority
from sources.notices.numbers import normal_number
from sources.notices.wording import close_up, compact

# Marks that begin a paragraph: 一、 （一） 1. 1． 附件 特此公告
_BEGINS = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,3}[.．、](?!\d)|附件|附[：:]|特此)"
)
_DATE = re.compile(r"^(?:\d{4}|[〇○零一二三四五六七八九]{4})年.{1,3}月(?:.{1,3}日)?$")
_STAYS_OPEN = tuple("，、；《“（〔(")
_PAIRS = ("《》", "“”", "（）")
# A line this much shorter than the full width (in half characters: an indent of four, and a word that could not be
# split) was broken by its paragraph's end and not by the margin.
_SHORT_BY = 10
# A paragraph's first line is short by its indent; behind a full stop that tells a new paragraph from the next sentence.
_INDENT = range(3, 7)


def join_lines(lines: Sequence[Line]) -> tuple[str, ...]:
    """The paragraphs, blanks between Chinese and digits closed up."""
    full = _full_width(lines)
    paragraphs: list[str] = []
    goes_on = False
    for line in lines:
        alone = _stands_alone(line.text)
        if goes_on and not alone and not _BEGINS.match(line.text) and not _is_indented(line, paragraphs[-1], full):
            paragraphs[-1] += line.text
        else:
            paragraphs.append(line.text)
        goes_on = not alone and _goes_on(paragraphs[-1], line, full)
    return tuple(close_up(paragraph) for paragraph in paragraphs)


def _full_width(lines: Sequence[Line]) -> int:
    """The width of most full lines; single lines are wider where an editor pasted something in."""
    widths = Counter(line.width for line in lines if not line.is_url)
    wide = [width for width in widths if width > max(widths) / 2] if widths else []
    return max(wide, key=lambda width: (widths[width], width), default=0)


def _is_indented(line: Line, paragraph: str, full: int) -> bool:
    return paragraph.endswith("。") and full - line.width in _INDENT


def _goes_on(paragraph: str, line: Line, full: int) -> bool:
    """True when the next line may belong to the same paragraph."""
    if line.text.endswith(_STAYS_OPEN) or any(paragraph.count(pair[0]) > paragraph.count(pair[1]) for pair in _PAIRS):
        return True
    return line.width > full - _SHORT_BY


def _stands_alone(text: str) -> bool:
    """Signatures, dates and document numbers are paragraphs of their own, however full the line before them is."""
    return bool(_DATE.match(compact(text)) or normal_number(text) or is_authority(text) or text.startswith("http"))
