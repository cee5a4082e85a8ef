"""Notices: ids and hashes are computed again, and the row of a notice repeats the reading that is in force."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from sources.records import Notice
from sources.serial import from_json
from store.filing import Filing, in_force
from store.identity import facts_hash, id_of_key
from store.integrity.streams import columns, rows
from store.printed import unpack_rows
from store.readings import describe, undecided
from store.tables.notices import NoticeReading, NoticeRow
from store.tables.register import Edition


def notice_faults(session: Session) -> Iterator[str]:
    """Notices that do not have the id of their key or do not say what was read, and readings that were altered."""
    readings: defaultdict[str, list[int]] = defaultdict(list)
    for notice, number in rows(session, columns(NoticeReading.notice_id, NoticeReading.id)):
        readings[notice].append(number)
    for (id_,) in list(rows(session, columns(NoticeRow.id).order_by(NoticeRow.id))):
        row = session.get_one(NoticeRow, id_)
        if id_of_key(row.key) != id_:
            yield f"notice {id_}：编号与 {row.key} 不符"
        try:
            kept = (session.get_one(NoticeReading, number) for number in sorted(readings[id_]))
            told = [(reading, _said(session, reading)) for reading in kept]
            for reading, notice in told:
                if facts_hash(notice) != reading.facts_hash:
                    yield f"notice_reading {reading.id}：内容与其校验值不符"
            yield from _retold(row, [one for one in told if one[0].superseded_at is None])
        except (ValueError, LookupError, TypeError) as error:
            yield f"notice {id_}：所读内容不能重读（{type(error).__name__}：{error}）"
        session.expunge_all()


def _said(session: Session, reading: NoticeReading) -> Notice:
    printed = unpack_rows(session, reading.places, reading.rows)
    listed = len(printed) - reading.held
    return replace(from_json(reading.facts), rows=printed[:listed], held=printed[listed:])


def _retold(row: NoticeRow, standing: Sequence[tuple[NoticeReading, Notice]]) -> Iterator[str]:
    """What the row says otherwise than its readings."""
    origins = [reading.origin for reading, _ in standing]
    if not origins:
        yield f"notice {row.id}：没有任何来源的内容"
        return
    if len(set(origins)) < len(origins):
        yield f"notice {row.id}：同一来源有几份内容同时有效"
    for reading, notice in standing:
        if reading.origin != notice.origin:
            yield f"notice_reading {reading.id}：来源记作 {reading.origin}，而内容是 {notice.origin}"
    right = NoticeRow(**row.model_dump())
    describe(right, in_force(Filing(notice, {}) for _, notice in standing).notice)
    wrong = [name for name, value in row.model_dump().items() if getattr(right, name) != value]
    if wrong:
        yield f"notice {row.id}：{'、'.join(wrong)} 与所读内容不符"


def waiting_faults(session: Session) -> Iterator[str]:
    """Lists that wait for a person whom nobody asks."""
    for id_ in session.exec(select(Edition.notice_id).where(col(Edition.state) == "held").order_by(Edition.notice_id)):
        if not undecided(session, id_):
            yield f"edition {id_}：名单暂存，而没有待裁决的事项"
