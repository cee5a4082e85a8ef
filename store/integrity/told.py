"""Events and listings tell one story: who came was told once, and nothing was told that did not happen.

What is told is decided by store.events when a list is filed. Here it is asked again of the rows that were written, so
that a commit that lost an event, or wrote it twice, is seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func

from sources.records import Polarity
from store.identity import event_id
from store.integrity.streams import columns, rows
from store.tables.notices import NoticeReading
from store.tables.register import Edition, Event, Listing, Revision, SeriesRow

_ARRIVED = ("listed", "escalated", "disposed")
_ENDED = ("left", "removed")


def event_faults(session: Session) -> Iterator[str]:
    """Events that were altered or written twice, events without their listing, and listings that nobody was told of."""
    yield from _altered(session)
    yield from _twice(session)
    yield from _without_listing(session)
    for key, polarity in list(rows(session, columns(SeriesRow.key, SeriesRow.polarity).order_by(SeriesRow.key))):
        if Polarity(polarity).adverse:
            yield from _untold(session, key)


def _altered(session: Session) -> Iterator[str]:
    """The id is a hash of what happened, and of the revision that it happened to: the one before its own."""
    numbers = [number for (number,) in rows(session, columns(Revision.number).order_by(col(Revision.number)))]
    before = dict(zip(numbers, (0, *numbers), strict=False))
    fact = [col(one) for one in (Event.type, Event.company_id, Event.series_key, Event.notice_id, Event.source_id)]
    query = columns(Event.id, Event.revision, *fact).where(col(Event.revision).is_not(None))
    for id_, number, *said in rows(session, query):
        if id_ != event_id(*said, str(before.get(number))):
            yield f"event {id_}：内容与其编号不符"


def _twice(session: Session) -> Iterator[str]:
    """The id keeps the same fact from being written twice; this looks for the same fact under two ids."""
    fact = [col(one) for one in (Event.type, Event.company_id, Event.series_key, Event.notice_id, Event.revision)]
    told = columns(*fact, func.count()).where(col(Event.revision).is_not(None)).group_by(*fact)
    for type_, company, series, notice, revision, number in rows(session, told.having(func.count() > 1)):
        yield f"event {type_}（{company or notice}，{series}，第 {revision} 版）写了 {number} 次"


def _without_listing(session: Session) -> Iterator[str]:
    """Arrivals and departures of which the same revision wrote no listing: two sets, because databases sort them once."""
    for types, also in ((_ARRIVED, ()), (_ENDED, ((Event.type, Listing.ended_by),))):
        facts = (*((getattr(Event, one), getattr(Listing, one)) for one in ("company_id", "series_key", "revision")), *also)
        told = columns(*(of_event for of_event, _ in facts)).where(col(Event.revision).is_not(None), col(Event.type).in_(types))
        lonely: Any = told.except_(columns(*(of_listing for _, of_listing in facts)))
        for company, series, number, *_ in rows(session, lonely):
            yield f"event {'、'.join(types)}：{company} 在 {series} 第 {number} 版没有相应的在列记录"


def _same(one: Any, other: Any, *names: str) -> list[ColumnElement[bool]]:
    """Equal columns. The index of the series is kept out of it: a list has many companies, a company few lists."""
    return [
        (col(getattr(one, name)).concat("") if name == "series_key" else getattr(one, name)) == getattr(other, name)
        for name in names
    ]


@dataclass(frozen=True, slots=True)
class _Arrival:
    """The row that a stay was first written as."""

    id: int
    company: str
    name: str
    notice: str
    began: date
    at: datetime
    revision: int


def _untold(session: Session, key: str) -> Iterator[str]:
    """Companies that stand on an adverse list, whose arrival was news and has no event."""
    baselines = _revisions(session, key, "baseline")
    silent = list(_silent(session, key, list(baselines)))
    if not silent:
        return
    days = columns(Edition.notice_id, Edition.day, Edition.recorded_at).where(
        col(Edition.series_key) == key, col(Edition.state) == "complete"
    )
    editions = {notice: (day, heard) for notice, day, heard in rows(session, days)}
    arrived = _revisions(session, key, "names_arrived")
    for one in silent:
        late = any(day > one.began and heard <= one.at for day, heard in editions.values())
        since = editions[one.notice][1] if one.notice in editions else one.at
        known_then = one.revision in arrived or _read_otherwise(session, one)
        of_baseline = known_then and any(since <= at for at in baselines.values())
        if not (late or of_baseline or _completed(session, one) or _moved(session, key, one)):
            yield f"listing {one.id}：{one.name} 自 {one.began} 列入 {key}，而没有相应的事件"


def _revisions(session: Session, key: str, type_: str) -> dict[int, datetime]:
    """The revisions in which this happened to a series, with their moments."""
    happened = columns(Event.revision, Event.at).where(col(Event.series_key) == key, col(Event.type) == type_)
    return {number: at for number, at in rows(session, happened) if number is not None}


def _silent(session: Session, key: str, baselines: list[int]) -> Iterator[_Arrival]:
    """Standing stays whose first row came in a revision that told nothing of the company."""
    other = aliased(Listing)
    stay = _same(other, Listing, "company_id", "series_key", "valid_from")
    first = (Listing.id, Listing.company_id, Listing.name, Listing.notice_id, Listing.valid_from, Listing.recorded_at)
    query = columns(*first, Listing.revision).where(
        col(Listing.series_key) == key,
        col(Listing.revision).not_in(baselines),
        col(Listing.valid_to).is_(None),  # what was over when it was first heard of is no news
        ~exists().where(*stay, col(other.id) < col(Listing.id)),
        exists().where(*stay, col(other.superseded_at).is_(None), col(other.valid_to).is_(None)),
        ~exists().where(col(Event.type).in_(_ARRIVED), *_same(Event, Listing, "company_id", "series_key", "revision")),
    )
    for row in rows(session, query):
        yield _Arrival(*row)


def _completed(session: Session, one: _Arrival) -> bool:
    """The notice was not read in this commit: only the history before a known edition was completed."""
    read = exists().where(col(NoticeReading.notice_id) == one.notice, col(NoticeReading.recorded_at) == one.at)
    return not session.connection().execute(columns(read)).scalar_one()


def _read_otherwise(session: Session, one: _Arrival) -> bool:
    """The commit read the same bytes of the notice as before, and read them otherwise."""
    read = columns(NoticeReading.origin, NoticeReading.evidence).where(col(NoticeReading.notice_id) == one.notice)
    now: dict[str, dict[str, str]] = dict(rows(session, read.where(col(NoticeReading.recorded_at) == one.at)))
    before = list(rows(session, read.where(col(NoticeReading.superseded_at) == one.at)))  # a cursor is read to its end
    return any(
        origin in now and all(evidence.get(url, digest) == digest for url, digest in now[origin].items())
        for origin, evidence in before
    )


def _moved(session: Session, key: str, one: _Arrival) -> bool:
    """The stay only begins on another day than was known, or the outcome of the case was known before it."""
    of_company = col(Listing.company_id) == one.company
    redated = exists().where(
        of_company, col(Listing.series_key) == key, col(Listing.superseded_at) == one.at, col(Listing.valid_from) != one.began
    )
    case = key.rsplit("/", 1)[0] + "/"
    outcome = exists().where(
        of_company,
        col(SeriesRow.key) == Listing.series_key,
        col(SeriesRow.key).startswith(case, autoescape=True),
        col(SeriesRow.key) != key,
        col(SeriesRow.polarity) == Polarity.FLAGGED.value,
        col(Listing.recorded_at) <= one.at,
        col(Listing.valid_from) >= one.began,
    )
    return bool(session.connection().execute(columns(redated | outcome)).scalar_one())
