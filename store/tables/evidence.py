"""What was seen: looks, the responses as received, and their bytes by SHA-256."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from store.tables.columns import JsonField


class Look(SQLModel, table=True):
    """One visit to one source, and how it ended (sources.records.LookState)."""

    id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(index=True)
    started_at: datetime
    ended_at: datetime
    state: str
    detail: str = ""  # in words, for people
    pages: int = 0
    notices: int = 0
    fingerprint: str = ""  # SHA-256 over the URLs and hashes of all pages seen


class Snapshot(SQLModel, table=True):
    """The bytes of a response; the file lies under the evidence folder by its hash."""

    sha256: str = Field(primary_key=True)
    size: int
    stored_at: datetime


class Capture(SQLModel, table=True):
    """One response as received (or one file as imported): who answered, when, with what."""

    id: int | None = Field(default=None, primary_key=True)
    look_id: int | None = Field(default=None, foreign_key="look.id", index=True)
    request_key: str = Field(index=True)  # URL, and the form of a POST
    final_url: str
    status: int
    headers: dict[str, Any] = JsonField()
    fetched_at: datetime
    sha256: str = Field(foreign_key="snapshot.sha256", index=True)
    imported_by: str | None = None
    file_name: str | None = None
