"""The listed companies, arranged so that a counterparty meets every one that it may be, and few others."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from watcher.screening.forks import in_order, pieces
from watcher.screening.grading import Verdict, explain
from watcher.screening.handles import asked_for
from watcher.screening.layers import Layer, read_asking
from watcher.screening.listed import Candidate, Counterparty, Grade, ListedCompany
from watcher.screening.profiles import Profile
from watcher.screening.ruling import rule

_ORDER = {Grade.MATCH: 0, Grade.REVIEW: 1, Grade.CLEAR: 2}
_PIECE = 1_000  # counterparties looked up at once
_WORTH_FORKING = 4_000
_SMALL = 1_000  # so many changed companies are always kept beside the index
_SHARE = 20  # and up to one in twenty of the index; then it is built anew

Verdicts = list[tuple[int, Verdict]]  # by number of the listed company, best first


class Index:
    """Listed companies in layers: one built at once, and on top of it what came later; some are removed."""

    def __init__(self, listed: Iterable[ListedCompany], *, processes: int | None = None) -> None:
        self.layers: tuple[Layer, ...] = (Layer.build(listed, processes),)
        self.removed: frozenset[int] = frozenset()

    @classmethod
    def of(cls, layers: Sequence[Layer], removed: Iterable[int] = ()) -> "Index":
        """An index of layers that exist already."""
        index = cls(())
        index.layers, index.removed = tuple(layers), frozenset(removed)
        return index

    def __len__(self) -> int:
        return sum(len(layer.companies) for layer in self.layers) - len(self.removed)

    def __iter__(self) -> Iterator[ListedCompany]:
        """The companies that are not removed, in the order of the list."""
        every = (company for layer in self.layers for company in layer.companies)
        return (company for number, company in enumerate(every) if number not in self.removed)

    def __getitem__(self, number: int) -> ListedCompany:
        layer, at = self._layer(number)
        return layer.companies[at]

    def profile(self, number: int) -> Profile:
        """A listed company as read; the last ones asked for are remembered."""
        layer, at = self._layer(number)
        return layer.profile(at)

    def possible(self, reads: Sequence[Profile], *, clear_too: bool = False) -> list[list[int]]:
        """The numbers of the listed companies that each counterparty may be, in the order of the list.

        With `clear_too` also those of the same trade name that grading calls clear.
        """
        found: list[list[int]] = [[] for _ in reads]
        asked = asked_for(reads, clear_too=clear_too)
        first = 0
        for layer in self.layers:
            for owner, number in zip(*(side.tolist() for side in layer.pairs(asked)), strict=True):
                if first + number not in self.removed:
                    found[owner].append(first + number)
            first += len(layer.companies)
        return found

    def changed(self, listed: Iterable[ListedCompany], removed: Iterable[str] = ()) -> "Index":
        """The index with some companies more, and without those of these ids; an id that comes again replaces.

        Small changes lie on top of what was built; an index that has changed much is built anew.
        """
        added = tuple(listed)
        outdated = self.removed | self._numbers([*removed, *(company.id for company in added)])
        base = self.layers[0]
        first = len(base.companies)
        later = (company for layer in self.layers[1:] for company in layer.companies)
        top = (*(one for number, one in enumerate(later, start=first) if number not in outdated), *added)
        outdated = frozenset(number for number in outdated if number < first)
        if len(top) + len(outdated) > max(_SMALL, first // _SHARE):
            return Index((*Index.of((base,), outdated), *top))
        return Index.of((base, Layer.build(top)) if top else (base,), outdated)

    def _numbers(self, ids: Sequence[str]) -> set[int]:
        found: set[int] = set()
        first = 0
        for layer in self.layers:
            found |= {first + number for number in layer.numbers(ids)}
            first += len(layer.companies)
        return found

    def _layer(self, number: int) -> tuple[Layer, int]:
        for layer in self.layers:
            if number < len(layer.companies):
                return layer, number
            number -= len(layer.companies)
        raise IndexError(number)


def _verdicts(index: Index, counterparties: Sequence[Counterparty], include_clear: bool) -> list[Verdicts]:
    several = [one._replace(row=0, extra=()) for one in counterparties]
    found: dict[Counterparty, Verdicts] = {one: [] for one in several}  # a file repeats itself: each is looked up once
    reads = [*map(read_asking, found)]
    for one, read, numbers in zip(found, reads, index.possible(reads, clear_too=include_clear), strict=True):
        kept: Verdicts = []
        for number in numbers if read.key or read.code.value else ():
            known = index.profile(number)
            ruling = rule(known, read)
            if include_clear or ruling.grade is not Grade.CLEAR:  # words only for what somebody will read
                kept.append((number, explain(ruling, known, read)))
        found[one] = sorted(kept, key=lambda pair: (_ORDER[pair[1].grade], -pair[1].score))
    return [found[one] for one in several]


def _candidates(index: Index, verdicts: Verdicts) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(index[number], one.grade, one.score, one.reason, one.fields, one.decides) for number, one in verdicts
    )


def screen(index: Index, counterparty: Counterparty, *, include_clear: bool = False) -> tuple[Candidate, ...]:
    """The candidates for one counterparty, best first; the clear ones only when asked for."""
    (verdicts,) = _verdicts(index, [counterparty], include_clear)
    return _candidates(index, verdicts)


def screen_many(
    index: Index,
    counterparties: Iterable[Counterparty],
    *,
    include_clear: bool = False,
    processes: int | None = None,
) -> Iterator[tuple[Counterparty, tuple[Candidate, ...]]]:
    """Every counterparty with its candidates, in their order and in bounded memory.

    Where there are thousands of them, forked processes share the work; the answers are those of `screen`.
    """
    source = pieces(counterparties, _PIECE)
    head = list(islice(source, _WORTH_FORKING // _PIECE))
    if sum(map(len, head)) < _WORTH_FORKING:
        processes = 1
    taken: deque[list[Counterparty]] = deque()

    def remembered() -> Iterator[list[Counterparty]]:
        for piece in chain(head, source):
            taken.append(piece)
            yield piece

    for found in in_order(lambda piece: _verdicts(index, piece, include_clear), remembered(), processes):
        for counterparty, verdicts in zip(taken.popleft(), found, strict=True):
            yield counterparty, _candidates(index, verdicts)
