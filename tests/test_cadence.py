"""When sources are looked at: always later, always within the hours, spread, and ever later after what did not go well."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.wording import SHANGHAI
from sources.notices.deadlines import chinese_workday
from sources.records import LookState
from watcher.cadence import DAY, Cadence, following, interval, is_open, is_overdue, latest, missed, next_look, opening
from watcher.cadence_words import read_cron, read_every, read_hours
from watcher.patience import look_again

HOUR = timedelta(hours=1)
LINES = ("0 9 * * *", "30 8,14 * * 1-5", "*/10 9-17 * * *", "0 12 1,15 * *", "15 10 * * fri-sun")
ids = st.text("abcdefg_", min_size=1, max_size=8)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
chances = st.integers(0, 2**32).map(Random)
hours = st.sampled_from([(0, 24), (8, 20), (0, 6), (9, 13), (22, 24)])


@st.composite
def cadences(draw: st.DrawFn) -> Cadence:
    opens, closes = draw(hours)
    cron = draw(st.sampled_from(LINES)) if (opens, closes) in ((0, 24), (8, 20)) and draw(st.booleans()) else ""
    every = draw(st.integers(1, 60 * 24 * 40)) * timedelta(minutes=1)
    return Cadence(every, read_cron(cron) if cron else "", opens * HOUR, closes * HOUR, draw(st.booleans()))


@given(cadences(), ids, moments, chances)
def test_the_next_look_is_later_within_the_hours_and_never_beyond_the_latest(
    cadence: Cadence, source: str, after: datetime, rng: Random
) -> None:
    at = next_look(cadence, source, after, rng)
    assert after < at <= latest(cadence, source, after)
    assert is_open(cadence, at)
    local = at.astimezone(SHANGHAI)
    assert cadence.opens <= local - local.replace(hour=0, minute=0, second=0, microsecond=0) < cadence.closes
    assert not cadence.workdays or (chinese_workday(local.date()) if local.year <= 2026 else local.isoweekday() <= 5)


@given(cadences(), ids, moments, chances)
def test_a_plain_interval_is_kept_within_bounds_and_a_cron_line_to_ten_minutes(
    cadence: Cadence, source: str, after: datetime, rng: Random
) -> None:
    at = next_look(cadence, source, after, rng)
    if cadence.cron:
        plain = next(following(cadence, source, after))
        assert abs(at - plain) <= timedelta(minutes=10)
    elif opening(cadence, at) == opening(cadence, after) or cadence == Cadence(cadence.every):
        assert cadence.every * 0.39 <= at - after <= max(cadence.every * 1.61, DAY + cadence.every)


@given(cadences(), ids, moments, chances, st.sampled_from(LookState), st.integers(1, 60), st.none() | st.floats(0, 1e9))
def test_after_a_bad_look_the_next_comes_later_and_later_within_the_hours_and_is_never_given_up(
    cadence: Cadence, source: str, after: datetime, rng: Random, state: LookState, failures: int, asked: float | None
) -> None:
    at = look_again(cadence, source, after, rng, state=state, failures=failures, asked_wait=asked)
    assert after < at <= latest(cadence, source, after)
    assert is_open(cadence, at)
    if not state.good and state is not LookState.QUARANTINED:
        at_its_time = state.value.startswith("blocked") and interval(cadence, source, after) >= DAY
        wait = timedelta() if at_its_time else min(timedelta(minutes=15) * 2 ** min(failures - 1, 20), DAY)
        assert at >= after + wait * 0.9
        assert asked is None or at >= after + min(timedelta(seconds=asked), DAY)


def test_backing_off_doubles_from_a_quarter_of_an_hour_to_a_day() -> None:
    cadence, now = Cadence(12 * HOUR), datetime(2026, 3, 2, tzinfo=UTC)

    def minutes(state: LookState, failures: int) -> float:
        at = look_again(cadence, "a", now, Random(1), state=state, failures=failures)
        return (at - now).total_seconds() / 60

    waits = [minutes(LookState.UNREACHABLE, failures) for failures in (1, 2, 3, 7, 8, 30)]
    for wait, wanted in zip(waits, (15, 30, 60, 960, 1440, 1440), strict=True):
        assert 0.9 * wanted <= wait <= wanted
    assert 0.9 * 720 <= minutes(LookState.BLOCKED_ROBOTS, 1) <= 720
    assert 0.9 * 1440 <= minutes(LookState.BLOCKED_FIREWALL, 2) <= 1440


@given(cadences(), ids, moments, st.integers(0, 30))
def test_missed_times_are_those_that_came(cadence: Cadence, source: str, first: datetime, number: int) -> None:
    times = list(islice(following(cadence, source, first), number + 1))
    until = times[-1] - timedelta(microseconds=1)
    assert missed(cadence, source, first, until) == number
    assert is_overdue(cadence, source, first, until + 1000 * DAY)
    assert not is_overdue(cadence, source, first, times[0])


def test_sources_of_one_cadence_come_spread_over_the_interval() -> None:
    after = datetime(2026, 3, 2, tzinfo=UTC)
    times = sorted(next(following(Cadence(12 * HOUR), f"source{number}", after)) for number in range(500))
    assert len({(at - after) // HOUR for at in times}) == 12
    assert max(later - earlier for earlier, later in pairwise(times)) < timedelta(minutes=20)


@pytest.mark.parametrize(
    ("line", "days"),
    [("* * * * 0", "7"), ("* * * * 7", "7"), ("* * * * 1-5", "12345"), ("* * * * 5-7", "567"), ("* * * * */2", "2467"),
     ("* * * * sat-sun", "67"), ("* * * * 1/2", "135"), ("* * * * MON,3", "13"), ("* * * * *", "1234567")],
)  # fmt: skip
def test_weekdays_are_those_of_classic_cron(line: str, days: str) -> None:
    cadence = Cadence(DAY, read_cron(line))
    after = datetime(2026, 3, 1, tzinfo=SHANGHAI)
    found = {next(following(cadence, "a", after + day * DAY)).isoweekday() for day in range(14)}
    assert found >= {int(one) for one in days}
    assert found == {(after + timedelta(minutes=5) + day * DAY).isoweekday() for day in range(14)} & {int(one) for one in days}


@pytest.mark.parametrize("line", ["0 9 * *", "61 9 * * *", "0 9 * * 8", "0 9 1 * 1", "0 9 * * 5-1", "0 9 * * x", "0 9 * * 1/0"])
def test_a_cron_line_that_means_nothing_or_two_things_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"应|不能|不对"):
        read_cron(line)


@pytest.mark.parametrize("text", ["12", "0m", "12x", "-1h", "367d", "h"])
def test_an_interval_has_a_number_and_a_unit(text: str) -> None:
    with pytest.raises(ValueError, match="30m"):
        read_every(text)


@pytest.mark.parametrize("text", ["8-20", "20:00-08:00", "08:00-24:01", "08:60-09:00", "08:00-08:00"])
def test_working_hours_begin_before_they_end(text: str) -> None:
    with pytest.raises(ValueError, match="08:00-20:00"):
        read_hours(text)


def test_holidays_and_the_sundays_worked_for_them_are_those_of_the_state_council() -> None:
    cadence = Cadence(DAY, read_cron("0 9 * * *"), workdays=True)
    days = [at.astimezone(SHANGHAI).date() for at in islice(following(cadence, "a", datetime(2026, 9, 19, tzinfo=UTC)), 12)]
    assert date(2026, 9, 20) in days  # a Sunday that is worked
    assert not {date(2026, 10, day) for day in range(1, 8)} & set(days)
