"""Load the part of the register that filings touch, in one consistent state."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from sources.records import Kind, Mode, Polarity, Sector, Series
from store.companies import companies_of
from store.corrections import Correction, as_corrected, dated
from store.filing import Filing, Known, needs_history
from store.lives import Act, EditionFacts, newest
from store.membership import edition_heads, whole_editions
from store.readings import corrections_of, layout_of, readings_of
from store.rereading import WITHDRAWN
from store.stays import standing_lives
from store.tables.register import Edition, Revision, SeriesRow


def revision(session: Session, known_at: datetime | None = None) -> int:
    """The number of the newest commit that changed the register (by then); 0 before the first."""
    newest = select(func.max(Revision.number))
    return session.exec(newest if known_at is None else newest.where(Revision.at <= known_at)).one() or 0


def revision_name(session: Session, number: int) -> str | None:
    """A revision by its number and its moment, by which no other history has it; None for one that never was."""
    at = session.exec(select(Revision.at).where(Revision.number == number)).first()
    return f"{number} {at.isoformat()}" if at else None


def known(session: Session, filings: Sequence[Filing], fetched: date) -> Known:
    """Everything that filing these notices depends on, in one consistent state.

    The rows of earlier editions are read only where an edition comes late or again: they are the bulk of the store.
    """
    readings = {id_: readings_of(session, id_) for id_ in {one.id for one in filings}}
    every = [*filings, *(reading for several in readings.values() for reading in several)]
    notices = [one.notice for one in every]
    published = select(Edition.series_key).where(col(Edition.notice_id).in_(readings))  # also of what is no list now
    keys = {notice.series.key for notice in notices if notice.series} | set(session.exec(published))
    cases = {_case(key) for key in keys}
    removing = {notice.regulator for notice in notices if notice.kind is Kind.REMOVAL}  # who is removed may stand elsewhere
    series = [row for row in session.exec(select(SeriesRow)) if _case(row.key) in cases or row.regulator in removing]
    heads = edition_heads(session, [row.key for row in series if _case(row.key) in cases])
    whole = {key for key, several in heads.items() if needs_history(several, every, fetched)}
    corrections = corrections_of(session, readings, whole)
    new = {one.id: one.corrections for one in filings}
    right = [
        as_corrected(one.notice, (*corrections.get(one.id, ()), *new[one.id]))
        for one in every
        if corrections.get(one.id) or new[one.id]
    ]
    return Known(
        revision=revision(session),
        companies=companies_of(session, (*notices, *right)),
        readings=readings,
        gaps=dict(
            session.exec(select(Edition.notice_id, Edition.recorded_at).where(col(Edition.state).not_in(("complete", WITHDRAWN)))).all()
        ),
        editions={
            key: _whole(session, key, corrections) if key in whole else several for key, several in heads.items()
        },
        whole=frozenset(whole),
        lives={row.key: standing_lives(session, row.key) for row in series},
        series={row.key: series_of(row) for row in series},
        layouts={key: layout_of(session, newest(several).notice_id) for key, several in heads.items() if several},
        polarity={row.key: Polarity(row.polarity) for row in series},
        baselines=dict(
            session.exec(
                select(Edition.series_key, func.min(Edition.recorded_at))
                .where(col(Edition.state) == "complete", Edition.act != Act.REMOVES.value)
                .group_by(Edition.series_key)
            ).all()
        ),
        corrections=corrections,
    )


def series_of(row: SeriesRow) -> Series:
    """The series of a row."""
    return Series(row.regulator, Sector(row.sector), row.list_type, Mode(row.mode), row.title)


def _whole(
    session: Session, series_key: str, corrections: Mapping[str, tuple[Correction, ...]]
) -> tuple[EditionFacts, ...]:
    """The complete editions of a series with their rows, and with the days that persons know better."""
    return tuple(dated(one, corrections.get(one.notice_id, ())) for one in whole_editions(session, series_key))


def _case(series_key: str) -> str:
    """Regulator and sector: all listings of one company there are one case."""
    return series_key.rsplit("/", 1)[0]
