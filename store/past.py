"""Companies and notices as they were known at an earlier time: what has changed since is put back.

Listings have their two times in their rows. A company's row and a notice's row say what is known now; what they said
before is in `company_past`, and in the readings of the notice that were in force then.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy import select as columns
from sqlmodel import Session, and_, col, func, or_, select

from store.chunks import chunks
from store.directory import KnownCompany, KnownName
from store.editions import WITHDRAWN
from store.filing import PERSON, Filing, in_force
from store.readings import describe, outline
from store.tables.notices import NoticeReading, NoticeRow
from store.tables.register import Company, CompanyName, CompanyPast, Edition, Event


def believed(recorded: Any, superseded: Any, known_at: datetime | None) -> ColumnElement[bool]:
    """The condition for a row that stands now, or stood at an earlier time."""
    if known_at is None:
        return col(superseded).is_(None)
    return and_(recorded <= known_at, or_(col(superseded).is_(None), superseded > known_at))


def called_then(session: Session, ids: Collection[str], known_at: datetime) -> dict[str, tuple[str, str | None]]:
    """Name and code at that time of those of these companies that bear another name or code now."""
    found: dict[str, tuple[str, str | None]] = {}
    later = select(CompanyPast).where(CompanyPast.superseded_at > known_at).order_by(col(CompanyPast.revision).desc())
    for some in chunks(sorted(ids)):
        for row in session.exec(later.where(col(CompanyPast.company_id).in_(some))):
            found[row.company_id] = row.name, row.code  # the oldest of those that ended later comes last
    return found


def company_then(row: Company, called: Mapping[str, tuple[str, str | None]]) -> Company:
    """The company under the name and the code that it had then."""
    if row.id not in called:
        return row
    name, code = called[row.id]
    return Company(**row.model_dump() | {"name": name, "code": code})


def companies_then(session: Session, ids: Collection[str], known_at: datetime) -> list[KnownCompany]:
    """These companies with the names and the code that were known at that time."""
    names: defaultdict[str, set[KnownName]] = defaultdict(set)
    spoken = select(CompanyName).where(believed(CompanyName.recorded_at, CompanyName.superseded_at, known_at))
    plain = select(Company.id, Company.name, Company.code).where(Company.recorded_at <= known_at)
    found = []
    for some in chunks(sorted(ids)):
        for row in session.exec(spoken.where(col(CompanyName.company_id).in_(some))):
            names[row.company_id].add(KnownName(row.identity_key, row.name, row.kind))
        before = called_then(session, some, known_at)
        for id_, name, code in session.exec(plain.where(col(Company.id).in_(some))):
            name, code = before.get(id_, (name, code))
            found.append(KnownCompany(id_, name, code, frozenset(names[id_])))
    return found


def notices_then(session: Session, rows: Iterable[NoticeRow], known_at: datetime) -> dict[str, NoticeRow]:
    """Those of these notices that were read otherwise at that time, as they were read then."""
    now = {row.id: row for row in rows if row.first_seen_at <= known_at}
    changed: set[str] = set()
    later = or_(NoticeReading.recorded_at > known_at, col(NoticeReading.superseded_at) > known_at)
    for some in chunks(sorted(now)):
        query = select(NoticeReading.notice_id).where(later, col(NoticeReading.notice_id).in_(some))
        changed.update(session.exec(query))
    readings: defaultdict[str, list[Filing]] = defaultdict(list)
    standing = believed(NoticeReading.recorded_at, NoticeReading.superseded_at, known_at)
    for some in chunks(sorted(changed)):
        for reading in session.exec(select(NoticeReading).where(standing, col(NoticeReading.notice_id).in_(some))):
            readings[reading.notice_id].append(outline(reading))
    found = {}
    for id_, several in readings.items():
        row = NoticeRow(**now[id_].model_dump())
        describe(row, in_force(several).notice)
        found[id_] = row
    return found


def arrived_later(known_at: datetime) -> Select[Any]:
    """The notices of editions whose names were still missing at that time: an event tells when they arrived."""
    told = (
        columns(col(Event.notice_id))
        .where(col(Event.type) == "names_arrived", col(Event.notice_id).is_not(None))
        .group_by(col(Event.notice_id))
    )
    return told.having(func.max(Event.at) > known_at)


def open_editions_then(session: Session, known_at: datetime) -> list[Edition]:
    """The editions heard of by then that were not complete, as they stood."""
    heard = select(Edition).where(Edition.recorded_at <= known_at)
    later = col(Edition.notice_id).in_(arrived_later(known_at))
    waiting = session.exec(heard.where(Edition.state == "complete", later)).all()
    still = session.exec(heard.where(col(Edition.state).not_in(("complete", WITHDRAWN)))).all()
    withdrawn = session.exec(heard.where(Edition.state == WITHDRAWN, col(Edition.notice_id).in_(_decided_later(known_at))))
    return [*still, *(_incomplete(session, row, known_at) for row in (*waiting, *withdrawn))]


def _decided_later(known_at: datetime) -> Select[Any]:
    """The notices on which a person had not decided by then."""
    by_a_person = col(NoticeReading.origin) == PERSON, col(NoticeReading.superseded_at).is_(None)
    return columns(col(NoticeReading.notice_id)).where(*by_a_person, col(NoticeReading.recorded_at) > known_at)


def _incomplete(session: Session, row: Edition, known_at: datetime) -> Edition:
    """An edition whose names arrived later, or that was withdrawn later, as the readings of then made it."""
    standing = believed(NoticeReading.recorded_at, NoticeReading.superseded_at, known_at)
    readings = session.exec(select(NoticeReading).where(standing, NoticeReading.notice_id == row.notice_id))
    notice = in_force(map(outline, readings)).notice
    listed = row.state == WITHDRAWN and not (notice.held or notice.names_missing)
    held = notice.held or not notice.names_missing
    state = "complete" if listed else "held" if held else "names_missing"
    key = notice.series.key if notice.series else row.series_key  # one gap, whatever trades its names belong to
    facts = row.model_dump() | {"series_key": key, "state": state, "declared": notice.declared, "named": notice.named}
    return Edition(**facts)
