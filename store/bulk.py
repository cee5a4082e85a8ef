"""Many rows into one table with one statement: they travel as JSON and the database takes them apart.

A statement run for each row costs more than what it writes, above all where the database is another machine.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Text, bindparam, text
from sqlmodel import Session, SQLModel

_AT_ONCE = 10_000  # rows: a megabyte of JSON, which nothing else in the process runs beside


def insert_rows(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], **same: Any) -> None:
    """Insert rows that have the same columns, of texts, numbers, days and JSON; `same` are columns alike in all of them.

    The caller commits.
    """
    if not rows:
        return
    name, columns = str(table.__tablename__), list(rows[0])
    if session.get_bind().dialect.name == "sqlite":
        values = [f"json_extract(value, '$.{column}')" for column in columns]
        source = "json_each(:rows)"
    else:
        values = columns
        source = f"json_populate_recordset(NULL::{name}, CAST(:rows AS json))"
    chosen = ", ".join((*values, *(f":{column}" for column in same)))
    statement = text(f"INSERT INTO {name} ({', '.join((*columns, *same))}) SELECT {chosen} FROM {source}").bindparams(
        bindparam("rows", type_=Text),
        *(bindparam(column, value, type_=table.__table__.c[column].type) for column, value in same.items()),  # type: ignore[attr-defined]
    )
    session.flush()
    for start in range(0, len(rows), _AT_ONCE):
        payload = json.dumps(rows[start : start + _AT_ONCE], default=_plain)
        session.connection().execute(statement, {"rows": payload})


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


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no plain column holds {type(value).__name__}")
