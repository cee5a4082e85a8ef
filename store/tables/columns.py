"""Column types and the naming of constraints that all tables share."""

from typing import Any

from sqlalchemy import String
from sqlmodel import JSON, Field, SQLModel

# Named from the first table on, so that a migration can name what it changes (SQLite has no names of its own).
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


# Compared by code points on every database, so that what begins with a text is one range.
KeyText = String().with_variant(String(collation="C"), "postgresql")


def JsonField() -> Any:
    """A column that holds one JSON document."""
    return Field(sa_type=JSON)
