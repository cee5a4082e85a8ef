"""What came lately: notices first seen, companies newly listed by kind and week, messages that were sent."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, and_, case, col, func, or_, select

from store.correspondence import Seen
from store.outbox import UNSENT
from store.tables.delivery import DeliveryAttempt
from store.tables.notices import NoticeRow
from store.tables.outbox import Message
from store.tables.register import Event, SeriesRow

SUSPECTED, FLAGGED, DISPOSED = "suspected", "flagged", "disposed"  # the kinds of what is newly listed
NEW = ("listed", "escalated", "disposed")  # events of which there are those kinds
KIND_OF_NEW = case(  # of an event and its list
    (col(Event.type) == "disposed", DISPOSED),
    (or_(col(Event.type) == "escalated", col(SeriesRow.polarity) == "flagged"), FLAGGED),
    else_=SUSPECTED,
)


class Undelivered(NamedTuple):
    """Messages that wait, those that were refused, and since when the oldest of both is there."""

    waiting: int
    refused: int
    since: datetime | None


def new_notices(session: Session, since: datetime, most: int) -> tuple[int, Sequence[NoticeRow]]:
    """How many were first seen since then; of them those published last come first."""
    fresh = NoticeRow.first_seen_at >= since
    number = session.exec(select(func.count()).select_from(NoticeRow).where(fresh)).one()
    last = func.coalesce(col(NoticeRow.published), "").desc(), col(NoticeRow.first_seen_at).desc(), col(NoticeRow.id)
    return number, session.exec(select(NoticeRow).where(fresh).order_by(*last).limit(most)).all()


def newly_listed(session: Session, ends: Sequence[datetime]) -> list[Counter[str]]:
    """Between each two moments how many companies were newly listed, by kind; a baseline is not new."""
    at = col(Event.at)
    week = case(*((at < end, number) for number, end in enumerate(ends[1:])), else_=len(ends))
    counted = columns(week.label("week"), KIND_OF_NEW.label("kind"), func.count()).select_from(Event).join(SeriesRow, col(SeriesRow.key) == Event.series_key)
    told = and_(at >= ends[0], at < ends[-1], col(Event.type).in_(NEW))
    found = [Counter[str]() for _ in ends[1:]]
    for number, what, count in session.connection().execute(counted.where(told).group_by("week", "kind")):
        found[number][what] = count
    return found


def last_attempt(session: Session, before: datetime | None = None) -> int:
    """The number of the last attempt to deliver (before that time); 0 where there was none."""
    last = select(func.max(DeliveryAttempt.id))
    return session.exec(last if before is None else last.where(DeliveryAttempt.at < before)).one() or 0


def sent(session: Session, seen: Seen, after: int, since: datetime) -> int:
    """How many messages that are seen were sent since then; attempts up to number `after` are known to be older."""
    later = col(DeliveryAttempt.id) > after, DeliveryAttempt.at >= since, DeliveryAttempt.outcome == "sent"
    found = select(func.count()).select_from(DeliveryAttempt).join(Message, col(Message.id) == DeliveryAttempt.message_id)
    return session.exec(found.where(*later, seen.of(Message))).one()


def undelivered(session: Session, seen: Seen) -> Undelivered:
    """Of the messages that are seen those that have not left."""
    refused = func.count().filter(col(Message.state) == "dead")
    query = columns(func.count() - refused, refused, func.min(Message.created_at))
    left = col(Message.state).in_(UNSENT), seen.of(Message)
    return Undelivered(*session.connection().execute(query.where(*left)).one())
