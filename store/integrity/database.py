"""The database itself: that it can be read at all, that its rows refer to rows, that its tables are those of the program."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, event, make_url
from sqlmodel import Session, SQLModel, create_engine, text

from store.database import open_database
from store.migration import import_tables, revision_of, revisions

_MOST = 100  # faults that SQLite looks for
_PATIENCE = 30.0  # seconds


def database_file(url: str) -> Path | None:
    """The file of an SQLite database; None for a server."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def opened_to_read(url: str) -> Engine:
    """An engine that cannot write, and that creates and upgrades nothing."""
    path = database_file(url)
    if path is None:
        return open_database(url)
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _sqlite(session: Session, pragma: str) -> list[Any]:
    """The rows of a pragma; none on a server, which sees to these things itself."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    return list(session.connection().execute(text(f"PRAGMA {pragma}")))


def file_faults(session: Session, *, quick: bool) -> Iterator[str]:
    """Pages that SQLite finds damaged; `quick` leaves out whether the indexes agree with their tables."""
    for (found,) in _sqlite(session, f"{'quick' if quick else 'integrity'}_check({_MOST})"):
        if found != "ok":
            yield str(found)


def reference_faults(session: Session) -> Iterator[str]:
    """Rows that refer to rows that are not there."""
    for table, row, parent, _ in _sqlite(session, "foreign_key_check"):
        yield f"{table} 第 {row} 行所指的 {parent} 不存在"


def schema_faults(session: Session) -> Iterator[str]:
    """Tables, columns, indexes and constraints that differ from those of this program."""
    from alembic.autogenerate import compare_metadata  # slow to load, and only this needs them
    from alembic.migration import MigrationContext

    import_tables()
    found, newest = revision_of(session), revisions()[-1]
    if found != newest:
        yield f"数据库的结构版本是 {found or '（无）'}，本程序的是 {newest}"
        return
    context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
    yield from map(_difference, compare_metadata(context, SQLModel.metadata))
    known = session.connection().execute(text("SELECT count(*) FROM database_identity")).scalar_one()
    if known != 1:
        yield f"database_identity 应有 1 行，现有 {known} 行"


def _difference(found: Any) -> str:
    """One difference as alembic tells it: a tuple, or a list of them for one column."""
    if isinstance(found, list):
        return "；".join(map(_difference, found))
    words = [getattr(one, "name", one) for one in found[1:] if not isinstance(one, dict)]
    return f"{found[0]}：" + " ".join(str(one) for one in words if one is not None)
