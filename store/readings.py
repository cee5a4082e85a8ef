"""What each origin says of a notice, as stored."""

from sqlmodel import Session, col, select

from sources.serial import from_json
from store.filing import Filing
from store.tables.notices import NoticeReading


def readings_of(session: Session, notice_id: str) -> tuple[Filing, ...]:
    """The readings of one notice that nothing has superseded, one per origin."""
    rows = session.exec(
        select(NoticeReading).where(
            NoticeReading.notice_id == notice_id, col(NoticeReading.superseded_at).is_(None)
        )
    )
    return tuple(Filing(from_json(row.facts), row.evidence) for row in rows)
