"""The two keys of a company's name, and the former names that are printed inside it.

The identity key pairs rows in the register; the match key is the only form of a name that confirms in screening.
"""

import re

from sources.names.folding import aligned, fold, unmarked, without_blanks

_FORMER_WORD = r"(?:曾用名称?|曾用企业名称|原名称?|原企业名称|原公司名称|原用名|前称|更名前|变更前|前身)(?:为|是|:)?:?"
_CURRENT_WORD = r"(?:现名称?|现企业名称|现用名|(?:现|已)?更名为|(?:现|已)?变更为|变更后)(?:为|是|:)?:?"
_LEGAL_END = r"(?:公司|合伙\)?|中心|企业|事务所|合作社|典当行|厂|店)"
_BRACKET = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)")  # one level of brackets inside: 原名:甲保理(天津)有限公司
_FORMER = re.compile(rf"(?:{_FORMER_WORD}(?P<named>.+)|原:?(?P<bare>.+{_LEGAL_END}))")
_CURRENT = re.compile(rf"{_CURRENT_WORD}(?P<named>.+)")
_OPEN_FORMER = re.compile(r"(?P<name>.{4,}?)[,;、]?(?:曾用名称?|原名称?):?(?P<named>.{4,})")
_HINT = re.compile("[曾原现現更變变前]")
_BETWEEN = re.compile(r"[、,，;；/|]+")
_ROUNDS = 8
_LONGEST = 300  # characters: no name with its former names is longer, and a hostile one must not cost more


def _names(listed: str) -> tuple[str, ...]:
    """The single names of 甲公司、乙公司; the word for "former" may stand before each."""
    parts = []
    for part in _BETWEEN.split(listed):
        word = re.match(_FORMER_WORD, aligned(part))
        parts.append(part[word.end() :] if word else part)
    return tuple(part for part in parts if fold(part))


def _bracketed(raw: str, view: str) -> tuple[str, tuple[str, ...]] | None:
    for bracket in _BRACKET.finditer(view):
        rest = raw[: bracket.start()] + raw[bracket.end() :]
        inner, offset = bracket[1], bracket.start(1)
        if not fold(rest):
            continue
        if found := _FORMER.fullmatch(inner):
            start, end = found.span("named") if found["named"] else found.span("bare")
            current, older = split_former(rest)
            return current, _names(raw[offset + start : offset + end]) + older
        if (found := _CURRENT.fullmatch(inner)) and fold(
            current := raw[offset + found.start("named") : offset + found.end("named")]
        ):
            return current, (rest,)
    return None


def split_former(name: str) -> tuple[str, tuple[str, ...]]:
    """The name now in force, and the former names printed with it: 甲公司（曾用名：乙公司）; 乙公司（现名：甲公司）.

    The names are as printed, blanks apart; a name with nothing to split off comes back untouched.
    """
    if len(name) > _LONGEST or not _HINT.search(name):
        return name, ()
    raw = without_blanks(name)
    view = aligned(raw)
    if split := _bracketed(raw, view):
        return split
    if (found := _OPEN_FORMER.fullmatch(view)) and "(" not in view[found.end("name") - 1 : found.start("named")]:
        return raw[: found.end("name")], _names(raw[found.start("named") :])
    return name, ()


def identity_key(name: str) -> str:
    """The same for every way to write one registered name: script, width, blanks, brackets, notes. Idempotent.

    有限责任公司 and 有限公司 stay two names here.
    """
    if (key := unmarked(name)) is not None and not _HINT.search(key):  # most names
        return key
    for _ in range(_ROUNDS):
        key = fold(split_former(name)[0])
        if key == name:
            break
        name = key
    return name


def match_key(name: str) -> str:
    """The identity key with 有限责任公司 written as 有限公司: two names of which the law makes one form. Idempotent."""
    return identity_key(name).replace("有限责任公司", "有限公司")
