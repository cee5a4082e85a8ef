"""What waits for a person, what was decided, and the differences that he is shown."""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, func, select

from store.chunks import Among
from store.identity import page_key
from store.tables.evidence import Capture
from store.tables.notices import Conflict, NoticeRow
from store.tables.register import Edition, Listing


class Pile(StrEnum):
    """Where a conflict lies: it waits for a person, or one reading was taken meanwhile, or it is closed."""

    WAITING = "waiting"
    NOTED = "noted"
    CLOSED = "closed"


def _lies(pile: Pile) -> list[Any]:
    if pile is Pile.CLOSED:
        return [Conflict.state != "open"]
    taken = col(Conflict.chosen)
    return [Conflict.state == "open", taken.is_(None) if pile is Pile.WAITING else taken.is_not(None)]


def piles(session: Session) -> dict[Pile, int]:
    """How many conflicts lie where."""
    every = select(func.count()).select_from(Conflict)
    return {pile: session.exec(every.where(*_lies(pile))).one() for pile in Pile}


def conflicts_in(session: Session, pile: Pile, *, first: int, most: int) -> Sequence[tuple[Conflict, NoticeRow]]:
    """Conflicts with their notices: what waits longest first, what was closed last first."""
    query = select(Conflict, NoticeRow).join(NoticeRow).where(*_lies(pile))
    order = (col(Conflict.closed_at).desc(), col(Conflict.id).desc()) if pile is Pile.CLOSED else (col(Conflict.id),)
    return session.exec(query.order_by(*order).offset(first).limit(most)).all()


def names_on(session: Session, series: str, most: int) -> list[str]:
    """The names, as printed, of those who stand on a list; at most so many."""
    standing = select(Listing.name).where(
        Listing.series_key == series, col(Listing.superseded_at).is_(None), col(Listing.valid_to).is_(None)
    )
    return list(session.exec(standing.limit(most)))


def editions_beside(session: Session, series: str, notice: str) -> tuple[bool, date | None]:
    """Whether this notice is a complete edition of the list already, and the day of the newest one of any other notice."""
    complete = select(Edition.notice_id, func.max(Edition.day)).where(Edition.series_key == series, Edition.state == "complete")
    days = dict(session.exec(complete.group_by(col(Edition.notice_id))).all())
    return notice in days, max((day for id_, day in days.items() if id_ != notice), default=None)


def notices_seen(session: Session, look: int) -> list[NoticeRow]:
    """The notices whose pages a look brought, the newest first."""
    keys = {page_key(url) for url in session.exec(select(Capture.request_key).where(Capture.look_id == look))}
    found: Collection[NoticeRow] = session.exec(select(NoticeRow).where(Among(NoticeRow.key, sorted(keys)))).all()
    return sorted(found, key=lambda one: (one.published or "", one.id), reverse=True)
