"""The one slip by which two whole names differ, and whether it may be a slip at all.

The roles of the characters come from the listed name, which is printed with care; a misspelt name is not taken apart.
"""

from enum import Enum

from rapidfuzz.distance import OSA

from sources.names.parts import NameParts, Role
from sources.names.places import whole_places


class Slip(Enum):
    """A slip of the counterparty's text against the listed one."""

    LACKS = "lacks"  # one character of the trade name is missing
    DOUBLES = "doubles"  # one character of the trade name stands twice
    EDGE = "edge"  # two characters swapped across the edge of the trade name
    SWAPPED = "swapped"  # two characters swapped outside of the trade name
    OUTSIDE = "outside"  # one character outside of the trade name


def _first_difference(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _is_other_place(listed: NameParts, at: int, other: str) -> bool:
    """True when a slip inside a place gives another real place (大丰 for 大连)."""
    if at >= len(listed.roles) or listed.roles[at] is not Role.PLACE:
        return False
    start, end = at, at
    while start > 0 and listed.roles[start - 1] is Role.PLACE:
        start -= 1
    while end < len(listed.roles) and listed.roles[end] is Role.PLACE:
        end += 1
    found = whole_places(other[start : end + len(other) - len(listed.text)])
    return bool(found) and not any(located.place.paths & found[-1].paths for located in listed.places)


def _inserted(listed: NameParts, at: int, character: str) -> Slip | None:
    if at > 0 and listed.text[at - 1] == character:
        return Slip.DOUBLES if listed.roles[at - 1] is Role.TRADE else Slip.OUTSIDE
    if at > 0 and listed.roles[at - 1] is Role.PLACE and character in "省市县区":
        return Slip.OUTSIDE
    # One more character in or beside the trade name makes another trade name: 大连新金鑫 is not 大连金鑫.
    return None if Role.TRADE in listed.roles[max(at - 1, 0) : at + 1] else Slip.OUTSIDE


def _missing(listed: NameParts, at: int) -> Slip:
    start = at
    while start > 0 and listed.text[start - 1] == listed.text[at]:
        start -= 1
    return Slip.LACKS if Role.TRADE in listed.roles[start : at + 1] else Slip.OUTSIDE


def _exchanged(listed: NameParts, at: int, other: str) -> Slip | None:
    swapped = listed.text[at + 1 :] != other[at + 1 :]
    in_trade = [role is Role.TRADE for role in listed.roles[at : at + 1 + swapped]]
    if all(in_trade) or (not swapped and listed.roles[at] is Role.BRANCH):
        return None  # 第四门市部 is not 第五门市部
    if any(in_trade):
        return Slip.EDGE
    return Slip.SWAPPED if swapped else Slip.OUTSIDE


def single_slip(listed: NameParts, other: str) -> Slip | None:
    """The one slip that makes `other` (a match key) out of the listed name.

    None when the two differ by more, or when the difference makes another trade name or another real place.
    """
    if abs(len(listed.text) - len(other)) > 1 or OSA.distance(listed.text, other, score_cutoff=1) != 1:
        return None
    at = _first_difference(listed.text, other)
    if _is_other_place(listed, at, other):
        return None
    if len(other) > len(listed.text):
        return _inserted(listed, at, other[at])
    if len(other) < len(listed.text):
        return _missing(listed, at)
    return _exchanged(listed, at, other)
