"""Hits: who of those watched matches whom, as graded last, and the screenings that decided it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from store.bulk import Encoded, insert_rows
from store.chunks import Among, chunks
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio, Screening
from store.tables.register import Company

_ORDER = ("match", "review", "clear")


@dataclass(frozen=True, slots=True)
class FoundHit:
    """A counterparty (by its row's id) that matches a company, or did, as graded now; named as in the table."""

    counterparty_id: int
    company_id: str
    grade: str
    score: int
    reason: str
    fields: Encoded
    decides: str


class Turned(NamedTuple):
    """What a screening changed, by the ids of counterparty and company."""

    rose: frozenset[tuple[int, str]] = frozenset()  # hits that are new, or surer than they were
    fell: frozenset[tuple[int, str]] = frozenset()  # hits that are none any more
    reopened: frozenset[tuple[int, str]] = frozenset()  # hits that were judged to be another company until now
    confirmed: frozenset[tuple[int, str]] = frozenset()  # hits that were judged to be the same company until now

    @property
    def companies(self) -> set[str]:
        """Whom they are hits on."""
        return {company for _, company in (*self.rose, *self.fell, *self.reopened)}


NOTHING_TURNED = Turned()


class Pair(NamedTuple):
    """A hit as it is told: who matches whom, and why."""

    hit: int
    company: str
    counterparty: int
    portfolio: int
    name: str
    row: int
    grade: str
    reason: str


_GRADED = tuple(one.name for one in fields(FoundHit))[2:]
_graded = attrgetter(*_GRADED)
_found = attrgetter(*(f"{name}.value" if name == "fields" else name for name in _GRADED))  # as a row has it
_COLUMNS = ("counterparty_id", "company_id", *_GRADED, "screening_id")


def record_hits(session: Session, screening: Screening, hits: Sequence[FoundHit]) -> Turned:
    """Record a screening, write the hits that are new, and bring known ones up to date. The caller commits.

    What a partial screening only confirms stays with the one that it was decided by.
    """
    return record_screenings(session, [(screening, hits)])


def record_screenings(session: Session, several: Sequence[tuple[Screening, Sequence[FoundHit]]]) -> Turned:
    """The same for screenings of several portfolios at one moment."""
    session.add_all([screening for screening, _ in several])
    session.flush()
    rose, fell = set(), set()
    by = [(one.id, one.whole, found) for one, hits in several for found in hits]
    for some in chunks(by):
        rows = _known(session, {found.counterparty_id for *_, found in some})
        new, changed = [], []
        for screening, whole, found in some:
            pair = found.counterparty_id, found.company_id
            row = rows.get(pair)
            before = row.grade if row is not None else "clear"
            if _ORDER.index(found.grade) < _ORDER.index(before):
                rose.add(pair)
            elif found.grade == "clear" != before:
                fell.add(pair)
            if row is None:
                new.append(dict(zip(_COLUMNS, (*pair, *_graded(found), screening), strict=True)))
            elif _graded(row) != (graded := _found(found)) or whole:
                changed.append({"id": row.id, "screening_id": screening, **dict(zip(_GRADED, graded, strict=True))})
        insert_rows(session, Hit, new, found_at=several[0][0].at)
        if changed:
            session.execute(update(Hit), changed)
    return Turned(frozenset(rose), frozenset(fell))


def _known(session: Session, counterparties: Collection[int]) -> dict[tuple[int, str], Any]:
    """The hits of these counterparties as rows, by counterparty and company."""
    wanted: list[Any] = [Hit.id, Hit.counterparty_id, Hit.company_id, *(getattr(Hit, name) for name in _GRADED)]
    found = session.connection().execute(columns(*wanted).where(Among(Hit.counterparty_id, counterparties)))
    return {(row.counterparty_id, row.company_id): row for row in found}


def grades(
    session: Session, *, companies: Collection[str] | None = None, portfolio_id: int | None = None
) -> dict[tuple[int, str], str]:
    """The grades of known hits by counterparty and company: of these companies, or of one portfolio."""
    query = select(Hit.counterparty_id, Hit.company_id, Hit.grade)
    if portfolio_id is not None:
        query = query.join(CounterpartyRow).where(CounterpartyRow.portfolio_id == portfolio_id)
    queries = [query]
    if companies is not None:
        queries = [query.where(Among(Hit.company_id, some)) for some in chunks(sorted(companies))]
    return {(one, company): grade for query in queries for one, company, grade in session.exec(query)}


def hit_ids(session: Session, portfolio_id: int | None) -> dict[tuple[int, str], int]:
    """The ids of the hits of a portfolio by counterparty and company."""
    query = select(Hit.counterparty_id, Hit.company_id, Hit.id).join(CounterpartyRow)
    found = session.exec(query.where(CounterpartyRow.portfolio_id == portfolio_id))
    return {(counterparty, company): id_ or 0 for counterparty, company, id_ in found}


def hits(
    session: Session, *, portfolio_id: int | None = None, among: Collection[int] | None = None
) -> list[tuple[Hit, CounterpartyRow, Screening]]:
    """Hits with their counterparties and what they were found by, the surest first; `among` are counterparties' ids."""
    query = select(Hit, CounterpartyRow, Screening).join(
        CounterpartyRow, col(CounterpartyRow.id) == Hit.counterparty_id
    )
    query = query.join(Screening, col(Screening.id) == Hit.screening_id)
    if portfolio_id is not None:
        query = query.where(CounterpartyRow.portfolio_id == portfolio_id)
    queries = [query]
    if among is not None:
        queries = [query.where(Among(Hit.counterparty_id, some)) for some in chunks(sorted(among))]
    found = [
        (hit, counterparty, screening) for query in queries for hit, counterparty, screening in session.exec(query)
    ]
    return sorted(found, key=lambda one: (_ORDER.index(one[0].grade), -one[0].score, one[1].row))


def pairs(
    session: Session,
    *,
    companies: Collection[str] | None = None,
    counterparties: Collection[int] | None = None,
    portfolio_id: int | None = None,
) -> list[Pair]:
    """Hits, clear ones too, with their counterparties: on these companies, of these counterparties or of one portfolio."""
    wanted: list[Any] = [Hit.id, Hit.company_id, Hit.counterparty_id, CounterpartyRow.portfolio_id]
    wanted += [CounterpartyRow.name, CounterpartyRow.row, Hit.grade, Hit.reason]
    query = columns(*wanted).join(CounterpartyRow, col(CounterpartyRow.id) == Hit.counterparty_id)
    if companies is not None:
        query = query.where(Among(Hit.company_id, sorted(companies)))
    if counterparties is not None:
        query = query.where(Among(Hit.counterparty_id, sorted(counterparties)))
    if portfolio_id is not None:
        query = query.where(col(CounterpartyRow.portfolio_id) == portfolio_id)
    return [Pair(*row) for row in session.connection().execute(query.order_by(col(Hit.id)))]


def outdated(session: Session, algorithm: str) -> list[int]:
    """The ids of watched portfolios whose last screening against the whole register was by another algorithm."""
    last = select(func.max(Screening.id)).where(col(Screening.whole)).group_by(col(Screening.portfolio_id))
    query = select(Screening.portfolio_id).where(col(Screening.id).in_(last), Screening.algorithm != algorithm)
    return sorted(session.exec(query.join(Portfolio).where(col(Portfolio.watched))))


def hits_after(
    session: Session,
    portfolios: Collection[int],
    grades: Collection[str],
    after: int,
    most: int,
    conditions: Iterable[ColumnElement[bool]] = (),
) -> list[tuple[Hit, CounterpartyRow, Company]]:
    """The hits of these portfolios with these grades, in the order in which they were found, behind one of that id."""
    query = select(Hit, CounterpartyRow, Company).join(CounterpartyRow, col(CounterpartyRow.id) == Hit.counterparty_id)
    query = query.join(Company, col(Company.id) == Hit.company_id)
    query = query.where(Among(CounterpartyRow.portfolio_id, sorted(portfolios)), Among(Hit.grade, sorted(grades)))
    query = query.where(col(Hit.id) > after, *conditions)
    return list(session.exec(query.order_by(col(Hit.id)).limit(most)).all())
