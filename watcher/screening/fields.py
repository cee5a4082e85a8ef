"""What each part of two names says in Chinese words: 字号 相同 · 地区 相同（位置不同）, with what differs in 【】."""

from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from sources.names.parts import NameParts, Role
from watcher.screening.edits import FoundSlip, Slip
from watcher.screening.features import Features, Relation
from watcher.screening.listed import FieldWords

_SAME = "相同"
_WORDS = {
    Relation.SAME: _SAME,
    Relation.WRITTEN: "相同（写法不同）",
    Relation.MOVED: "相同（位置不同）",
    Relation.NESTED: "一大一小",
    Relation.DROPPED: "交易对手少写",
    Relation.ADDED: "交易对手多写",
    Relation.DIFFERENT: "不同",
}
_SLIPS = {
    Slip.LACKS: "缺一字",
    Slip.DOUBLES: "一字重复",
    Slip.SOUNDS: "一字同音",
    Slip.LOOKS: "一字形近",
    Slip.EDGE: "边缘两字颠倒",
    Slip.SWAPPED: "两字颠倒",
    Slip.OUTSIDE: "一字之差",
}
_HEADS = {
    Role.TRADE: "字号",
    Role.PLACE: "地区",
    Role.INDUSTRY: "行业",
    Role.QUALIFIER: "修饰语",
    Role.FORM: "组织形式",
    Role.GROUP: "集团",
    Role.BRANCH: "分支机构",
}


def marked(one: str, other: str) -> tuple[str, str]:
    """Both texts with 【】 around the characters that the other one lacks."""
    sides = ["", ""]
    for edit in Levenshtein.opcodes(one, other):
        for side, text in enumerate((one[edit.src_start : edit.src_end], other[edit.dest_start : edit.dest_end])):
            sides[side] += text if edit.tag == "equal" or not text else f"【{text}】"
    return sides[0].replace("】【", ""), sides[1].replace("】【", "")


def _place(parts: NameParts) -> str:
    return "".join(located.place.text for located in parts.places)


def _texts(parts: NameParts) -> dict[Role, str]:
    return {
        Role.TRADE: parts.trade_name,
        Role.PLACE: _place(parts),
        Role.INDUSTRY: "".join(parts.industry),
        Role.QUALIFIER: parts.qualifier,
        Role.FORM: parts.legal_form,
        Role.GROUP: "集团" * parts.group,
        Role.BRANCH: parts.branch,
    }


def _written(words: dict[Role, str], listed: dict[Role, str], other: dict[Role, str]) -> Iterator[FieldWords]:
    for role, head in _HEADS.items():
        mine, theirs = listed.get(role, ""), other.get(role, "")
        if mine or theirs:
            yield FieldWords(head, words[role], *marked(mine, theirs))


def by_features(features: Features, listed: NameParts, other: NameParts) -> tuple[FieldWords, ...]:
    """The words of every part that one of the names has."""
    words = {
        Role.TRADE: _SLIPS[features.slip] if features.slip else _WORDS.get(features.trade, ""),
        Role.PLACE: _WORDS[features.place],
        Role.INDUSTRY: _WORDS[features.industry],
        Role.QUALIFIER: _WORDS[features.qualifier],
        Role.FORM: _WORDS[features.form],
        Role.GROUP: _WORDS[features.group],
        Role.BRANCH: _WORDS[features.branch],
    }
    return tuple(_written(words, _texts(listed), _texts(other)))


def by_slip(slip: FoundSlip, listed: NameParts, other: str) -> tuple[FieldWords, ...]:
    """The words of every part where the whole names are one slip apart, by the roles of the listed name."""
    mine: dict[Role, str] = {}
    theirs: dict[Role, str] = {}
    for texts, roles, text in ((mine, listed.roles, listed.text), (theirs, slip.roles, other)):
        for role, character in zip(roles, text, strict=True):
            texts[role] = texts.get(role, "") + character
    words = {role: _SAME if mine.get(role) == theirs.get(role) else _SLIPS[slip.kind] for role in _HEADS}
    return tuple(_written(words, mine, theirs))
