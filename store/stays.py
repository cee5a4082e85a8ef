"""Listings as stored: the stays of a series as known now, and what a commit supersedes and adds."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, select, update
from sqlmodel import Session, col

from sources.records import Polarity
from store.bulk import insert_rows
from store.chunks import Among
from store.lives import Life, LifeChanges, Lives, RowFacts
from store.tables.register import Listing, SeriesRow

_STATUS = {Polarity.SUSPECTED: "suspected", Polarity.FLAGGED: "abnormal", Polarity.POSITIVE: "positive"}
_COLUMNS: tuple[Any, ...] = (
    *(Listing.company_id, Listing.notice_id, Listing.name, Listing.code),
    *(cast(Listing.reasons, Text), Listing.disposition, Listing.disposed_on, cast(Listing.place, Text)),
    *(Listing.sha256, Listing.valid_from, Listing.valid_to, Listing.ended_by, Listing.ended_by_notice),
)


def standing_lives(session: Session, series_key: str) -> Lives:
    """The lives of a series as known now: listings that nothing has superseded."""
    standing = col(Listing.series_key) == series_key, col(Listing.superseded_at).is_(None)
    rows = session.connection().execute(select(*_COLUMNS).where(*standing))
    return {
        (company, began): Life(
            company,
            notice,
            RowFacts(name, code, _texts(reasons), outcome, on, _Place(place), sha256),
            began,
            ended,
            how,
            by,
        )
        for company, notice, name, code, reasons, outcome, on, place, sha256, began, ended, how, by in rows
    }


class _Place(Mapping[str, Any]):
    """A place as stored, read when somebody asks: of a list of 100,000 nearly nobody does."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __getitem__(self, key: str) -> Any:
        return json.loads(self._text)[key]

    def __iter__(self) -> Iterator[str]:
        return iter(json.loads(self._text))

    def __len__(self) -> int:
        return len(json.loads(self._text))


def _texts(stored: str) -> tuple[str, ...]:
    return () if stored == "[]" else tuple(json.loads(stored))


def status_of(polarity: Polarity, *, disposed: bool) -> str:
    """The status of a listing on a list of this polarity, by whether its row tells what became of the company."""
    return "disposed" if disposed and polarity.adverse else _STATUS[polarity]


def write_lives(session: Session, series_key: str, changes: LifeChanges, at: datetime, revision: int) -> None:
    """Supersede what is no longer known to be so, and add what is; a row once written keeps its words."""
    _supersede(session, series_key, (*changes.dropped, *(before for before, _ in changes.changed)), at)
    polarity = Polarity(session.get_one(SeriesRow, series_key).polarity)
    rows = [
        {
            "company_id": life.company,
            "series_key": series_key,
            "notice_id": life.notice_id,
            "status": status_of(polarity, disposed=life.facts.disposition is not None),
            "name": life.facts.name,
            "code": life.facts.code,
            "reasons": list(life.facts.reasons),
            "disposition": life.facts.disposition,
            "disposed_on": life.facts.disposed_on,
            "place": dict(life.facts.place),
            "sha256": life.facts.sha256,
            "valid_from": life.valid_from,
            "valid_to": life.valid_to,
            "ended_by": life.ended_by,
            "ended_by_notice": life.ended_by_notice,
        }
        for life in (*changes.added, *(after for _, after in changes.changed))
    ]
    insert_rows(session, Listing, rows, recorded_at=at, revision=revision)


def _supersede(session: Session, series_key: str, lives: Collection[Life], at: datetime) -> None:
    """Two statements however many lives there are: one for each would be planned, and look through the list, anew."""
    if not lives:
        return
    gone = {(life.company, life.valid_from) for life in lives}
    columns: tuple[Any, ...] = (Listing.id, Listing.company_id, Listing.valid_from)
    standing = col(Listing.series_key) == series_key, col(Listing.superseded_at).is_(None)
    of_companies = select(*columns).where(*standing, Among(Listing.company_id, {company for company, _ in gone}))
    rows = session.connection().execute(of_companies)
    ids = [id_ for id_, company, began in rows if (company, began) in gone]
    if len(ids) != len(gone):
        raise RuntimeError(f"{len(gone)} listings of {series_key} were to be superseded, {len(ids)} were")
    session.connection().execute(update(Listing).where(Among(Listing.id, ids)).values(superseded_at=at))
