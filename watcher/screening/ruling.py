"""The rules of grading: code, then key and former names, then the parts, then one slip in the whole name.

A ruling is cheap and holds what it was decided on; its words are made only for what somebody will read.
"""

from dataclasses import dataclass
from enum import Enum, auto

from sources.names.parts import NameParts
from sources.names.rarity import commonness
from watcher.screening.edits import FoundSlip, Slip, single_slip
from watcher.screening.features import WRITTEN_ALIKE, Features, Relation, compare, relate_trade_names
from watcher.screening.listed import Grade
from watcher.screening.profiles import Profile
from watcher.screening.weights import costs, weight

_PLACE = costs("place", Relation)
_INDUSTRY = costs("industry", Relation)
_FORM = costs("form", Relation)
_SLIP = costs("slip", Slip)
_QUALIFIER, _GROUP, _BRANCH = weight("qualifier_other"), weight("group_other"), weight("branch_other")
_FORMER = weight("former_name")
_COMMON = weight("common_trade_name")
_CLEAR = tuple(weight(f"clear_{part}") for part in ("trade", "place", "industry", "form"))
_LOWEST, _HIGHEST, _HIGHEST_CLEAR = weight("lowest_review"), weight("highest_review"), weight("highest_clear")


class Basis(Enum):
    """What a ruling was decided on."""

    SAME_CODE = auto()
    OTHER_CODE = auto()
    SAME_KEY = auto()
    FORMER_OF_COUNTERPARTY = auto()  # the counterparty was once called as the listed company is
    FORMER_OF_LISTED = auto()
    COMMON_FORMER = auto()
    LIKE_FORMER_OF_COUNTERPARTY = auto()  # a former name of the counterparty is alike to the listed one
    LIKE_FORMER_OF_LISTED = auto()
    MARKS = auto()
    PARTS = auto()
    SLIP = auto()
    REPAIRED_CODE = auto()


@dataclass(frozen=True, slots=True)
class Ruling:
    """A grade with its rank (0 to 100) and its basis.

    `slip` is the one slip between two whole names; `names` are the two that were compared where one is a former name.
    """

    grade: Grade
    score: int
    basis: Basis
    slip: FoundSlip | None = None
    names: tuple[NameParts, NameParts] | None = None


def _by_code(listed: Profile, other: Profile) -> Ruling | None:
    if listed.code.value is None or other.code.value is None:
        return None
    if listed.code.value != other.code.value:
        return Ruling(Grade.CLEAR, 0, Basis.OTHER_CODE)
    return Ruling(Grade.MATCH, 100, Basis.SAME_CODE)


def _by_key(listed: Profile, other: Profile) -> Ruling | None:
    if not listed.key or not other.key:
        return None
    if listed.key == other.key:
        return Ruling(Grade.MATCH, 100, Basis.SAME_KEY)
    if other.former and listed.key in other.former_keys:
        return Ruling(Grade.MATCH, 100, Basis.FORMER_OF_COUNTERPARTY)
    if listed.former and other.key in listed.former_keys:
        return Ruling(Grade.REVIEW, 100 - _FORMER, Basis.FORMER_OF_LISTED)
    if listed.letters and listed.letters == other.letters:
        return Ruling(Grade.REVIEW, 100 - weight("marks_only"), Basis.MARKS)
    if listed.former and other.former and not set(listed.former_keys).isdisjoint(other.former_keys):
        return Ruling(Grade.REVIEW, 100 - weight("common_former"), Basis.COMMON_FORMER)
    return None


def _possible(features: Features) -> bool:
    """Whether the parts leave room for one company."""
    if Relation.DIFFERENT in (features.trade, features.place, features.industry, features.qualifier, features.branch):
        return False  # two branches of one company are two units with codes of their own
    if features.trade is Relation.SLIP:
        return _possible_with_slip(features)
    if features.industry in (Relation.DROPPED, Relation.ADDED) and features.form is not Relation.DROPPED:
        # A full name without the line of business is another registered name, unless the places agree.
        return features.industry is Relation.DROPPED and features.place in WRITTEN_ALIKE
    return True


