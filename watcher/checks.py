"""Last doubts before a notice is believed, given what is known; a doubt holds rows for a person and loses nothing."""

from dataclasses import replace
from urllib.parse import urlsplit

from sources.records import ConflictField, FieldConflict, Mode, Reading
from store.filing import PERSON, Filing, Known

# A complete new edition with less than half of the companies that stand is more likely half a file than good news.
LEAST_SHARE = 0.5
FROM_SIZE = 10  # short lists do shrink by half


def safe(filing: Filing) -> Filing:
    """The filing with an address that may stand as a link in a mail or on a page: http or https, else none."""
    url = filing.notice.url
    if url is None or urlsplit(url).scheme in ("http", "https"):
        return filing
    return replace(filing, notice=replace(filing.notice, url=None))


def check(filing: Filing, before: Known) -> Filing:
    """The filing with its rows held where a snapshot shrinks so much that it must be doubted."""
    notice = filing.notice
    standing = _standing(filing, before)
    if notice.origin == PERSON or not notice.rows or standing < FROM_SIZE or len(notice.rows) >= standing * LEAST_SHARE:
        return filing
    readings = (Reading("在列", str(standing)), Reading("新一期", str(len(notice.rows))))
    doubt = FieldConflict(ConflictField.COUNT, readings, None)
    notice = replace(notice, rows=(), held=notice.rows, conflicts=(*notice.conflicts, doubt))
    return replace(filing, notice=notice)


def _standing(filing: Filing, before: Known) -> int:
    """How many companies a newer snapshot would replace; 0 where the notice replaces nothing.

    The same notice read again replaces nothing either: whom it no longer names stays listed.
    """
    series, printed = filing.notice.series, filing.notice.published or filing.notice.signed
    if series is None or series.mode is not Mode.SNAPSHOT or before.edition(filing.id) is not None:
        return 0
    if printed and any(edition.day > printed.first_day for edition in before.editions.get(series.key, ())):
        return 0
    return sum(life.valid_to is None for life in before.lives.get(series.key, {}).values())
