"""Which notice this is, where its address does not tell: a digest prints none, and the site's page comes later.

Two readings are one notice when the regulator and the official title are the same, the days are near, exactly one of
them has an address, and they are of different origins. Without a whole day nothing is guessed: a list is published
again and again under one title.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session, col, select

from sources.notices.conflicts import same_title
from sources.records import Notice
from store.filing import Filing
from store.identity import id_of_key, notice_id, notice_key, page_key, whole_day
from store.tables.notices import NoticeAlias, NoticeReading, NoticeRow

NEAR = timedelta(days=7)  # a digest prints the day of the signature, a site the day on which the page went up


def recognised(session: Session, filings: Iterable[Filing]) -> list[Filing]:
    """The filings, each under the id that its notice is known by; two that came together may be one notice too."""
    found: list[Filing] = []
    for filing in filings:
        known = _known(session, filing.notice)
        if known is None:
            fitting = {one.id for one in found if _together(one.notice, filing.notice)}
            known = fitting.pop() if len(fitting) == 1 else None
        # One origin speaks of a notice once: two like items of one digest are two notices.
        taken = known is not None and any((one.id, one.notice.origin) == (known, filing.notice.origin) for one in found)
        found.append(replace(filing, under=known) if known and not taken else filing)
    return found


def id_of_page(session: Session, url: str) -> str:
    """The id of the notice on this page, also where it was known before its page."""
    alias = session.get(NoticeAlias, page_key(url))
    return alias.notice_id if alias else id_of_key(page_key(url))


def _known(session: Session, notice: Notice) -> str | None:
    """The id of another key that this notice has in the store; None where it is new or known by its own."""
    if alias := session.get(NoticeAlias, notice_key(notice)):
        return alias.notice_id
    day = whole_day(notice)
    if day is None or not notice.regulator or session.get(NoticeRow, notice_id(notice)) is not None:
        return None
    address = col(NoticeRow.url)
    near = col(NoticeRow.day).between(day - NEAR, day + NEAR)
    told = select(NoticeReading.notice_id).where(NoticeReading.origin == notice.origin)
    rows = session.exec(
        select(NoticeRow.id, NoticeRow.title).where(
            NoticeRow.regulator == notice.regulator,
            near,
            address.is_(None) if notice.url else address.is_not(None),
            col(NoticeRow.id).not_in(told),
        )
    )
    fitting = [id_ for id_, title in rows if _alike(title, notice.title)]
    return fitting[0] if len(fitting) == 1 else None  # of several nobody knows which is meant


def _together(one: Notice, other: Notice) -> bool:
    days = whole_day(one), whole_day(other)
    if (one.url is None) == (other.url is None) or one.origin == other.origin or one.regulator != other.regulator:
        return False
    return bool(one.regulator) and _near(*days) and _alike(one.title, other.title)


def _near(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= NEAR


def _alike(one: str, other: str) -> bool:
    return same_title(one, other) or same_title(other, one)
