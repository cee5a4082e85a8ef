"""Columns of rows as they come, some thousand rows in memory at a time."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

_AT_ONCE = 5_000


def columns(*wanted: Any) -> Select[Any]:
    """A query for columns of any number and kind."""
    return select(*wanted)


def rows(session: Session, query: Select[Any]) -> Iterator[Any]:
    """The rows of a query."""
    yield from session.connection().execute(query, execution_options={"yield_per": _AT_ONCE})
