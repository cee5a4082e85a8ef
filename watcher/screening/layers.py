"""Listed companies with their handles, in memory or mapped from a file."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice

from watcher.screening.entries import MOST, Entries, packed
from watcher.screening.forks import in_order, pieces
from watcher.screening.handles import of_ids, put_out
from watcher.screening.hashing import Numbers, Owned, Places
from watcher.screening.listed import LONGEST_LISTED, LONGEST_NAME, Counterparty, ListedCompany
from watcher.screening.mapped import Kept
from watcher.screening.profiles import Profile, profile

_PIECE = 5_000  # companies read at once
_WORTH_FORKING = 20_000
_REMEMBERED = 20_000  # profiles of listed companies


def read(company: ListedCompany) -> Profile:
    """A listed company as grading takes it."""
    name = company.name if len(company.name) <= LONGEST_LISTED else ""  # only a user's own list holds such
    return profile(name, company.code, company.code_is_number, company.former_names)


def read_asking(counterparty: Counterparty) -> Profile:
    """A counterparty as grading takes it."""
    name = counterparty.name if len(counterparty.name) <= LONGEST_NAME else ""  # by its code, if it has one
    return profile(name, counterparty.code, counterparty.code_is_number)


def _entries(piece: tuple[int, list[ListedCompany]]) -> Numbers:
    start, companies = piece
    handles = Owned.joined((put_out([*map(read, companies)]), of_ids([company.id for company in companies])))
    return packed(handles.behind(start))


class Layer:
    """Companies by number, and which of them share a handle with a counterparty; `kept` says where it lies on disk."""

    def __init__(self, companies: Sequence[ListedCompany], entries: Entries, kept: Kept | None = None) -> None:
        self.companies = companies
        self.entries = entries
        self.kept = kept
        self.profile = lru_cache(maxsize=_REMEMBERED)(lambda number: read(companies[number]))

    @classmethod
    def build(cls, listed: Iterable[ListedCompany], processes: int | None = None) -> "Layer":
        """Read the companies, while they still come. Raises ValueError for more than 16,777,216 of them."""
        source = pieces(listed, _PIECE)
        head = list(islice(source, _WORTH_FORKING // _PIECE))
        if sum(map(len, head)) < _WORTH_FORKING:
            processes = 1
        companies: list[ListedCompany] = []

        def numbered() -> Iterator[tuple[int, list[ListedCompany]]]:
            for piece in chain(head, source):
                yield len(companies), piece
                companies.extend(piece)
                if len(companies) > MOST:
                    raise ValueError(f"more than {MOST} companies are too many for one index")

        entries = Entries.joined(in_order(_entries, numbered(), processes))
        return cls(companies, entries)

    def pairs(self, asked: Owned) -> tuple[Places, Places]:
        """Whoever asks for a handle with the number of every company that puts it out: each pair once, in order."""
        return self.entries.pairs(asked)

    def numbers(self, ids: Sequence[str]) -> set[int]:
        """The numbers of the companies with these ids."""
        wanted = set(ids)
        _, found = self.pairs(of_ids(ids))
        return {number for number in found.tolist() if self.companies[number].id in wanted}
