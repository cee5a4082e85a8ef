"""How a cadence is written in the settings: "12h", a cron line, "08:00-20:00". Pure; raises ValueError in words."""

import re
from datetime import timedelta

from apscheduler.triggers.cron import CronTrigger

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_LONGEST = timedelta(days=366)
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_BOTH = "日和星期不能同时限定"


def read_every(text: str) -> timedelta:
    """An interval like 30m, 12h or 7d, from a minute to a year."""
    match = re.fullmatch(r"(\d{1,6})\s*([mhd])", text.strip())
    every = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else timedelta()
    if not timedelta() < every <= _LONGEST:
        raise ValueError("应写作 30m、12h 或 7d（分钟、小时、天），最长 366d")
    return every


def read_hours(text: str) -> tuple[timedelta, timedelta]:
    """Working hours like 08:00-20:00, as times after midnight; the end may be 24:00."""
    match = re.fullmatch(r"(\d\d?):(\d\d)\s*-\s*(\d\d?):(\d\d)", text.strip())
    if match and int(match[2]) < 60 and int(match[4]) < 60:
        opens, closes = (timedelta(hours=int(match[one]), minutes=int(match[one + 1])) for one in (1, 3))
        if opens < closes <= timedelta(days=1):
            return opens, closes
    raise ValueError("应写作 08:00-20:00，起在止之前，止最晚 24:00")


def read_cron(text: str) -> str:
    """A classic cron line of five fields, as APScheduler understands it: its weekdays begin with Monday."""
    fields = text.split()
    if len(fields) != 5:
        raise ValueError("应为五段：分 时 日 月 星期，如 30 9 * * 1-5")
    *others, weekdays = fields
    if not weekdays.startswith("*") and not others[2].startswith("*"):
        raise ValueError(_BOTH)  # cron looks on either, APScheduler on both: nobody shall have to guess
    if weekdays != "*":
        days = sorted({(day - 1) % 7 for part in weekdays.lower().split(",") for day in _weekdays(part)})
        weekdays = ",".join(map(str, days))
    line = " ".join([*others, weekdays])
    try:
        CronTrigger.from_crontab(line)
    except ValueError as error:
        raise ValueError(f"“{text}”的分、时、日或月写得不对") from error
    return line


def _weekdays(part: str) -> range:
    """Days of one part, 0 and 7 being Sunday."""
    days, _, step = part.partition("/")
    first, dash, last = ("0", "-", "6") if days == "*" else days.partition("-")
    try:
        begin, end = _weekday(first), _weekday(last or first)
        end = 7 if dash and last == "sun" else end
        end = 6 if step and not dash else end  # 1/2: from Monday on, every second day
        found = range(begin, end + 1, int(step or 1))
    except ValueError:
        found = range(0)
    if not found:
        raise ValueError(f"星期“{part}”应为 0 至 7（0 和 7 都是星期日）或 mon 至 sun")
    return found


def _weekday(text: str) -> int:
    number = _DAYS.index(text) if text in _DAYS else int(text)
    if not 0 <= number <= 7:
        raise ValueError
    return number
