"""Notice periods and the day on which they end.

The day of publication is not counted (民法典 第二百零一条), an end on a day of rest moves to the next working day
(第二百零三条), and months end on the day of the same number or on the month's last (第二百零二条).
"""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from chinese_calendar import is_workday

from sources.notices.wording import NUMERAL, compact, to_number
from sources.records import Deadline, NoticeDate, Period, PeriodUnit

WorkingDays = Callable[[date], bool | None]
"""Whether a day is a working day; None where the calendar does not cover it."""

LENGTH = (
    rf"(?:(?P<length>{NUMERAL})(?:[（(](?P<again>{NUMERAL})[）)])?个?"
    # Not 6月10日起, 10日至20日, 一个半月; 15日（均为工作日） is left to a person.
    r"(?P<unit>工作日|[日天][（(]工作日[）)]|自然日|(?:[日天]|月(?!\d|[底末]|[一二三四五六七八九十]+日))(?!至|到|起|[-—–－~～]|[（(][^）)]{0,8}工作日)"
    r"|周|星期)|(?P<half>半)个?月)"
)
"""The length of a period with its unit in named groups: 30日, 十（10）个工作日, 一周, 半个月."""
_PERIODS = (
    # 公告期为本公告发布之日起一个月; 公示期30个工作日; 公示期限：自公告之日起30日; 公示期满1个月
    re.compile(
        rf"(?:公告|公示|异议|申辩|整改)(?:期限?|时间)(?:为|是|满|：|:)*(?:自?本?(?:公告|公示|通告)?(?:发布|公布|公示|公告)?之日起)?{LENGTH}"
    ),
    # 自公告之日起15日内; 自本公告发布之日起60个工作日内; 本公告发布后15日内
    re.compile(rf"自?本?(?:公告|公示|通告|名单)?(?:发布|公布|公示|公告|刊登|通告)(?:之日起|之?后){LENGTH}(?:之|以)?内"),
    # 现予公示30日; not 公示7月名单
    re.compile(rf"公示(?!{NUMERAL}月){LENGTH}"),
)
_UNITS = {
    "月": PeriodUnit.MONTHS,
    "工作日": PeriodUnit.WORKING_DAYS,
    "自然日": PeriodUnit.DAYS,
    "日": PeriodUnit.DAYS,
    "天": PeriodUnit.DAYS,
}
_DAYS_OF = {"周": 7, "星期": 7}
_HALF_A_MONTH = 15
_UNIT_WORDS = {PeriodUnit.MONTHS: "个月", PeriodUnit.WORKING_DAYS: "个工作日", PeriodUnit.DAYS: "日"}
_FULL_DATE = len("2023-06-29")


def chinese_workday(day: date) -> bool | None:
    """Whether China works on that day, holidays moved by the State Council included; None outside the table."""
    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return None


def read_period(text: str) -> Period | None:
    """The notice period as printed, or None; periods that run from anything but the publication do not count."""
    flat = compact(text).replace("\n", "")
    for pattern in _PERIODS:
        if match := pattern.search(flat):
            return period_in(match)
    return None


def period_in(match: re.Match[str]) -> Period | None:
    """The period that a pattern with LENGTH has found; None for one of no days, or printed twice and not the same."""
    if match["half"]:
        return Period(_HALF_A_MONTH, PeriodUnit.DAYS, match.group())
    length = to_number(match["length"])
    if not length or (match["again"] and to_number(match["again"]) != length):
        return None
    if match["unit"] in _DAYS_OF:
        return Period(length * _DAYS_OF[match["unit"]], PeriodUnit.DAYS, match.group())
    unit = PeriodUnit.WORKING_DAYS if "工作日" in match["unit"] else _UNITS[match["unit"]]
    return Period(length, unit, match.group())


def deadline_of(
    period: Period,
    published: NoticeDate | None,
    signed: NoticeDate | None,
    working_days: WorkingDays = chinese_workday,
) -> Deadline | None:
    """When the period ends, counted from the day of publication, else of signature; None where neither day is known."""
    start = next((day for day in (published, signed) if day and len(day.iso) == _FULL_DATE), None)
    if start is None:
        return None
    nominal, counted = _nominal(start.first_day, period, working_days)
    working = _next_working_day(nominal, working_days) if counted else None
    word = "发布" if start is published else "落款"
    return Deadline(
        start=start,
        nominal=nominal,
        working=working,
        rule=f"自{word}之日（{start.iso}）起{period.length}{_UNIT_WORDS[period.unit]}，当日不计，末日逢休息日顺延至下一工作日",
        warning=None
        if working
        else f"工作日历未覆盖{nominal.year}年的全部相关日期，未能核定顺延后的工作日，请以名义届满日为准并人工核对",
    )


def _nominal(start: date, period: Period, working_days: WorkingDays) -> tuple[date, bool]:
    """The last day of the period, and whether the calendar covered all that had to be counted."""
    if period.unit is PeriodUnit.DAYS:
        return start + timedelta(days=period.length), True
    if period.unit is PeriodUnit.MONTHS:
        return _months_later(start, period.length), True
    day, left, covered = start, period.length, True
    while left:
        day += timedelta(days=1)
        works = working_days(day)
        if works is None:  # beyond the calendar weekends are all that is known
            covered, works = False, day.isoweekday() <= 5
        left -= works
    return day, covered


def _months_later(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def _next_working_day(day: date, working_days: WorkingDays) -> date | None:
    while (works := working_days(day)) is False:
        day += timedelta(days=1)
    return day if works else None
