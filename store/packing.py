"""Rows of small numbers as few bytes: an edition of 100,000 rows that differs little from the last costs next to nothing.

Differences between neighbours, in one byte where they are small (zigzag, base 128), then zlib: runs shrink to nothing.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import sub


@dataclass(frozen=True, slots=True)
class Numbers:
    """The store's numbers by which packed lists refer to printed rows (digests) and to companies (ids)."""

    rows: Mapping[str, int] = field(default_factory=dict)
    companies: Mapping[str, int] = field(default_factory=dict)


_MOST = 1 << 30  # bytes after unpacking; more is no list of ours


def pack(numbers: Iterable[int]) -> bytes:
    """The numbers, of any sign and order, as bytes."""
    whole = list(numbers)
    steps = map(sub, whole, [0, *whole])
    packed = [_ONE[step] if -_FEW <= step < _FEW else _several(step) for step in steps]
    return zlib.compress(b"".join(packed), 6)


def _several(step: int) -> bytes:
    rest, packed = step << 1 if step >= 0 else ~step << 1 | 1, bytearray()
    while rest > 127:
        packed.append(rest & 127 | 128)
        rest >>= 7
    packed.append(rest)
    return bytes(packed)


_FEW = 64  # steps of fewer need one byte, and most do: they are looked up (those below 0 from the end)
_ONE = [*map(_several, range(_FEW)), *map(_several, range(-_FEW, 0))]


def unpack(packed: bytes) -> Sequence[int]:
    """The numbers that were packed. Raises ValueError for bytes that `pack` cannot have written."""
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(packed, _MOST)
    except zlib.error as error:
        raise ValueError("not packed numbers") from error
    if not inflater.eof or inflater.unused_data or (plain and plain[-1] > 127):
        raise ValueError("not packed numbers")
    numbers, before, rest, shift = [], 0, 0, 0
    for byte in plain:
        rest |= (byte & 127) << shift
        if byte > 127:
            shift += 7
            continue
        before += ~(rest >> 1) if rest & 1 else rest >> 1
        numbers.append(before)
        rest = shift = 0
    return numbers


def pack_columns(columns: Sequence[Sequence[int]]) -> bytes:
    """Columns of one length, one behind the other."""
    return pack(chain.from_iterable(columns))


def unpack_columns(packed: bytes, count: int) -> list[Sequence[int]]:
    """The columns that were packed. Raises ValueError when there cannot have been so many."""
    numbers = unpack(packed)
    length, rest = divmod(len(numbers), count)
    if rest:
        raise ValueError(f"{len(numbers)} packed numbers are not {count} columns")
    return [numbers[at * length : (at + 1) * length] for at in range(count)]
