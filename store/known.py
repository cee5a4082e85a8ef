"""Load the part of the register that filings touch, in one consistent state."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, func, select

from sources.names.codes import read_code
from sources.names.keys import identity_key, split_former
from sources.records import Notice, Polarity
from store.chunks import chunks
from store.directory import KnownCompany, KnownName
from store.filing import Filing, Known
from store.lives import Act, EditionFacts, Life, Lives, RowFacts
from store.readings import readings_of
from store.tables.register import Company, CompanyName, Edition, Listing, Revision, SeriesRow


def revision(session: Session) -> int:
    """The number of the newest commit that changed the register; 0 before the first."""
    return session.exec(select(func.max(Revision.number))).one() or 0


def revision_name(session: Session, number: int) -> str | None:
    """A revision by its number and its moment, by which no other history has it; None for one that never was."""
    at = session.exec(select(Revision.at).where(Revision.number == number)).first()
    return f"{number} {at.isoformat()}" if at else None


def known(session: Session, filings: Sequence[Filing]) -> Known:
    """Everything that filing these notices depends on, in one consistent state."""
    cases = {_case(one.notice.series.key) for one in filings if one.notice.series}
    ids = {one.id for one in filings}
    readings = {id_: readings_of(session, id_) for id_ in ids}
    stored = [reading.notice for several in readings.values() for reading in several]
    cases |= {_case(notice.series.key) for notice in stored if notice.series}
    series = [row for row in session.exec(select(SeriesRow)) if _case(row.key) in cases]
    return Known(
        revision=revision(session),
        companies=companies(session, [*(one.notice for one in filings), *stored]),
        readings=readings,
        gaps=dict(
            session.exec(select(Edition.notice_id, Edition.recorded_at).where(col(Edition.state) != "complete")).all()
        ),
        editions={row.key: _editions(session, row.key) for row in series},
        lives={row.key: standing_lives(session, row.key) for row in series},
        polarity={row.key: Polarity(row.polarity) for row in series},
        baselines=dict(
            session.exec(
                select(Edition.series_key, func.min(Edition.recorded_at))
                .where(col(Edition.state) == "complete", Edition.act != Act.REMOVES.value)
                .group_by(Edition.series_key)
            ).all()
        ),
    )


def _case(series_key: str) -> str:
    """Regulator and sector: all listings of one company there are one case."""
    return series_key.rsplit("/", 1)[0]


def companies(session: Session, notices: Iterable[Notice]) -> tuple[KnownCompany, ...]:
    """The companies that the rows of these notices may mean, by code or by any name."""
    keys: set[str] = set()
    codes: set[str] = set()
    for notice in notices:
        for row in (*notice.rows, *notice.held):
            name, former = split_former(row.name)
            keys |= {identity_key(one) for one in (name, *former, *row.former_names)}
            if code := read_code(row.code, row.code_is_number).value:
                codes.add(code)
    ids: set[str] = set()
    for chunk in chunks(sorted(keys)):
        ids |= set(session.exec(select(CompanyName.company_id).where(col(CompanyName.identity_key).in_(chunk))))
    for chunk in chunks(sorted(codes)):
        ids |= set(session.exec(select(Company.id).where(col(Company.code).in_(chunk))))
    return known_companies(session, sorted(ids))


def known_companies(session: Session, ids: Sequence[str]) -> tuple[KnownCompany, ...]:
    """These companies with all their names."""
    found = []
    for chunk in chunks(ids):
        names: dict[str, set[KnownName]] = {}
        for row in session.exec(select(CompanyName).where(col(CompanyName.company_id).in_(chunk))):
            names.setdefault(row.company_id, set()).add(KnownName(row.identity_key, row.name, row.kind))
        rows = session.exec(select(Company).where(col(Company.id).in_(chunk)))
        found += [KnownCompany(one.id, one.name, one.code, frozenset(names[one.id])) for one in rows]
    return tuple(found)


def _editions(session: Session, series_key: str) -> tuple[EditionFacts, ...]:
    rows = session.exec(select(Edition).where(Edition.series_key == series_key, Edition.state == "complete"))
    return tuple(
        EditionFacts(
            notice_id=row.notice_id,
            act=Act(row.act),
            day=row.day,
            batch=row.batch,
            rows={
                one["company"]: RowFacts(
                    one["name"], one["code"], tuple(one["reasons"]), one["place"], one["sha256"]
                )
                for one in row.rows
            },
        )
        for row in rows
    )


def standing_lives(session: Session, series_key: str) -> Lives:
    """The lives of a series as known now: listings that nothing has superseded."""
    rows = session.exec(
        select(Listing).where(Listing.series_key == series_key, col(Listing.superseded_at).is_(None))
    )
    return {
        (row.company_id, row.valid_from): Life(
            company=row.company_id,
            notice_id=row.notice_id,
            facts=RowFacts(row.name, row.code, tuple(row.reasons), row.place, row.sha256),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            ended_by=row.ended_by,
            ended_by_notice=row.ended_by_notice,
        )
        for row in rows
    }
