"""What each origin says of a notice, and whether a person must decide between readings, as stored."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from sources.serial import from_json, to_json
from store.filing import Filing
from store.identity import facts_hash, row_digest
from store.printed import keep, pack_rows, unpack_rows
from store.tables.notices import Conflict, NoticeReading


def readings_of(session: Session, notice_id: str) -> tuple[Filing, ...]:
    """The readings of one notice that nothing has superseded, one per origin."""
    rows = session.exec(
        select(NoticeReading).where(NoticeReading.notice_id == notice_id, col(NoticeReading.superseded_at).is_(None))
    )
    return tuple(_filing(session, row) for row in rows)


def _filing(session: Session, reading: NoticeReading) -> Filing:
    rows = unpack_rows(session, reading.places, reading.rows)
    listed = len(rows) - reading.held
    notice = replace(from_json(reading.facts), rows=rows[:listed], held=rows[listed:])
    return Filing(notice, reading.evidence, reading.notice_id)


def layout_of(session: Session, notice_id: str) -> tuple[str, ...]:
    """The headings that the list of this notice has; empty where none was read from a table."""
    facts = select(NoticeReading.facts).where(
        NoticeReading.notice_id == notice_id, col(NoticeReading.superseded_at).is_(None)
    )
    return next((tuple(one["layout"]) for one in session.exec(facts) if "layout" in one), ())


def write_reading(session: Session, filing: Filing, at: datetime) -> None:
    """Record what was just read; the reading of the same origin before it is superseded. The caller commits."""
    notice = filing.notice
    supersede_readings(session, filing.id, notice.origin, at)
    rows = (*notice.rows, *notice.held)
    digests = [*map(row_digest, rows)]
    places, packed = pack_rows(rows, keep(session, rows, digests))
    session.add(
        NoticeReading(
            notice_id=filing.id,
            origin=notice.origin,
            facts=to_json(replace(notice, rows=(), held=())),
            places=places,
            rows=packed,
            held=len(notice.held),
            facts_hash=facts_hash(notice, digests),
            evidence=dict(filing.evidence),
            recorded_at=at,
        )
    )


def supersede_readings(session: Session, notice_id: str, origin: str, at: datetime) -> None:
    """The reading of this origin no longer counts. The caller commits."""
    standing = select(NoticeReading).where(
        NoticeReading.notice_id == notice_id,
        NoticeReading.origin == origin,
        col(NoticeReading.superseded_at).is_(None),
    )
    for row in session.exec(standing):
        row.superseded_at = at


def undecided(session: Session, notice_id: str) -> list[Conflict]:
    """What a person must decide about this notice, the oldest first."""
    waiting = select(Conflict).where(
        Conflict.notice_id == notice_id, Conflict.state == "open", col(Conflict.chosen).is_(None)
    )
    return list(session.exec(waiting.order_by(col(Conflict.id))))
