"""Bring a database to the newest tables; the first command that opens it does so.

All missing steps are one transaction, on both databases: whatever happens, the database is as before or as after.
Alembic takes its time to load, and every command asks whether a step is missing: it is imported where one is taken.
"""

import importlib
import secrets
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlmodel import Session, select, text

from sources.errors import UsageError, WatcherError
from store.copies import copy_before
from store.database import altering, reading
from store.tables.identity import DatabaseIdentity

FOLDER = Path(__file__).parent / "migrations"
_TABLES = (
    *("accounts", "alarms", "audit", "delivery", "evidence", "exchanges", "identity", "judgements", "notices", "outbox"),
    *("portfolios", "printed", "register", "schedule", "search", "uploads"),
)


def import_tables() -> None:
    """Make every table known to SQLModel's metadata."""
    for name in _TABLES:
        importlib.import_module(f"store.tables.{name}")


def upgrade(engine: Engine, folder: Path = FOLDER) -> None:
    """Apply all missing migrations; a new database is given its id, an older one on SQLite is copied first.

    Raises UsageError for a database of a newer program or one that cannot hold what we keep, WatcherError when a step fails.
    """
    newest = revisions(folder)[-1]
    with reading(engine) as session:
        known = _known(session, folder)
    if known == newest:
        return
    copy: Path | None = None
    try:
        with altering(engine) as session:
            known = _known(session, folder)  # again: another process may have been first
            if known is None:
                _refuse_odd_text(session)
            elif known != newest:
                copy = _copy(engine, newest)
            _apply(session, folder)
    except UsageError:
        raise
    except Exception as error:
        raise _failure(known, newest, copy, error) from error


def is_current(session: Session) -> bool:
    """Whether the database has this program's tables: no migration is pending, and no newer program made others."""
    return revision_of(session) == revisions()[-1]


@cache
def revisions(folder: Path = FOLDER) -> tuple[str, ...]:
    """The names of all steps, the newest last: that of a step's file begins with it."""
    return tuple(sorted(path.name.partition("_")[0] for path in (folder / "versions").glob("[0-9]*_*.py")))


def revision_of(session: Session) -> str | None:
    """The last step that the database has taken; None for a new one."""
    if not inspect(session.connection()).has_table("alembic_version"):
        return None
    found: str | None = session.connection().execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _known(session: Session, folder: Path) -> str | None:
    """The revision that the database has; None for a new one. Raises UsageError when this program does not know it."""
    known = revision_of(session)
    if known is not None and known not in revisions(folder):
        raise UsageError(
            f"数据库的结构版本是 {known}，由较新的程序建立，本程序只认识到 {revisions(folder)[-1]}",
            meaning="没有读取也没有改动任何数据",
            action="请使用较新的程序，或换回与本程序相配的数据库副本",
        )
    return known


def _refuse_odd_text(session: Session) -> None:
    """A PostgreSQL database that cannot hold every name, or sorts otherwise than by code points as SQLite does."""
    if session.get_bind().dialect.name != "postgresql":
        return
    fits = text("SELECT current_setting('server_encoding') = 'UTF8' AND NOT 'a' < 'B'")
    if not session.connection().execute(fits).scalar_one():
        raise UsageError(
            "PostgreSQL 数据库的字符编码不是 UTF8，或文字排序规则不是按码位（C）",
            meaning="没有建立任何表",
            action="请另建数据库：createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 watcher",
        )


def _copy(engine: Engine, newest: str) -> Path | None:
    """A server's database is backed up by who runs the server."""
    return copy_before(Path(engine.url.database or ""), newest) if engine.dialect.name == "sqlite" else None


def _apply(session: Session, folder: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = session.connection()
    command.upgrade(config, "head")
    if session.exec(select(DatabaseIdentity)).first() is None:
        session.add(DatabaseIdentity(id=secrets.token_hex(8)))
        session.flush()
    if session.get_bind().dialect.name == "sqlite":
        _check_foreign_keys(session)
    else:
        continue_ids(session)


def _check_foreign_keys(session: Session) -> None:
    """They were not enforced while tables were replaced."""
    broken = session.connection().execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise RuntimeError(f"{len(broken)} rows refer to nothing, in " + ", ".join(sorted({row[0] for row in broken})))


def continue_ids(session: Session) -> None:
    """After rows were written with ids of their own, let PostgreSQL's next ids follow them; never back. The caller commits."""
    tables = inspect(session.connection())
    for table in tables.get_table_names():
        for column in tables.get_columns(table):
            name = {"table": f'"{table}"', "column": column["name"]}
            owned = text("SELECT pg_get_serial_sequence(:table, :column)")
            sequence = session.connection().execute(owned, name).scalar_one()
            if sequence is not None:
                session.connection().exec_driver_sql(
                    f'SELECT setval(\'{sequence}\', newest) FROM (SELECT max("{column["name"]}") AS newest FROM "{table}") AS ids,'
                    f" {sequence} AS following WHERE newest >= following.last_value"
                )


def _failure(known: str | None, newest: str, copy: Path | None, error: Exception) -> WatcherError:
    cause = str(error.__cause__ or error).partition("\n")[0]
    return WatcherError(
        f"数据库从结构版本 {known} 升级到 {newest} 没有成功：{cause}" if known else f"数据库无法建立：{cause}",
        meaning="数据库保持原样" + (f"，升级前的副本在 {copy}" if copy else ""),
        action="请检查磁盘空间和权限后重试；仍不成功时请继续使用原来的程序，并把这段话交给维护者",
    )
