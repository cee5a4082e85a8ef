"""Last doubts before a notice is believed, given what is known; a doubt holds rows for a person and loses nothing."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

from sources.base import Expectations, Source
from sources.notices.trades import series_of_rows, series_within
from sources.records import ConflictField, FieldConflict, Mode, Notice, Reading
from store.directory import Ambiguous, Directory
from store.filing import PERSON, Filing, Known

_SHOWN = 50  # names in the words of a doubt; the others are in the evidence


def safe(filing: Filing) -> Filing:
    """The filing with an address that may stand as a link in a mail or on a page: http or https, else none."""
    url = filing.notice.url
    with suppress(ValueError):  # of brackets that hold no IPv6 address
        if url is None or urlsplit(url).scheme in ("http", "https"):
            return filing
    return replace(filing, notice=replace(filing.notice, url=None))


def expectations(sources: Iterable[Source], regulator: str, source: str | None) -> Expectations:
    """What is expected of the lists of this source; of an import, what its regulator's first source expects."""
    of_place = [one for one in sources if one.regulator.id == regulator]
    found = next((one for one in of_place if one.id == source), of_place[0] if of_place else None)
    return found.expects if found else Expectations()


def check(filing: Filing, before: Known, expects: Expectations) -> Filing:
    """The filing with its rows held where their number must be doubted."""
    notice = filing.notice
    if notice.origin == PERSON or not notice.rows:
        return filing
    doubt = _of_bounds(notice, expects) or _of_drop(filing, before, expects) or _of_another_file(filing, before)
    if doubt is None:
        return filing
    held = replace(notice, rows=(), held=notice.rows, conflicts=(*notice.conflicts, doubt))
    return replace(filing, notice=held)


def _of_bounds(notice: Notice, expects: Expectations) -> FieldConflict | None:
    """Too many rows for any list of this source, or too few for a complete edition."""
    size = len(notice.rows)
    if expects.most is not None and size > expects.most:
        return _count(("预期", f"至多 {expects.most} 家"), ("读到", f"{size} 家"))
    if notice.series is not None and notice.series.mode is Mode.SNAPSHOT and size < expects.least:
        return _count(("预期", f"至少 {expects.least} 家"), ("读到", f"{size} 家"))
    return None


def _of_drop(filing: Filing, before: Known, expects: Expectations) -> FieldConflict | None:
    """A complete edition with far fewer companies than stand is more likely half a file than good news.

    Of a notice over several trades each list is measured; whom it names under another trade has not gone.
    """
    sizes = Counter(series.key for series in series_of_rows(filing.notice, filing.notice.rows))
    for key, standing in _standing(filing, before).items():
        least = len(standing) * (1 - expects.largest_drop)
        if len(standing) < expects.counted_from or sizes[key] >= least:
            continue
        named = _named(filing, before)
        gone = sorted(name for company, name in standing.items() if company not in named)
        if len(standing) - len(gone) < least:
            more = f" 等 {len(gone)} 家" if len(gone) > _SHOWN else ""
            counted = ("在列", str(len(standing))), ("新一期", str(sizes[key]))
            return _count(*counted, ("新一期未列出", "、".join(gone[:_SHOWN]) + more))
    return None


def _of_another_file(filing: Filing, before: Known) -> FieldConflict | None:
    """A file that a person brought for a list that is known, and that names none of its companies: it is hardly of that list."""
    known = {company: facts.name for one in before.published_by(filing.id).values() for company, facts in one.rows.items()}
    if filing.notice.origin != "import" or not known or known.keys() & _named(filing, before):
        return None
    names = "、".join(sorted(known.values())[:_SHOWN]) + (f" 等 {len(known)} 家" if len(known) > _SHOWN else "")
    return _count(("此前列入", names), ("本次", f"{len(filing.notice.rows)} 家，与此前列入的没有一家相同，可能不是这篇公告的附件"))


def _named(filing: Filing, before: Known) -> set[str]:
    """The companies that the notice names."""
    directory = Directory(before.companies, before.familiar)
    meant = directory.meant([*zip(filing.notice.rows, filing.digests, strict=False)])
    return {one for one in meant if not isinstance(one, Ambiguous)}


def _standing(filing: Filing, before: Known) -> dict[str, dict[str, str]]:
    """By list the companies (id to name) that a newer snapshot would replace; none where the notice replaces nothing.

    The same notice read again replaces nothing either: whom it no longer names stays listed.
    """
    series, printed = filing.notice.series, filing.notice.published or filing.notice.signed
    if series is None or series.mode is not Mode.SNAPSHOT or before.published_by(filing.id):
        return {}
    return {
        one.key: {life.company: life.facts.name for life in before.lives.get(one.key, {}).values() if life.valid_to is None}
        for one in series_within(filing.notice)
        if not printed or all(edition.day <= printed.first_day for edition in before.editions.get(one.key, ()))
    }


def _count(*readings: tuple[str, str]) -> FieldConflict:
    return FieldConflict(ConflictField.COUNT, tuple(Reading(where, value) for where, value in readings), None)
