"""The one slip by which two names differ, and whether it may be a slip at all.

The roles of the characters come from the listed name, which is printed with care; a misspelt name is not taken apart.
"""

from dataclasses import dataclass
from enum import Enum

from rapidfuzz.distance import OSA

from sources.names.business import is_known, line_of_business
from sources.names.industries import supervised_trade
from sources.names.likeness import looks_alike, sounds_alike
from sources.names.parts import NameParts, Role
from sources.names.places import whole_places

_LONG_FORM, _SHORT_FORM = "有限责任公司", "有限公司"  # one legal form (see sources.names.keys.match_key)
_NUMERALS = frozenset("0123456789一二三四五六七八九十百千")  # 第三建筑 and 第五建筑, 第一分店 and 第十一分店 are two


def with_form_shortened(key: str) -> str:
    """A match key whose 有限责任公司 has one slip, shortened so that the slip stays the only one: 有限贵任公司 to 有限贵公司.

    The key shortens the right form alone; beside it the damaged one would look like three slips.
    """
    if "责" not in key and "任" not in key:
        return key
    for length in (5, 6, 7):
        head, form = key[:-length], key[-length:]
        if head and OSA.distance(form, _LONG_FORM, score_cutoff=1) == 1:
            shorter = (form.replace(extra, "", 1) for extra in ("", "责任", "责", "任"))
            return head + next((one for one in shorter if OSA.distance(one, _SHORT_FORM, score_cutoff=1) == 1), form)
    return key


class Slip(Enum):
    """A slip of the counterparty's text against the listed one."""

    LACKS = "lacks"  # one character of the trade name is missing
    DOUBLES = "doubles"  # one character of the trade name stands twice
    SOUNDS = "sounds"  # one character of the trade name has become a homophone
    LOOKS = "looks"  # one character of the trade name has become a look-alike
    EDGE = "edge"  # two characters swapped across the edge of the trade name
    SWAPPED = "swapped"  # two characters swapped outside of the trade name
    OUTSIDE = "outside"  # one character outside of the trade name


@dataclass(frozen=True, slots=True)
class FoundSlip:
    """A slip and where it stands; `roles` has one role for each character of the counterparty's text."""

    kind: Slip
    at: int
    roles: tuple[Role, ...]


def _first_difference(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _likeness(mine: str, theirs: str) -> Slip | None:
    if mine in _NUMERALS and theirs in _NUMERALS:
        return None
    if sounds_alike(mine, theirs):
        return Slip.SOUNDS
    return Slip.LOOKS if looks_alike(mine, theirs) else None


def trade_slip(mine: str, theirs: str, length: int) -> Slip | None:
    """The one slip that makes `theirs` out of `mine`, of which the first `length` characters are the trade name.

    None for any other difference: another or a further character, or a swap, makes another trade name.
    """
    longer = len(theirs) - len(mine)
    if abs(longer) > 1 or not theirs or mine == theirs:
        return None
    at = _first_difference(mine, theirs)
    if longer > 0:
        doubled = 0 < at <= length and theirs[at] == mine[at - 1] and theirs[at + 1 :] == mine[at:]
        return Slip.DOUBLES if doubled else None
    if at >= length:
        return None
    if longer < 0:
        return Slip.LACKS if mine[at + 1 :] == theirs[at:] else None
    return _likeness(mine[at], theirs[at]) if mine[at + 1 :] == theirs[at + 1 :] else None


def _span(roles: tuple[Role, ...], at: int) -> tuple[int, int]:
    """The run of characters of one role around a place."""
    start = end = at
    while start > 0 and roles[start - 1] is roles[at]:
        start -= 1
    while end < len(roles) and roles[end] is roles[at]:
        end += 1
    return start, end


def _makes_another(listed: NameParts, roles: tuple[Role, ...], at: int, other: str) -> bool:
    """True when a slip inside a place or a line of business gives another real one: 大丰 for 大连, 工贸 for 商贸."""
    if at >= len(roles):
        return False
    start, end = _span(roles, at)
    text = other[start : end + len(other) - len(listed.text)]
    if roles[at] is Role.INDUSTRY:
        words = line_of_business(text)
        trade = supervised_trade(words)
        # 商务保理 is still factoring, and nobody else's line of business.
        return bool(words) and all(map(is_known, words)) and not (trade and trade == supervised_trade(listed.industry))
    if roles[at] is not Role.PLACE:
        return False
    found = whole_places(text)
    return bool(found) and not any(located.place.paths & found[-1].paths for located in listed.places)


def _inserted(text: str, roles: tuple[Role, ...], at: int, character: str) -> Slip | None:
    if at > 0 and text[at - 1] == character and roles[at - 1] is Role.TRADE:
        return Slip.DOUBLES
    if at > 0 and text[at - 1] == character and roles[at - 1] is not Role.BRANCH:
        return Slip.OUTSIDE
    if at > 0 and roles[at - 1] is Role.PLACE and character in "省市县区":
        return Slip.OUTSIDE
    if character in _NUMERALS and Role.BRANCH in roles[max(at - 1, 0) : at + 1]:
        return None
    # One more character in or beside the trade name makes another trade name: 大连新金鑫 is not 大连金鑫.
    return None if Role.TRADE in roles[max(at - 1, 0) : at + 1] else Slip.OUTSIDE


def _missing(text: str, roles: tuple[Role, ...], at: int) -> Slip | None:
    if text[at] in _NUMERALS and roles[at] is Role.BRANCH:
        return None
    start = at
    while start > 0 and text[start - 1] == text[at]:
        start -= 1
    return Slip.LACKS if Role.TRADE in roles[start : at + 1] else Slip.OUTSIDE


def _exchanged(text: str, roles: tuple[Role, ...], at: int, other: str) -> Slip | None:
    swapped = text[at + 1 :] != other[at + 1 :]
    if not swapped and text[at] in _NUMERALS and other[at] in _NUMERALS:
        return None
    if not swapped and roles[at] is Role.TRADE:
        return _likeness(text[at], other[at])
    touched = roles[at : at + 1 + swapped]
    in_trade = [role is Role.TRADE for role in touched]
    if all(in_trade) or Role.BRANCH in touched:
        return None  # 第四门市部 is not 第五门市部
    if any(in_trade):
        return Slip.EDGE
    return Slip.SWAPPED if swapped else Slip.OUTSIDE


def single_slip(listed: NameParts, other: str) -> FoundSlip | None:
    """The one slip that makes `other` (a match key) out of the listed name.

    None when the two differ by more, or when the difference makes another trade name, place or line of business.
    """
    if (
        not listed.text
        or abs(len(listed.text) - len(other)) > 1
        or OSA.distance(listed.text, other, score_cutoff=1) != 1
    ):
        return None
    text, roles = listed.text, listed.roles
    at = _first_difference(text, other)
    if len(other) > len(text):
        kind, roles = _inserted(text, roles, at, other[at]), (*roles[:at], roles[max(at - 1, 0)], *roles[at:])
    elif len(other) < len(text):
        kind, roles = _missing(text, roles, at), (*roles[:at], *roles[at + 1 :])
    else:
        kind = _exchanged(text, roles, at, other)
    if kind in (Slip.OUTSIDE, Slip.SWAPPED) and _makes_another(listed, listed.roles, at, other):
        return None
    return FoundSlip(kind, at, roles) if kind else None
