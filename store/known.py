"""Load the part of the register that filings touch, in one consistent state."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain

from sqlmodel import Session, col, func, select

from sources.notices.trades import series_within
from sources.records import Kind, Mode, Polarity, Row, Sector, Series
from store.chunks import Among
from store.companies import companies_of
from store.corrections import as_corrected, moved_rows, standing
from store.corrections_kept import corrections_of
from store.editions import WITHDRAWN
from store.filing import Filing, Known, needs_history
from store.lives import Act, EditionFacts, newest
from store.membership import edition_heads, familiar, whole_editions
from store.packing import Numbers
from store.printed import numbers_of
from store.readings import layout_of, readings_of, stamps_of
from store.stays import standing_lives
from store.tables.register import Edition, Revision, SeriesRow


def revision(session: Session, known_at: datetime | None = None) -> int:
    """The number of the newest commit that changed the register (by then); 0 before the first."""
    newest = select(func.max(Revision.number))
    return session.exec(newest if known_at is None else newest.where(Revision.at <= known_at)).one() or 0


def latest(session: Session) -> datetime | None:
    """The moment of the newest commit that changed the register."""
    return session.exec(select(Revision.at).order_by(col(Revision.number).desc()).limit(1)).first()


def revision_name(session: Session, number: int) -> str | None:
    """A revision by its number and its moment, by which no other history has it; None for one that never was."""
    at = session.exec(select(Revision.at).where(Revision.number == number)).first()
    return f"{number} {at.isoformat()}" if at else None


def known(session: Session, filings: Sequence[Filing], fetched: date) -> Known:
    """Everything that filing these notices depends on, in one consistent state; of what is recorded already, that alone.

    The rows of earlier editions are read only where an edition comes late or again: they are the bulk of the store.
    """
    recorded = stamps_of(session, {one.id for one in filings})
    fresh = [one for one in filings if one.corrections or one.stamp not in recorded]
    readings = {id_: readings_of(session, id_) for id_ in {one.id for one in fresh}}
    every = [*fresh, *(reading for several in readings.values() for reading in several)]
    notices = [one.notice for one in every]
    published = select(Edition.series_key).where(col(Edition.notice_id).in_(readings))  # also of what is no list now
    keys = {one.key for notice in notices for one in series_within(notice)} | set(session.exec(published))
    made = (*corrections_of(session, readings).values(), *(one.corrections for one in fresh))
    keys.update(key for several in made for key in moved_rows(several).values())
    cases = {_case(key) for key in keys}
    removing = {notice.regulator for notice in notices if notice.kind is Kind.REMOVAL}  # who is removed may stand elsewhere
    series = [row for row in session.exec(select(SeriesRow)) if _case(row.key) in cases or row.regulator in removing]
    heads = edition_heads(session, [row.key for row in series if _case(row.key) in cases])
    whole = {key for key, several in heads.items() if needs_history(several, every, fetched)}
    corrections = corrections_of(session, readings, whole)
    printed = numbers_of(session, {digest for one in fresh for digest in one.digests})
    corrected = any(one.corrections for one in fresh)  # then every row is looked up again
    newest_of = {} if corrected else {key: heads.get(key, ()) for key in keys}
    seen_before, numbers = _familiar(session, newest_of, printed)
    rows = [row for one in every for row in _strange(one, seen_before)]
    baselines = _baselines(session)
    right = [
        as_corrected(one.notice, standing((*corrections.get(one.id, ()), *one.corrections))).rows
        for one in every
        if corrections.get(one.id) or one.corrections
    ]
    return Known(
        revision=revision(session),
        recorded=recorded,
        companies=companies_of(session, chain(rows, *right)),
        familiar=seen_before,
        numbers=Numbers(printed, numbers),
        readings=readings,
        gaps=dict(
            session.exec(
                select(Edition.notice_id, Edition.recorded_at).where(col(Edition.state).not_in(("complete", WITHDRAWN)))
            ).all()
        ),
        editions={
            key: whole_editions(session, key, corrections) if key in whole else several
            for key, several in heads.items()
        },
        whole=frozenset(whole),
        lives={row.key: standing_lives(session, row.key) for row in series},
        series={row.key: series_of(row) for row in series},
        layouts={key: layout_of(session, newest(several).notice_id) for key, several in heads.items() if several},
        polarity={row.key: Polarity(row.polarity) for row in series},
        baselines=baselines,
        corrections=corrections,
        begun=_begun(session, readings, baselines),
    )


def _baselines(session: Session) -> dict[str, datetime]:
    """When the first complete edition of each series was recorded."""
    first = select(Edition.series_key, func.min(Edition.recorded_at))
    complete = first.where(col(Edition.state) == "complete", Edition.act != Act.REMOVES.value)
    return dict(session.exec(complete.group_by(Edition.series_key)).all())


def _begun(session: Session, notices: Iterable[str], baselines: Mapping[str, datetime]) -> frozenset[str]:
    """Which of these notices are of the baseline of a series."""
    columns = select(Edition.notice_id, Edition.series_key, Edition.recorded_at)
    found = session.exec(columns.where(Among(Edition.notice_id, notices)))
    return frozenset(id_ for id_, key, recorded in found if key in baselines and recorded <= baselines[key])


def _familiar(
    session: Session, editions: Mapping[str, Sequence[EditionFacts]], printed: Mapping[str, int]
) -> tuple[dict[str, str], dict[str, int]]:
    """Whom rows (digests) were read as in the newest snapshot of their list, unless a person corrected that one.

    Also the numbers of these companies.
    """
    found: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for key, several in editions.items():
        snapshots = [edition for edition in several if edition.act is Act.REPLACES]
        if snapshots and not corrections_of(session, [newest(snapshots).notice_id]):
            for digest, (company, number) in familiar(session, (newest(snapshots).notice_id, key), printed).items():
                numbers[company] = number
                if found.setdefault(digest, company) != company:
                    found[digest] = ""  # two lists differ: nobody is familiar
    return {digest: company for digest, company in found.items() if company}, numbers


def _strange(filing: Filing, seen_before: Mapping[str, str]) -> Iterator[Row]:
    rows = (*filing.notice.rows, *filing.notice.held)
    return (row for row, digest in zip(rows, filing.digests, strict=True) if digest not in seen_before)


def series_of(row: SeriesRow) -> Series:
    """The series of a row."""
    return Series(row.regulator, Sector(row.sector), row.list_type, Mode(row.mode), row.title)


def _case(series_key: str) -> str:
    """Regulator and sector: all listings of one company there are one case."""
    return series_key.rsplit("/", 1)[0]