def _possible_with_slip(features: Features) -> bool:
    """A slip in the trade name may stand beside one harmless difference; with more there is no evidence left."""
    if features.place not in (*WRITTEN_ALIKE, Relation.DROPPED) or features.qualifier is not Relation.SAME:
        return False
    harmless = (
        features.place in (Relation.MOVED, Relation.DROPPED),
        features.industry is not Relation.SAME,
        features.form is not Relation.SAME,
        features.group is not Relation.SAME,
        features.branch is not Relation.SAME,
    )
    return features.industry in (Relation.SAME, Relation.WRITTEN) and sum(harmless) <= 1


def _cost(features: Features, trade_name: str) -> int:
    one_sided = features.place in (Relation.DROPPED, Relation.ADDED)
    return (
        (_SLIP[features.slip] if features.slip else 0)
        + _PLACE[features.place]
        + (round(_COMMON * commonness(trade_name)) if one_sided else 0)
        + _INDUSTRY[features.industry]
        + _FORM[features.form]
        + _QUALIFIER * (features.qualifier is not Relation.SAME)
        + _GROUP * (features.group is not Relation.SAME)
        + _BRANCH * (features.branch is not Relation.SAME)
    )


def _alikeness(listed: NameParts, other: NameParts) -> int:
    """The rank of a clear one: how much of the name agrees."""
    agreeing = (
        listed.trade_name == other.trade_name,
        listed.places == other.places,
        listed.industry == other.industry,
        listed.legal_form == other.legal_form,
    )
    return min(_HIGHEST_CLEAR, sum(points for points, same in zip(_CLEAR, agreeing, strict=True) if same))


def _by_name(listed: NameParts, other: NameParts) -> Ruling:
    alike = relate_trade_names(listed, other)[0] is not Relation.DIFFERENT  # few are: it saves the rest
    if alike and _possible(features := compare(listed, other)):
        score = 99 - _cost(features, listed.trade_name)
        return Ruling(Grade.REVIEW, max(_LOWEST, min(_HIGHEST, score)), Basis.PARTS)
    if slip := single_slip(listed, other.text):
        return Ruling(Grade.REVIEW, 99 - _SLIP[slip.kind], Basis.SLIP, slip)
    return Ruling(Grade.CLEAR, _alikeness(listed, other), Basis.PARTS)


def _by_former_name(listed: Profile, other: Profile) -> Ruling | None:
    """The surest review of a former name on one side against the name in force on the other."""
    pairs = [(Basis.LIKE_FORMER_OF_LISTED, (former, other.parts)) for former in listed.former]
    pairs += [(Basis.LIKE_FORMER_OF_COUNTERPARTY, (listed.parts, former)) for former in other.former]
    found = [(basis, names, _by_name(*names)) for basis, names in pairs]
    alike = [one for one in found if one[2].grade is Grade.REVIEW]
    if not alike:
        return None
    basis, names, best = max(alike, key=lambda one: one[2].score)
    return Ruling(Grade.REVIEW, max(_LOWEST, best.score - _FORMER), basis, best.slip, names)


def _by_repaired_code(listed: Profile, other: Profile) -> Ruling | None:
    """A code that would be equal if look-alike letters were mended; a person must look at the paper."""
    for mine, theirs in ((listed.code, other.code), (other.code, listed.code)):
        if mine.value is not None and mine.value == theirs.suggestion:
            return Ruling(Grade.REVIEW, 100 - weight("repaired_code"), Basis.REPAIRED_CODE)
    return None


def rule(listed: Profile, other: Profile) -> Ruling:
    """The grade of a counterparty against a listed company, decided by code, key, former name, then by the parts."""
    if decided := _by_code(listed, other) or _by_key(listed, other):
        return decided
    named = _by_name(listed.parts, other.parts)
    if named.grade is Grade.REVIEW:
        return named
    return _by_former_name(listed, other) or _by_repaired_code(listed, other) or named
