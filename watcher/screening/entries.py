"""Handles with the numbers of whoever has them, in one sorted array, in memory or mapped from a file.

Handles are spread evenly, so their first bits lead to the few entries among which one of them can stand.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from watcher.screening.hashing import Numbers, Owned, Places, distinct, expanded

_BITS = 24  # of an entry for the number; the upper 40 are the handle
_BEHIND = np.uint64(_BITS)
_NUMBER = np.uint64((1 << _BITS) - 1)
_BUCKET = 16  # entries, or a few less
_AT_ONCE = 1 << 16  # handles looked up; what they may be equal to is copied

MOST = 1 << _BITS  # numbers that fit


def packed(handles: Owned) -> Numbers:
    """The entries of these handles in order, each once."""
    return distinct(handles.numbers >> _BEHIND << _BEHIND | handles.owners.astype(np.uint64))


class Entries:
    """Sorted entries, and where each bucket of them starts; the last start is their number."""

    def __init__(self, numbers: Numbers, starts: "NDArray[np.int64]") -> None:
        self.numbers = numbers
        self.starts = starts
        self._behind = np.uint64(64 - (len(starts) - 1).bit_length() + 1)

    @classmethod
    def joined(cls, pieces: Iterable[Numbers]) -> "Entries":
        """All entries of the pieces."""
        numbers = np.concatenate([np.empty(0, np.uint64), *pieces])
        numbers.sort()
        bits = max(1, (len(numbers) // _BUCKET).bit_length())
        firsts = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
        starts = np.append(np.searchsorted(numbers, firsts), len(numbers))
        return cls(numbers, starts.astype(np.int64, copy=False))

    def pairs(self, asked: Owned) -> tuple[Places, Places]:
        """Whoever asks for a handle with the number of everyone who has it: each pair once, in order."""
        order = np.argsort(asked.numbers)  # neighbours among the entries are neighbours in memory
        numbers, owners = asked.numbers[order], asked.owners[order]
        pieces = range(0, len(numbers), _AT_ONCE)
        found = [self._met(numbers[at : at + _AT_ONCE], owners[at : at + _AT_ONCE]) for at in pieces]
        pairs = distinct(np.concatenate([np.empty(0, np.uint64), *found]))
        return (pairs >> _BEHIND).astype(np.intp), (pairs & _NUMBER).astype(np.intp)

    def _met(self, numbers: Numbers, owners: Places) -> Numbers:
        buckets = numbers >> self._behind
        starts = self.starts[buckets]
        lengths = self.starts[buckets + np.uint64(1)] - starts
        near = self.numbers[expanded(starts, lengths)]
        equal = np.flatnonzero((near ^ np.repeat(numbers, lengths)) >> _BEHIND == 0)
        of = np.repeat(owners.astype(np.uint64), lengths)[equal]
        return of << _BEHIND | near[equal] & _NUMBER
