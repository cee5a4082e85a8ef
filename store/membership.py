"""Editions as stored: their heads for every decision, their rows only where history must be told anew."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from sources.records import Place, Polarity, Row
from store.companies import ids_of, numbers_of
from store.editions import FiledEdition
from store.identity import row_digest
from store.lives import Act, EditionFacts, RowFacts
from store.packing import pack_columns, unpack_columns
from store.printed import keep, load, unpacked_places
from store.tables.register import Edition, SeriesRow

_DISPOSITION, _DISPOSED_ON = "disposition", "disposed_on"
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


def whole_editions(session: Session, series_key: str) -> tuple[EditionFacts, ...]:
    """The complete editions of one series with their rows."""
    query = select(Edition).where(Edition.series_key == series_key, Edition.state == "complete")
    return tuple(
        EditionFacts(row.notice_id, Act(row.act), row.day, row.batch, members(session, row))
        for row in session.exec(query)
    )


def members(session: Session, edition: Edition) -> dict[str, RowFacts]:
    """The rows of one edition by company."""
    companies, rows, which, numbers = unpack_columns(edition.members, MEMBER_COLUMNS)
    ids, said = ids_of(session, companies), load(session, rows)
    places = unpacked_places([place[:2] for place in edition.places], which, numbers)
    return {
        ids[company]: RowFacts(
            said[row].name,
            said[row].code,
            said[row].reasons,
            said[row].cells.get(_DISPOSITION),
            said[row].cells.get(_DISPOSED_ON),
            {"url": place.url, "table": place.table, "row": place.row},
            edition.places[at][2],
        )
        for company, row, at, place in zip(companies, rows, which, places, strict=True)
    }


def _packed(session: Session, rows: Mapping[str, RowFacts]) -> tuple[list[list[str | None]], bytes]:
    printed = [Row(one.name, _place(one), one.code, reasons=one.reasons, cells=_outcome(one)) for one in rows.values()]
    numbers, companies = keep(session, printed, [*map(row_digest, printed)]), numbers_of(session, rows)
    distinct: dict[tuple[str | None, ...], int] = {}
    which = [
        distinct.setdefault((row.place.url, row.place.table, one.sha256), len(distinct))
        for row, one in zip(printed, rows.values(), strict=True)
    ]
    columns = (
        [companies[company] for company in rows],
        numbers,
        which,
        [row.place.row or 0 for row in printed],
    )
    return [list(place) for place in distinct], pack_columns(columns)


def _outcome(facts: RowFacts) -> dict[str, str]:
    found = ((_DISPOSITION, facts.disposition), (_DISPOSED_ON, facts.disposed_on))
    return {key: value for key, value in found if value is not None}


def _place(facts: RowFacts) -> Place:
    return Place(facts.place["url"], facts.place.get("table"), facts.place.get("row"))


def write_edition(session: Session, edition: FiledEdition, at: datetime) -> None:
    """Write what one notice publishes, in place of what it was known to publish. The caller commits."""
    facts = edition.facts
    _write_series(session, edition)
    known = session.get(Edition, facts.notice_id)
    places, packed = _packed(session, facts.rows)
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
            places=places,
            members=packed,
            recorded_at=known.recorded_at if known else at,
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
