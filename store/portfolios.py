"""Whom users watch, and the hits found about them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from sources.errors import UsageError
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio, Screening


@dataclass(frozen=True, slots=True)
class FoundHit:
    """A counterparty (by its row's id) that matches a company, as graded now."""

    counterparty_id: int
    company_id: str
    grade: str
    score: int
    reason: str


def add_portfolio(session: Session, portfolio: Portfolio, counterparties: Iterable[CounterpartyRow]) -> Portfolio:
    """Store an uploaded file under a new name. The caller commits."""
    name = portfolio.name
    if session.exec(select(Portfolio).where(Portfolio.name == name)).first() is not None:
        raise UsageError(f"关注名单“{name}”已存在", meaning="未作任何改动", action="请换一个名称")
    session.add(portfolio)
    session.flush()
    for row in counterparties:
        row.portfolio_id = portfolio.id or 0
        session.add(row)
    session.flush()
    return portfolio


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


def remove_portfolio(session: Session, name: str) -> int:
    """Erase a portfolio with its names, hits, subscriptions and mails; returns how many names it held. The caller commits."""
    portfolio = portfolio_named(session, name)
    number = len(counterparties(session, portfolio.id))
    session.delete(portfolio)
    session.flush()
    return number


def counterparties(session: Session, portfolio_id: int | None = None) -> list[CounterpartyRow]:
    """The counterparties of one portfolio, or of all."""
    query = select(CounterpartyRow).order_by(col(CounterpartyRow.portfolio_id), col(CounterpartyRow.row))
    if portfolio_id is not None:
        query = query.where(CounterpartyRow.portfolio_id == portfolio_id)
    return list(session.exec(query))


def record_hits(session: Session, hits: Sequence[FoundHit], *, at: datetime, revision: int) -> None:
    """Write new hits and bring known ones up to date. The caller commits."""
    for found in hits:
        row = session.exec(
            select(Hit).where(Hit.counterparty_id == found.counterparty_id, Hit.company_id == found.company_id)
        ).first()
        if row is None:
            session.add(
                Hit(
                    counterparty_id=found.counterparty_id,
                    company_id=found.company_id,
                    grade=found.grade,
                    score=found.score,
                    reason=found.reason,
                    found_at=at,
                    revision=revision,
                )
            )
        elif (row.grade, row.score, row.reason) != (found.grade, found.score, found.reason):
            row.grade, row.score, row.reason, row.revision = found.grade, found.score, found.reason, revision
    session.flush()


def hits(session: Session, *, portfolio_id: int | None = None) -> list[tuple[Hit, CounterpartyRow]]:
    """All hits with their counterparties, the surest first."""
    query = select(Hit, CounterpartyRow).join(CounterpartyRow)
    if portfolio_id is not None:
        query = query.where(CounterpartyRow.portfolio_id == portfolio_id)
    found = session.exec(query.order_by(col(Hit.score).desc(), col(CounterpartyRow.row)))
    return [(hit, counterparty) for hit, counterparty in found]


def record_screening(
    session: Session, portfolio_id: int, *, at: datetime, revision: int, algorithm: str, coverage: Mapping[str, Any]
) -> None:
    """Record that a portfolio was screened against a revision. The caller commits."""
    session.add(
        Screening(portfolio_id=portfolio_id, at=at, revision=revision, algorithm=algorithm, coverage=dict(coverage))
    )


def stamp(session: Session) -> tuple[int, int]:
    """Changes whenever a portfolio is added or removed; a screening that was prepared before must then be done again."""
    newest, number = session.exec(select(func.max(Portfolio.id), func.count(col(Portfolio.id)))).one()
    return newest or 0, number
