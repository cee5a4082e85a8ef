"""Listed companies with their handles in one sorted array, in memory or mapped from a file."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from watcher.screening.forks import in_order
from watcher.screening.handles import of_ids, put_out
from watcher.screening.hashing import Numbers, Places, expanded
from watcher.screening.listed import ListedCompany
from watcher.screening.profiles import Profile, profile

_BITS = 24  # of an entry for the number of the company; the upper 40 are the handle
_BEHIND = np.uint64(_BITS)
_NUMBER = np.uint64((1 << _BITS) - 1)
_PIECE = 5_000  # companies read at once
_WORTH_FORKING = 20_000
_REMEMBERED = 20_000  # profiles of listed companies


def read(company: ListedCompany) -> Profile:
    """A listed company as grading takes it."""
    return profile(company.name, company.code, company.code_is_number, company.former_names)


class Layer:
    """Companies by number, and which of them share a handle with a counterparty."""

    def __init__(self, companies: Sequence[ListedCompany], entries: Numbers) -> None:
        self.companies = companies
        self.entries = entries
        self.profile = lru_cache(maxsize=_REMEMBERED)(lambda number: read(companies[number]))

    @classmethod
    def build(cls, companies: Sequence[ListedCompany], processes: int | None = None) -> "Layer":
        """Read the companies. Raises ValueError for more than 16,777,216 of them."""
        if len(companies) > 1 << _BITS:
            raise ValueError(f"{len(companies)} companies are too many for one index")

        def entries(start: int) -> Numbers:
            piece = companies[start : start + _PIECE]
            found, owners = put_out([read(company) for company in piece])
            found = np.concatenate((found, of_ids([company.id for company in piece])))
            owners = np.concatenate((owners, np.arange(len(piece)))) + start
            return np.unique(found >> _BEHIND << _BEHIND | owners.astype(np.uint64))

        starts = range(0, len(companies), _PIECE)
        pieces = in_order(entries, starts, processes if len(companies) >= _WORTH_FORKING else 1)
        joined = np.concatenate([np.empty(0, np.uint64), *pieces])
        joined.sort()
        return cls(companies, joined)

    def pairs(self, asked: Numbers, owners: Places) -> tuple[Places, Places]:
        """Whoever asks for a handle with the number of every company that puts it out: each pair once, in order."""
        order = np.argsort(asked)  # neighbours in the array are neighbours in memory
        wanted, owners = asked[order] >> _BEHIND, owners[order]
        starts = np.searchsorted(self.entries, wanted << _BEHIND)
        inside = np.flatnonzero(starts < len(self.entries))
        inside = inside[self.entries[starts[inside]] >> _BEHIND == wanted[inside]]
        starts, wanted, owners = starts[inside], wanted[inside], owners[inside]
        ends = np.searchsorted(self.entries, wanted << _BEHIND | _NUMBER, side="right")
        numbers = self.entries[expanded(starts, ends - starts)] & _NUMBER
        pairs = np.unique(np.repeat(owners, ends - starts).astype(np.uint64) << _BEHIND | numbers)
        return (pairs >> _BEHIND).astype(np.intp), (pairs & _NUMBER).astype(np.intp)

    def numbers(self, ids: Sequence[str]) -> set[int]:
        """The numbers of the companies with these ids."""
        wanted = set(ids)
        _, found = self.pairs(of_ids(ids), np.arange(len(ids)))
        return {number for number in found.tolist() if self.companies[number].id in wanted}
