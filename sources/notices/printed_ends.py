"""Periods whose end is printed as a day: 公示期自2025年6月3日至6月9日; 应于2025年11月30日前注销."""

import re
from dataclasses import replace
from datetime import date

from sources.notices.deadlines import LENGTH, deadline_of, period_in
from sources.notices.wording import compact
from sources.records import Basis, Deadline, NoticeDate, Period, PeriodUnit

_DAY = r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日"
# 公示期自…至…; 公示时间：…—…; 公示期5个工作日（…至…）
_FROM_TO = re.compile(
    rf"(?:公告|公示|异议|申辩|整改)(?:期限?|时间|日期)[^。；\n\d]{{0,8}}(?:\d{{1,3}}个?(?:工作日|自然日|日|天|月)[，,]?)?"
    rf"[（(]?(?:自|从)?{_DAY}起?(?:至|到|—+|-+|－|~|～){_DAY}(?:止?[）)])?"
)
# 公示期自2025年6月11日起30日; 公示期为2025年6月11日起5个工作日
_FROM = re.compile(rf"(?:公告|公示|异议|申辩|整改)(?:期限?|时间)[^。；\n\d]{{0,8}}{_DAY}起(?:的|算|计)?{LENGTH}")
# 应于…前, 请在…之前, 最迟…前, 于…以前; what a company did before a day (…前设立的公司) lies in the past.
_BEFORE = re.compile(rf"(?:于|在|至迟|最迟|须|应|请){_DAY}(?:[（(]含[^）)]{{0,4}}[）)])?(?:之|以)?前")


def printed_period(
    text: str, published: NoticeDate | None, signed: NoticeDate | None
) -> tuple[Period, Deadline] | None:
    """A notice period with its first day printed, and its last or its length. A missing year is that of the publication."""
    known = _whole_day(published, signed)
    for match in _FROM_TO.finditer(compact(text)):
        begin = _day(match[1], match[2], match[3], known)
        end = _day(match[4], match[5], match[6], begin)
        if begin and end and not match[4] and end < begin:
            end = _day(begin.year + 1, match[5], match[6], None)
        if begin and end and begin <= end:
            period = Period((end - begin).days + 1, PeriodUnit.DAYS, match.group())
            return period, _deadline(NoticeDate(begin.isoformat(), Basis.TEXT), end, period.printed)
    return _from_a_day(text, known)


def _from_a_day(text: str, known: date | None) -> tuple[Period, Deadline] | None:
    """A period of which the first day is printed, and its length; it is counted as if published on that day."""
    match = _FROM.search(compact(text))
    begin = _day(match[1], match[2], match[3], known) if match else None
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
    for match in _BEFORE.finditer(compact(text)):
        end = _day(match[1], match[2], match[3], known)
        if end and not match[1] and end < known:
            end = _day(known.year + 1, match[2], match[3], None)
        if end and end > known:
            return _deadline(start, end, match.group())
    return None


def _deadline(start: NoticeDate, end: date, printed: str) -> Deadline:
    return Deadline(start, end, end, f"公告写明的日期（{printed}），不顺延")


def _whole_day(*dates: NoticeDate | None) -> date | None:
    return next((one.first_day for one in dates if one and one.iso.count("-") == 2), None)


def _day(year: str | int | None, month: str, day: str, known: date | None) -> date | None:
    """The printed day, in the year of a known one where none is printed; None where no calendar has it."""
    if year is None and known is not None:
        year = known.year
    try:
        return date(int(year), int(month), int(day)) if year is not None else None
    except ValueError:
        return None
