"""Column types that tables share."""

from typing import Any

from sqlmodel import JSON, Field


def JsonField() -> Any:
    """A column that holds one JSON document."""
    return Field(sa_type=JSON)
