"""Bring a database to the newest tables; the first command that opens it does so."""

import importlib
import secrets
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine
from sqlmodel import select

from store.database import writing
from store.tables.identity import DatabaseIdentity

_TABLES = (
    *("audit", "evidence", "identity", "notices", "outbox", "portfolios", "printed", "register", "schedule", "search"),
)


def import_tables() -> None:
    """Make every table known to SQLModel's metadata."""
    for name in _TABLES:
        importlib.import_module(f"store.tables.{name}")


def upgrade(engine: Engine) -> None:
    """Apply all missing migrations in one transaction; a failure leaves the database as it was.

    A new database is given its id.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with writing(engine) as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "head")
        if session.exec(select(DatabaseIdentity)).first() is None:
            session.add(DatabaseIdentity(id=secrets.token_hex(8)))
