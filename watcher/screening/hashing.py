"""64-bit numbers for texts, many at once: of whole texts, and of texts with one character left out.

Two texts may share a number by accident; that costs a comparison in vain, never a wrong grade.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
Places = NDArray[np.intp]
MASK = (1 << 64) - 1
_BASE = 0x9E3779B97F4A7C15  # odd, so that it can be divided by in arithmetic modulo 2**64
_INVERSE = np.uint64(pow(_BASE, -1, 1 << 64))
_FEW = 256


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
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + lengths, lengths)


class Texts:
    """Many texts as one row of characters with running sums, from which the number of any part is a subtraction."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
        self.ends = np.cumsum(self.lengths)
        self.starts = self.ends - self.lengths
        characters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        longest = int(self.lengths.max(initial=1))
        powers = _powers(_FEW if longest <= _FEW else 1 << longest.bit_length())
        weighted = mixed(characters.astype(np.uint64) + np.uint64(1)) * powers[expanded(0 * self.starts, self.lengths)]
        self._sums = np.zeros(len(characters) + 1, dtype=np.uint64)
        np.cumsum(weighted, out=self._sums[1:])

    def whole(self) -> Numbers:
        """One number for each text."""
        whole: Numbers = self._sums[self.ends] - self._sums[self.starts]
        return whole

    def neighbours(self) -> tuple[Numbers, Places]:
        """The number of each text and of everything that is one character short of it, and which text it belongs to."""
        texts = np.arange(len(self.lengths))
        owners = np.repeat(texts, self.lengths)
        at = np.arange(len(owners))
        before = self._sums[at] - self._sums[self.starts[owners]]
        behind = (self._sums[self.ends[owners]] - self._sums[at + 1]) * _INVERSE
        return np.concatenate((self.whole(), before + behind)), np.concatenate((texts, owners))
