"""Chinese wording made comparable: blanks, numerals, batch words."""

import re

# A blank between a Chinese character and a digit or letter: 截至 2023 年; never one between two Chinese words.
_INNER_BLANK = re.compile(
    r"(?<=[^\x00-\x7f])[ \u3000\xa0]+(?=[\x21-\x7e])|(?<=[\x21-\x7e])[ \u3000\xa0]+(?=[^\x00-\x7f])"
)
# What a newsroom puts before the title of another's text: （受权发布）, （两会受权发布）, 受权发布丨.
_MARK = re.compile(
    r"^\s*(?:[（(【\[](?:[\u4e00-\u9fff]{0,6}(?:受权|授权|权威)发布|转载|转)[）)】\]]|(?:受权|授权|权威)发布\s*[丨｜|│])\s*"
)
_DIGITS = {
    "〇": 0,
    "零": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_DIGITS |= {numeral: value for value, numeral in enumerate("壹贰叁肆伍陆柒捌玖", start=1)}

NUMERAL = r"(?:\d{1,3}(?:,\d{3})+|\d{1,6}|[〇零一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]{1,9})"
"""A whole number in digits (1,247 too) or in Chinese numerals (壹拾贰 too), for use inside other patterns."""


def compact(text: str) -> str:
    """The text without any blank, paragraphs still apart: what the patterns of this package run over."""
    return "\n".join(filter(None, ("".join(line.split()) for line in text.splitlines())))


def close_up(text: str) -> str:
    """The text without blanks between Chinese and digits (天津市 2022-2023 年度), others made one blank."""
    return " ".join(_INNER_BLANK.sub("", text).split())


def without_mark(title: str) -> str:
    """The title without the mark of the newsroom that prints it; a title of nothing else stays."""
    return _MARK.sub("", title) or title


def to_number(numeral: str) -> int:
    """The value of 21, 1,247, ２１, 二十一, 壹拾贰, 一百零五 or 二〇二三; raises ValueError for anything else."""
    numeral = numeral.replace(",", "")
    if numeral.isdecimal():
        return int(numeral)
    if not numeral or set(numeral) - _DIGITS.keys() - _TENS.keys():
        raise ValueError(f"not a numeral: {numeral!r}")
    if not set(numeral) & _TENS.keys():
        return int("".join(str(_DIGITS[mark]) for mark in numeral))
    total = digit = 0
    for mark in numeral:
        if mark in _TENS:
            total += (digit or 1) * _TENS[mark]
            digit = 0
        else:
            digit = _DIGITS[mark]
    return total + digit
