"""Bring a database to the newest tables; the first command that opens it does so."""

import importlib
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from store.database import writing

_TABLES = ("audit", "evidence", "notices", "outbox", "portfolios", "printed", "register", "schedule", "search")


def import_tables() -> None:
    """Make every table known to SQLModel's metadata."""
    for name in _TABLES:
        importlib.import_module(f"store.tables.{name}")


def upgrade(engine: Engine) -> None:
    """Apply all missing migrations in one transaction; a failure leaves the database as it was."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with writing(engine) as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "head")
