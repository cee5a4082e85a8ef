"""Hits that wait for a person: those of his portfolios that nobody has judged as they stand."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import Session, case, col, exists, func, select

from store.chunks import Among
from store.tables.audit import AuditEntry
from store.tables.judgements import Judgement
from store.tables.portfolios import CounterpartyRow, Hit, Screening

_SUREST = case((col(Hit.grade) == "match", 0), else_=1), col(Hit.found_at).desc(), col(Hit.id).desc()


def stamp(session: Session) -> tuple[int, ...]:
    """Another one as soon as any hit may have been found, graded otherwise, judged or removed."""
    newest = select(func.max(Screening.id)).scalar_subquery(), select(func.max(Judgement.id)).scalar_subquery()
    last = select(func.max(AuditEntry.id)).scalar_subquery()  # whatever a person does is written there
    return tuple(one or 0 for one in session.connection().execute(select(*newest, last)).one())


def waiting(session: Session, portfolios: Collection[int]) -> int:
    """How many there are in these portfolios."""
    return int(session.exec(_waiting(func.count(col(Hit.id)), portfolios)).one())


def first_waiting(session: Session, portfolios: Collection[int], most: int) -> list[int]:
    """The ids of the surest of them, of each grade those found last first."""
    query = _waiting(col(Hit.id), portfolios).order_by(*_SUREST)
    return list(session.exec(query.limit(most)))


def hits_with_names(session: Session, ids: Collection[int]) -> Sequence[tuple[Hit, CounterpartyRow]]:
    """These hits with their counterparties, in the same order."""
    found = select(Hit, CounterpartyRow).join(CounterpartyRow, col(CounterpartyRow.id) == Hit.counterparty_id)
    return session.exec(found.where(Among(Hit.id, ids)).order_by(*_SUREST)).all()


def _waiting(what: Any, portfolios: Collection[int]) -> Any:
    judged = exists().where(col(Judgement.hit_id) == Hit.id, col(Judgement.ended_at).is_(None))
    found = select(what).select_from(Hit).join(CounterpartyRow, col(CounterpartyRow.id) == Hit.counterparty_id)
    mine = col(Hit.grade).in_(("match", "review")), Among(CounterpartyRow.portfolio_id, portfolios), ~judged
    return found.where(*mine)
