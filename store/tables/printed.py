"""The rows of published lists, each kept once however many editions print it."""

from typing import Any

from sqlmodel import Field, SQLModel

from store.tables.columns import JsonField


class PrintedRow(SQLModel, table=True):
    """What a row says apart from where it stands. Numbered by the store, since packed lists of numbers refer to it."""

    __tablename__ = "printed_row"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    digest: str = Field(unique=True)  # of all that the row says
    name: str
    code: str | None = None
    facts: dict[str, Any] = JsonField()  # the other fields of sources.records.Row that are set
