"""Long lists of values: in pieces, and as one bound value that a statement compares a column with."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Boolean, Integer, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import col

_SIZE = 5_000  # so many are in memory at once

Value = TypeVar("Value")


def chunks(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values in order, some thousand at a time."""
    return (values[start : start + _SIZE] for start in range(0, len(values), _SIZE))


class Among(FunctionElement[bool]):  # reads as part of a statement: where(Among(Company.id, ids))
    """Whether a column has one of these values, however many: they are bound as one JSON array.

    A variable for each takes longer to compile than its row to find.
    """

    name = "among"
    type = Boolean()
    inherit_cache = True
    _is_implicitly_boolean = True  # else it is written "… = 1", which no index answers

    def __init__(self, column: Any, values: Iterable[str | int | None]) -> None:
        super().__init__(col(column), bindparam(None, json.dumps(list(values)), type_=Text, unique=True))


@compiles(Among, "sqlite")
def _in_sqlite(element: Among, compiler: SQLCompiler, **settings: Any) -> str:
    column, values = (compiler.process(one, **settings) for one in element.clauses)
    return f"{column} IN (SELECT {_value(element, 'integer')} FROM json_each({values}))"


@compiles(Among, "postgresql")
def _in_postgresql(element: Among, compiler: SQLCompiler, **settings: Any) -> str:
    column, values = (compiler.process(one, **settings) for one in element.clauses)
    source = f"json_array_elements_text(CAST({values} AS json)) AS value"
    return f"{column} IN (SELECT {_value(element, 'bigint')} FROM {source})"


def _value(element: Among, whole: str) -> str:
    """A number without its kind is looked for in every row: no index would find it."""
    of_numbers = isinstance(next(iter(element.clauses)).type, Integer)
    return f"CAST(value AS {whole})" if of_numbers else "value"
