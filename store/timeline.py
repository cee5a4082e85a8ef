"""All that the register holds of one company, in both times: what was so when, what we believed when, and the evidence.

With `known_at` it is what was held at that time; with `as_of` the listings are those that stood on that day.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, or_, select

from store.chunks import chunks
from store.listings import Entry
from store.past import called_then, company_then, notices_then
from store.tables.evidence import Capture, Look
from store.tables.notices import NoticeReading, NoticeRow
from store.tables.portfolios import Hit
from store.tables.register import Company, CompanyName, CompanyPast, Event, Listing, SeriesRow


@dataclass(frozen=True, slots=True)
class Version:
    """What we believed of one listing, until `believed_to` (None: still)."""

    entry: Entry
    believed_to: datetime | None


@dataclass(frozen=True, slots=True)
class CodeKnown:
    """Name in force and code of the company, and until when we knew it so (None: still)."""

    name: str
    code: str | None
    known_from: datetime
    known_to: datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Bytes that are evidence: first and last seen, how often, where, and who imported them if no look did."""

    sha256: str
    url: str
    first: datetime
    last: datetime
    times: int
    source: str | None
    imported_by: str | None
    file_name: str | None


@dataclass(frozen=True, slots=True)
class Published:
    """A notice that the listings stand on, with what each origin says of it and the bytes that were read."""

    notice: NoticeRow
    readings: tuple[NoticeReading, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """One company in both times."""

    company: Company
    calls: tuple[CodeKnown, ...]
    names: tuple[CompanyName, ...]
    versions: tuple[Version, ...]
    notices: tuple[Published, ...]
    seen: dict[str, Seen]  # by SHA-256
    events: tuple[Event, ...]
    hits: dict[str, int] | None  # by grade; None for an earlier time, since hits are held as graded last


def timeline(
    session: Session, company: Company, *, as_of: date | None = None, known_at: datetime | None = None
) -> Timeline:
    """The company's history as recorded, the oldest first. Raises NoResultFound where there is no such company."""
    until = known_at or datetime.max.replace(tzinfo=company.recorded_at.tzinfo)
    row = session.get_one(Company, company.id)
    names = select(CompanyName).where(CompanyName.company_id == row.id, CompanyName.recorded_at <= until)
    events = select(Event).where(Event.company_id == row.id, Event.at <= until).order_by(col(Event.at), col(Event.id))
    versions = _versions(session, row, as_of, known_at)
    notices = _published(session, versions, until)
    digests = {one.entry.listing.sha256 for one in versions}
    digests |= {digest for one in notices for reading in one.readings for digest in reading.evidence.values()}
    return Timeline(
        company=row if known_at is None else company_then(row, called_then(session, [row.id], known_at)),
        calls=_calls(session, row, until),
        names=tuple(session.exec(names.order_by(col(CompanyName.recorded_at), col(CompanyName.identity_key)))),
        versions=versions,
        notices=notices,
        seen=_seen(session, {one for one in digests if one}, until),
        events=tuple(session.exec(events)),
        hits=_hits(session, row.id) if known_at is None else None,
    )


def past_only(moment: datetime | None, known_at: datetime | None) -> datetime | None:
    """An end that was still to come at that time is none."""
    return None if known_at is not None and moment is not None and moment > known_at else moment


def _calls(session: Session, company: Company, until: datetime) -> tuple[CodeKnown, ...]:
    past = select(CompanyPast).where(CompanyPast.company_id == company.id).order_by(col(CompanyPast.revision))
    found, since = [], company.recorded_at
    for one in session.exec(past):
        found.append(CodeKnown(one.name, one.code, since, past_only(one.superseded_at, until)))
        since = one.superseded_at
    found.append(CodeKnown(company.name, company.code, since, None))
    return tuple(one for one in found if one.known_from <= until)


def _versions(
    session: Session, company: Company, as_of: date | None, known_at: datetime | None
) -> tuple[Version, ...]:
    query = select(Listing, SeriesRow, NoticeRow).where(Listing.company_id == company.id)
    query = query.join(SeriesRow, col(SeriesRow.key) == Listing.series_key)
    query = query.join(NoticeRow, col(NoticeRow.id) == Listing.notice_id)
    if known_at is not None:
        query = query.where(Listing.recorded_at <= known_at)
    if as_of is not None:
        standing = or_(col(Listing.valid_to).is_(None), col(Listing.valid_to) > as_of)
        query = query.where(Listing.valid_from <= as_of, standing)
    found = session.exec(query.order_by(col(Listing.recorded_at), col(Listing.id))).all()
    then = {} if known_at is None else notices_then(session, [notice for _, _, notice in found], known_at)
    called = {} if known_at is None else called_then(session, [company.id], known_at)
    return tuple(
        Version(
            Entry(listing, company_then(company, called), series, then.get(notice.id, notice)),
            past_only(listing.superseded_at, known_at),
        )
        for listing, series, notice in found
    )


def _published(session: Session, versions: Iterable[Version], until: datetime) -> tuple[Published, ...]:
    notices = {one.entry.notice.id: one.entry.notice for one in versions}
    acts = {one.entry.listing.ended_by_notice for one in versions} - notices.keys()
    for row in session.exec(select(NoticeRow).where(col(NoticeRow.id).in_([one for one in acts if one]))):
        notices[row.id] = row
    notices |= notices_then(session, notices.values(), until)
    readings: dict[str, list[NoticeReading]] = {id_: [] for id_ in notices}
    query = select(NoticeReading).where(NoticeReading.recorded_at <= until)
    for some in chunks(sorted(notices)):
        of_these = query.where(col(NoticeReading.notice_id).in_(some))
        for reading in session.exec(of_these.order_by(col(NoticeReading.recorded_at), col(NoticeReading.id))):
            readings[reading.notice_id].append(reading)
    ordered = sorted(notices.values(), key=lambda one: (one.first_seen_at, one.id))
    return tuple(Published(one, tuple(readings[one.id])) for one in ordered)


def _seen(session: Session, digests: Collection[str], until: datetime) -> dict[str, Seen]:
    times = select(Capture.sha256, func.min(Capture.id), func.max(Capture.fetched_at), func.count())
    times = times.where(Capture.fetched_at <= until).group_by(col(Capture.sha256))
    found: dict[str, Seen] = {}
    for some in chunks(sorted(digests)):
        counted = session.exec(times.where(col(Capture.sha256).in_(some))).all()
        first = _first(session, [number for _, number, _, _ in counted if number])
        for digest, number, last, count in counted:
            capture, source = first[number or 0]
            found[digest] = Seen(
                sha256=digest,
                url=capture.final_url,
                first=capture.fetched_at,
                last=last,
                times=count,
                source=source,
                imported_by=capture.imported_by,
                file_name=capture.file_name,
            )
    return found


def _first(session: Session, numbers: Sequence[int]) -> dict[int, tuple[Capture, str | None]]:
    query = select(Capture, Look.source_id).join(Look, isouter=True).where(col(Capture.id).in_(numbers))
    return {capture.id or 0: (capture, source) for capture, source in session.exec(query)}


def _hits(session: Session, company: str) -> dict[str, int]:
    query = select(Hit.grade, func.count()).where(Hit.company_id == company).group_by(col(Hit.grade))
    return dict(session.exec(query).all())
