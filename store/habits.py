"""How sources usually behave, from what the register has of them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlmodel import Session, col, func, select

from store.chunks import Among
from store.tables.evidence import Capture, Look
from store.tables.notices import NoticeRow


def notice_days(session: Session) -> dict[str, list[date]]:
    """By source the days on which it published, in order; a notice is of the source whose look first read its page."""
    first = (
        select(func.min(Capture.look_id))
        .where(Capture.request_key == NoticeRow.url)
        .correlate(NoticeRow)
        .scalar_subquery()
    )
    query = (
        select(Look.source_id, col(NoticeRow.day))
        .join(Look, col(Look.id) == first)
        .where(col(NoticeRow.day).is_not(None))
    )
    found: defaultdict[str, set[date]] = defaultdict(set)
    for source, day in session.exec(query.select_from(NoticeRow)):
        if day is not None:
            found[source].add(day)
    return {source: sorted(days) for source, days in found.items()}


def most_notices(session: Session, sources: Collection[str]) -> dict[str, int]:
    """How many notices the richest look at each of these sources read; 0 is left out."""
    query = select(Look.source_id, func.max(Look.notices)).where(Among(Look.source_id, sources))
    return {source: most for source, most in session.exec(query.group_by(col(Look.source_id))) if most}
