"""The handles by which a counterparty meets every listed company that grading may call match or review.

A listed company puts out handles, a counterparty asks for handles; where they share one, the pair is graded. Each rule
of grading has its handles: code; key and former names; letters; one slip in the whole name; the same trade name, or the
same core, with places and industries that can go together; a slip in the trade name in the same place. A counterparty
that names no place asks for every core that its own may be a slip of: "nearly the same" would be half the country.

Places are a tree (none, country, province, prefecture, county). A listed company stands "at" its place and "under"
this one and all above it; so who lies inside, who lies around, and who names no place are each one question.
"""

from collections.abc import Iterable, Iterator, Sequence, Sized
from functools import lru_cache
from itertools import chain

import numpy as np

from sources.names.industries import supervised_trade
from sources.names.likeness import taken_for
from sources.names.parts import NameParts
from sources.names.places import Path
from watcher.screening.features import core
from watcher.screening.hashing import MASK, Numbers, Places, Texts, expanded, mixed, number_of
from watcher.screening.profiles import Profile

_KINDS = ("id", "code", "key", "letters", "slip", "trade", "near", "core", "near core", "short")
_ID, _CODE, _KEY, _LETTERS, _SLIP, _TRADE, _NEAR, _CORE, _NEAR_CORE, _SHORT = map(number_of, _KINDS)
_ANY = number_of("any industry")
_NO_PLACE = number_of("at no place")
_A_BRANCH = number_of("a branch")
_EVERYWHERE: Path = ()
_SPELT_OUT = 4  # first characters of a core whose likes are all asked for; what stays without a later one is rare

Group = tuple[int, Sequence[str], Sequence[int]]  # of one kind: texts, each with every number of place and industry


@lru_cache(maxsize=100_000)
def _at(path: Path) -> int:
    return number_of("at " + "/".join(path))


@lru_cache(maxsize=100_000)
def _under(path: Path) -> int:
    return number_of("under " + "/".join(path))


@lru_cache(maxsize=100_000)
def _union(places: tuple[frozenset[Path], ...]) -> frozenset[Path]:
    return frozenset(path for paths in places for path in paths)


def _paths(parts: NameParts) -> frozenset[Path]:
    """What the innermost place of each position can mean; empty when the name has no place."""
    innermost = {located.position: located.place.paths for located in parts.places}
    return _union(tuple(innermost.values()))


def _outer(path: Path) -> Iterator[Path]:
    return (path[:length] for length in range(len(path)))


@lru_cache(maxsize=100_000)
def _standing(paths: frozenset[Path]) -> Sequence[int]:
    """At its own place, and nowhere else."""
    return [_at(path) for path in paths] or [_NO_PLACE]


@lru_cache(maxsize=100_000)
def _listed_places(paths: frozenset[Path]) -> Sequence[int]:
    above = {outer for path in paths for outer in (*_outer(path), path)} or {_EVERYWHERE}
    return [*_standing(paths), *map(_under, above)]


@lru_cache(maxsize=100_000)
def _asked_places(paths: frozenset[Path]) -> Sequence[int]:
    """Every place that is not another one: inside, around, the same, or not written."""
    if not paths or _EVERYWHERE in paths:
        return [_under(_EVERYWHERE)]
    around = {outer for path in paths for outer in _outer(path)}
    return [*map(_under, paths), *map(_at, around), _NO_PLACE]


def _industry(parts: NameParts) -> int:
    return number_of("industry " + (supervised_trade(parts.industry) or "".join(parts.industry)))


def _ends(parts: NameParts) -> list[int]:
    """The first and the last character of the industry: one of them stays where it is written in short."""
    words = parts.industry
    return [number_of("first " + words[0][0]), number_of("last " + words[-1][-1])] if words else []


def _sums(industries: Iterable[int], places: Sequence[int]) -> list[int]:
    return [industry + place & MASK for industry in industries for place in places]


def _with_branches(numbers: list[int], branches: Sequence[int]) -> list[int]:
    return numbers if branches == (0,) else _sums(numbers, branches)


def _branch(parts: NameParts) -> int:
    return number_of("branch " + parts.branch)


def _shortened(text: str, length: int) -> list[str]:
    """The text without any one of its first characters."""
    return [text[:at] + text[at + 1 :] for at in range(min(length, len(text)))]


def _near(parts: NameParts) -> tuple[list[str], list[int]]:
    """A slip in the trade name beside an industry that is written otherwise; where it is the same, the core tells."""
    industries = [_industry(parts)] * bool(supervised_trade(parts.industry)) + _ends(parts) * (not parts.legal_form)
    trade = parts.trade_name
    return [trade, *_shortened(trade, len(trade))] if industries else [], industries


def _listed_groups(parts: NameParts) -> list[Group]:
    paths, trade, whole = _paths(parts), parts.trade_name, core(parts)
    places, standing = _listed_places(paths), _standing(paths)
    branches = (_branch(parts), _A_BRANCH) if parts.branch else (0,)
    same = _sums((_industry(parts), _ANY), places) + _sums(_ends(parts), (_under(_EVERYWHERE),))
    near, industries = _near(parts)
    lacking = _shortened(whole, len(trade))
    groups: list[Group] = [
        (_TRADE, [trade], _with_branches(same, branches)),
        (_CORE, [whole], _with_branches([*places], branches)),
        (_NEAR_CORE, [whole, *lacking], _with_branches([*standing], branches)),
        (_SHORT, lacking, branches),
    ]
    if near:
        groups.append((_NEAR, near, _with_branches(_sums(industries, standing), branches)))
    return groups


