"""A day as notices print it: 2025年6月10日, 6月10日（星期二）, 2025.6.10, 2025-06-10, 二〇二五年六月十日."""

import re
from datetime import date

from sources.notices.wording import to_number

_YEAR = r"(?:\d{4}|[〇○零一二三四五六七八九]{4})"
_PART = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_WEEKDAYS = "一二三四五六日"
WEEKDAY = r"(?:[（(](?:星期|周)(?P<{0}_weekday>[一二三四五六日天])[）)])?"


def day_pattern(name: str) -> str:
    """A pattern for one day, its groups called after `name`; the year may be missing where 年 and 月 are written."""
    return (
        rf"(?:(?:(?P<{name}_year>{_YEAR})年)?(?P<{name}_month>{_PART})月(?P<{name}_day>{_PART})[日号]"
        rf"|(?P<{name}_y>\d{{4}})(?P<{name}_mark>[-./])(?P<{name}_m>\d{{1,2}})(?P={name}_mark)(?P<{name}_d>\d{{1,2}})日?(?!\d))"
        + WEEKDAY.format(name)
    )


def has_year(match: re.Match[str], name: str) -> bool:
    """Whether the day of this name is printed with its year."""
    return bool(match[f"{name}_year"] or match[f"{name}_y"])


def day_in(match: re.Match[str], name: str, year: int | None) -> date | None:
    """The day that a pattern has found, in `year` where none is printed; None where no calendar has it."""
    found = match.groupdict()
    printed = found[f"{name}_year"] or found[f"{name}_y"]
    month, day = found[f"{name}_month"] or found[f"{name}_m"], found[f"{name}_day"] or found[f"{name}_d"]
    return whole_day(to_number(printed) if printed else year, month, day, found[f"{name}_weekday"])


def whole_day(year: int | None, month: str | None, day: str | None, weekday: str | None = None) -> date | None:
    """The day of these printed parts; None where one is missing, or the weekday beside them is another."""
    if year is None or month is None or day is None:
        return None
    try:
        found = date(year, to_number(month), to_number(day))
    except ValueError:
        return None
    fits = weekday is None or _WEEKDAYS[found.weekday()] == weekday.replace("天", "日")
    return found if fits else None
