"""What each origin says of a notice, what persons corrected in it, and whether one must decide, as stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from sources.records import Notice, Place, Row
from sources.serial import from_json, to_json
from store.chunks import Among
from store.filing import Filing
from store.identity import whole_day
from store.packing import unpack_columns
from store.printed import ROW_COLUMNS, keep, load, pack_rows, unpack_rows, unpacked_places
from store.tables.notices import Conflict, NoticeReading, NoticeRow

_SOME = Row("", Place(""))  # one of the rows of a reading, where only their number counts


def readings_of(session: Session, notice_id: str) -> tuple[Filing, ...]:
    """The readings of one notice that nothing has superseded, one per origin."""
    return tuple(_filing(session, row) for row in standing_readings(session, notice_id))


def outlines_of(session: Session, notice_id: str) -> tuple[Filing, ...]:
    """The same with as many rows as they have, but not what these say: they are the bulk of a reading."""
    return tuple(map(outline, standing_readings(session, notice_id)))


def outline(reading: NoticeReading) -> Filing:
    """A reading with as many rows as it has, but not what these say."""
    rows = len(unpack_columns(reading.rows, ROW_COLUMNS)[0])
    named, held = (_SOME,) * (rows - reading.held), (_SOME,) * reading.held
    return Filing(replace(from_json(reading.facts), rows=named, held=held), reading.evidence, reading.notice_id)


def stamps_of(session: Session, notices: Iterable[str]) -> frozenset[tuple[str, str, str]]:
    """Notice, origin and hash of their readings that nothing has superseded (store.filing.Filing.stamp)."""
    columns = select(NoticeReading.notice_id, NoticeReading.origin, NoticeReading.facts_hash)
    standing = columns.where(col(NoticeReading.superseded_at).is_(None))
    return frozenset(session.exec(standing.where(Among(NoticeReading.notice_id, sorted(notices)))).all())


def standing_readings(session: Session, notice_id: str) -> Sequence[NoticeReading]:
    """The same as they are stored."""
    of_notice = select(NoticeReading).where(NoticeReading.notice_id == notice_id)
    return session.exec(of_notice.where(col(NoticeReading.superseded_at).is_(None))).all()


def _filing(session: Session, reading: NoticeReading) -> Filing:
    rows = unpack_rows(session, reading.places, reading.rows)
    listed = len(rows) - reading.held
    notice = replace(from_json(reading.facts), rows=rows[:listed], held=rows[listed:])
    return Filing(notice, reading.evidence, reading.notice_id)


def some_rows(session: Session, reading: NoticeReading, first: int, most: int) -> tuple[Row, ...]:
    """Some of the rows of a reading, in order; those that are held come behind the others."""
    numbers, which, rows = (column[first : first + most] for column in unpack_columns(reading.rows, ROW_COLUMNS))
    said = load(session, numbers)
    stands = unpacked_places(reading.places, which, rows)
    return tuple(replace(said[number][1], place=place) for number, place in zip(numbers, stands, strict=True))


def layout_of(session: Session, notice_id: str) -> tuple[str, ...]:
    """The headings that the list of this notice has; empty where none was read from a table."""
    facts = select(NoticeReading.facts).where(
        NoticeReading.notice_id == notice_id, col(NoticeReading.superseded_at).is_(None)
    )
    return next((tuple(one["layout"]) for one in session.exec(facts) if "layout" in one), ())


def describe(row: NoticeRow, notice: Notice) -> None:
    """Let the row of a notice repeat what the reading in force says."""
    row.regulator, row.issuer = notice.regulator, notice.issuer
    row.title, row.number, row.url = notice.title, notice.number, notice.url
    row.kind, row.polarity = notice.kind.value, notice.polarity.value
    row.series_key = notice.series.key if notice.series else None
    row.published = notice.published.iso if notice.published else None
    row.day = whole_day(notice)
    row.deadline = notice.deadline.nominal if notice.deadline else None
    row.deadline_working = notice.deadline.working if notice.deadline else None
    row.declared, row.named, row.names_missing = notice.declared, notice.named, notice.names_missing


def write_reading(session: Session, filing: Filing, at: datetime, known: Mapping[str, int]) -> dict[str, int]:
    """Record what was just read; the reading of the same origin before it is superseded. The caller commits.

    `known` are the numbers of printed rows that the store has, by digest; returns them with those that are new.
    """
    notice = filing.notice
    supersede_readings(session, filing.id, notice.origin, at)
    rows = (*notice.rows, *notice.held)
    kept = keep(session, zip(filing.digests, rows, strict=True), known)
    places, packed = pack_rows(rows, [kept[digest] for digest in filing.digests])
    session.add(
        NoticeReading(
            notice_id=filing.id,
            origin=notice.origin,
            facts=to_json(replace(notice, rows=(), held=())),
            places=places,
            rows=packed,
            held=len(notice.held),
            facts_hash=filing.hash,
            evidence=dict(filing.evidence),
            recorded_at=at,
        )
    )
    return kept


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
