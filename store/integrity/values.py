"""Columns that hold one of a few words: no program may meet another one, which it could neither show nor act on."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col

from sources.records import ConflictField, Kind, LookState, Mode, Polarity, Sector
from store.alarms import Kind as AlarmKind
from store.corrections import What
from store.filing import ORIGINS
from store.integrity.streams import columns, rows
from store.lives import Act
from store.stays import status_of
from store.tables.alarms import AlarmRow
from store.tables.delivery import DeliveryAttempt
from store.tables.evidence import Look
from store.tables.notices import Conflict, NoticeReading, NoticeRow
from store.tables.outbox import Message, News, Subscription
from store.tables.register import CompanyName, CorrectionRow, Edition, Listing, SeriesRow
from store.tables.schedule import SourceHealth, Turn

_WORDS: tuple[tuple[Any, type[StrEnum] | tuple[str, ...]], ...] = (
    (Look.state, LookState),
    (SourceHealth.state, LookState),
    (NoticeRow.kind, Kind),
    (NoticeRow.polarity, Polarity),
    (NoticeReading.origin, ORIGINS),
    (Conflict.field, ConflictField),
    (Conflict.state, ("open", "accepted", "rejected", "settled")),
    (SeriesRow.sector, Sector),
    (SeriesRow.mode, Mode),
    (SeriesRow.polarity, Polarity),
    (Edition.act, Act),
    (Edition.state, ("complete", "names_missing", "held", "withdrawn")),
    (Listing.ended_by, ("left", "removed")),
    (CompanyName.kind, ("registered", "former", "short")),
    (CorrectionRow.kind, What),
    (Message.state, ("pending", "sending", "sent", "dead")),
    (Message.kind, ("alert", "digest", "report", "operations")),
    (Message.channel, ("mail", "webhook")),
    (DeliveryAttempt.outcome, ("sent", "retry", "dead", "away")),
    (News.kind, ("register", "operations")),
    (AlarmRow.kind, AlarmKind),
    (Subscription.audience, ("portfolio", "operations")),
    (Subscription.channel, ("mail", "webhook")),
    (Subscription.severity, ("review", "match")),
    (Turn.state, ("looking", "done")),
)


def value_faults(session: Session) -> Iterator[str]:
    """Words that no program writes, and listings whose status is not that of their list."""
    for column, known in _WORDS:
        words = [str(word) for word in known]
        for (found,) in rows(session, columns(column).where(col(column).not_in(words)).distinct()):
            yield f"{column.class_.__tablename__}.{column.key} 不能是 {found}"
    query = columns(Listing.status, Listing.disposition.is_not(None), SeriesRow.key, SeriesRow.polarity)  # type: ignore[union-attr]
    for status, disposed, key, polarity in rows(session, query.join(SeriesRow).distinct()):
        if status != status_of(Polarity(polarity), disposed=disposed):
            yield f"listing：{key} 有在列记录的状态是 {status}"
