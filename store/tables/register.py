"""The register: series, editions, companies, listings in two times, and the append-only events."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from store.tables.columns import JsonField, KeyText


class Revision(SQLModel, table=True):
    """One commit that changed the register; screenings name it so that they can be repeated."""

    number: int | None = Field(default=None, primary_key=True)
    at: datetime
    why: str


class SeriesRow(SQLModel, table=True):
    """A list that a regulator keeps."""

    __tablename__ = "series"

    key: str = Field(primary_key=True)
    regulator: str = Field(index=True)
    sector: str
    list_type: str
    mode: str
    polarity: str
    title: str


class Edition(SQLModel, table=True):
    """One publication of a series. Only a `complete` one shapes the listings; the others are gaps.

    A notice over several trades publishes one of each, beside that of its own series; its gap is one, of its own series.
    """

    notice_id: str = Field(primary_key=True, foreign_key="notice.id")
    series_key: str = Field(primary_key=True, foreign_key="series.key", index=True)
    act: str  # replaces, adds, removes, disposes
    day: date  # published, else signed, else fetched: what editions are ordered by
    batch: int | None = None
    state: str  # complete, names_missing, held, withdrawn
    declared: int | None = None
    named: int = 0
    outcome: str | None = None  # what it does to everyone of whom its row says nothing else: a disposition
    places: list[list[str | None]] = JsonField()  # the files and tables that its rows stand in: url, table, sha256
    members: bytes  # store.membership: company number, printed row, place, row number
    recorded_at: datetime  # when its notice was first heard of as a list, with or without its names


class Company(SQLModel, table=True):
    """Who is listed. `code` is a valid GB 32100 code or None."""

    id: str = Field(primary_key=True)  # hash of the code, else of the identity key, when first seen
    number: int = Field(unique=True)  # counted by the store, for packed lists of companies
    name: str
    code: str | None = Field(default=None, unique=True, sa_type=KeyText)
    recorded_at: datetime
    revision: int = Field(foreign_key="revision.number", index=True)  # that last changed its code or names


class CompanyPast(SQLModel, table=True):
    """What a company was called, and the code it had, until a revision changed either."""

    __tablename__ = "company_past"

    company_id: str = Field(primary_key=True, foreign_key="company.id")
    revision: int = Field(primary_key=True, foreign_key="revision.number")
    name: str
    code: str | None = None
    superseded_at: datetime


class CompanyName(SQLModel, table=True):
    """A name that a company was published under; `superseded_at` is set where a person corrected it away."""

    __tablename__ = "company_name"

    __table_args__ = (Index("ix_company_name_identity_key", "identity_key", "number"),)

    company_id: str = Field(primary_key=True, foreign_key="company.id")
    identity_key: str = Field(primary_key=True, sa_type=KeyText)
    recorded_at: datetime = Field(primary_key=True)
    superseded_at: datetime | None = None
    number: int = Field(index=True)  # of the company
    name: str
    kind: str = "registered"  # registered, former, short


class Listing(SQLModel, table=True):
    """That one series lists a company: when it was so, and when we knew. Rows are superseded, never changed."""

    __table_args__ = (
        Index(  # of what is known now, a stay stands once
            "ux_listing_standing",
            "company_id",
            "series_key",
            "valid_from",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        # All that is asked to count who stands, or stood, on a list: a million of them are counted without their rows.
        Index("ix_listing_series_key", "series_key", "superseded_at", "valid_to", "valid_from", "recorded_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    company_id: str = Field(foreign_key="company.id", index=True)
    series_key: str = Field(foreign_key="series.key")
    notice_id: str = Field(foreign_key="notice.id")
    status: str  # suspected, abnormal, disposed, positive
    name: str  # as printed
    code: str | None = None  # as printed
    reasons: list[str] = JsonField()
    disposition: str | None = (
        None  # what became of the company: sources.records.Disposition, or an exit list's own word
    )
    disposed_on: str | None = None  # as precise as printed
    place: dict[str, Any] = JsonField()  # url, table, row
    sha256: str | None = None  # the evidence
    valid_from: date
    valid_to: date | None = None
    ended_by: str | None = None  # left, removed
    ended_by_notice: str | None = Field(default=None, foreign_key="notice.id")
    recorded_at: datetime
    superseded_at: datetime | None = None
    revision: int = Field(foreign_key="revision.number", index=True)


class Event(SQLModel, table=True):
    """An append-only fact. Its id is a hash of what happened, so that the same fact cannot be written twice."""

    id: str = Field(primary_key=True)
    type: str = Field(index=True)
    at: datetime = Field(index=True)
    company_id: str | None = Field(default=None, foreign_key="company.id", index=True)
    series_key: str | None = Field(default=None, foreign_key="series.key")
    notice_id: str | None = Field(default=None, foreign_key="notice.id")
    source_id: str | None = None
    facts: dict[str, Any] = JsonField()
    revision: int | None = Field(default=None, foreign_key="revision.number")


class CorrectionRow(SQLModel, table=True):
    """What a named person corrected in one row of a notice, as long as that row is printed as it was then."""

    __tablename__ = "correction"

    id: int | None = Field(default=None, primary_key=True)
    notice_id: str = Field(foreign_key="notice.id", index=True)
    company_id: str = Field(foreign_key="company.id", index=True)  # whom the row was read as
    series_key: str = Field(foreign_key="series.key", index=True)
    row_name: str  # as printed
    row_code: str | None = None  # as printed
    kind: str  # not_listed, name, code, since, series, withdrawn
    value: str | None = None  # the right name, code, day or list; the revision of the correction that is withdrawn
    who: str
    reason: str
    recorded_at: datetime
    revision: int = Field(foreign_key="revision.number")
