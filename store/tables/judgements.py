"""What people decided about hits."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from store.tables.columns import JsonField


class Judgement(SQLModel, table=True):
    """A person's decision on one hit; it stands until it is undone, replaced, or the evidence of the pair changes."""

    __table_args__ = (
        Index(
            "uq_judgement_standing",
            "hit_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    hit_id: int = Field(foreign_key="hit.id", index=True, ondelete="CASCADE")
    verdict: str  # same, different, unsure
    reason: str = ""  # namesake, place, trade, other; of `different`
    note: str = ""
    who: str
    at: datetime
    evidence: dict[str, Any] = JsonField()  # what it stood on: the listed company's code, match keys, lists with status
    carried_from: int | None = None  # the judgement of an earlier upload that it repeats
    ended_at: datetime | None = None
    ended_by: str = ""  # undone, replaced, evidence
    ended_who: str = ""
