"""The grade of one counterparty against one listed company.

Only a code or an equal match key confirms; two valid different codes contradict; whatever else is alike is for a person.
"""

from dataclasses import dataclass

from watcher.screening import explanation as words
from watcher.screening.edits import Slip, single_slip
from watcher.screening.features import WRITTEN_ALIKE, Features, Profile, Relation, compare
from watcher.screening.listed import Grade

_PLACE_COST = {
    Relation.SAME: 0,
    Relation.WRITTEN: 2,
    Relation.MOVED: 3,
    Relation.NESTED: 8,
    Relation.DROPPED: 10,
    Relation.ADDED: 12,
}
_INDUSTRY_COST = {Relation.SAME: 0, Relation.WRITTEN: 6, Relation.DROPPED: 22, Relation.ADDED: 22}
_FORM_COST = {Relation.SAME: 0, Relation.DROPPED: 5, Relation.ADDED: 5, Relation.DIFFERENT: 6}
_QUALIFIER_COST = 12
_GROUP_COST = 6
_BRANCH_COST = 10
_SLIP_SCORE = {Slip.OUTSIDE: 80, Slip.SWAPPED: 80, Slip.DOUBLES: 75, Slip.EDGE: 68, Slip.LACKS: 66}
_TRADE_COST = {Relation.SAME: 0, Relation.DOUBLES: 20, Relation.LACKS: 29}
_LOWEST_REVIEW, _HIGHEST_REVIEW, _HIGHEST_CLEAR = 40, 97, 39


@dataclass(frozen=True, slots=True)
class Verdict:
    """A grade with its rank (0 to 100) and its reason."""

    grade: Grade
    score: int
    reason: str


def _join(*parts: str) -> str:
    return "；".join(part for part in parts if part)


def _by_code(listed: Profile, other: Profile) -> Verdict | None:
    if listed.code.value is None or other.code.value is None:
        return None
    if listed.code.value != other.code.value:
        same = "（名称一致）" if listed.key == other.key else ""
        return Verdict(Grade.CLEAR, 0, f"信用代码不同，不是同一企业{same}")
    if listed.key == other.key:
        return Verdict(Grade.MATCH, 100, "信用代码与名称均一致")
    known = other.key in listed.former_keys or listed.key in other.former_keys
    names = "名称为曾用名" if known else "名称不同，可能已更名，请核对"
    return Verdict(Grade.MATCH, 100, f"信用代码一致；{names}：{listed.key}／{other.key}")


def _by_key(listed: Profile, other: Profile) -> Verdict | None:
    if not listed.key or not other.key:
        return None
    codes = words.code_words(listed.code, other.code)
    if listed.key == other.key:
        return Verdict(Grade.MATCH, 100, _join("名称一致", codes))
    if listed.key in other.former_keys:
        return Verdict(Grade.MATCH, 100, _join(f"交易对手的曾用名“{listed.key}”与名单所列名称一致", codes))
    if other.key in listed.former_keys:
        return Verdict(Grade.REVIEW, 96, _join(f"交易对手的名称是名单企业的曾用名，名单企业现名“{listed.key}”", codes))
    if listed.letters and listed.letters == other.letters:
        return Verdict(
            Grade.REVIEW, _HIGHEST_REVIEW, _join(f"名称仅括号或标点不同：{listed.key}／{other.key}", codes)
        )
    if common := set(listed.former_keys) & set(other.former_keys):
        return Verdict(
            Grade.REVIEW, 90, _join(f"曾用名“{min(common)}”一致，现名不同：{listed.key}／{other.key}", codes)
        )
    return None


def _possible(features: Features) -> bool:
    """Whether the parts leave room for one company."""
    if Relation.DIFFERENT in (features.trade, features.place, features.industry, features.qualifier, features.branch):
        return False  # two branches of one company are two units with codes of their own
    place_alike = features.place in WRITTEN_ALIKE
    if features.trade is not Relation.SAME:
        return (
            place_alike
            and features.industry in (Relation.SAME, Relation.WRITTEN)
            and features.qualifier is Relation.SAME
        )
    if features.industry in (Relation.DROPPED, Relation.ADDED) and features.form is not Relation.DROPPED:
        # A full name without the line of business is another registered name, unless the places agree.
        return features.industry is Relation.DROPPED and place_alike
    return True


def _cost(features: Features) -> int:
    return (
        _TRADE_COST[features.trade]
        + _PLACE_COST[features.place]
        + _INDUSTRY_COST[features.industry]
        + _FORM_COST[features.form]
        + _QUALIFIER_COST * (features.qualifier is not Relation.SAME)
        + _GROUP_COST * (features.group is not Relation.SAME)
        + _BRANCH_COST * (features.branch is not Relation.SAME)
    )


def _alikeness(features: Features) -> int:
    """The rank of a clear one: how much of the name agrees."""
    agreeing = (features.trade, features.place, features.industry, features.form)
    weights = (20, 8, 8, 3)
    return min(
        _HIGHEST_CLEAR,
        sum(weight for weight, relation in zip(weights, agreeing, strict=True) if relation is Relation.SAME),
    )


def _by_name(listed: Profile, other: Profile) -> Verdict:
    features = compare(listed.parts, other.parts)
    codes = words.code_words(listed.code, other.code)
    differing = words.differences(features, listed.parts, other.parts)
    reason = words.sentence(words.agreements(features, listed.parts), differing)
    if _possible(features):
        score = max(_LOWEST_REVIEW, min(_HIGHEST_REVIEW, 99 - _cost(features)))
        return Verdict(Grade.REVIEW, score, _join(reason, codes))
    apart = features.trade is Relation.SAME and features.branch is not Relation.DIFFERENT
    if not apart and (slip := single_slip(listed.parts, other.key)):
        return Verdict(Grade.REVIEW, _SLIP_SCORE[slip], _join(words.slip_words(slip, listed.parts, other.parts), codes))
    return Verdict(Grade.CLEAR, _alikeness(features), reason)


def _by_suggestion(listed: Profile, other: Profile) -> Verdict | None:
    """A code that would be equal if look-alike letters were mended; a person must look at the paper."""
    for mine, theirs in ((listed.code, other.code), (other.code, listed.code)):
        if mine.value is not None and mine.value == theirs.suggestion:
            return Verdict(
                Grade.REVIEW,
                60,
                f"信用代码疑有误写，改正后为 {mine.value} 即一致，请核对；名称不同：{listed.key}／{other.key}",
            )
    return None


def grade(listed: Profile, other: Profile) -> Verdict:
    """The grade of a counterparty against a listed company, decided by code, key, former name, then by the parts."""
    if decided := _by_code(listed, other) or _by_key(listed, other):
        return decided
    named = _by_name(listed, other)
    if named.grade is Grade.CLEAR and (suggested := _by_suggestion(listed, other)):
        return suggested
    return named
