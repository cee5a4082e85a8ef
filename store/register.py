"""Write what filings change: readings, conflicts, companies, editions, listings, events, under one new revision.

What is to be written was decided before, by store.filing.changes; nothing is decided here and nothing is overwritten.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from store.bulk import insert_rows
from store.chunks import Among
from store.companies import write_companies
from store.corrections_kept import write_corrections
from store.events import EventFact
from store.filing import PERSON, Changes, Dispute, Filing
from store.identity import notice_id, notice_key
from store.membership import write_editions
from store.packing import Numbers
from store.readings import describe, supersede_readings, write_reading
from store.stays import write_lives
from store.tables.notices import Conflict, NoticeAlias, NoticeRow
from store.tables.register import Event, Revision


def apply(session: Session, changes: Changes, *, at: datetime, why: str) -> int:
    """Write the changes and return the new revision. The caller commits."""
    revision = Revision(at=at, why=why)
    session.add(revision)
    session.flush()
    number = revision.number or 0
    kept = changes.numbers.rows
    for filing in changes.filings:
        kept = _write_reading(session, filing, at, kept)
    for id_ in changes.overtaken:
        supersede_readings(session, id_, PERSON, at)
    for filing in changes.effective.values():
        describe(session.get_one(NoticeRow, filing.id), filing.notice)
    write_corrections(session, changes.corrections, at, number)
    for dispute in changes.disputes:
        _open_conflict(session, dispute, at)
    for id_, remaining in changes.settled.items():
        _settle_conflicts(session, id_, remaining, at)
    write_companies(session, changes.companies, at, number)
    write_editions(session, changes.editions, at, Numbers(kept, changes.numbers.companies))
    session.flush()
    for series_key, one in changes.lives.items():
        write_lives(session, series_key, one, at, number)
    write_events(session, changes.events, at=at, revision=number)
    session.flush()
    return number


def _write_reading(session: Session, filing: Filing, at: datetime, kept: Mapping[str, int]) -> dict[str, int]:
    notice = filing.notice
    if filing.under not in (None, notice_id(notice)) and session.get(NoticeAlias, notice_key(notice)) is None:
        session.add(NoticeAlias(key=notice_key(notice), notice_id=filing.id))
    if session.get(NoticeRow, filing.id) is None:
        session.add(
            NoticeRow(
                id=filing.id,
                key=notice_key(notice),
                regulator=notice.regulator,
                title=notice.title,
                kind=notice.kind,
                polarity=notice.polarity,
                first_seen_at=at,
            )
        )
        session.flush()
    return write_reading(session, filing, at, kept)


def _open_conflict(session: Session, dispute: Dispute, at: datetime) -> None:
    """Put the dispute to a person once; again only where it had settled itself: what broke once more is another."""
    alike = select(Conflict.state).where(Conflict.dedupe_key == dispute.key).order_by(col(Conflict.id).desc())
    if session.exec(alike).first() not in (None, "settled"):
        return
    conflict = dispute.conflict
    session.add(
        Conflict(
            dedupe_key=dispute.key,
            notice_id=dispute.notice,
            field=conflict.field.value,
            readings=[{"where": one.where, "value": one.value} for one in conflict.readings],
            chosen=conflict.chosen,
            opened_at=at,
        )
    )
    session.flush()


def _settle_conflicts(session: Session, notice: str, remaining: Collection[str], at: datetime) -> None:
    """The list came well: what was in doubt about an earlier reading of it waits for nobody."""
    session.flush()
    waiting = select(Conflict).where(
        Conflict.notice_id == notice, Conflict.state == "open", col(Conflict.chosen).is_(None)
    )
    for conflict in session.exec(waiting):
        if conflict.dedupe_key not in remaining:
            conflict.state, conflict.closed_at, conflict.reason = "settled", at, "此后已取得完整名单"


def write_events(session: Session, events: Iterable[EventFact], *, at: datetime, revision: int | None) -> None:
    """Write those of these events that are not there already. The caller commits."""
    facts = {event.id: event for event in events}
    there = set(session.exec(select(Event.id).where(Among(Event.id, facts))))
    rows = [
        {
            "id": id_,
            "type": event.type,
            "company_id": event.company,
            "series_key": event.series,
            "notice_id": event.notice,
            "source_id": event.source,
            "facts": dict(event.facts),
        }
        for id_, event in facts.items()
        if id_ not in there
    ]
    insert_rows(session, Event, rows, at=at, revision=revision)
