"""Who did what: people's actions, appended and never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from store.tables.audit import AuditEntry

_LATELY = 2_000  # actions that are looked through for one


def last_action(session: Session, action: str, fact: str, value: str) -> AuditEntry | None:
    """The last action of this kind on this subject, if it is one of the last actions at all."""
    newest = session.exec(select(func.max(AuditEntry.id))).one() or 0
    lately = select(AuditEntry).where(col(AuditEntry.id) > newest - _LATELY, AuditEntry.action == action)
    found = session.exec(lately.order_by(col(AuditEntry.id).desc()))
    return next((one for one in found if one.facts.get(fact) == value), None)


def record_action(session: Session, who: str, action: str, facts: Mapping[str, Any], at: datetime) -> None:
    """Append one action; the facts hold counts and ids, never names of counterparties. The caller commits."""
    session.add(AuditEntry(at=at, who=who, action=action, facts=dict(facts)))
