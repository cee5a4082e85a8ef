"""Column types that tables share."""

from typing import Any

from sqlalchemy import String
from sqlmodel import JSON, Field

# Compared by code points on every database, so that what begins with a text is one range.
KeyText = String().with_variant(String(collation="C"), "postgresql")


def JsonField() -> Any:
    """A column that holds one JSON document."""
    return Field(sa_type=JSON)
