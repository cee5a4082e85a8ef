"""Long lists of values in pieces that one statement can bind."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

_SIZE = 5_000  # bound variables per statement: both databases take more

Value = TypeVar("Value")


def chunks(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values in order, some thousand at a time."""
    return (values[start : start + _SIZE] for start in range(0, len(values), _SIZE))
