"""Periods whose end is printed as a day: 公示期自2025年6月3日至6月9日; 应于2025年11月30日前注销."""

import calendar
import re
from dataclasses import replace
from datetime import date

from sources.notices.deadlines import LENGTH, deadline_of, period_in
from sources.notices.printed_days import WEEKDAY, day_in, day_pattern, has_year, whole_day
from sources.notices.wording import compact, to_number
from sources.records import Basis, Deadline, NoticeDate, Period, PeriodUnit

_NOTICE_PERIOD = r"(?:公告|公示|异议|申辩|整改)(?:期限?|时间|日期)[^。；\n\d]{0,8}?"
_PART = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
# The last day: a whole one, the day alone of the same month (至16日), month and day as the first was written (-6.24).
_LAST = (
    rf"(?:{day_pattern('last')}|(?P<same>{_PART})[日号]{WEEKDAY.format('same')}"
    rf"|(?P<short_month>\d{{1,2}})(?P=first_mark)(?P<short_day>\d{{1,2}})日?(?![\d./-]))"
)
# 公示期自…至…; 公示时间：…—…; 公示期5个工作日（…至…）; 公示（…-…）
_FROM_TO = re.compile(
    rf"(?:{_NOTICE_PERIOD}(?:\d{{1,3}}个?(?:工作日|自然日|日|天|月|周)[，,]?)?[（(]?|公示[（(])"
    rf"(?:自|从)?{day_pattern('first')}起?(?:至|到|—+|-+|–|－|~|～){_LAST}"
)
# 公示期自2025年6月11日起30日; 公示期为2025年6月11日起5个工作日
_FROM = re.compile(rf"{_NOTICE_PERIOD}(?:自|从)?{day_pattern('first')}起(?:的|算|计)?{LENGTH}")
_HOUR = r"(?:(?:上午|中午|下午|晚上?)?(?:[1-9]|1\d|2[0-4])(?:[时点]半?(?:整|[0-5]?\d分)?|[:：][0-5]\d))?"
_ASKED = r"(?:于|在|至迟|最迟|须|应|请)"
# 应于…前, 请在…之前, 最迟…17时前, 于…以前; what a company did before a day (…前设立的公司) lies in the past.
_BEFORE = re.compile(rf"{_ASKED}{day_pattern('last')}{_HOUR}(?:[（(]含[^）)]{{0,4}}[）)])?(?:之|以)?前")
# 请于6月底前: the last day of a month that is named.
_MONTH_END = re.compile(rf"{_ASKED}(?:(?P<year>\d{{4}})年)?(?P<month>{_PART})月[底末](?:之|以)?前")


def printed_period(
    text: str, published: NoticeDate | None, signed: NoticeDate | None
) -> tuple[Period, Deadline] | None:
    """A notice period with its first day printed, and its last or its length. A missing year is that of the publication."""
    known = _whole_day(published, signed)
    for match in _FROM_TO.finditer(compact(text)):
        begin = day_in(match, "first", known.year if known else None)
        end = _last_day(match, begin) if begin else None
        if begin and end and begin <= end:
            period = Period((end - begin).days + 1, PeriodUnit.DAYS, match.group())
            return period, _deadline(NoticeDate(begin.isoformat(), Basis.TEXT), end, period.printed)
    return _from_a_day(text, known)


def _last_day(match: re.Match[str], begin: date) -> date | None:
    """The last day of a span; without a year it lies in the year after where it would be before the first."""
    if match["same"]:
        return whole_day(begin.year, str(begin.month), match["same"], match["same_weekday"])
    if match["short_day"]:
        end = whole_day(begin.year, match["short_month"], match["short_day"])
        return end if end is None or end >= begin else whole_day(begin.year + 1, match["short_month"], match["short_day"])
    end = day_in(match, "last", begin.year)
    over = end is not None and end < begin and not has_year(match, "last")
    return day_in(match, "last", begin.year + 1) if over else end


def _from_a_day(text: str, known: date | None) -> tuple[Period, Deadline] | None:
    """A period of which the first day is printed, and its length; it is counted as if published on that day."""
    match = _FROM.search(compact(text))
    begin = day_in(match, "first", known.year if known else None) if match else None
    period = period_in(match) if match else None
    if begin is None or period is None:
        return None
    deadline = deadline_of(period, NoticeDate(begin.isoformat(), Basis.TEXT), None)
    rule = f"公告写明的起算日（{period.printed}），当日不计，末日逢休息日顺延至下一工作日"
    return (period, replace(deadline, rule=rule)) if deadline else None


def printed_end(text: str, published: NoticeDate | None, signed: NoticeDate | None) -> Deadline | None:
    """The first day still to come by which something must be done, or None; without a publication nothing is to come."""
    start = next((one for one in (published, signed) if _whole_day(one)), None)
    known = _whole_day(start)
    if start is None or known is None:
        return None
    flat = compact(text)
    ends = ((match, _to_come(match, known)) for match in _BEFORE.finditer(flat))
    for match, end in (*ends, *((match, _month_end(match, known)) for match in _MONTH_END.finditer(flat))):
        if end and end > known:
            return _deadline(start, end, match.group())
    return None


def is_past(words: str, year: int) -> bool:
    """True for words without blanks that name a real day as an end: one that is understood, if not to come."""
    match = _BEFORE.search(words)
    return match is not None and day_in(match, "last", year) is not None


def _to_come(match: re.Match[str], known: date) -> date | None:
    end = day_in(match, "last", known.year)
    past = end is not None and end < known and not has_year(match, "last")
    return day_in(match, "last", known.year + 1) if past else end


def _month_end(match: re.Match[str], known: date) -> date | None:
    month = to_number(match["month"])
    year = int(match["year"]) if match["year"] else known.year + (month < known.month)
    return date(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 and 1990 < year < 2100 else None


def _deadline(start: NoticeDate, end: date, printed: str) -> Deadline:
    return Deadline(start, end, end, f"公告写明的日期（{printed}），不顺延")


def _whole_day(*dates: NoticeDate | None) -> date | None:
    return next((one.first_day for one in dates if one and one.iso.count("-") == 2), None)
