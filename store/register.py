"""Write what filings change: readings, conflicts, companies, editions, listings, events, under one new revision.

What is to be written was decided before, by store.filing.changes; nothing is decided here and nothing is overwritten.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from sources.records import Polarity
from sources.serial import to_json
from store.directory import KnownCompany
from store.editions import FiledEdition
from store.events import EventFact
from store.filing import PERSON, Changes, Dispute, Filing
from store.identity import event_id, facts_hash, notice_key
from store.lives import Act, Life, LifeChanges
from store.tables.notices import Conflict, NoticeReading, NoticeRow
from store.tables.register import Company, CompanyName, Edition, Event, Listing, Revision, SeriesRow

STATUS = {Polarity.SUSPECTED: "suspected", Polarity.FLAGGED: "abnormal", Polarity.POSITIVE: "positive"}


def apply(session: Session, changes: Changes, *, at: datetime, why: str) -> int:
    """Write the changes and return the new revision. The caller commits."""
    revision = Revision(at=at, why=why)
    session.add(revision)
    session.flush()
    number = revision.number or 0
    for filing in changes.filings:
        _write_reading(session, filing, at)
    for notice_id in changes.overtaken:
        _supersede_readings(session, notice_id, PERSON, at)
    for filing in changes.effective.values():
        _write_notice(session, filing)
    for dispute in changes.disputes:
        _open_conflict(session, dispute, at)
    for company in changes.companies:
        _write_company(session, company, at, number)
    for edition in changes.editions:
        _write_edition(session, edition, at)
    session.flush()
    for series_key, one in changes.lives.items():
        _write_lives(session, series_key, one, at, number)
    for event in changes.events:
        write_event(session, event, at=at, revision=number)
    session.flush()
    return number


def _write_reading(session: Session, filing: Filing, at: datetime) -> None:
    notice = filing.notice
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
    _supersede_readings(session, filing.id, notice.origin, at)
    session.add(
        NoticeReading(
            notice_id=filing.id,
            origin=notice.origin,
            facts=to_json(notice),
            facts_hash=facts_hash(notice),
            evidence=dict(filing.evidence),
            recorded_at=at,
        )
    )


def _supersede_readings(session: Session, notice_id: str, origin: str, at: datetime) -> None:
    standing = select(NoticeReading).where(
        NoticeReading.notice_id == notice_id,
        NoticeReading.origin == origin,
        col(NoticeReading.superseded_at).is_(None),
    )
    for row in session.exec(standing):
        row.superseded_at = at


def _write_notice(session: Session, filing: Filing) -> None:
    notice = filing.notice
    row = session.get_one(NoticeRow, filing.id)
    row.regulator, row.issuer = notice.regulator, notice.issuer
    row.title, row.url = notice.title, notice.url
    row.kind, row.polarity = notice.kind.value, notice.polarity.value
    row.series_key = notice.series.key if notice.series else None
    row.published = notice.published.iso if notice.published else None
    row.deadline = notice.deadline.nominal if notice.deadline else None
    row.deadline_working = notice.deadline.working if notice.deadline else None
    row.declared, row.named, row.names_missing = notice.declared, notice.named, notice.names_missing


def _open_conflict(session: Session, dispute: Dispute, at: datetime) -> None:
    conflict = dispute.conflict
    readings = [{"where": one.where, "value": one.value} for one in conflict.readings]
    words = (f"{one.where}={one.value}" for one in conflict.readings)
    key = event_id(dispute.notice, conflict.field, *words, *dispute.names)
    if session.exec(select(Conflict).where(Conflict.dedupe_key == key)).first() is None:
        session.add(
            Conflict(
                dedupe_key=key,
                notice_id=dispute.notice,
                field=conflict.field.value,
                readings=readings,
                chosen=conflict.chosen,
                opened_at=at,
            )
        )


def _write_company(session: Session, company: KnownCompany, at: datetime, revision: int) -> None:
    row = session.get(Company, company.id)
    if row is None:
        session.add(Company(id=company.id, name=company.name, code=company.code, recorded_at=at, revision=revision))
        session.flush()
    else:
        row.name, row.code, row.revision = company.name, company.code, revision
    for name in company.names:
        if session.get(CompanyName, (company.id, name.identity_key)) is None:
            session.add(
                CompanyName(
                    company_id=company.id,
                    identity_key=name.identity_key,
                    name=name.printed,
                    kind=name.kind,
                    recorded_at=at,
                )
            )


def _write_edition(session: Session, edition: FiledEdition, at: datetime) -> None:
    series, facts = edition.series, edition.facts
    polarity = Polarity.NEUTRAL if facts.act is Act.REMOVES else edition.polarity  # a removal does not say what the list is
    known_series = session.get(SeriesRow, series.key)
    if known_series is None:
        session.add(
            SeriesRow(
                key=series.key,
                regulator=series.regulator,
                sector=series.sector.value,
                list_type=series.list_type,
                mode=series.mode.value,
                polarity=polarity.value,
                title=series.title,
            )
        )
        session.flush()
    elif known_series.polarity == Polarity.NEUTRAL:
        known_series.polarity = polarity.value
    rows = [
        {
            "company": company,
            "name": row.name,
            "code": row.code,
            "reasons": list(row.reasons),
            "place": dict(row.place),
            "sha256": row.sha256,
        }
        for company, row in facts.rows.items()
    ]
    known = session.get(Edition, facts.notice_id)
    session.merge(
        Edition(
            notice_id=facts.notice_id,
            series_key=series.key,
            act=facts.act.value,
            day=facts.day,
            batch=facts.batch,
            state=edition.state,
            declared=edition.declared,
            named=edition.named,
            rows=rows,
            recorded_at=known.recorded_at if known else at,
        )
    )


def _write_lives(session: Session, series_key: str, changes: LifeChanges, at: datetime, revision: int) -> None:
    """Supersede what is no longer known to be so, and add what is; a row once written keeps its words."""
    status = STATUS[Polarity(session.get_one(SeriesRow, series_key).polarity)]
    for life in (*changes.dropped, *(before for before, _ in changes.changed)):
        session.exec(
            select(Listing).where(
                Listing.company_id == life.company,
                Listing.series_key == series_key,
                Listing.valid_from == life.valid_from,
                col(Listing.superseded_at).is_(None),
            )
        ).one().superseded_at = at
    for life in (*changes.added, *(after for _, after in changes.changed)):
        session.add(_listing(life, series_key, status, at, revision))


def _listing(life: Life, series_key: str, status: str, at: datetime, revision: int) -> Listing:
    return Listing(
        company_id=life.company,
        series_key=series_key,
        notice_id=life.notice_id,
        status=status,
        name=life.facts.name,
        code=life.facts.code,
        reasons=list(life.facts.reasons),
        place=dict(life.facts.place),
        sha256=life.facts.sha256,
        valid_from=life.valid_from,
        valid_to=life.valid_to,
        ended_by=life.ended_by,
        ended_by_notice=life.ended_by_notice,
        recorded_at=at,
        revision=revision,
    )


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
