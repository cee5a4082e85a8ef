"""What each origin says of a notice, and whether a person must decide between readings, as stored."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from sources.records import Notice
from sources.serial import from_json, to_json
from store.filing import Filing
from store.identity import facts_hash
from store.printed import keep, pack_rows, unpack_rows
from store.tables.notices import Conflict, NoticeReading, NoticeRow


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
    return Filing(notice, reading.evidence)


def describe(row: NoticeRow, notice: Notice) -> None:
    """Let the row of a notice repeat what the reading in force says."""
    row.regulator, row.issuer = notice.regulator, notice.issuer
    row.title, row.url = notice.title, notice.url
    row.kind, row.polarity = notice.kind.value, notice.polarity.value
    row.series_key = notice.series.key if notice.series else None
    row.published = notice.published.iso if notice.published else None
    row.deadline = notice.deadline.nominal if notice.deadline else None
    row.deadline_working = notice.deadline.working if notice.deadline else None
    row.declared, row.named, row.names_missing = notice.declared, notice.named, notice.names_missing


def write_reading(session: Session, filing: Filing, at: datetime) -> None:
    """Record what was just read; the reading of the same origin before it is superseded. The caller commits."""
    notice = filing.notice
    supersede_readings(session, filing.id, notice.origin, at)
    rows = (*notice.rows, *notice.held)
    places, packed = pack_rows(rows, keep(session, rows))
    session.add(
        NoticeReading(
            notice_id=filing.id,
            origin=notice.origin,
            facts=to_json(replace(notice, rows=(), held=())),
            places=places,
            rows=packed,
            held=len(notice.held),
            facts_hash=facts_hash(notice),
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


def undecided(session: Session, notice_id: str) -> bool:
    """True while a person must decide between two readings of this notice."""
    waiting = select(Conflict.id).where(
        Conflict.notice_id == notice_id, Conflict.state == "open", col(Conflict.chosen).is_(None)
    )
    return session.exec(waiting).first() is not None
