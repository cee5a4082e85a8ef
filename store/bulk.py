"""Many rows into one table with one statement.

SQLite runs it once for each row, in this process and without another look at its words. To a server that would be a
journey for each: there the rows travel as JSON, and the database takes them apart.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Text, bindparam, text
from sqlmodel import Session, SQLModel

_AT_ONCE = 10_000  # rows: a megabyte of JSON, which nothing else in the process runs beside

_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Encoded:
    """JSON that was put into words when it was made, and not while the write lock is held."""

    value: Any
    text: str

    @classmethod
    def of(cls, value: Any) -> "Encoded":
        """In the words in which a column keeps it."""
        return cls(value, json.dumps(value, ensure_ascii=False))


def insert_rows(session: Session, table: type[SQLModel], rows: Sequence[_Row], **same: Any) -> None:
    """Insert rows that have the same columns, of texts, numbers, days and JSON; `same` are columns alike in all of them.

    The caller commits.
    """
    if not rows:
        return
    session.flush()
    insert = _row_by_row if session.get_bind().dialect.name == "sqlite" else _as_json
    for start in range(0, len(rows), _AT_ONCE):
        insert(session.connection(), table, rows[start : start + _AT_ONCE], same)


def _row_by_row(connection: Connection, table: type[SQLModel], rows: Sequence[_Row], same: _Row) -> None:
    dialect = connection.dialect
    types = {one.name: one.type.dialect_impl(dialect) for one in table.__table__.columns}  # type: ignore[attr-defined]
    bound = {name: types[name].bind_processor(dialect) for name in (*rows[0], *same)}
    alike = [process(same[name]) if (process := bound[name]) else same[name] for name in same]
    columns = [_bound([row[name] for row in rows], process) for name, process in bound.items() if name not in same]
    places = ", ".join("?" * len(bound))
    statement = f"INSERT INTO {table.__tablename__} ({', '.join(bound)}) VALUES ({places})"
    connection.exec_driver_sql(statement, [(*values, *alike) for values in zip(*columns, strict=True)])


def _bound(values: list[Any], process: Callable[[Any], Any] | None) -> list[Any]:
    if process is None:
        return values
    return [one.text if isinstance(one, Encoded) else process(one) for one in values]


def _as_json(connection: Connection, table: type[SQLModel], rows: Sequence[_Row], same: _Row) -> None:
    name, columns = str(table.__tablename__), list(rows[0])
    chosen = ", ".join((*columns, *(f":{column}" for column in same)))
    source = f"json_populate_recordset(NULL::{name}, CAST(:rows AS json))"
    statement = text(f"INSERT INTO {name} ({', '.join((*columns, *same))}) SELECT {chosen} FROM {source}").bindparams(
        bindparam("rows", type_=Text),
        *(bindparam(column, value, type_=table.__table__.c[column].type) for column, value in same.items()),  # type: ignore[attr-defined]
    )
    connection.execute(statement, {"rows": json.dumps(rows, default=_plain)})


def update_rows(session: Session, table: type[SQLModel], column: str, values: Mapping[str, int]) -> None:
    """Give one column of numbers another value in the rows with these ids, which are texts. The caller commits."""
    name = str(table.__tablename__)
    if session.get_bind().dialect.name == "sqlite":
        source = "SELECT key AS id, value FROM json_each(:rows)"
    else:
        source = "SELECT key AS id, CAST(value AS bigint) AS value FROM json_each_text(CAST(:rows AS json))"
    statement = f"UPDATE {name} SET {column} = given.value FROM ({source}) AS given WHERE {name}.id = given.id"
    session.flush()
    session.connection().execute(text(statement), {"rows": json.dumps(dict(values))})


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Encoded):
        return value.value
    raise TypeError(f"no plain column holds {type(value).__name__}")
