"""The dates of a notice: signed, published and as of, each as precise as printed; nothing is guessed."""

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from sources.notices.wording import compact, to_number
from sources.records import Basis, NoticeDate

_YEAR = r"(\d{4}|[〇○零一二三四五六七八九]{4})年"
_MONTH = r"(\d{1,2}|[一二三四五六七八九十]{1,2})月"
_DAY = r"(\d{1,2}|[一二三四五六七八九十]{1,3})日"
# A line that is only a date, or ends in one after the name of an authority: 厦门市地方金融监督管理局2023年6月29日.
_SIGNATURE = re.compile(rf"^(?:.{{0,40}}(?:局|厅|委|办|院|府|会|办公室|中心|协会))?{_YEAR}{_MONTH}(?:{_DAY})?$")
# The same in figures alone: 2025.6.10, 2025-06-10, 2025/6/10.
_IN_FIGURES = re.compile(r"^(?:.{0,40}(?:局|厅|委|办|院|府|会|办公室|中心|协会))?(\d{4})([-./])(\d{1,2})\2(\d{1,2})$")
_ZERO = re.compile(r"(?<=[一二三四五六七八九])[OoＯ0０](?=[一二三四五六七八九]{0,2}年)")
# 截至2023年7月, 截止2024年末, 截至2025年2月28日.
_AS_OF = re.compile(rf"截[至止]{_YEAR}(?:{_MONTH}(?:{_DAY})?)?")

# The date in a cell: 2025年6月3日, 2025-06-03, 2025.6.3, 2025/6.
_IN_CELL = re.compile(rf"{_YEAR}(?:{_MONTH}(?:{_DAY})?)?|(\d{{4}})[-./](\d{{1,2}})(?:[-./](\d{{1,2}}))?(?!\d)")

_IN_PATH = (
    # TRS: /202306/t20230629_2770942.htm
    re.compile(r"/t(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})_\d+\.[a-z]*html?$"),
    # Hanweb: /art/2023/7/18/art_2765_2091063.html, and others with /2023/7/18/ or /2023/07/18/
    re.compile(r"/(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})/"),
    # Xinhua: /2023-07/19/c_1129758014.htm
    re.compile(r"/(?P<y>\d{4})-(?P<m>\d{2})/(?P<d>\d{2})/"),
    # /2023-07-19/
    re.compile(r"/(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})/"),
    # /202307/19/<id>.html
    re.compile(r"/(?P<y>\d{4})(?P<m>\d{2})/(?P<d>\d{2})/"),
    # Shanghai: /20210201/<32 hex>.html
    re.compile(r"/(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})/"),
    # gov.cn: /202307/content_6890912.htm; a month and no more
    re.compile(r"/(?P<y>\d{4})(?P<m>\d{2})/(?:content_)?[^/]+$"),
)
_PLAUSIBLE_YEARS = range(1990, 2100)


def signed_date(paragraphs: Iterable[str]) -> NoticeDate | None:
    """The date under the signature: the first paragraph that is a date (an annex with its own date comes later).

    One in figures alone may as well be the day of the page's posting: it counts where there is no other.
    """
    lines = [_ZERO.sub("〇", compact(paragraph)) for paragraph in paragraphs]
    for line in lines:
        if match := _SIGNATURE.match(line):
            return _printed(match)
    found = {_valid(int(one[1]), int(one[3]), int(one[4])) for line in lines if (one := _IN_FIGURES.match(line))}
    only = found.pop() if len(found) == 1 else None
    return NoticeDate(only, Basis.TEXT) if only else None


def as_of_date(*texts: str) -> NoticeDate | None:
    """The day, month or year that the data describe (截至…), from the first text that says it."""
    for text in texts:
        if match := _AS_OF.search(compact(text)):
            return _printed(match)
    return None


def date_in_cell(text: str) -> NoticeDate | None:
    """The first date that a cell of a list prints, as precise as printed."""
    match = _IN_CELL.search(compact(text))
    return _printed(match) if match else None


def date_in_url(url: str | None) -> NoticeDate | None:
    """The date in the path of a page's URL, month or day; None where the path shows none."""
    if url is None:
        return None
    try:
        path = urlsplit(url).path
    except ValueError:  # http://[ and the like: no address, so no date
        return None
    for pattern in _IN_PATH:
        if match := pattern.search(path):
            found = _valid(*(int(part) for part in match.groupdict().values()))
            if found:
                return NoticeDate(found, Basis.URL)
    return None


def _printed(match: re.Match[str]) -> NoticeDate | None:
    iso = _valid(*(to_number(part) for part in match.groups() if part))
    return NoticeDate(iso, Basis.TEXT) if iso else None


def _valid(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """The ISO form, or None where no calendar has such a date (/123456/ in a path is a column's number)."""
    if year not in _PLAUSIBLE_YEARS:
        return None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    if month is None:
        return f"{year:04d}"
    return f"{year:04d}-{month:02d}" if day is None else f"{year:04d}-{month:02d}-{day:02d}"
