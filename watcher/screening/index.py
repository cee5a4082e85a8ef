"""The listed companies, arranged so that a counterparty meets every one that it may be, and few others."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from watcher.screening.features import Profile, profile
from watcher.screening.grading import grade
from watcher.screening.listed import Candidate, Counterparty, Grade, ListedCompany

_ORDER = {Grade.MATCH: 0, Grade.REVIEW: 1, Grade.CLEAR: 2}


def _shortened(text: str) -> Iterator[str]:
    """The text with any one character left out; two texts that are one slip apart share one of these, or are one."""
    return (text[:at] + text[at + 1 :] for at in range(len(text)))


class Index:
    """Listed companies by code, key, trade name, and by everything that is one character short of these."""

    def __init__(self, listed: Sequence[ListedCompany]) -> None:
        self._listed = tuple(listed)
        self._profiles = tuple(
            profile(company.name, company.code, company.code_is_number, company.former_names)
            for company in self._listed
        )
        self._by: defaultdict[str, list[int]] = defaultdict(list)
        for number, read in enumerate(self._profiles):
            for handle in _listed_handles(read):
                self._by[handle].append(number)

    def __len__(self) -> int:
        return len(self._listed)

    def possible(self, read: Profile) -> Iterator[tuple[ListedCompany, Profile]]:
        """The listed companies that share a handle with a counterparty, in the order of the list."""
        numbers = {number for handle in _asked_handles(read) for number in self._by.get(handle, ())}
        return ((self._listed[number], self._profiles[number]) for number in sorted(numbers))


def _code_handles(read: Profile) -> Iterator[str]:
    return (f"code:{code}" for code in (read.code.value, read.code.suggestion) if code)


def _listed_handles(read: Profile) -> set[str]:
    keys = {f"key:{key}" for key in (read.key, *read.former_keys) if key}
    short = {f"short:{text}" for text in (read.key, *_shortened(read.key)) if text}
    trade = read.parts.trade_name
    return (
        keys
        | short
        | {f"trade:{trade}", f"letters:{read.letters}"}
        | {f"lacks:{text}" for text in _shortened(trade) if text}
        | set(_code_handles(read))
    )


def _asked_handles(read: Profile) -> set[str]:
    keys = {f"key:{key}" for key in (read.key, *read.former_keys) if key}
    short = {f"short:{text}" for text in (read.key, *_shortened(read.key)) if text}
    trade = read.parts.trade_name
    trades = {f"trade:{text}" for text in (trade, *_shortened(trade))} if trade else {"trade:"}
    return keys | short | trades | {f"lacks:{trade}", f"letters:{read.letters}"} | set(_code_handles(read))


def screen(index: Index, counterparty: Counterparty, *, include_clear: bool = False) -> tuple[Candidate, ...]:
    """The candidates for one counterparty, best first; the clear ones only when asked for."""
    read = profile(counterparty.name, counterparty.code, counterparty.code_is_number)
    candidates: list[Candidate] = []
    if not read.key:
        return ()
    for company, known in index.possible(read):
        verdict = grade(known, read)
        if include_clear or verdict.grade is not Grade.CLEAR:
            candidates.append(Candidate(company, verdict.grade, verdict.score, verdict.reason))
    candidates.sort(key=lambda found: (_ORDER[found.grade], -found.score))
    return tuple(candidates)
