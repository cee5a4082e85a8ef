"""Column types that tables share."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import String
from sqlmodel import JSON, Field

# Compared by code points on every database, so that what begins with a text is one range.
KeyText = String().with_variant(String(collation="C"), "postgresql")


def JsonField(make: Callable[[], Any] | None = None) -> Any:
    """A column that holds one JSON document; `make` gives the one of a row that states none."""
    return Field(sa_type=JSON) if make is None else Field(default_factory=make, sa_type=JSON)