def _asked_industries(parts: NameParts, paths: frozenset[Path]) -> list[int]:
    """The industries with the places that can go together with those of the counterparty."""
    industry, places = _industry(parts), _asked_places(paths)
    if parts.legal_form:  # a full name drops the line of business only where the places agree
        return _sums((industry,), places) + (_sums((_ANY,), _standing(paths)) if not parts.industry else [])
    if len(places) > 1 or not parts.industry:
        return _sums((_ANY,), places)
    return _sums((industry, number_of("industry "), *_ends(parts)), places)


def _asked_groups(parts: NameParts, clear_too: bool) -> list[Group]:
    paths, whole = _paths(parts), core(parts)
    branches = (0, _branch(parts) if parts.branch else _A_BRANCH)  # another branch is another company
    near, industries = _near(parts)
    standing = _sums(_standing(paths), branches)
    everywhere = _sums((_under(_EVERYWHERE),), branches)
    groups: list[Group] = [
        (_TRADE, [parts.trade_name], _sums(_asked_industries(parts, paths), branches)),
        (_CORE, [whole], _sums(_asked_places(paths), branches)),
        (_NEAR, near, _sums(industries, standing)),
        (_NEAR_CORE, [whole, *_shortened(whole, len(whole))], standing),
    ]
    if not paths and whole:
        groups.append((_CORE, list(_likes(whole)), everywhere))
        groups.append((_SHORT, [whole, *_shortened(whole, len(whole))[_SPELT_OUT:]], branches))
    if clear_too:
        groups.append((_TRADE, [parts.trade_name], _sums((_ANY,), everywhere)))
    return groups


def _likes(text: str) -> set[str]:
    """What this text may stand for: with a homophone or look-alike back in its place, or with a character not doubled."""
    undoubled = {text[:at] + text[at + 1 :] for at in range(1, len(text)) if text[at] == text[at - 1]}
    return undoubled | {
        text[:at] + other + text[at + 1 :]
        for at, character in enumerate(text[:_SPELT_OUT])
        for other in taken_for(character)
    }


def _counts(groups: Sequence[Sized]) -> Places:
    return np.fromiter(map(len, groups), dtype=np.intp, count=len(groups))


def _text_handles(kind: int, groups: Sequence[Sequence[str]]) -> tuple[Numbers, Places]:
    owners = np.repeat(np.arange(len(groups)), _counts(groups))
    return Texts(list(chain.from_iterable(groups))).whole() + np.uint64(kind), owners


def _part_handles(groups: Sequence[Sequence[Group]]) -> tuple[Numbers, Places]:
    """Every text of a group with every number of it."""
    flat = [group for owned in groups for group in owned]
    owners = np.repeat(np.arange(len(groups)), _counts(groups))
    kinds = np.array([kind for kind, _, _ in flat], dtype=np.uint64)
    texts = mixed(Texts([text for _, texts, _ in flat for text in texts]).whole())
    numbers = np.array([number for _, _, numbers in flat for number in numbers], dtype=np.uint64)
    counts = _counts([numbers for _, _, numbers in flat])
    of_text = np.repeat(np.arange(len(flat)), _counts([texts for _, texts, _ in flat]))
    repeats = counts[of_text]
    at = expanded((np.cumsum(counts) - counts)[of_text], repeats)
    return np.repeat(texts + kinds[of_text], repeats) + numbers[at], np.repeat(owners[of_text], repeats)


def _handles(
    profiles: Sequence[Profile], names: Sequence[NameParts], groups: Sequence[Sequence[Group]], owners: Places
) -> tuple[Numbers, Places]:
    slips, slipped = Texts([parts.text for parts in names]).neighbours()
    parts, owned = _part_handles(groups)
    codes = [[code for code in (read.code.value, read.code.suggestion) if code] for read in profiles]
    found = [
        _text_handles(_CODE, codes),
        _text_handles(_KEY, [[key for key in (read.key, *read.former_keys) if key] for read in profiles]),
        _text_handles(_LETTERS, [[read.letters] if read.letters else [] for read in profiles]),
        (slips + np.uint64(_SLIP), owners[slipped]),
        (parts, owners[owned]),
    ]
    return mixed(np.concatenate([numbers for numbers, _ in found])), np.concatenate([owners for _, owners in found])


def _names(profiles: Sequence[Profile]) -> tuple[list[NameParts], Places]:
    """The names in force and the former ones, and whose they are."""
    names = [parts for read in profiles for parts in (read.parts, *read.former)]
    return names, np.repeat(np.arange(len(profiles)), _counts([(1, *read.former) for read in profiles]))


def put_out(profiles: Sequence[Profile]) -> tuple[Numbers, Places]:
    """The handles of listed companies, and whose each of them is; one may come twice."""
    names, owners = _names(profiles)
    return _handles(profiles, names, [_listed_groups(parts) for parts in names], owners)


def asked_for(profiles: Sequence[Profile], *, clear_too: bool = False) -> tuple[Numbers, Places]:
    """The handles that lead counterparties to all they may be, and who asks for each of them; one may come twice.

    With `clear_too` to every company of the same trade name as well, other branches apart.
    """
    names, owners = _names(profiles)
    return _handles(profiles, names, [_asked_groups(parts, clear_too) for parts in names], owners)


def of_ids(ids: Sequence[str]) -> Numbers:
    """One handle for the caller's id of each company."""
    return mixed(Texts(ids).whole() + np.uint64(_ID))
