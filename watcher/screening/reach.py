"""Which places, lines of business and branches go together with those of a name, as lists of numbers.

Places are a tree (none, country, province, prefecture, county). A listed company stands "at" its place and "under"
this one and all above it; so who lies inside, who lies around, and who names no place are each one question.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np

from sources.names.industries import supervised_trade
from sources.names.parts import NameParts
from sources.names.places import Path
from watcher.screening.hashing import Numbers, number_of

_CACHED = 100_000
_NO_PLACE = number_of("at no place")
_A_BRANCH = number_of("a branch")
_EVERYWHERE: Path = ()
ANY = number_of("any industry")

Industry = tuple[str, ...]


def numbers(values: Iterable[int]) -> Numbers:
    """These as an array."""
    return np.array([*values], dtype=np.uint64)


def _at(path: Path) -> int:
    return number_of("at " + "/".join(path))


def _under(path: Path) -> int:
    return number_of("under " + "/".join(path))


ANYWHERE = _under(_EVERYWHERE)


@lru_cache(maxsize=_CACHED)
def _union(places: tuple[frozenset[Path], ...]) -> frozenset[Path]:
    return frozenset(path for paths in places for path in paths)


def paths_of(parts: NameParts) -> frozenset[Path]:
    """What the innermost place of each position can mean; empty when the name has no place."""
    if len(parts.places) == 1:
        return parts.places[0].place.paths
    innermost = {located.position: located.place.paths for located in parts.places}
    return _union(tuple(innermost.values()))


def _outer(path: Path) -> Iterator[Path]:
    return (path[:length] for length in range(len(path)))


@lru_cache(maxsize=_CACHED)
def standing(paths: frozenset[Path]) -> Numbers:
    """At its own place, and nowhere else."""
    return numbers([_at(path) for path in paths] or [_NO_PLACE])


@lru_cache(maxsize=_CACHED)
def listed_places(paths: frozenset[Path]) -> Numbers:
    """Where a company is found: at its own place, under it and under all above it."""
    above = {outer for path in paths for outer in (*_outer(path), path)} or {_EVERYWHERE}
    return np.concatenate((standing(paths), numbers(map(_under, above))))


def is_everywhere(paths: frozenset[Path]) -> bool:
    """Whether a name leaves open where it is, or says the whole country."""
    return not paths or _EVERYWHERE in paths


@lru_cache(maxsize=_CACHED)
def asked_places(paths: frozenset[Path]) -> Numbers:
    """Every place that is not another one: inside, around, the same, or not written."""
    if is_everywhere(paths):
        return numbers([ANYWHERE])
    around = {outer for path in paths for outer in _outer(path)}
    return numbers([*map(_under, paths), *map(_at, around), _NO_PLACE])


def _industry(words: Industry) -> int:
    return number_of("industry " + (supervised_trade(words) or "".join(words)))


@lru_cache(maxsize=_CACHED)
def ends(words: Industry) -> Numbers:
    """The first and the last character of the industry: one of them stays where it is written in short."""
    return numbers([number_of("first " + words[0][0]), number_of("last " + words[-1][-1])] if words else [])


@lru_cache(maxsize=_CACHED)
def listed_industries(words: Industry) -> Numbers:
    """The industry itself, and any."""
    return numbers([_industry(words), ANY])


@lru_cache(maxsize=_CACHED)
def asked_industries(asked: tuple[Industry, bool, bool]) -> Numbers:
    """The industries that can go together with that of a counterparty, whose name is a full one or names a place."""
    words, full, placed = asked
    if full:
        return numbers([_industry(words)])
    if placed or not words:
        return numbers([ANY])
    return np.concatenate((numbers([_industry(words), number_of("industry ")]), ends(words)))


@lru_cache(maxsize=_CACHED)
def near_industries(read: tuple[Industry, bool]) -> Numbers:
    """The industry beside which a trade name may have a slip though it is written otherwise; none for most."""
    words, full = read
    supervised = numbers([_industry(words)] * bool(supervised_trade(words)))
    return supervised if full else np.concatenate((supervised, ends(words)))


@lru_cache(maxsize=_CACHED)
def any_standing(paths: frozenset[Path] | None) -> Numbers:
    """At its own place whatever the industry; nowhere for a name that does not ask so."""
    return numbers([]) if paths is None else standing(paths) + np.uint64(ANY)


@lru_cache(maxsize=_CACHED)
def listed_branches(branch: str) -> Numbers:
    """A branch is this one, and a branch; a parent is neither."""
    return numbers([number_of("branch " + branch), _A_BRANCH] if branch else [0])


@lru_cache(maxsize=_CACHED)
def asked_branches(branch: str) -> Numbers:
    """Another branch is another company."""
    return numbers([0, number_of("branch " + branch) if branch else _A_BRANCH])
