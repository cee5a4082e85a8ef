"""The addresses of the register's pages: all that a page shows is said in its address."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import BaseModel

_PLACES = ("after", "before", "format")  # of one page, not of what was asked


def here(path: str, asked: BaseModel, **changes: Any) -> str:
    """The address of the same question with something changed; from its first page on."""
    facts: Mapping[str, Any] = asked.model_dump(mode="json", exclude_defaults=True)
    kept = {name: value for name, value in facts.items() if name not in _PLACES} | changes
    query = urlencode({name: value for name, value in kept.items() if value not in ("", None)})
    return f"{path}?{query}" if query else path


def company(id: str) -> str:
    """The page of a company."""
    return f"/register/company/{quote(id, safe='')}"


def series(key: str) -> str:
    """The page of a list."""
    return f"/register/series/{quote(key)}"
