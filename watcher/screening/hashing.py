"""64-bit numbers for texts, many at once: of whole texts, and of texts with one character left out or exchanged.

Two texts may share a number by accident; that costs a comparison in vain, never a wrong grade.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
Places = NDArray[np.intp]
Key = TypeVar("Key", bound=Hashable)
_BASE = 0x9E3779B97F4A7C15  # odd, so that it can be divided by in arithmetic modulo 2**64
_INVERSE = np.uint64(pow(_BASE, -1, 1 << 64))
_FEW = 256
_MASK = (1 << 64) - 1


@lru_cache(maxsize=1 << 17)
def number_of(text: str) -> int:
    """The number of one of few texts (places, lines of business, kinds of handles); the same in every process."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def mixed(numbers: Numbers) -> Numbers:
    """Every bit of the result depends on every bit of the number (the finaliser of splitmix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


@cache
def _powers(length: int) -> Numbers:
    powers = np.full(length, _BASE, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers)


def expanded(starts: Places, lengths: Places) -> Places:
    """start, start + 1, … for each of the ranges, one behind the other."""
    ends: Places = lengths.cumsum()
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + lengths, lengths)


def distinct(numbers: Numbers) -> Numbers:
    """The numbers in order, each once. Sorting is several times as fast as the hashing of `np.unique`."""
    numbers = np.sort(numbers)
    first = np.ones(len(numbers), dtype=np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=first[1:])
    return numbers[first]


def _lengths(sequences: Sequence[Sequence[object]] | Sequence[Numbers]) -> Places:
    return np.fromiter(map(len, sequences), dtype=np.intp, count=len(sequences))


class Lists:
    """A list of numbers for each owner; owners with the same key share one."""

    def __init__(self, keys: Sequence[Key], numbers: Callable[[Key], Numbers]) -> None:
        at: dict[Key, int] = {}
        self.of = np.fromiter((at.setdefault(key, len(at)) for key in keys), dtype=np.intp, count=len(keys))
        lists = [numbers(key) for key in at]
        self.lengths = _lengths(lists)
        self.starts = self.lengths.cumsum() - self.lengths
        self.numbers = np.concatenate(lists) if lists else np.empty(0, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Owned:
    """Numbers, and whose each of them is."""

    numbers: Numbers
    owners: Places

    @classmethod
    def joined(cls, many: "Sequence[Owned]") -> "Owned":
        """All of them, one behind the other."""
        return cls(np.concatenate([one.numbers for one in many]), np.concatenate([one.owners for one in many]))

    def mixed(self) -> "Owned":
        """Every number mixed."""
        return Owned(mixed(self.numbers), self.owners)

    def plus(self, number: int) -> "Owned":
        """Every number with this one added."""
        return Owned(self.numbers + np.uint64(number & _MASK), self.owners)

    def behind(self, owners: int) -> "Owned":
        """The same behind so many other owners."""
        return Owned(self.numbers, self.owners + owners)

    def only(self, chosen: NDArray[np.bool_]) -> "Owned":
        """Those of them that are chosen."""
        return Owned(self.numbers[chosen], self.owners[chosen])

    def each(self, lists: Lists, power: int = 0) -> "Owned":
        """Every number with each number of its owner's list added, as if it stood `power` characters further on."""
        more = lists.numbers * _powers(_FEW)[power] if power else lists.numbers
        if len(lists.lengths) == 1:  # one list for all, as for a single name
            return Owned(np.add.outer(self.numbers, more).ravel(), np.repeat(self.owners, len(more)))
        of = lists.of[self.owners]
        lengths = lists.lengths[of]
        at = expanded(lists.starts[of], lengths)
        return Owned(np.repeat(self.numbers, lengths) + more[at], np.repeat(self.owners, lengths))


class Texts:
    """Many texts as one row of characters with running sums, from which the number of any part is a subtraction."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.lengths = _lengths(texts)
        self._ends = self.lengths.cumsum()
        self._starts = self._ends - self.lengths
        self._characters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        self._owners = np.repeat(np.arange(len(texts)), self.lengths)
        self.at = np.arange(len(self._owners)) - self._starts[self._owners]  # of each character in its text
        longest = int(self.lengths.max(initial=1))
        powers = _powers(_FEW if longest <= _FEW else 1 << longest.bit_length())
        self._sums = np.zeros(len(self._characters) + 1, dtype=np.uint64)
        np.cumsum(_weights(self._characters) * powers[self.at], out=self._sums[1:])

    def whole(self) -> Owned:
        """One number for each text."""
        return Owned(self._sums[self._ends] - self._sums[self._starts], np.arange(len(self.lengths)))

    def shortened(self) -> Owned:
        """For each character the number of its text without it."""
        before = self._sums[:-1] - self._sums[self._starts[self._owners]]
        behind = (self._sums[self._ends[self._owners]] - self._sums[1:]) * _INVERSE
        return Owned(before + behind, self._owners)

    def neighbours(self) -> Owned:
        """The number of each text and of everything that is one character short of it."""
        return Owned.joined((self.whole(), self.shortened()))

    def doubled(self) -> NDArray[np.bool_]:
        """For each character whether it repeats the one before it."""
        again = np.zeros(len(self._characters), dtype=np.bool_)
        again[1:] = self._characters[1:] == self._characters[:-1]
        return again & (self.at > 0)


def _weights(characters: NDArray[np.uint32]) -> Numbers:
    return mixed(characters.astype(np.uint64) + np.uint64(1))


def exchanges(character: str, others: Sequence[str]) -> Numbers:
    """What is added to the number of a text when its first character becomes each of the others."""
    old, new = (np.array([*map(ord, characters)], dtype=np.uint32) for characters in (character, others))
    return _weights(new) - _weights(old)
