"""The one place where the measurements touch the product's screening."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from watcher.screening.index import Index, screen, screen_many
from watcher.screening.listed import Candidate, Counterparty, Grade, ListedCompany
from watcher.screening.saved import open_saved, save
from watcher.screening.standing import Standing

Hits = dict[str, Grade]  # by listed name; match or review


class Screened:
    """A list that counterparties are screened against, by name alone."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self._index = Index([ListedCompany(str(number), name) for number, name in enumerate(names)])

    def hits(self, name: str) -> Hits:
        """What one counterparty hits."""
        return _hits(screen(self._index, Counterparty(1, name)))

    def hits_of(self, names: Iterable[str]) -> Iterator[Hits]:
        """What each of many counterparties hits, graded and explained on all cores as for a user's file."""
        asked = (Counterparty(row, name) for row, name in enumerate(names, 1))
        return (_hits(found) for _, found in screen_many(self._index, asked))

    def save(self, folder: Path) -> None:
        """Write the index to disk."""
        save(self._index, folder, "benchmark")


class Waiting:
    """Stored counterparties that wait for new listings."""

    def __init__(self, names: Sequence[str], folder: Path) -> None:
        self.counterparties = [Counterparty(number, name) for number, name in enumerate(names)]
        self.folder = folder
        Standing.build((one.row, one) for one in self.counterparties).save(folder, "benchmark")

    def hits_of(self, names: Sequence[str]) -> list[Hits]:
        """What each counterparty hits that meets one of the new listings; opened from disk, graded and explained."""
        standing = Standing.open(self.folder, "benchmark")
        assert standing is not None, f"{self.folder} holds nobody of this algorithm"
        listed = [ListedCompany(str(number), name) for number, name in enumerate(names)]
        met = dict.fromkeys(id_ for id_, _ in standing.pairs(listed))
        return [_hits(found) for _, found in screen_many(Index(listed), (self.counterparties[id_] for id_ in met))]


def _hits(found: Iterable[Candidate]) -> Hits:
    return {candidate.listed.name: candidate.grade for candidate in found}


def open_and_ask(folder: Path) -> int:
    """Open an index from disk and look up one name, so that what is put off is done too."""
    index = open_saved(folder, "benchmark")
    assert index is not None, f"{folder} holds no index of this algorithm"
    return len(screen(index, Counterparty(1, "大连金鑫商业保理有限公司")))
