"""Document numbers: found in running text and brought to the normal form 银保监办发〔2019〕205号."""

import re

from sources.notices.wording import compact

# 银保监办发〔2019〕205号, with any kind of bracket; the text has no blanks or line breaks by then.
_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,16})[〔\[［【（(﹝〖](\d{4})[〕\]］】）)﹞〗](第?)(\d{1,5})号")
# Words that run into a number from the sentence before it: 根据银保监发〔2020〕22号.
_BEFORE = re.compile(r".*(?:根据|依据|按照|依照|遵照|贯彻|落实|参照|以及|文件|通知|[和与及的见号或])")
# A line that holds nothing but a number, under a title: 国函〔2023〕56 号.
_OWN_LINE = re.compile(r"^[（(]?" + _NUMBER.pattern + r"[）)]?$")
# A number in brackets at the end of a title: …的通知（深金监规〔2022〕2号）.
_IN_TITLE = re.compile(r"[（(]" + _NUMBER.pattern + r"[）)]$")
# The own number stands above the body; further down it belongs to an annex or to another document.
_OWN_LINE_WITHIN = 6


def find_numbers(text: str) -> tuple[str, ...]:
    """Every document number in the text in normal form, each once, in order; line breaks inside do no harm."""
    lines = (compact(line) for line in text.splitlines())
    # A number on a line of its own must not take the end of the line before it for its letters.
    joined = "".join(f"。{line}。" if _OWN_LINE.match(line) else line for line in lines)
    return tuple(dict.fromkeys(number for match in _NUMBER.finditer(joined) if (number := _normal(match))))


def normal_number(printed: str) -> str | None:
    """The normal form of one printed number (银保监办发(2019) 205 号), or None when it is not one."""
    match = _OWN_LINE.match("".join(printed.split()))
    return _normal(match) if match else None


def own_number(title: str, paragraphs: tuple[str, ...]) -> str | None:
    """The number of the document itself: on a line of its own under the title, or in brackets at the title's end."""
    for paragraph in paragraphs[:_OWN_LINE_WITHIN]:
        if number := normal_number(paragraph):
            return number
    match = _IN_TITLE.search(compact(title))
    return _normal(match) if match else None


def _normal(match: re.Match[str]) -> str | None:
    letters, year, ordinal, number = match.groups()
    letters = _BEFORE.sub("", letters)
    return f"{letters}〔{year}〕{ordinal}{int(number)}号" if letters else None
