"""A ruling in Chinese words: the reason as a sentence, the words for each part, and what would settle a doubt."""

from collections.abc import Sequence

from sources.names.codes import CodeReading, CodeState
from sources.names.parts import NameParts, Position
from watcher.screening.edits import Slip
from watcher.screening.features import Features, Relation, compare, cut_alike
from watcher.screening.fields import by_features, by_slip
from watcher.screening.listed import FieldWords, Grade
from watcher.screening.profiles import Profile
from watcher.screening.ruling import Basis, Ruling

_POSITIONS = {Position.PREFIX: "在名称前", Position.MIDDLE: "在行业前的括号内", Position.SUFFIX: "在名称后的括号内"}
_INDUSTRY_HEADS = {Relation.WRITTEN: "行业写法不同", Relation.DROPPED: "行业未写", Relation.ADDED: "行业多写"}
_SLIPS = {
    Slip.LACKS: "字号缺一字",
    Slip.DOUBLES: "字号中一字重复",
    Slip.SOUNDS: "字号一字同音",
    Slip.LOOKS: "字号一字形近",
    Slip.EDGE: "字号边缘两字颠倒",
    Slip.SWAPPED: "字号以外两字颠倒",
    Slip.OUTSIDE: "字号以外有一字之差",
}


def _sentence(agreeing: Sequence[str], differing: Sequence[str]) -> str:
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


def _agreements(features: Features, listed: NameParts) -> list[str]:
    """The parts that carry weight and agree."""
    words = []
    if features.trade is Relation.SAME and listed.trade_name:
        words.append(f"字号“{listed.trade_name}”")
    if features.place is Relation.SAME and listed.places:
        words.append(f"地区“{'、'.join(located.place.text for located in listed.places)}”")
    if features.industry is Relation.SAME and listed.industry:
        words.append(f"行业“{''.join(listed.industry)}”")
    return words


def _differences(features: Features, listed: NameParts, other: NameParts) -> list[str]:
    """The parts that differ, listed name first, counterparty's second."""
    words = []
    if features.trade is not Relation.SAME and (listed.trade_name or other.trade_name):
        head = _SLIPS[features.slip] if features.slip else "字号不同"
        words.append(_text_words(head, listed.trade_name, other.trade_name))
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


def _compared(ruling: Ruling, listed: Profile, other: Profile) -> tuple[NameParts, NameParts]:
    return ruling.names or (listed.parts, other.parts)


def _name_words(ruling: Ruling, listed: NameParts, other: NameParts) -> str:
    """What agrees and what differs in two names."""
    if ruling.slip:
        return f"名称仅一处不同，{_SLIPS[ruling.slip.kind]}：{listed.text}／{other.text}"
    features = compare(listed, other)
    return _sentence(_agreements(features, listed), _differences(features, listed, cut_alike(listed, other)))


def _code_words(listed: CodeReading, other: CodeReading) -> str:
    """Why the codes could not decide, or the empty string when neither side gives one."""
    sides = [("名单所载", listed), ("交易对手所填", other)]
    notes = [f"{side}{reading.note}" for side, reading in sides if reading.note]
    # The register keeps no broken code: of the list we only know that it prints none that holds.
    if listed.state is CodeState.ABSENT and other.state is not CodeState.ABSENT:
        notes.append("名单未载有效信用代码")
    if other.state is CodeState.ABSENT and listed.state is not CodeState.ABSENT:
        notes.append("交易对手未填信用代码")
    return "；".join(notes)


def _same_code_words(listed: Profile, other: Profile) -> str:
    if not listed.letters or not other.letters:
        return f"信用代码一致；{'名单所列' if other.letters else '交易对手'}没有可比对的名称"
    if listed.key == other.key:
        return "信用代码与名称均一致"
    known = other.key in listed.former_keys or listed.key in other.former_keys
    names = "名称为曾用名" if known else "名称不同，可能已更名，请核对"
    return f"信用代码一致；{names}：{listed.key}／{other.key}"


