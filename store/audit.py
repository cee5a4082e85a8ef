"""Who did what: people's actions, appended and never changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from store.tables.audit import AuditEntry

_LATELY = 2_000  # actions that are looked through for one
_AT_ONCE = 1_000  # read by one statement, where all are
_RECENT = 5_000


def last_action(session: Session, action: str, fact: str, value: str) -> AuditEntry | None:
    """The last action of this kind on this subject, if it is one of the last actions at all."""
    newest = session.exec(select(func.max(AuditEntry.id))).one() or 0
    lately = select(AuditEntry).where(col(AuditEntry.id) > newest - _LATELY, AuditEntry.action == action)
    found = session.exec(lately.order_by(col(AuditEntry.id).desc()))
    return next((one for one in found if one.facts.get(fact) == value), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which actions: of whom, which, and when; what is empty is any."""

    who: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


def record_action(session: Session, who: str, action: str, facts: Mapping[str, Any], at: datetime) -> None:
    """Append one action; the facts hold counts and ids, never names of counterparties. The caller commits."""
    session.add(AuditEntry(at=at, who=who, action=action, facts=dict(facts)))


def actions(session: Session, wanted: Wanted, *, before: int | None = None, limit: int) -> Sequence[AuditEntry]:
    """The newest first, those that were written before the one of that number."""
    query = select(AuditEntry)
    if wanted.who:
        query = query.where(AuditEntry.who == wanted.who)
    if wanted.action:
        query = query.where(AuditEntry.action == wanted.action)
    if wanted.since:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until:
        query = query.where(AuditEntry.at < wanted.until)
    if before is not None:
        query = query.where(col(AuditEntry.id) < before)
    return session.exec(query.order_by(col(AuditEntry.id).desc()).limit(limit)).all()


def every_action(session: Session, wanted: Wanted) -> Iterator[AuditEntry]:
    """All of them, the newest first, in bounded memory."""
    before: int | None = None
    while found := actions(session, wanted, before=before, limit=_AT_ONCE):
        yield from found
        before = found[-1].id
        session.expunge_all()


def actors(session: Session) -> list[str]:
    """Who did one of the last things, by name; to read the whole audit for that would keep its page waiting."""
    last = select(AuditEntry.who).order_by(col(AuditEntry.id).desc()).limit(_RECENT).subquery()
    return list(session.exec(select(last.c.who).distinct().order_by(last.c.who)))
