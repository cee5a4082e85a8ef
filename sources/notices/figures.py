"""Statistics in running text as a tree of labelled figures, with every sum in it checked.

The wording is that of clearance reports: 全省共有甲和乙105家，其中，甲45家（丙36家，丁9家），乙60家（…）。初步认定正常的19家（其中…），
非正常的86家（其中…）。86家非正常的中，17家被注销，20家…。 The first figure (共有) is the whole; groups in later sentences divide it again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sources.notices.wording import NUMERAL, compact, to_number
from sources.records import Figure, SumCheck

_UNIT = r"[家户个名]"
# 全省共有商业保理企业和兼营商业保理业务公司105家
_WHOLE = re.compile(
    rf"(?:共有|现有|共计|累计)(?P<quote>(?P<label>[^，。；：（）()\d]{{1,80}})(?P<value>{NUMERAL})(?P<unit>{_UNIT}))$"
)
# 法人机构36家; a leading 其中 says that the figure is a part
_LABEL_FIRST = re.compile(
    rf"^(?:其中[，,：:]?)?(?P<label>[^，。；：\d]{{0,80}}[^，。；：\d零一二三四五六七八九十百千])(?P<value>{NUMERAL})(?P<unit>{_UNIT})$"
)
# 17家被注销营业执照
_VALUE_FIRST = re.compile(rf"^(?:其中[，,：:]?)?(?P<value>{NUMERAL})(?P<unit>{_UNIT})(?P<label>[^，。；：\d]{{1,80}})$")
# 86家非正常经营类企业中
_OF_WHICH = re.compile(rf"^(?:上述|在)?(?P<value>{NUMERAL}){_UNIT}(?P<label>[^，。；：\d]{{1,80}}?)中$")

_OUTCOMES = (
    ("licence_deregistered", re.compile(r"注销")),
    ("licence_revoked", re.compile(r"吊销")),
    ("exit_by_change", re.compile(r"变更.*(?:范围|名称)")),
    ("abnormal_operations_register", re.compile(r"异常经营名录|经营异常名录")),
)
_SUBJECTS = (
    ("scope", re.compile(r"经营范围(?:包含|含有|中含)")),
    ("abnormal", re.compile(r"非正常")),
    ("normal", re.compile(r"(?<!非)正常")),
    ("other", re.compile(r"其他|其它")),
    ("leasing", re.compile(r"融资租赁")),
    ("legal_persons", re.compile(r"^法人")),
    ("branches", re.compile(r"^分支机构|^分公司")),
    ("factoring", re.compile(r"保理")),
    ("microloan", re.compile(r"小额贷款|小贷")),
    ("pawn", re.compile(r"典当")),
    ("guarantee", re.compile(r"担保")),
)
# 兼营商业保理业务融资租赁公司 is a leasing company.
_SIDE_BUSINESS = re.compile(r"^兼营.{2,8}?业务(?=.)")
_ROOT = "total"
_DEEPEST = 4  # brackets within brackets; reports use one, and reading goes down by recursion


@dataclass(slots=True)
class _Node:
    """A figure while the tree grows; each group of parts divides it once, `stated` is the value the group is of."""

    label: str
    value: int
    unit: str
    quote: str
    key: str = ""
    groups: list["_Group"] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    stated: int
    parts: list[_Node] = field(default_factory=list)


def read_figures(text: str) -> tuple[tuple[Figure, ...], tuple[SumCheck, ...]]:
    """The tree of figures and the checks of its sums; both empty where the text has no whole with parts."""
    root: _Node | None = None
    for sentence in re.split(r"[。；\n]", compact(text)):
        if _nesting(sentence) > _DEEPEST:
            continue
        clauses = _clauses(sentence)
        if root is None:
            root = _read_whole(clauses)
        else:
            _read_division(clauses, root)
    if root is None or not root.groups:
        return (), ()
    root.key = _ROOT
    return tuple(_figures(root, None, {_ROOT})), tuple(_checks(root))


def _nesting(sentence: str) -> int:
    depth = deepest = 0
    for mark in sentence:
        depth += (mark in "（(") - (mark in "）)")
        deepest = max(deepest, depth)
    return deepest


def _clauses(sentence: str) -> list[str]:
    """The clauses of a sentence, cut at commas outside brackets; the comma in 1,247 cuts nothing."""
    clauses, depth, begin = [], 0, 0
    for comma in re.finditer(r"[（(）)]|，|,(?!\d{3})", sentence):
        depth += (comma[0] in "（(") - (comma[0] in "）)")
        if comma[0] in "，," and depth <= 0:
            clauses.append(sentence[begin : comma.start()])
            begin = comma.end()
    return [clause for clause in (*clauses, sentence[begin:]) if clause]


def _read_whole(clauses: list[str]) -> _Node | None:
    """The whole (共有…家) with the parts that follow it in its sentence."""
    for index, clause in enumerate(clauses):
        outside, inside = _bracket(clause)
        if match := _WHOLE.search(outside):
            root = _Node(match["label"], to_number(match["value"]), match["unit"], match["quote"])
            _add_group(root, _clauses(inside))
            _add_group(root, clauses[index + 1 :])
            return root
    return None


def _read_division(clauses: list[str], root: _Node) -> None:
    """A later sentence: parts of a figure named again (86家非正常经营类企业中，…), else a new division of the whole."""
    for index, clause in enumerate(clauses):
        if (match := _OF_WHICH.match(clause)) and (node := _find(root, match["label"])):
            _add_group(node, clauses[index + 1 :], stated=to_number(match["value"]))
            return
    _add_group(root, clauses)


def _add_group(node: _Node, clauses: list[str], stated: int | None = None) -> None:
    parts = [part for clause in clauses if (part := _read_part(clause))]
    if len(parts) > 1:
        node.groups.append(_Group(node.value if stated is None else stated, parts))


def _read_part(clause: str) -> _Node | None:
    outside, inside = _bracket(clause)
    match = _LABEL_FIRST.match(outside) or _LABEL_FIRST.match(clause)
    if match is None:
        # A bracket inside the words of an outcome belongs to them: 20家通过变更经营范围（名称）方式退出市场.
        match = _VALUE_FIRST.match(clause)
        inside = ""
    if match is None:
        return None
    quote = re.sub(r"^其中[，,：:]?", "", match.group())
    node = _Node(match["label"], to_number(match["value"]), match["unit"], quote)
    _add_group(node, _clauses(inside))
    return node


def _bracket(clause: str) -> tuple[str, str]:
    """A clause without the bracket at its end, and what stands in that bracket."""
    match = re.match(r"^([^（(]*)[（(](.*)[）)]$", clause)
    return (match[1], match[2]) if match else (clause, "")


def _find(node: _Node, label: str) -> _Node | None:
    if _plain(node.label).endswith(_plain(label)):  # 非正常经营类企业 may have been 初步认定非正常经营类企业 before
        return node
    found = (_find(part, label) for group in node.groups for part in group.parts)
    return next((part for part in found if part), None)


def _same_label(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(label: str) -> str:
    """A label without drifting wording: 兼营保理业务 is 兼营商业保理业务, 公司 is 企业."""
    return label.replace("商业保理", "保理").replace("公司", "企业")


def _figures(node: _Node, parent: _Node | None, taken: set[str]) -> Iterator[Figure]:
    yield Figure(node.key, node.label, node.value, node.unit, node.quote, parent.key if parent else None)
    for group in node.groups:
        for part in group.parts:
            part.key = _key(part.label, node.key, taken)
            yield from _figures(part, node, taken)


def _key(label: str, parent: str, taken: set[str]) -> str:
    """A key that stays the same over places and editions; a label that no word fits is its own key."""
    outcome = next((word for word, pattern in _OUTCOMES if pattern.search(label)), None)
    noun = _SIDE_BUSINESS.sub("", label)
    word = outcome or next((word for word, pattern in _SUBJECTS if pattern.search(noun)), label)
    key = word if outcome or parent == _ROOT else f"{parent}_{word}"
    if key in taken:
        key = f"{parent}_{label}"
    taken.add(key)
    return key


def _checks(root: _Node) -> Iterator[SumCheck]:
    yield from _sums(root)
    yield from _columns(root)


def _sums(node: _Node) -> Iterator[SumCheck]:
    """Each group adds up to its figure."""
    for group in node.groups:
        yield _check(group.stated, [part.value for part in group.parts])
        for part in group.parts:
            yield from _sums(part)


def _columns(root: _Node) -> Iterator[SumCheck]:
    """Where a later division of the whole repeats the labels of the first, each label adds up over it (0 where absent)."""
    if len(root.groups) < 2:
        return
    first, *later = root.groups
    for division in later:
        for row in _with_parts(first):
            cells = [
                next(
                    (cell.value for group in part.groups for cell in group.parts if _same_label(cell.label, row.label)),
                    None,
                )
                for part in division.parts
            ]
            if any(cell is not None for cell in cells):
                yield _check(row.value, [cell or 0 for cell in cells])


def _with_parts(group: _Group) -> Iterator[_Node]:
    for part in group.parts:
        yield part
        for inner in part.groups:
            yield from inner.parts


def _check(whole: int, parts: list[int]) -> SumCheck:
    return SumCheck(f"{whole} = {' + '.join(map(str, parts))}", whole == sum(parts))
