"""Published documents: what each source said of them, and the fields that contradict each other."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from store.tables.columns import JsonField


class NoticeRow(SQLModel, table=True):
    """One published document. Its columns repeat the reading in force, for lists and searches."""

    __tablename__ = "notice"

    id: str = Field(primary_key=True)  # hash of the key below
    key: str = Field(unique=True)  # host and path of the page, or regulator, title and date
    regulator: str = Field(index=True)
    issuer: str | None = None  # as printed: a regulator's name changes, its notices do not
    title: str
    number: str | None = None  # of the document, in normal form
    url: str | None = None
    kind: str
    polarity: str
    series_key: str | None = Field(default=None, index=True)
    published: str | None = None  # as precise as printed
    day: date | None = None  # published, else signed, where a whole day is printed
    deadline: date | None = None  # the nominal end of the notice period
    deadline_working: date | None = None  # the working day it rolls to
    declared: int | None = None
    named: int = 0
    names_missing: bool = False
    first_seen_at: datetime


class NoticeAlias(SQLModel, table=True):
    """A further key of a notice: of its page, where a digest without an address brought it first, or the other way."""

    __tablename__ = "notice_alias"

    key: str = Field(primary_key=True)
    notice_id: str = Field(foreign_key="notice.id", index=True)


class NoticeReading(SQLModel, table=True):
    """What one kind of origin (site, import, digest) says of a notice; a changed reading supersedes the one before."""

    __tablename__ = "notice_reading"

    id: int | None = Field(default=None, primary_key=True)
    notice_id: str = Field(foreign_key="notice.id", index=True)
    origin: str
    facts: dict[str, Any] = JsonField()  # sources.serial.to_json of the record without its rows
    places: list[list[str | None]] = JsonField()  # the files and tables that the rows stand in
    rows: bytes  # store.printed: its rows, those that are held behind them
    held: int = 0  # how many of them are held
    facts_hash: str
    evidence: dict[str, Any] = JsonField()  # URL -> SHA-256 of the bytes that were read
    recorded_at: datetime
    superseded_at: datetime | None = None


class Conflict(SQLModel, table=True):
    """One field with two readings: open until a person resolves it. What settled itself and breaks again is a new row."""

    __table_args__ = (
        Index(
            "ux_conflict_open",
            "dedupe_key",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    dedupe_key: str = Field(index=True)
    notice_id: str = Field(foreign_key="notice.id", index=True)
    field: str
    readings: list[dict[str, Any]] = JsonField()
    chosen: str | None = None
    state: str = "open"  # open, accepted, rejected, settled (by a later good reading)
    opened_at: datetime
    closed_at: datetime | None = None
    closed_by: str | None = None
    reason: str | None = None
