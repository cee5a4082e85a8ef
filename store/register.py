"""Write what filings change: readings, conflicts, companies, editions, listings, events, under one new revision.

What is to be written was decided before, by store.filing.changes; nothing is decided here and nothing is overwritten.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from store.companies import write_companies
from store.events import EventFact
from store.filing import PERSON, Changes, Dispute, Filing
from store.identity import notice_id, notice_key
from store.membership import write_edition
from store.readings import describe, supersede_readings, write_corrections, write_reading
from store.stays import write_lives
from store.tables.notices import Conflict, NoticeAlias, NoticeRow
from store.tables.register import Event, Revision


def apply(session: Session, changes: Changes, *, at: datetime, why: str) -> int:
    """Write the changes and return the new revision. The caller commits."""
    revision = Revision(at=at, why=why)
    session.add(revision)
    session.flush()
    number = revision.number or 0
    for filing in changes.filings:
        _write_reading(session, filing, at)
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
    for edition in changes.editions:
        write_edition(session, edition, at)
    session.flush()
    for series_key, one in changes.lives.items():
        write_lives(session, series_key, one, at, number)
    for event in changes.events:
        write_event(session, event, at=at, revision=number)
    session.flush()
    return number


def _write_reading(session: Session, filing: Filing, at: datetime) -> None:
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
    write_reading(session, filing, at)


def _open_conflict(session: Session, dispute: Dispute, at: datetime) -> None:
    conflict = dispute.conflict
    readings = [{"where": one.where, "value": one.value} for one in conflict.readings]
    known = session.exec(select(Conflict).where(Conflict.dedupe_key == dispute.key)).first()
    if known is None:
        session.add(
            Conflict(
                dedupe_key=dispute.key,
                notice_id=dispute.notice,
                field=conflict.field.value,
                readings=readings,
                chosen=conflict.chosen,
                opened_at=at,
            )
        )
    elif known.state == "settled":  # what broke once more
        known.state, known.opened_at, known.closed_at, known.reason = "open", at, None, None


def _settle_conflicts(session: Session, notice: str, remaining: Collection[str], at: datetime) -> None:
    """The list came well: what was in doubt about an earlier reading of it waits for nobody."""
    session.flush()
    waiting = select(Conflict).where(
        Conflict.notice_id == notice, Conflict.state == "open", col(Conflict.chosen).is_(None)
    )
    for conflict in session.exec(waiting):
        if conflict.dedupe_key not in remaining:
            conflict.state, conflict.closed_at, conflict.reason = "settled", at, "此后已取得完整名单"


def write_event(session: Session, event: EventFact, *, at: datetime, revision: int | None) -> bool:
    """Write one event unless it is there already; True when it is new. The caller commits."""
    if session.get(Event, event.id) is not None:
        return False
    session.add(
        Event(
            id=event.id,
            type=event.type,
            at=at,
            company_id=event.company,
            series_key=event.series,
            notice_id=event.notice,
            source_id=event.source,
            facts=dict(event.facts),
            revision=revision,
        )
    )
    return True
