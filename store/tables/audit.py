"""Who did what: an append-only record of people's actions."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from store.tables.columns import JsonField


class AuditEntry(SQLModel, table=True):
    """One action of a person (import, portfolio added or removed, conflict resolved); never a name of a company."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    who: str
    action: str
    facts: dict[str, Any] = JsonField()
