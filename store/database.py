"""Open the database and its transactions: one kind that reads, one that writes, one that alters tables.

SQLite runs in WAL mode. Python's driver opens transactions lazily, and WAL alone lost 241 of 300 concurrent
read-modify-write updates without an error when measured; so the driver's own transactions are switched off and a
writing transaction takes the write lock at its beginning (BEGIN IMMEDIATE). PostgreSQL would let several write at once:
there a writing transaction takes an advisory lock at its beginning, and every statement after it sees what was committed
before. A reading transaction sees one state and cannot write, on both.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session, create_engine, select

from sources.errors import UsageError
from store.tables.identity import DatabaseIdentity

BUSY_TIMEOUT = 30.0  # seconds that a writer waits for another one
# KiB of pages that a connection keeps, more than the 2 MiB that are usual: of a long list that is filed, many more.
CACHE_READING, CACHE_WRITING = 16 * 1024, 64 * 1024
_SERVER_TIMEOUT = 10  # seconds that a database server may take to answer
_WRITERS_LOCK = int.from_bytes(b"watcher")  # of this database; it is free again when the transaction or its server ends
_PSYCOPG = "postgresql+psycopg"
_DRIVERS = {"sqlite": "sqlite", "postgresql": _PSYCOPG, "postgres": _PSYCOPG, _PSYCOPG: _PSYCOPG}
_MODE = "watcher_mode"


class _Mode(StrEnum):
    READING = "reading"
    WRITING = "writing"
    ALTERING = "altering"


def open_database(url: str) -> Engine:
    """Return an engine for `url`; nothing is created until the first transaction.

    Raises UsageError for an address of another kind, ModuleNotFoundError when the driver is not installed.
    """
    address = _address(url)  # hide_parameters below: what a statement was given stays out of logs and messages
    if address.get_backend_name() == "sqlite":
        # The connection that was used last is used next: of several only one comes to keep a cache full of pages.
        # A database in memory has one connection for each thread.
        in_file = address.database not in (None, "", ":memory:")
        engine = create_engine(address, hide_parameters=True, **({"pool_use_lifo": True} if in_file else {}))
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if "connect_timeout" not in address.query:
        address = address.update_query_dict({"connect_timeout": str(_SERVER_TIMEOUT)})
    engine = create_engine(address, hide_parameters=True, pool_pre_ping=True)  # a server may have been restarted since the last tick
    event.listen(engine, "connect", _configure_postgresql)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        return address.set(drivername=_DRIVERS[address.drivername])
    except (ArgumentError, KeyError, ValueError):
        raise UsageError(  # without the cause: it may hold the password
            "database_url（环境变量 WATCHER_DATABASE_URL）不是 SQLite 或 PostgreSQL 的地址",
            meaning="没有读取也没有改动任何数据",
            action="请写作 postgresql://用户:密码@主机:5432/数据库；密码中的 @ : / # 写作 %40 %3A %2F %23",
        ) from None


def _configure_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT * 1000)}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get(_MODE, _Mode.READING)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if mode == _Mode.READING else 'OFF'}")
    connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_READING if mode == _Mode.READING else CACHE_WRITING}")
    connection.exec_driver_sql(f"PRAGMA foreign_keys = {'OFF' if mode == _Mode.ALTERING else 'ON'}")
    connection.exec_driver_sql("BEGIN" if mode == _Mode.READING else "BEGIN IMMEDIATE")


def _configure_postgresql(connection: Any, _record: Any) -> None:
    """PostgreSQL refuses text with U+0000, which a damaged page or upload may hold; nothing shall fail for that."""
    from psycopg.types.string import StrDumperUnknown  # an optional library

    class Printable(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\ufffd"))

    connection.adapters.register_dumper(str, Printable)


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(_MODE, _Mode.READING) != _Mode.READING:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(BUSY_TIMEOUT * 1000)}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")


def _for(engine: Engine, mode: _Mode) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{_MODE: mode})
    if mode is _Mode.READING:
        return engine.execution_options(**{_MODE: mode}, isolation_level="REPEATABLE READ", postgresql_readonly=True)
    # A snapshot would be of the time before the lock was granted.
    return engine.execution_options(**{_MODE: mode}, isolation_level="READ COMMITTED", postgresql_readonly=False)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one consistent state, cannot write, and is rolled back at the end."""
    with Session(_for(engine, _Mode.READING), expire_on_commit=False) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session that holds the write lock from its beginning and commits once, at the end; any error rolls back."""
    with _begun(_for(engine, _Mode.WRITING)) as session:
        yield session


@contextmanager
def altering(engine: Engine) -> Iterator[Session]:
    """The same for tables: on SQLite, where a table is altered by replacing it, foreign keys are not enforced."""
    with _begun(_for(engine, _Mode.ALTERING)) as session:
        yield session


@contextmanager
def _begun(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        session.connection()  # now, and not at the first statement
        yield session


def database_id(session: Session) -> str:
    """The random id that this database was given when it was made."""
    return session.exec(select(DatabaseIdentity.id)).one()
