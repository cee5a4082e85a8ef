"""The handles by which a counterparty meets every listed company that grading may call match or review.

A listed company puts out handles, a counterparty asks for handles; where they share one, the pair is graded. Each rule
of grading has its handles: code; key and former names; letters; one slip in the whole name; the same trade name, or the
same core, with places and industries that can go together; a slip in the trade name in the same place. A counterparty
that names no place asks for every core that its own may be a slip of: "nearly the same" would be half the country.

What lies beside a text in a handle (place, line of business, branch) is in `reach`. Everything is put together for many
names at once: a name costs a few look-ups, and the rest is arithmetic on long rows of numbers.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np

from sources.names.likeness import taken_for
from sources.names.parts import NameParts
from watcher.screening import reach
from watcher.screening.features import core
from watcher.screening.hashing import Lists, Numbers, Owned, Places, Texts, exchanges, number_of
from watcher.screening.profiles import Profile

_KINDS = ("id", "code", "key", "letters", "slip", "trade", "near", "core", "near core", "short")
_ID, _CODE, _KEY, _LETTERS, _SLIP, _TRADE, _NEAR, _CORE, _NEAR_CORE, _SHORT = map(number_of, _KINDS)
_SPELT_OUT = 4  # first characters of a core whose likes are all asked for; what stays without a later one is rare


@lru_cache(maxsize=1 << 14)
def _likes(character: str) -> Numbers:
    return exchanges(character, [*taken_for(character)]) if character else reach.numbers([])


class _Names:
    """Names taken apart, with the numbers of what both sides put together in their own ways."""

    def __init__(self, parts: Sequence[NameParts]) -> None:
        self.parts = parts
        self.paths = [reach.paths_of(one) for one in parts]
        self.industries = [one.industry for one in parts]
        self.cores = [core(one) for one in parts]
        trades, self.texts = Texts([one.trade_name for one in parts]), Texts(self.cores)
        self.trade, self.core = trades.whole().mixed(), self.texts.whole().mixed()
        self.near = trades.neighbours().mixed()
        self.shortened = self.texts.shortened().mixed()
        self.standing = Lists(self.paths, reach.standing)
        self.near_industries = Lists([(one.industry, bool(one.legal_form)) for one in parts], reach.near_industries)

    def near_by(self, cores: Owned) -> Owned:
        """At the very place: these cores, and the trade name with a slip beside an industry that is written otherwise."""
        near = self.near.plus(_NEAR).each(self.near_industries)
        return Owned.joined((cores.plus(_NEAR_CORE), near)).each(self.standing)

    def at_places(self, industries: Lists, places: Lists) -> Owned:
        """Trade name with industry, and core, at all these places."""
        return Owned.joined((self.trade.plus(_TRADE).each(industries), self.core.plus(_CORE))).each(places)


def _put_out(names: _Names) -> Owned:
    lengths = np.array([len(one.trade_name) for one in names.parts], dtype=np.intp)
    lacking = names.shortened.only(names.texts.at < lengths[names.shortened.owners])
    found = (
        names.at_places(Lists(names.industries, reach.listed_industries), Lists(names.paths, reach.listed_places)),
        names.trade.plus(_TRADE + reach.ANYWHERE).each(Lists(names.industries, reach.ends)),
        names.near_by(Owned.joined((names.core, lacking))),
        lacking.plus(_SHORT),
    )
    return Owned.joined(found).each(Lists([one.branch for one in names.parts], reach.listed_branches))


def _asked_for(names: _Names, clear_too: bool) -> Owned:
    kinds = [
        (one.industry, bool(one.legal_form), not reach.is_everywhere(paths))
        for one, paths in zip(names.parts, names.paths, strict=True)
    ]
    # A full name drops the line of business only where the places agree.
    bare = [
        paths if one.legal_form and not one.industry else None
        for one, paths in zip(names.parts, names.paths, strict=True)
    ]
    found = [
        names.at_places(Lists(kinds, reach.asked_industries), Lists(names.paths, reach.asked_places)),
        names.trade.plus(_TRADE).each(Lists(bare, reach.any_standing)),
        names.near_by(Owned.joined((names.core, names.shortened))),
        *_without_a_place(names),
    ]
    if clear_too:
        found.append(names.trade.plus(_TRADE + reach.ANY + reach.ANYWHERE))
    return Owned.joined(found).each(Lists([one.branch for one in names.parts], reach.asked_branches))


def _without_a_place(names: _Names) -> list[Owned]:
    """For names without a place what their cores may stand for.

    A homophone or look-alike is put back in its place, a doubled character taken out; what a later character has become
    is told by what stays without it.
    """
    nowhere = ["" if paths else whole for whole, paths in zip(names.cores, names.paths, strict=True)]
    if not any(nowhere):
        return []
    chosen = np.array([*map(bool, nowhere)])
    whole = names.texts.whole()
    likes = [whole.each(Lists([text[at : at + 1] for text in nowhere], _likes), at) for at in range(_SPELT_OUT)]
    of_nowhere, behind = chosen[names.shortened.owners], names.texts.at >= _SPELT_OUT
    return [
        Owned.joined(likes).mixed().plus(_CORE + reach.ANYWHERE),
        names.shortened.only(of_nowhere & names.texts.doubled()).plus(_CORE + reach.ANYWHERE),
        Owned.joined((names.core.only(chosen), names.shortened.only(of_nowhere & behind))).plus(_SHORT),
    ]


def _whole_texts(profiles: Sequence[Profile]) -> Owned:
    """What is equal as it stands, or not at all."""
    kinds: dict[int, list[tuple[str, ...]]] = {
        _CODE: [(read.code.value or "", read.code.suggestion or "") for read in profiles],
        _KEY: [(read.key, *read.former_keys) for read in profiles],
        _LETTERS: [(read.letters,) for read in profiles],
    }
    groups = [*chain.from_iterable(kinds.values())]
    lengths = np.fromiter(map(len, groups), dtype=np.intp, count=len(groups))
    texts = Texts([*chain.from_iterable(groups)])
    numbers = texts.whole().numbers + np.repeat(np.repeat(reach.numbers(kinds), len(profiles)), lengths)
    owners = np.repeat(np.tile(np.arange(len(profiles)), len(kinds)), lengths)
    return Owned(numbers, owners).only(texts.lengths > 0)


def _named(profiles: Sequence[Profile]) -> tuple[list[NameParts], Places]:
    """The names in force and the former ones, and whose they are."""
    names = [parts for read in profiles for parts in (read.parts, *read.former)]
    counts = np.fromiter((1 + len(read.former) for read in profiles), dtype=np.intp, count=len(profiles))
    return names, np.repeat(np.arange(len(profiles)), counts)


def _handles(profiles: Sequence[Profile], of_parts: Callable[[_Names], Owned]) -> Owned:
    names, owners = _named(profiles)
    slips = Texts([parts.text for parts in names]).neighbours().plus(_SLIP)
    of_names = Owned.joined((slips, of_parts(_Names(names))))
    return Owned.joined((_whole_texts(profiles), Owned(of_names.numbers, owners[of_names.owners]))).mixed()


def put_out(profiles: Sequence[Profile]) -> Owned:
    """The handles of listed companies, and whose each of them is; one may come twice."""
    return _handles(profiles, _put_out)


def asked_for(profiles: Sequence[Profile], *, clear_too: bool = False) -> Owned:
    """The handles that lead counterparties to all they may be, and who asks for each of them; one may come twice.

    With `clear_too` to every company of the same trade name as well, other branches apart.
    """
    return _handles(profiles, lambda names: _asked_for(names, clear_too))


def of_ids(ids: Sequence[str]) -> Owned:
    """One handle for the caller's id of each company."""
    return Texts(ids).whole().plus(_ID).mixed()
