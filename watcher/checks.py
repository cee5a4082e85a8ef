"""Last doubts before a notice is believed, given what is known; a doubt holds rows for a person and loses nothing."""

from dataclasses import replace
from urllib.parse import urlsplit

from sources.records import ConflictField, FieldConflict, Mode, Notice, Reading
from store.filing import Filing, Known

# A complete new edition with less than half of the companies that stand is more likely half a file than good news.
LEAST_SHARE = 0.5
FROM_SIZE = 10  # short lists do shrink by half


def check(filing: Filing, before: Known) -> Filing:
    """The filing with safe links, its rows held where a snapshot shrinks so much that it must be doubted."""
    notice = _with_safe_url(filing.notice)
    standing = _standing(notice, before)
    if notice.origin != "person" and len(notice.rows) < standing * LEAST_SHARE and standing >= FROM_SIZE and notice.rows:
        readings = (Reading("在列", str(standing)), Reading("新一期", str(len(notice.rows))))
        doubt = FieldConflict(ConflictField.COUNT, readings, None)
        notice = replace(notice, rows=(), held=notice.rows, conflicts=(*notice.conflicts, doubt))
    return replace(filing, notice=notice)


def _standing(notice: Notice, before: Known) -> int:
    """How many companies a newer snapshot would replace; 0 where the notice replaces nothing."""
    series = notice.series
    if series is None or series.mode is not Mode.SNAPSHOT or notice.published is None:
        return 0
    day = notice.published.first_day
    if any(edition.day >= day for edition in before.editions.get(series.key, ())):
        return 0
    return sum(life.valid_to is None for life in before.lives.get(series.key, {}).values())


def _with_safe_url(notice: Notice) -> Notice:
    """Only http and https may stand in a mail or on a page as a link."""
    if notice.url is None or urlsplit(notice.url).scheme in ("http", "https"):
        return notice
    return replace(notice, url=None)
