"""The parts of a company's name: places, trade name (字号), qualifier, industry, legal form, branch.

The order is that of the 企业名称登记管理规定: 行政区划 + 字号 + 行业 + 组织形式; the place may stand in brackets behind.
Two names can only be one company when their trade names agree, so everything else is found first and cut off.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from sources.names.industries import trailing_words
from sources.names.keys import identity_key
from sources.names.places import Place, leading_places, whole_places

_FORMS = (  # the longest that fits comes first
    *("农民专业合作社联合社", "农民专业合作社", "特殊普通合伙", "有限责任公司", "股份有限公司", "股份合作公司"),
    *("个人独资企业", "有限合伙企业", "专业合作社", "有限公司", "股份公司", "合伙企业", "有限合伙", "普通合伙"),
    *("有限责任", "股份有限", "总公司", "合作社", "联合社", "信用社", "事务所", "经营部", "公司", "有限", "联社"),
    *("中心", "商行", "厂", "店"),
)
_BRACKETED_FORM = re.compile(r"(?:有限|普通|特殊普通)合伙")
_BRANCH_END = r".*(?:公司|行|部|处|店|厂|社|所|站|点|厅|库|队|矿|场|中心)"
_BRANCHES = tuple(re.compile(rf"(?:{parent})(.{_BRANCH_END})$") for parent in ("公司", "银行|信用社|事务所"))
_BRACKET = re.compile(r"\(([^()]*)\)")
_GROUP = "集团"
_QUALIFIERS = ("国际", "控股")


class Role(StrEnum):
    """What one character of a name belongs to."""

    PLACE = "place"
    TRADE = "trade"
    QUALIFIER = "qualifier"
    INDUSTRY = "industry"
    GROUP = "group"
    FORM = "form"
    BRANCH = "branch"
    MARK = "mark"


class Position(StrEnum):
    """Where a place stands: before the trade name, in brackets before the industry, in brackets behind it."""

    PREFIX = "prefix"
    MIDDLE = "middle"
    SUFFIX = "suffix"


@dataclass(frozen=True, slots=True)
class LocatedPlace:
    """A place and where it stands in the name."""

    place: Place
    position: Position


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart; `text` is its identity key and `roles` has one role for each character of it."""

    text: str
    places: tuple[LocatedPlace, ...]
    trade_name: str
    qualifier: str
    industry: tuple[str, ...]
    group: bool
    legal_form: str
    branch: str
    roles: tuple[Role, ...]


class _Cutter:
    """Cuts parts off both ends of the text outside of brackets and remembers the role of every character."""

    def __init__(self, text: str) -> None:
        self.text = text
        inside = {index for bracket in _BRACKET.finditer(text) for index in range(*bracket.span())}
        self.outside = [index for index in range(len(text)) if index not in inside]
        self.bare = "".join(text[index] for index in self.outside)
        self.start, self.end = 0, len(self.bare)
        self.roles = [Role.MARK if index in inside else Role.TRADE for index in range(len(text))]

    @property
    def core(self) -> str:
        return self.bare[self.start : self.end]

    def from_left(self, part: str) -> None:
        self._mark(self.start, self.start + len(part), Role.PLACE)
        self.start += len(part)

    def give_back(self, length: int) -> None:
        self._mark(self.start - length, self.start, Role.TRADE)
        self.start -= length

    def from_right(self, part: str, role: Role) -> None:
        self._mark(self.end - len(part), self.end, role)
        self.end -= len(part)

    def _mark(self, start: int, end: int, role: Role) -> None:
        for place in range(start, end):
            self.roles[self.outside[place]] = role

    def bare_place(self, index: int) -> int:
        """How many characters outside of brackets stand before `index`."""
        return sum(1 for outside in self.outside if outside < index)


def _cut_branch_and_form(cutter: _Cutter) -> tuple[str, str]:
    branch = next((found[1] for pattern in _BRANCHES if (found := pattern.search(cutter.bare))), "")
    cutter.from_right(branch, Role.BRANCH)
    form = next((form for form in _FORMS if cutter.core.endswith(form) and len(cutter.core) - len(form) >= 2), "")
    cutter.from_right(form, Role.FORM)
    return branch, form


def _cut_places(cutter: _Cutter) -> list[Place]:
    """The places in front. One that may be a word goes back when no trade name would be left: 东方商业保理.

    So does any place where another one stands in brackets: 广元（郑州）商贸.
    """
    places = list(leading_places(cutter.core))
    bracketed = any(whole_places(inner) for inner in _BRACKET.findall(cutter.text))
    cutter.from_left("".join(place.text for place in places))
    while places:
        left = len(cutter.core) - sum(map(len, trailing_words(cutter.core, may_empty=True)))
        if cutter.core and (left >= 2 or not (places[-1].slight or (bracketed and left == 0))):
            break
        cutter.give_back(len(places.pop().text))
    return places


def _cut_tail(cutter: _Cutter, may_empty: bool) -> tuple[bool, str, tuple[str, ...]]:
    """Group, qualifier and industry from the right; two characters stay for the trade name where there are any."""
    group, qualifiers, industry = False, [""], tuple[str, ...]()
    while True:
        if cutter.core.endswith(_GROUP) and len(cutter.core) > 3:
            cutter.from_right(_GROUP, Role.GROUP)
            group = True
        elif (word := cutter.core[-2:]) in _QUALIFIERS and len(cutter.core) > 3:
            cutter.from_right(word, Role.QUALIFIER)
            qualifiers.insert(0, word)
        elif not industry and (industry := trailing_words(cutter.core, may_empty)):
            cutter.from_right("".join(industry), Role.INDUSTRY)
        else:
            return group, "".join(qualifiers), industry


def _position(before: int, core_end: int) -> Position:
    if before == 0:
        return Position.PREFIX
    return Position.MIDDLE if before < core_end else Position.SUFFIX


def _bracketed(cutter: _Cutter, core_end: int) -> tuple[list[LocatedPlace], str, str, bool]:
    """What stands in brackets: places, a legal form, 集团, and anything else as a qualifier."""
    places: list[LocatedPlace] = []
    form, qualifier, group = "", "", False
    for bracket in _BRACKET.finditer(cutter.text):
        role = Role.QUALIFIER
        if inner := whole_places(bracket[1]):
            role = Role.PLACE
            position = _position(cutter.bare_place(bracket.start()), core_end)
            places.extend(LocatedPlace(place, position) for place in inner)
        elif _BRACKETED_FORM.fullmatch(bracket[1]):
            role, form = Role.FORM, bracket[1]
        elif bracket[1] == _GROUP:
            role, group = Role.GROUP, True
        else:
            qualifier += bracket[1]
        cutter.roles[bracket.start(1) : bracket.end(1)] = [role] * len(bracket[1])
    return places, form, qualifier, group


def split(name: str) -> NameParts:
    """Take a name apart. Never fails: what nothing else claims is the trade name."""
    text = identity_key(name)
    cutter = _Cutter(text)
    branch, form = _cut_branch_and_form(cutter)
    core_end = cutter.end
    leading = _cut_places(cutter)
    group, qualifier, industry = _cut_tail(cutter, may_empty=bool(leading))
    places, bracket_form, other, bracket_group = _bracketed(cutter, core_end)
    return NameParts(
        text=text,
        places=(*(LocatedPlace(place, Position.PREFIX) for place in leading), *places),
        trade_name=cutter.core,
        qualifier=qualifier + other,
        industry=industry,
        group=group or bracket_group,
        legal_form=form + bracket_form,
        branch=branch,
        roles=tuple(cutter.roles),
    )
