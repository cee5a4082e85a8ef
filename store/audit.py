"""Who did what: people's actions, appended and never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from store.tables.audit import AuditEntry


def record_action(session: Session, who: str, action: str, facts: Mapping[str, Any], at: datetime) -> None:
    """Append one action; the facts hold counts and ids, never names of counterparties. The caller commits."""
    session.add(AuditEntry(at=at, who=who, action=action, facts=dict(facts)))