def _basis_words(ruling: Ruling, listed: Profile, other: Profile) -> str:
    both = f"{listed.key}／{other.key}"
    if ruling.basis is Basis.SAME_KEY:
        return "名称一致"
    if ruling.basis is Basis.FORMER_OF_COUNTERPARTY:
        return f"交易对手的曾用名“{listed.key}”与名单所列名称一致"
    if ruling.basis is Basis.FORMER_OF_LISTED:
        return f"交易对手的名称是名单企业的曾用名，名单企业现名“{listed.key}”"
    if ruling.basis is Basis.MARKS:
        return f"名称仅括号或标点不同：{both}"
    if ruling.basis is Basis.COMMON_FORMER:
        return f"曾用名“{min(set(listed.former_keys) & set(other.former_keys))}”一致，现名不同：{both}"
    names = _compared(ruling, listed, other)
    words = _name_words(ruling, *names)
    if ruling.basis is Basis.LIKE_FORMER_OF_LISTED:
        return f"与名单企业的曾用名“{names[0].text}”相近：{words}；名单企业现名“{listed.key}”"
    if ruling.basis is Basis.LIKE_FORMER_OF_COUNTERPARTY:
        return f"交易对手的曾用名“{names[1].text}”与名单所列名称相近：{words}"
    return words


def reason(ruling: Ruling, listed: Profile, other: Profile) -> str:
    """The ruling as a sentence: what agrees, then what differs, then why the codes could not decide."""
    if ruling.basis is Basis.SAME_CODE:
        return _same_code_words(listed, other)
    if ruling.basis is Basis.OTHER_CODE:
        return f"信用代码不同，不是同一企业{'（名称一致）' * (listed.key == other.key)}"
    if ruling.basis is Basis.REPAIRED_CODE:
        code = listed.code.value or other.code.value
        names = f"名称不同：{listed.key}／{other.key}" if listed.letters else "名单所列没有可比对的名称"
        return f"信用代码疑有误写，改正后为 {code} 即一致，请核对；{names}"
    words = _basis_words(ruling, listed, other)
    if ruling.grade is Grade.CLEAR:
        return words
    return "；".join(part for part in (words, _code_words(listed.code, other.code)) if part)


_CODE_FIELDS = {Basis.SAME_CODE: "相同", Basis.OTHER_CODE: "不同", Basis.REPAIRED_CODE: "改正形近字母后相同"}


def fields(ruling: Ruling, listed: Profile, other: Profile) -> tuple[FieldWords, ...]:
    """The words for each part: the codes where they spoke, then the names from the trade name to the branch."""
    found: list[FieldWords] = []
    if code := _CODE_FIELDS.get(ruling.basis):
        found.append(FieldWords("信用代码", code, *((side.code.value or "") for side in (listed, other))))
    if not listed.letters or not other.letters:
        return tuple(found)  # only the codes were compared
    if ruling.basis in (Basis.FORMER_OF_COUNTERPARTY, Basis.FORMER_OF_LISTED, Basis.COMMON_FORMER):
        mine, theirs = {listed.key, *listed.former_keys}, {other.key, *other.former_keys}
        name = min(mine & theirs)
        return (*found, FieldWords("曾用名", "相同", name, name))
    mine_parts, their_parts = _compared(ruling, listed, other)
    if ruling.slip:
        return (*found, *by_slip(ruling.slip, mine_parts, their_parts.text))
    features = compare(mine_parts, their_parts)
    return (*found, *by_features(features, mine_parts, cut_alike(mine_parts, their_parts)))


def decides(ruling: Ruling, listed: Profile, other: Profile) -> str:
    """What would settle the doubt; empty where the codes have spoken, and for what is clear."""
    if ruling.grade is Grade.CLEAR or ruling.basis is Basis.SAME_CODE:
        return ""
    lacking = [side for side, read in (("名单企业", listed), ("交易对手", other)) if read.code.value is None]
    return f"取得{'和'.join(lacking)}的统一社会信用代码即可确认"
