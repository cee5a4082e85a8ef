"""What each origin says of a notice, and whether a person must decide between readings, as stored."""

from sqlmodel import Session, col, select

from sources.serial import from_json
from store.filing import Filing
from store.tables.notices import Conflict, NoticeReading


def readings_of(session: Session, notice_id: str) -> tuple[Filing, ...]:
    """The readings of one notice that nothing has superseded, one per origin."""
    rows = session.exec(
        select(NoticeReading).where(
            NoticeReading.notice_id == notice_id, col(NoticeReading.superseded_at).is_(None)
        )
    )
    return tuple(Filing(from_json(row.facts), row.evidence) for row in rows)


def undecided(session: Session, notice_id: str) -> bool:
    """True while a person must decide between two readings of this notice."""
    waiting = select(Conflict.id).where(
        Conflict.notice_id == notice_id, Conflict.state == "open", col(Conflict.chosen).is_(None)
    )
    return session.exec(waiting).first() is not None
