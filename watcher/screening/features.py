"""What agrees and what differs between a listed name and a counterparty's name, part by part."""

from dataclasses import dataclass
from enum import Enum

from sources.names.industries import supervised_trade
from sources.names.parts import LocatedPlace, NameParts
from sources.names.places import Place
from watcher.screening.edits import Slip, trade_slip


class Relation(Enum):
    """How one part of the counterparty's name stands to that of the listed name."""

    SAME = "same"
    WRITTEN = "written"  # the same place with other words (大连市), the same trade in short (保理)
    MOVED = "moved"  # the same place in another position
    NESTED = "nested"  # one place lies in the other
    DROPPED = "dropped"  # only in the listed name
    ADDED = "added"  # only in the counterparty's name
    SLIP = "slip"  # the trade name but for one slip
    DIFFERENT = "different"


WRITTEN_ALIKE = (Relation.SAME, Relation.WRITTEN, Relation.MOVED)


@dataclass(frozen=True, slots=True)
class Features:
    """The relations of all parts; `slip` is that of the trade name."""

    trade: Relation
    slip: Slip | None
    place: Relation
    industry: Relation
    qualifier: Relation
    form: Relation
    group: Relation
    branch: Relation


def _ends(parts: NameParts) -> list[Place]:
    """The innermost place of each position; 大连市金州区 counts as 金州区."""
    return list({located.position: located.place for located in parts.places}.values())


def _nested(one: Place, other: Place) -> bool:
    return one.within(other) is not None or other.within(one) is not None


def _located(places: tuple[LocatedPlace, ...]) -> list[tuple[str, str]]:
    return [(located.place.text, located.position.value) for located in places]


def relate_places(listed: NameParts, other: NameParts) -> Relation:
    """How the places stand to each other; a place can be written, moved, refined, dropped or added, or be another one."""
    mine, theirs = _ends(listed), _ends(other)
    if not mine or not theirs:
        return Relation.SAME if mine == theirs else Relation.DROPPED if mine else Relation.ADDED
    equal = [(a, b) for a in mine for b in theirs if a.paths & b.paths]
    if not equal:
        return Relation.NESTED if any(_nested(a, b) for a in mine for b in theirs) else Relation.DIFFERENT
    if len(mine) != len(theirs):
        return Relation.DROPPED if len(mine) > len(theirs) else Relation.ADDED
    if len(equal) < len(mine):
        return Relation.DIFFERENT
    if {located.position for located in listed.places} != {located.position for located in other.places}:
        return Relation.MOVED
    return Relation.SAME if _located(listed.places) == _located(other.places) else Relation.WRITTEN


def _before_trade(parts: NameParts) -> tuple[str, ...]:
    """The words before that for the supervised trade; one that only repeats a part of it does not count."""
    *words, last = parts.industry
    return tuple(word for word in words if word not in last)


def _relate_industries(listed: NameParts, other: NameParts) -> Relation:
    mine, theirs = "".join(listed.industry), "".join(other.industry)
    if mine == theirs:
        return Relation.SAME
    if not mine or not theirs:
        return Relation.DROPPED if mine else Relation.ADDED
    trade = supervised_trade(listed.industry)
    if trade and trade == supervised_trade(other.industry) and _before_trade(listed) == _before_trade(other):
        return Relation.WRITTEN
    # 金鑫网络 may stand for 金鑫网络科技有限公司; two full names with different lines of business are two companies.
    shortened = not other.legal_form and (mine.startswith(theirs) or mine.endswith(theirs))
    return Relation.WRITTEN if shortened else Relation.DIFFERENT


def _relate_texts(mine: str, theirs: str) -> Relation:
    if mine == theirs:
        return Relation.SAME
    if mine and theirs:
        return Relation.DIFFERENT
    return Relation.DROPPED if mine else Relation.ADDED


def core(parts: NameParts) -> str:
    """Trade name, qualifier and line of business on end: what stays when the place goes, however it was cut."""
    return f"{parts.trade_name}{parts.qualifier}{''.join(parts.industry)}"


def relate_trade_names(listed: NameParts, other: NameParts) -> tuple[Relation, Slip | None, bool]:
    """The relation of the trade names with their slip, and whether the rest of the cores is the same.

    The listed name says where the trade name ends: a slip or a place in between can make the other one be cut elsewhere.
    """
    if listed.trade_name == other.trade_name:
        return Relation.SAME, None, False
    if slip := trade_slip(listed.trade_name, other.trade_name, len(listed.trade_name)):
        return Relation.SLIP, slip, False
    mine, theirs = core(listed), core(other)
    if mine == theirs:
        return Relation.SAME, None, True
    slip = trade_slip(mine, theirs, len(listed.trade_name))
    return (Relation.SLIP, slip, True) if slip else (Relation.DIFFERENT, None, False)


def cut_alike(listed: NameParts, other: NameParts) -> NameParts:
    """The other name as it is shown: cut where the listed one is, if that is how the trade names were compared."""
    if not relate_trade_names(listed, other)[2]:
        return other
    text = core(other)
    end = len(listed.trade_name) + len(text) - len(core(listed))
    return other._replace(trade_name=text[:end], qualifier=listed.qualifier, industry=listed.industry)


def compare(listed: NameParts, other: NameParts) -> Features:
    """The relations of all parts of two names."""
    place = relate_places(listed, other)
    trade, slip, rest_same = relate_trade_names(listed, other)
    if not listed.trade_name and place not in WRITTEN_ALIKE:
        trade = Relation.DIFFERENT  # without a trade name the place is what the company is called by
    return Features(
        trade=trade,
        slip=slip,
        place=place,
        industry=Relation.SAME if rest_same else _relate_industries(listed, other),
        qualifier=Relation.SAME if rest_same else _relate_texts(listed.qualifier, other.qualifier),
        form=_relate_texts(listed.legal_form, other.legal_form),
        group=_relate_texts("集团" * listed.group, "集团" * other.group),
        branch=_relate_texts(listed.branch, other.branch),
    )
