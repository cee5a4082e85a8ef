"""One hit with all that decides it: both records, the listings with their evidence, what happened, who judged what."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from alerts.facts import facts_of
from store import judgements
from store.grounds import Grounds, OnList, grounds_from
from store.listings import Entry, entries
from store.tables.evidence import Capture
from store.tables.judgements import Judgement
from store.tables.portfolios import Hit, Screening
from store.tables.register import Event, SeriesRow
from watcher.judgement_words import changed
from watcher.web.hits.fields import Field, fields
from watcher.web.hits.rows import Line, lines

_MOST_EVENTS = 50


@dataclass(frozen=True, slots=True)
class Card:
    """One listing with its evidence: when its bytes were first and last received."""

    entry: Entry
    facts: Mapping[str, str]
    first: Capture | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Past:
    """A judgement, and what it stood on."""

    judgement: Judgement
    grounds: Grounds
    now: Sequence[str]  # what is no longer so


@dataclass(frozen=True, slots=True)
class Detail:
    """What the page of a hit shows."""

    line: Line
    screening: Screening
    fields: Sequence[Field]
    cards: Sequence[Card]
    events: Sequence[tuple[Event, str]]  # with the title of the list
    history: Sequence[Past]

    @property
    def lists(self) -> Sequence[OnList]:
        """Where the company stands, or stood."""
        return self.line.grounds.lists


def detail(session: Session, hit: Hit, day: date) -> Detail:
    """All about one hit on a day."""
    line = lines(session, [hit.id or 0], day)[0]
    listings = entries(session, companies=[hit.company_id], adverse=True)
    seen = _captures(session, {one.listing.sha256 for one in listings})
    past = [(one, grounds_from(one.evidence)) for one in judgements.history(session, hit.id or 0)]
    return Detail(
        line=line,
        screening=session.get_one(Screening, hit.screening_id),
        fields=tuple(fields(line.counterparty, line.candidate)),
        cards=tuple(_card(one, day, seen) for one in listings if one.listing.valid_from <= day),
        events=_events(session, hit.company_id),
        history=tuple(Past(one, grounds, changed(grounds, line.grounds)) for one, grounds in past),
    )


def _card(entry: Entry, day: date, seen: Mapping[str, tuple[Capture, datetime]]) -> Card:
    first, last = seen.get(entry.listing.sha256 or "", (None, None))
    return Card(entry, facts_of(entry, day), first, last)


def _captures(session: Session, digests: Collection[str | None]) -> dict[str, tuple[Capture, datetime]]:
    """By their hash when these bytes were received first, with what, and when last."""
    found: dict[str, tuple[Capture, datetime]] = {}
    for digest in filter(None, digests):
        query = select(Capture).where(Capture.sha256 == digest)
        first = session.exec(query.order_by(col(Capture.id)).limit(1)).first()
        last = session.exec(query.order_by(col(Capture.id).desc()).limit(1)).first()
        if first and last:
            found[digest] = first, last.fetched_at
    return found


def _events(session: Session, company: str) -> Sequence[tuple[Event, str]]:
    """What happened to the company on its lists, the latest first."""
    query = select(Event, SeriesRow.title).join(SeriesRow, col(SeriesRow.key) == Event.series_key)
    query = query.where(Event.company_id == company).order_by(col(Event.at).desc(), col(Event.id)).limit(_MOST_EVENTS)
    return list(session.exec(query))
