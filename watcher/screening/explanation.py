"""The reasons of a grade in Chinese words: what agrees, then what differs."""

from collections.abc import Sequence

from sources.names.codes import CodeReading, CodeState
from sources.names.parts import NameParts, Position
from watcher.screening.edits import Slip
from watcher.screening.features import Features, Relation

_POSITIONS = {Position.PREFIX: "在名称前", Position.MIDDLE: "在行业前的括号内", Position.SUFFIX: "在名称后的括号内"}
_TRADE_HEADS = {Relation.LACKS: "字号缺一字", Relation.DOUBLES: "字号中一字重复"}
_INDUSTRY_HEADS = {Relation.WRITTEN: "行业写法不同", Relation.DROPPED: "行业未写", Relation.ADDED: "行业多写"}
_SLIPS = {
    Slip.LACKS: "字号缺一字",
    Slip.DOUBLES: "字号中一字重复",
    Slip.EDGE: "字号边缘两字颠倒",
    Slip.SWAPPED: "字号以外两字颠倒",
    Slip.OUTSIDE: "字号以外有一字之差",
}


def sentence(agreeing: Sequence[str], differing: Sequence[str]) -> str:
    """甲、乙与丙一致，丁不同；戊不同."""
    head = ""
    if agreeing:
        head = "与".join(part for part in ("、".join(agreeing[:-1]), agreeing[-1]) if part) + "一致"
    return "，".join(part for part in (head, "；".join(differing)) if part)


def _places(parts: NameParts, with_positions: bool) -> str:
    """大连, or with where they stand: 大连在名称前."""
    groups: dict[Position, str] = {}
    for located in parts.places:
        groups[located.position] = groups.get(located.position, "") + located.place.text
    told = (text + _POSITIONS[position] * with_positions for position, text in groups.items())
    return "、".join(told) or "未写地区"


def _place_words(relation: Relation, listed: NameParts, other: NameParts) -> str:
    heads = {
        Relation.WRITTEN: "地区写法不同",
        Relation.MOVED: "地区写法不同",
        Relation.NESTED: "地区一大一小",
        Relation.DROPPED: "地区写得较少",
        Relation.ADDED: "地区写得较多",
        Relation.DIFFERENT: "地区不同",
    }
    positions = [{located.position for located in parts.places} for parts in (listed, other)]
    moved = all(positions) and positions[0] != positions[1]
    return f"{heads[relation]}：{_places(listed, moved)}／{_places(other, moved)}"


def _text_words(head: str, mine: str, theirs: str) -> str:
    return f"{head}：{mine or '无'}／{theirs or '无'}"


def _branch_words(listed: NameParts, other: NameParts) -> str:
    if not listed.branch:
        return f"交易对手是其分支机构“{other.branch}”"
    if not other.branch:
        return f"名单所列为其分支机构“{listed.branch}”"
    return f"是同一企业的另一分支机构：{listed.branch}／{other.branch}"


def agreements(features: Features, listed: NameParts) -> list[str]:
    """The parts that carry weight and agree."""
    words = []
    if features.trade is Relation.SAME and listed.trade_name:
        words.append(f"字号“{listed.trade_name}”")
    if features.place is Relation.SAME and listed.places:
        words.append(f"地区“{'、'.join(located.place.text for located in listed.places)}”")
    if features.industry is Relation.SAME and listed.industry:
        words.append(f"行业“{''.join(listed.industry)}”")
    return words


def differences(features: Features, listed: NameParts, other: NameParts) -> list[str]:
    """The parts that differ, listed name first, counterparty's second."""
    words = []
    if features.trade is not Relation.SAME and (listed.trade_name or other.trade_name):
        words.append(_text_words(_TRADE_HEADS.get(features.trade, "字号不同"), listed.trade_name, other.trade_name))
    if features.place is not Relation.SAME:
        words.append(_place_words(features.place, listed, other))
    if features.industry is not Relation.SAME:
        head = _INDUSTRY_HEADS.get(features.industry, "行业不同")
        words.append(_text_words(head, "".join(listed.industry), "".join(other.industry)))
    if features.qualifier is not Relation.SAME:
        words.append(_text_words("修饰语不同", listed.qualifier, other.qualifier))
    if features.form is not Relation.SAME:
        words.append(_text_words("组织形式不同", listed.legal_form, other.legal_form))
    if features.group is not Relation.SAME:
        words.append("名单所列带“集团”" if features.group is Relation.DROPPED else "交易对手带“集团”")
    if features.branch is not Relation.SAME:
        words.append(_branch_words(listed, other))
    return words


def slip_words(slip: Slip, listed: NameParts, other: NameParts) -> str:
    """The one slip by which the names differ."""
    return f"名称仅一处不同，{_SLIPS[slip]}：{listed.text}／{other.text}"


def code_words(listed: CodeReading, other: CodeReading) -> str:
    """Why the codes could not decide, or the empty string when neither side gives one."""
    sides = [("名单所载", listed), ("交易对手所填", other)]
    notes = [f"{side}{reading.note}" for side, reading in sides if reading.note]
    # The register keeps no broken code: of the list we only know that it prints none that holds.
    if listed.state is CodeState.ABSENT and other.state is not CodeState.ABSENT:
        notes.append("名单未载有效信用代码")
    if other.state is CodeState.ABSENT and listed.state is not CodeState.ABSENT:
        notes.append("交易对手未填信用代码")
    return "；".join(notes)
