"""Long lists of values in pieces that one statement can bind."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

_SIZE = 500  # bound variables per statement

Value = TypeVar("Value")


def chunks(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values in order, some hundred at a time."""
    return (values[start : start + _SIZE] for start in range(0, len(values), _SIZE))
