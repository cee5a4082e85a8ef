"""Whom users watch, and the hits found about them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from sources.errors import UsageError
from store.chunks import chunks
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio, Screening

_AT_ONCE = 5_000  # rows inserted by one statement


@dataclass(frozen=True, slots=True)
class FoundHit:
    """A counterparty (by its row's id) that matches a company, or did, as graded now; named as in the table."""

    counterparty_id: int
    company_id: str
    grade: str
    score: int
    reason: str
    fields: list[list[str]]
    decides: str


_GRADED = tuple(one.name for one in fields(FoundHit))[2:]


def add_portfolio(session: Session, portfolio: Portfolio, counterparties: Iterable[Mapping[str, Any]]) -> None:
    """Store an uploaded file under a new name, with its records as the table has them. The caller commits."""
    name = portfolio.name
    if session.exec(select(Portfolio).where(Portfolio.name == name)).first() is not None:
        raise UsageError(f"关注名单“{name}”已存在", meaning="未作任何改动", action="请换一个名称")
    session.add(portfolio)
    session.flush()
    _insert(session, CounterpartyRow, [{**row, "portfolio_id": portfolio.id} for row in counterparties])


def _insert(session: Session, table: type[CounterpartyRow | Hit], rows: Sequence[Mapping[str, Any]]) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        session.connection().execute(insert(table), rows[start : start + _AT_ONCE])


def portfolio_named(session: Session, name: str) -> Portfolio:
    """The portfolio of that name. Raises UsageError, naming those that exist."""
    found = session.exec(select(Portfolio).where(Portfolio.name == name)).first()
    if found is None:
        names = "、".join(session.exec(select(Portfolio.name).order_by(Portfolio.name))) or "（尚无）"
        raise UsageError(f"没有名为“{name}”的关注名单", action=f"现有：{names}")
    return found


def portfolios(session: Session) -> list[tuple[Portfolio, int]]:
    """All portfolios with the number of their counterparties."""
    counted = (
        select(Portfolio, func.count(col(CounterpartyRow.id)))
        .join(CounterpartyRow, isouter=True)
        .group_by(col(Portfolio.id))
        .order_by(Portfolio.name)
    )
    return [(portfolio, number) for portfolio, number in session.exec(counted)]


def added_at(session: Session) -> dict[int, datetime]:
    """When each portfolio was added, by its id."""
    return {id_ or 0: at for id_, at in session.exec(select(Portfolio.id, Portfolio.added_at))}


def remove_portfolio(session: Session, name: str) -> int:
    """Erase a portfolio with its names, hits, subscriptions and mails; returns how many names it held. The caller commits."""
    portfolio = portfolio_named(session, name)
    held = select(func.count(col(CounterpartyRow.id))).where(CounterpartyRow.portfolio_id == portfolio.id)
    number = session.exec(held).one()
    session.delete(portfolio)
    session.flush()
    return number


def counterparties(session: Session, portfolio_id: int | None) -> list[CounterpartyRow]:
    """The counterparties of one portfolio."""
    query = select(CounterpartyRow).where(CounterpartyRow.portfolio_id == portfolio_id)
    return list(session.exec(query.order_by(col(CounterpartyRow.row))))


def to_screen(session: Session, portfolio_id: int | None) -> list[tuple[int, int, str, str | None, bool]]:
    """What screening asks of the counterparties of one portfolio: id, record, name, code, whether that was a number."""
    names = ("id", "row", "name", "code", "code_is_number")
    query = select_columns(*(getattr(CounterpartyRow, name) for name in names))
    query = query.where(col(CounterpartyRow.portfolio_id) == portfolio_id, col(CounterpartyRow.screened))
    rows = session.connection().execute(query.order_by(col(CounterpartyRow.row)))
    return [(id_, row, name, code, is_number) for id_, row, name, code, is_number in rows]


def counterparties_of(session: Session, ids: Iterable[int]) -> Iterator[CounterpartyRow]:
    """The counterparties with these ids, some hundred in memory at a time."""
    for some in chunks(sorted(ids)):
        yield from session.exec(select(CounterpartyRow).where(col(CounterpartyRow.id).in_(some)))


def counterparty_ids(session: Session, portfolio_id: int | None) -> dict[int, int]:
    """The ids of the counterparties of one portfolio by their records."""
    query = select(CounterpartyRow.row, CounterpartyRow.id).where(CounterpartyRow.portfolio_id == portfolio_id)
    return {row: id_ or 0 for row, id_ in session.exec(query)}


def record_hits(session: Session, screening: Screening, hits: Sequence[FoundHit]) -> None:
    """Record a screening, write the hits that are new, and bring known ones up to date. The caller commits."""
    session.add(screening)
    session.flush()
    for some in chunks(hits):
        ids = {found.counterparty_id for found in some}
        known = session.exec(select(Hit).where(col(Hit.counterparty_id).in_(ids)))
        rows = {(row.counterparty_id, row.company_id): row for row in known}
        new = []
        for found in some:
            row = rows.get((found.counterparty_id, found.company_id))
            if row is None:
                new.append({**asdict(found), "found_at": screening.at, "screening_id": screening.id})
            elif any(getattr(row, name) != getattr(found, name) for name in _GRADED):
                for name in _GRADED:
                    setattr(row, name, getattr(found, name))
                row.screening_id = screening.id or 0
        _insert(session, Hit, new)
    session.flush()


def grades(
    session: Session, *, companies: Collection[str] | None = None, portfolio_id: int | None = None
) -> dict[tuple[int, str], str]:
    """The grades of known hits by counterparty and company: of these companies, or of one portfolio."""
    query = select(Hit.counterparty_id, Hit.company_id, Hit.grade)
    if portfolio_id is not None:
        query = query.join(CounterpartyRow).where(CounterpartyRow.portfolio_id == portfolio_id)
    queries = [query]
    if companies is not None:
        queries = [query.where(col(Hit.company_id).in_(some)) for some in chunks(sorted(companies))]
    return {(one, company): grade for query in queries for one, company, grade in session.exec(query)}


def portfolios_of(session: Session, counterparty_ids: Iterable[int]) -> dict[int, int]:
    """The portfolio of each of these counterparties."""
    found: dict[int, int] = {}
    for some in chunks(sorted(set(counterparty_ids))):
        query = select(CounterpartyRow.id, CounterpartyRow.portfolio_id).where(col(CounterpartyRow.id).in_(some))
        found |= {id_ or 0: portfolio for id_, portfolio in session.exec(query)}
    return found


def hits(
    session: Session, *, portfolio_id: int | None = None, among: Collection[int] | None = None
) -> list[tuple[Hit, CounterpartyRow, Screening]]:
    """Hits with their counterparties and what they were found by, the surest first; `among` are counterparties' ids."""
    query = select(Hit, CounterpartyRow, Screening).join(CounterpartyRow, col(CounterpartyRow.id) == Hit.counterparty_id)
    query = query.join(Screening, col(Screening.id) == Hit.screening_id)
    if portfolio_id is not None:
        query = query.where(CounterpartyRow.portfolio_id == portfolio_id)
    queries = [query]
    if among is not None:
        queries = [query.where(col(Hit.counterparty_id).in_(some)) for some in chunks(sorted(among))]
    found = [(hit, counterparty, screening) for query in queries for hit, counterparty, screening in session.exec(query)]
    return sorted(found, key=lambda one: (_ORDER.index(one[0].grade), -one[0].score, one[1].row))


_ORDER = ("match", "review", "clear")


def outdated(session: Session, algorithm: str) -> list[Portfolio]:
    """The portfolios whose last screening against the whole register was by another algorithm."""
    last = select(func.max(Screening.id)).where(col(Screening.whole)).group_by(col(Screening.portfolio_id))
    query = select(Portfolio).join(Screening).where(col(Screening.id).in_(last), Screening.algorithm != algorithm)
    return list(session.exec(query.order_by(col(Portfolio.id))))


def stamp(session: Session) -> tuple[int, int, int]:
    """Changes with every portfolio added or removed and every screening: what was prepared before must be done again."""
    newest, number = session.exec(select(func.max(Portfolio.id), func.count(col(Portfolio.id)))).one()
    return newest or 0, number, session.exec(select(func.max(Screening.id))).one() or 0
