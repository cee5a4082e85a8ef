"""Whom users watch, and what was found about them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from store.tables.columns import JsonField


class Portfolio(SQLModel, table=True):
    """A named list of counterparties that a user uploaded."""

    __table_args__ = ({"sqlite_autoincrement": True},)  # the id of a removed portfolio never comes back

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    file_name: str
    columns: list[str] = JsonField()  # the heads of the user's own columns, in the order of the file
    problems: list[dict[str, Any]] = JsonField()  # what was wrong with single records: row, column, value, words
    added_at: datetime
    edition: int = 1  # of its file, counted
    watched: bool = True  # False: it was screened once, and no change of the register is told


class CounterpartyRow(SQLModel, table=True):
    """One counterparty as the file has it; `row` is the ordinal of the data record."""

    __tablename__ = "counterparty"
    __table_args__ = (
        Index("ix_counterparty_portfolio_id", "portfolio_id", "row"),  # pages go on behind a record
        Index(  # the few of which nobody may think that they are clear
            "ix_counterparty_unscreened",
            "portfolio_id",
            "row",
            sqlite_where=text("screened = 0"),
            postgresql_where=text("NOT screened"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    portfolio_id: int = Field(foreign_key="portfolio.id", ondelete="CASCADE")
    row: int
    name: str
    code: str | None = None
    code_is_number: bool = False  # the cell held a number: its digits are lost
    own: list[list[str]] = JsonField()  # (head, cell) of the user's other columns
    screened: bool = True  # False: its name cannot be used, and nobody may think that it is clear


class Screening(SQLModel, table=True):
    """One screening of a portfolio: register revision, algorithm and coverage, so that it can be repeated.

    It is `whole` when it was against the whole register, else against the companies that this revision changed.
    """

    id: int | None = Field(default=None, primary_key=True)
    portfolio_id: int = Field(foreign_key="portfolio.id", index=True, ondelete="CASCADE")
    at: datetime
    revision: int
    algorithm: str
    whole: bool
    coverage: dict[str, Any] = JsonField()


class Hit(SQLModel, table=True):
    """A counterparty that matches a listed company, as graded last; what no longer matches stays, graded clear."""

    __table_args__ = (  # the id of an erased hit never comes back: a mail's link leads to no other
        UniqueConstraint("counterparty_id", "company_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    counterparty_id: int = Field(foreign_key="counterparty.id", ondelete="CASCADE")  # found by the constraint's index
    company_id: str = Field(foreign_key="company.id", index=True)
    grade: str
    score: int
    reason: str
    fields: list[list[str]] = JsonField()  # part, words, text of the listed name, text of the counterparty's
    decides: str  # what would settle a doubt
    found_at: datetime
    screening_id: int = Field(foreign_key="screening.id", index=True, ondelete="CASCADE")  # that decided it as it stands
