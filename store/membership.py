"""Editions as stored: their heads for every decision, their rows only where history must be told anew."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from sources.records import Polarity
from store.companies import ids_of, numbers_of
from store.corrections import Correction
from store.editions import FiledEdition, told_by
from store.lives import Act, EditionFacts, Printed
from store.packing import Numbers, pack_columns, unpack_columns
from store.printed import Places, load, unpacked_places
from store.printed import numbers_of as numbers_of_rows
from store.tables.register import Edition, SeriesRow

MEMBER_COLUMNS = 4  # of a packed edition: company, what its row says, the file and table, the row there
_HEAD: list[Any] = [
    col(one) for one in (Edition.notice_id, Edition.series_key, Edition.act, Edition.day, Edition.batch)
]


def edition_heads(session: Session, series_keys: Collection[str]) -> dict[str, tuple[EditionFacts, ...]]:
    """The complete editions of these series, without their rows."""
    heads: dict[str, list[EditionFacts]] = {key: [] for key in series_keys}
    query = columns(*_HEAD).where(col(Edition.state) == "complete", col(Edition.series_key).in_(series_keys))
    for notice_id, key, act, day, batch in session.connection().execute(query):
        heads[key].append(EditionFacts(notice_id, Act(act), day, batch, {}))
    return {key: tuple(found) for key, found in heads.items()}


def whole_editions(
    session: Session, series_key: str, corrections: Mapping[str, tuple[Correction, ...]]
) -> tuple[EditionFacts, ...]:
    """The complete editions of one series with their rows, as corrected (by notice)."""
    query = select(Edition).where(Edition.series_key == series_key, Edition.state == "complete")
    return tuple(whole(session, row, corrections.get(row.notice_id, ())) for row in session.exec(query))


def whole(session: Session, edition: Edition, corrections: Sequence[Correction]) -> EditionFacts:
    """One edition with its rows, as corrected. Raises KeyError or ValueError where they cannot be told."""
    companies, rows, which, numbers = unpack_columns(edition.members, MEMBER_COLUMNS)
    ids, said = ids_of(session, companies), load(session, rows)
    places = unpacked_places([place[:2] for place in edition.places], which, numbers)
    printed = [
        (Printed(ids[company], said[row][0], place, edition.places[at][2]), said[row][1])
        for company, row, at, place in zip(companies, rows, which, places, strict=True)
    ]
    told = told_by(printed, edition.outcome, corrections)
    every = tuple(one for one, _ in printed)
    return EditionFacts(edition.notice_id, Act(edition.act), edition.day, edition.batch, told, every)


def names_company(session: Session, edition: Edition, company: str) -> bool:
    """Whether a row of the edition was read as this company (its id)."""
    return numbers_of(session, [company]).get(company) in unpack_columns(edition.members, MEMBER_COLUMNS)[0]


def familiar(session: Session, key: tuple[str, str], printed: Mapping[str, int]) -> dict[str, tuple[str, int]]:
    """The companies (id and number) of those of these printed rows (digest to number) that this edition has.

    Its key is that of its notice and of its series.
    """
    companies, rows, _, _ = unpack_columns(session.get_one(Edition, key).members, MEMBER_COLUMNS)
    named = dict(zip(rows, companies, strict=True))
    same = {digest: named[number] for digest, number in printed.items() if number in named}
    ids = ids_of(session, same.values())
    return {digest: (ids[company], company) for digest, company in same.items()}


def _packed(session: Session, printed: Sequence[Printed], known: Numbers) -> tuple[Places, bytes]:
    rows = {**known.rows, **numbers_of_rows(session, {one.digest for one in printed} - known.rows.keys())}
    strange = {one.company for one in printed} - known.companies.keys()
    companies = {**known.companies, **numbers_of(session, strange)}
    distinct: dict[tuple[str | None, ...], int] = {}
    which = [distinct.setdefault((one.place.url, one.place.table, one.sha256), len(distinct)) for one in printed]
    columns = (
        [companies[one.company] for one in printed],
        [rows[one.digest] for one in printed],
        which,
        [one.place.row or 0 for one in printed],
    )
    return [list(place) for place in distinct], pack_columns(columns)


def write_editions(session: Session, editions: Iterable[FiledEdition], at: datetime, known: Numbers) -> None:
    """Write what notices publish, in place of what they were known to publish. The caller commits.

    `known` are the numbers that are at hand already.
    """
    by_notice: defaultdict[str, list[FiledEdition]] = defaultdict(list)
    for edition in editions:
        by_notice[edition.facts.notice_id].append(edition)
    for notice_id, several in by_notice.items():
        before = session.exec(select(Edition).where(Edition.notice_id == notice_id)).all()
        heard = min((row.recorded_at for row in before), default=at)
        keys = {edition.series.key for edition in several}
        for row in before:
            if row.series_key not in keys:
                session.delete(row)
        for edition in several:
            _write(session, edition, heard, known)


def _write(session: Session, edition: FiledEdition, heard: datetime, known: Numbers) -> None:
    facts = edition.facts
    _write_series(session, edition)
    places, packed = _packed(session, facts.printed, known)
    session.merge(
        Edition(
            notice_id=facts.notice_id,
            series_key=edition.series.key,
            act=facts.act.value,
            day=facts.day,
            batch=facts.batch,
            state=edition.state,
            declared=edition.declared,
            named=edition.named,
            outcome=edition.outcome,
            places=places,
            members=packed,
            recorded_at=heard,
        )
    )


def _write_series(session: Session, edition: FiledEdition) -> None:
    # A removal does not say what the list is.
    polarity = Polarity.NEUTRAL if edition.facts.act is Act.REMOVES else edition.polarity
    series, known = edition.series, session.get(SeriesRow, edition.series.key)
    if known is None:
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
    elif known.polarity == Polarity.NEUTRAL:
        known.polarity = polarity.value
