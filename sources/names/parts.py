"""The parts of a company's name: places, trade name (字号), qualifier, industry, legal form, branch.

The order is that of the 企业名称登记管理规定: 行政区划 + 字号 + 行业 + 组织形式; the place may stand in brackets behind.
Two names can only be one company when their trade names agree, so everything else is found first and cut off.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from sources.names.business import line_of_business, trade_and_business
from sources.names.forms import branch_of, form_of
from sources.names.keys import identity_key
from sources.names.places import Place, ending_place, leading_places, whole_places

_BRACKETED_FORM = re.compile(r"(?:有限|普通|特殊普通)合伙")
_BRACKET = re.compile(r"\(([^()]*)\)")
# What lies in a place and tells no company from another: 天津开发区…, 东莞市厚街镇….
_ZONE = re.compile(
    "(?:(?:国家级|综合)?(?:经济技术|高新技术产业|高新技术|高新|经济|技术|旅游)?(?:开发区|保税港?区)|高新区|自贸区|(?:工业|科技|产业)园区)"
    "|[\u4e00-\u9fff]{2,3}?(?:镇|街道)(?=.{4})"
)
# Where shops stand: 玉山镇澄湖村…, 兴工街…; names of companies begin with such words for other reasons.
_STREET = re.compile("[\u4e00-\u9fff]{2,3}?(?:镇|街道|社区|大道|乡(?!村)|村(?!镇)|路(?!桥)|街(?!道|舞))(?=.{2})")
_GROUP = "集团"


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


_SPECIAL = {_GROUP: Role.GROUP, "国际": Role.QUALIFIER, "控股": Role.QUALIFIER}


class Position(StrEnum):
    """Where a place stands: before the trade name, in brackets before the industry, in brackets or bare behind it."""

    PREFIX = "prefix"
    MIDDLE = "middle"
    SUFFIX = "suffix"


class LocatedPlace(NamedTuple):
    """A place and where it stands in the name."""

    place: Place
    position: Position


Runs = tuple[tuple[Role, int], ...]  # (role, number of characters), from left to right


class NameParts(NamedTuple):
    """A name taken apart; `text` is its identity key."""

    text: str
    places: tuple[LocatedPlace, ...]
    trade_name: str
    qualifier: str
    industry: tuple[str, ...]
    group: bool
    legal_form: str
    branch: str
    outside: Runs  # of the text without its brackets
    inside: tuple[tuple[int, int, Role], ...]  # (from, to, role) of the brackets' contents

    @property
    def roles(self) -> tuple[Role, ...]:
        """One role for each character of the text."""
        if not self.inside:
            return tuple(role for role, length in self.outside for _ in range(length))
        roles = [Role.MARK] * len(self.text)
        for start, end, role in self.inside:
            roles[start:end] = [role] * (end - start)
        covered = {at for start, end, _ in self.inside for at in range(start - 1, end + 1)}
        free = (at for at in range(len(self.text)) if at not in covered)
        for role, length in self.outside:
            for _ in range(length):
                roles[next(free)] = role
        return tuple(roles)


# Bound once: to look a member up in its enumeration takes as long as a step of the cut.
_PLACE, _TRADE, _FORM, _BRANCH, _PREFIX = Role.PLACE, Role.TRADE, Role.FORM, Role.BRANCH, Position.PREFIX


def split(name: str) -> NameParts:
    """Take a name apart. Never fails: what nothing else claims is the trade name."""
    text = identity_key(name)
    brackets = tuple(_BRACKET.finditer(text)) if "(" in text else ()
    bare = _BRACKET.sub("", text) if brackets else text
    branch = branch_of(bare)
    body = bare.removesuffix(branch)
    form = form_of(body)
    body = body.removesuffix(form)
    inside = _Inside(brackets, len(body)) if brackets else _NOTHING_INSIDE
    leading, led, trade, words, behind = _core(body, inside, form)
    group, qualifier, industry, runs = _words(words)
    places = [LocatedPlace(place, _PREFIX) for place in leading]
    if behind:
        places.append(LocatedPlace(behind, Position.SUFFIX))
    return NameParts(
        text,
        tuple(places + inside.places),
        trade,
        qualifier + inside.qualifier,
        industry,
        group or inside.group,
        form + inside.form,
        branch,
        (
            (_PLACE, led),
            (_TRADE, len(trade)),
            *runs,
            (_PLACE, len(behind.text) if behind else 0),
            (_FORM, len(form)),
            (_BRANCH, len(branch)),
        ),
        inside.spans,
    )


Core = tuple[tuple[Place, ...], int, str, tuple[str, ...], Place | None]


def _core(body: str, inside: "_Inside", form: str) -> Core:
    """Leading places with how many characters they take, trade name, words for business, and a place behind them.

    A leading place that may be a word goes back when no trade name would be left: 东方商业保理. So does any place
    where another one stands in brackets: 广元（郑州）商贸. A place in brackets ends the trade name: 中粮资本（天津）.
    """
    is_shop = bool(form) and not form.endswith("公司")
    places = leading_places(body)
    start = sum([len(place.text) for place in places])
    if places and (is_shop or "区" in body or "镇" in body or "街" in body):  # no zone without one of these
        places, start = _zones(body, places, start, is_shop=is_shop)
    while True:
        core = body[start:]
        behind = ending_place(core) if not places and len(core) > 5 else None
        core = core[: len(core) - len(behind.text)] if behind else core
        if inside.middle is not None and inside.middle > start:
            trade, words = _before_bracket(core[: inside.middle - start])
            words = (*words, *line_of_business(core[inside.middle - start :]))
        else:
            trade, words = trade_and_business(core, after_place=bool(places))
        if not places or (core and (len(trade) >= 2 or not (places[-1].slight or (inside.places and not trade)))):
            return places, start, trade, words, behind
        places = places[:-1]
        start = sum([len(place.text) for place in places])


def _zones(body: str, places: tuple[Place, ...], start: int, *, is_shop: bool) -> tuple[tuple[Place, ...], int]:
    """The places with the zone, town, village or street behind them, and where all of them end."""
    if (zone := _ZONE.match(body, start)) and zone.end() < len(body):
        places = (*places, places[-1].zone(zone[0]))
        start = zone.end()
    while is_shop and (street := _STREET.match(body, start)):
        places = (*places, places[-1].zone(street[0]))
        start = street.end()
    return places, start


def _before_bracket(text: str) -> tuple[str, tuple[str, ...]]:
    """The trade name before a place in brackets, and 国际 or 集团 behind it."""
    for special in _SPECIAL:
        if text.endswith(special) and len(text) > len(special) + 1:
            trade, words = _before_bracket(text[: -len(special)])
            return trade, (*words, special)
    return text, ()


@lru_cache(1 << 15)  # lines of business repeat
def _words(words: tuple[str, ...]) -> tuple[bool, str, tuple[str, ...], Runs]:
    """Group, qualifier and industry among the words for the line of business, with their roles."""
    group, qualifier, industry, runs = False, "", [], []
    for word in words:
        for part, role in _roles_of(word):
            runs.append((role, len(part)))
            if role is Role.GROUP:
                group = True
            elif role is Role.QUALIFIER:
                qualifier += part
            else:
                industry.append(part)
    return group, qualifier, tuple(industry), tuple(runs)


@lru_cache(1 << 13)
def _roles_of(word: str) -> tuple[tuple[str, Role], ...]:
    """国际贸易 is the qualifier 国际 and the industry 贸易; 投资集团 is the industry 投资 of a group."""
    for special, role in _SPECIAL.items():
        if word.startswith(special):
            return ((special, role), *_roles_of(word[len(special) :]))
        if word.endswith(special):
            return (*_roles_of(word[: -len(special)]), (special, role))
    return ((word, Role.INDUSTRY),) if word else ()


class _Inside:
    """What stands in brackets: places, a legal form, 集团, and anything else as a qualifier."""

    def __init__(self, brackets: tuple[re.Match[str], ...], body: int) -> None:
        self.places: list[LocatedPlace] = []
        self.form, self.qualifier, self.group = "", "", False
        self.middle: int | None = None  # how many characters stand before a place in brackets inside the body
        spans, before = [], 0  # characters of brackets that stand before
        for bracket in brackets:
            role = self._read(bracket[1], bracket.start() - before, body)
            spans.append((bracket.start(1), bracket.end(1), role))
            before += bracket.end() - bracket.start()
        self.spans = tuple(spans)

    def _read(self, inner: str, at: int, body: int) -> Role:
        if found := whole_places(inner):
            position = Position.PREFIX if at == 0 else Position.MIDDLE if at < body else Position.SUFFIX
            self.places.extend(LocatedPlace(place, position) for place in found)
            if position is Position.MIDDLE and self.middle is None:
                self.middle = at
            return Role.PLACE
        if _BRACKETED_FORM.fullmatch(inner):
            self.form = inner
            return Role.FORM
        if inner == _GROUP:
            self.group = True
            return Role.GROUP
        self.qualifier += inner
        return Role.QUALIFIER


_NOTHING_INSIDE = _Inside((), 0)
