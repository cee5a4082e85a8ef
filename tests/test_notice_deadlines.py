"""Notice periods and the day on which they end."""

from datetime import date

import pytest

from sources.notices.deadlines import chinese_workday, deadline_of, read_period
from sources.records import Basis, Deadline, NoticeDate, Period, PeriodUnit


def day(iso: str) -> NoticeDate:
    return NoticeDate(iso, Basis.TEXT)


def ends(length: int, unit: PeriodUnit, start: str) -> Deadline:
    found = deadline_of(Period(length, unit, ""), day(start), None)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "length", "unit"),
    [
        ("公告期为本公告发布之日起一个月，名单内企业", 1, PeriodUnit.MONTHS),
        ("请自公告之日起 15 日内与我局联系", 15, PeriodUnit.DAYS),
        ("自本公告发布之日起30个工作日内提出异议", 30, PeriodUnit.WORKING_DAYS),
        ("公示期为30日", 30, PeriodUnit.DAYS),
        ("公示期5个工作日", 5, PeriodUnit.WORKING_DAYS),
        ("公示期满1个月后", 1, PeriodUnit.MONTHS),
        ("自公示之日起六十日内主动注销", 60, PeriodUnit.DAYS),
        ("自公告之日起十（10）个工作日内", 10, PeriodUnit.WORKING_DAYS),
        ("公示期15日（工作日）", 15, PeriodUnit.WORKING_DAYS),
        ("现予公示一周", 7, PeriodUnit.DAYS),
        ("自公告发布之日起两个星期内", 14, PeriodUnit.DAYS),
        ("公示期为半个月", 15, PeriodUnit.DAYS),
    ],
)
def test_a_period_is_read_in_its_unit(text: str, length: int, unit: PeriodUnit) -> None:
    found = read_period(text)
    assert found is not None
    assert (found.length, found.unit) == (length, unit)


def test_a_period_keeps_its_printed_words() -> None:
    found = read_period("，公告期为本公告发布之\n日起一个月，")
    assert found == Period(1, PeriodUnit.MONTHS, "公告期为本公告发布之日起一个月")


@pytest.mark.parametrize(
    "text",
    [
        *("连续三个月未报送报表", "自接到通知之日起5日内", "自发布之日起施行，有效期5年", "近6个月无经营"),
        *("公示期：6月10日起", "公示期为10日至20日", "公示期十（15）日", "公示期一个半月", "公示期15日（均为工作日）"),
    ],
)
def test_periods_that_do_not_run_from_the_publication_do_not_count(text: str) -> None:
    assert read_period(text) is None


def test_a_month_that_ends_on_a_saturday_moves_to_monday() -> None:
    found = ends(1, PeriodUnit.MONTHS, "2023-06-29")
    assert (found.nominal, found.working) == (date(2023, 7, 29), date(2023, 7, 31))
    assert "2023-06-29" in found.rule
    assert found.warning is None


def test_the_day_of_publication_is_not_counted() -> None:
    assert ends(15, PeriodUnit.DAYS, "2023-07-03").nominal == date(2023, 7, 18)


def test_working_days_leave_out_weekends_and_holidays_but_count_days_worked_in_lieu() -> None:
    # 2023-09-29 to 10-06 were holidays, 10-07 and 10-08 (a weekend) were worked.
    found = ends(2, PeriodUnit.WORKING_DAYS, "2023-09-28")
    assert found.nominal == found.working == date(2023, 10, 8)


def test_a_month_without_such_a_day_ends_on_its_last() -> None:
    assert ends(1, PeriodUnit.MONTHS, "2023-01-31").nominal == date(2023, 2, 28)
    assert ends(3, PeriodUnit.MONTHS, "2023-11-30").nominal == date(2024, 2, 29)


def test_publication_goes_before_signature_and_a_bare_month_starts_nothing() -> None:
    month = Period(1, PeriodUnit.MONTHS, "")
    both = deadline_of(month, day("2023-07-03"), day("2023-06-29"))
    signed = deadline_of(month, day("2023-07"), day("2023-06-29"))
    assert both is not None
    assert both.start.iso == "2023-07-03"
    assert signed is not None
    assert signed.start.iso == "2023-06-29"
    assert deadline_of(month, day("2023-07"), None) is None
    assert deadline_of(month, None, None) is None


def test_beyond_the_calendar_the_working_day_stays_open_with_a_warning() -> None:
    found = ends(1, PeriodUnit.MONTHS, "2026-12-20")
    assert (found.nominal, found.working) == (date(2027, 1, 20), None)
    assert found.warning is not None
    assert "2027" in found.warning


def test_working_days_beyond_the_calendar_count_weekdays_and_say_so() -> None:
    found = ends(3, PeriodUnit.WORKING_DAYS, "2027-03-04")
    assert (found.nominal, found.working) == (date(2027, 3, 9), None)
    assert found.warning is not None


def test_a_table_of_the_user_takes_the_place_of_the_calendar() -> None:
    found = deadline_of(Period(1, PeriodUnit.MONTHS, ""), day("2026-12-20"), None, lambda when: when.isoweekday() != 3)
    assert found is not None
    assert (found.nominal, found.working) == (date(2027, 1, 20), date(2027, 1, 21))


def test_the_calendar_says_when_it_does_not_know() -> None:
    assert chinese_workday(date(2023, 10, 7)) is True
    assert chinese_workday(date(2023, 10, 2)) is False
    assert chinese_workday(date(2027, 1, 4)) is None
