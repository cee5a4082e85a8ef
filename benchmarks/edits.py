"""What people and machines do to a company's name when they write it again: one function for each class.

A function takes the parts of the listed name, gives the name as it came out, and None where the class does not fit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from opencc import OpenCC

from benchmarks.cuts import Cut, known_industry, known_place, places
from benchmarks.material import Confusions


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes: the chance, the characters that get confused, and trade names that other companies have."""

    chance: Random
    confusions: Confusions
    trades: tuple[str, ...]


Edit = Callable[[Cut, Hand], str | None]
_OCR = dict(zip("司限贸商科技业有公料材电机品食", "可眼贺啇料枝亚冇么科村申杌晶良", strict=True))
_NOTES = ("（已注销）", "（失联）", "（吊销）", "（筹）", "（非正常经营）", "*")
_NUMBERS = ("1、", "12.", "（3）", "①", "７．", "二十一、")
_BLANKS = (" ", "\u200b", "\u3000", "\xa0", "\ufeff")
_BRANCHES = ("沈阳分公司", "第一分公司", "高新区分公司", "青岛营业部")
_LIMITED = "有限公司"


def brackets(cut: Cut, hand: Hand) -> str | None:
    """Half-width brackets for full-width ones."""
    return None if cut.layout == "front" else cut.name.replace("（", "(").replace("）", ")")


def place_before_industry(cut: Cut, hand: Hand) -> str | None:
    """大连金鑫商贸 as 金鑫（大连）商贸."""
    return None if cut.layout == "middle" else replace(cut, layout="middle").name


def place_behind(cut: Cut, hand: Hand) -> str | None:
    """大连金鑫商贸 as 金鑫商贸（大连）."""
    return None if cut.layout == "end" else replace(cut, layout="end").name


def place_to_front(cut: Cut, hand: Hand) -> str | None:
    """金鑫（大连）商贸 as 大连金鑫商贸."""
    return None if cut.layout == "front" else replace(cut, layout="front").name


def place_dropped(cut: Cut, hand: Hand) -> str | None:
    """No place."""
    return cut.but(place="")


def province_added(cut: Cut, hand: Hand) -> str | None:
    """辽宁省 in front of 大连."""
    home = places().get(cut.place)
    fits = cut.layout == "front" and home and home.prefecture and not cut.place.startswith(home.province[:2])
    return home.province + cut.name if home and fits else None


def suffix(cut: Cut, hand: Hand) -> str | None:
    """大连 as 大连市 or back."""
    table = places()
    for end in "市省":
        other = cut.place.removesuffix(end) if cut.place.endswith(end) else cut.place + end
        if other in table and table[other] == table.get(cut.place):
            return cut.but(place=other)
    return None


def liability(cut: Cut, hand: Hand) -> str | None:
    """有限公司 as 有限责任公司 or back."""
    other = {_LIMITED: "有限责任公司", "有限责任公司": _LIMITED}.get(cut.form)
    return cut.but(form=other) if other else None


def shares(cut: Cut, hand: Hand) -> str | None:
    """有限公司 as 股份有限公司."""
    return cut.but(form="股份有限公司") if cut.form == _LIMITED else None


def form_dropped(cut: Cut, hand: Hand) -> str | None:
    """No legal form."""
    return cut.but(form="") if cut.layout != "end" else None


def group_added(cut: Cut, hand: Hand) -> str | None:
    """集团 before the legal form, or in brackets."""
    return cut.but(form=hand.chance.choice(("集团", "（集团）")) + cut.form) if cut.layout != "end" else None


@cache
def _traditional() -> OpenCC:
    return OpenCC("s2t")


def traditional(cut: Cut, hand: Hand) -> str | None:
    """The name in traditional characters."""
    return str(_traditional().convert(cut.name))


def _scattered(name: str, pieces: tuple[str, ...], hand: Hand) -> str:
    for _ in range(2):
        at = hand.chance.randrange(1, len(name))
        name = name[:at] + hand.chance.choice(pieces) + name[at:]
    return name


def blanks(cut: Cut, hand: Hand) -> str | None:
    """Blanks and zero-width characters in between."""
    return _scattered(cut.name, _BLANKS, hand)


def line_break(cut: Cut, hand: Hand) -> str | None:
    """A line break in a cell."""
    return _scattered(cut.name, ("\n", "\r\n"), hand)


def list_number(cut: Cut, hand: Hand) -> str | None:
    """A list number in front."""
    return hand.chance.choice(_NUMBERS) + cut.name


def note(cut: Cut, hand: Hand) -> str | None:
    """A note or a mark behind."""
    return cut.name + hand.chance.choice(_NOTES)


def renamed(cut: Cut, hand: Hand) -> str | None:
    """The listed name is in force, another one stands behind it as the former."""
    return f"{cut.name}（曾用名：{cut.but(trade=hand.chance.choice(hand.trades))}）"


def formerly(cut: Cut, hand: Hand) -> str | None:
    """The listed name stands in brackets as the former one."""
    return f"{cut.but(trade=hand.chance.choice(hand.trades))}（曾用名：{cut.name}）"


def branch(cut: Cut, hand: Hand) -> str | None:
    """A branch of the listed company."""
    return cut.name + hand.chance.choice(_BRANCHES)


def whole(cut: Cut, hand: Hand) -> str | None:
    """The name itself: what stands on the list differs."""
    return cut.name


def trade_and_industry(cut: Cut, hand: Hand) -> str | None:
    """金鑫商贸."""
    return cut.trade + cut.industry


def place_and_trade(cut: Cut, hand: Hand) -> str | None:
    """大连金鑫."""
    return cut.place + cut.trade


def place_trade_industry(cut: Cut, hand: Hand) -> str | None:
    """大连金鑫商贸."""
    return cut.place + cut.trade + cut.industry


def _outside(cut: Cut, hand: Hand, change: Callable[[str], str | None]) -> str | None:
    """One changed part outside of the trade name that does not become another known place or industry."""
    for part in hand.chance.sample(("place", "industry", "form"), 3):
        before = str(getattr(cut, part))
        after = change(before)
        if after and not known_place(after) and not (part == "industry" and known_industry(after)):
            return cut.but(**{part: after})
    return None


def _without(text: str, hand: Hand) -> str | None:
    at = hand.chance.randrange(len(text))
    return text[:at] + text[at + 1 :]


def _doubled(text: str, hand: Hand) -> str | None:
    at = hand.chance.randrange(len(text))
    return text[:at] + text[at] + text[at:]


def _swapped(text: str, hand: Hand) -> str | None:
    choices = [at for at in range(len(text) - 1) if text[at] != text[at + 1]]
    at = hand.chance.choice(choices) if choices else -1
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :] if choices else None


def _replaced(text: str, table: Mapping[str, frozenset[str]], hand: Hand) -> str | None:
    choices = [at for at, character in enumerate(text) if table.get(character)]
    if not choices:
        return None
    at = hand.chance.choice(choices)
    return text[:at] + hand.chance.choice(sorted(table[text[at]])) + text[at + 1 :]


def _in_trade(cut: Cut, trade: str | None) -> str | None:
    return cut.but(trade=trade) if trade else None


def missing_in_trade(cut: Cut, hand: Hand) -> str | None:
    """One character of the trade name is missing."""
    return _in_trade(cut, _without(cut.trade, hand))


def missing_outside(cut: Cut, hand: Hand) -> str | None:
    """One character outside of the trade name is missing."""
    return _outside(cut, hand, lambda text: _without(text, hand))


def doubled(cut: Cut, hand: Hand) -> str | None:
    """One character anywhere stands twice."""
    return _in_trade(cut, _doubled(cut.trade, hand)) if hand.chance.random() < 0.3 else _doubled(cut.name, hand)


def homophone_in_trade(cut: Cut, hand: Hand) -> str | None:
    """A homophone in the trade name."""
    return _in_trade(cut, _replaced(cut.trade, hand.confusions.homophones, hand))


def homophone_outside(cut: Cut, hand: Hand) -> str | None:
    """A homophone outside of the trade name."""
    return _outside(cut, hand, lambda text: _replaced(text, hand.confusions.homophones, hand))


def look_alike_in_trade(cut: Cut, hand: Hand) -> str | None:
    """A look-alike in the trade name."""
    return _in_trade(cut, _replaced(cut.trade, hand.confusions.look_alikes, hand))


def look_alike_outside(cut: Cut, hand: Hand) -> str | None:
    """A look-alike outside of the trade name."""
    return _outside(cut, hand, lambda text: _replaced(text, hand.confusions.look_alikes, hand))


def misread_outside(cut: Cut, hand: Hand) -> str | None:
    """A character as recognition misreads it, outside of the trade name."""
    table = {character: frozenset(other) for character, other in _OCR.items()}
    return _outside(cut, hand, lambda text: _replaced(text, table, hand))


def swapped_outside(cut: Cut, hand: Hand) -> str | None:
    """Two neighbours swapped outside of the trade name."""
    return _outside(cut, hand, lambda text: _swapped(text, hand))


def swapped_across(cut: Cut, hand: Hand) -> str | None:
    """Two characters swapped across an edge of the trade name: 大金连鑫商贸, 大连金商鑫贸."""
    if cut.layout != "front":
        return None
    edges = [len(cut.place), len(cut.place) + len(cut.trade)]
    at = hand.chance.choice(edges)
    name = cut.name
    swapped = name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    return None if swapped == name or (known_place(swapped[: len(cut.place)]) and at == edges[0]) else swapped


POSITIVE: Mapping[str, Edit] = {
    "brackets half-width": brackets,
    "place moved into brackets before the industry": place_before_industry,
    "place moved into brackets behind": place_behind,
    "place moved from brackets to the front": place_to_front,
    "place dropped": place_dropped,
    "province added": province_added,
    "市/省 added or dropped": suffix,
    "有限 and 有限责任": liability,
    "有限 to 股份有限": shares,
    "legal form dropped": form_dropped,
    "集团 added": group_added,
    "traditional": traditional,
    "blanks, zero-width": blanks,
    "line break": line_break,
    "list number": list_number,
    "trailing note": note,
    "former name (new one listed)": renamed,
    "former name (old one listed)": formerly,
    "former name printed on the list": whole,
    "branch of a listed company": branch,
    "parent of a listed branch": whole,
    "short: trade name + industry": trade_and_industry,
    "short: place + trade name": place_and_trade,
    "short: place + trade name + industry": place_trade_industry,
    "missing character in the trade name": missing_in_trade,
    "missing character outside": missing_outside,
    "doubled character": doubled,
    "homophone in the trade name": homophone_in_trade,
    "homophone outside": homophone_outside,
    "look-alike in the trade name": look_alike_in_trade,
    "look-alike outside": look_alike_outside,
    "recognition error outside": misread_outside,
    "swap outside the trade name": swapped_outside,
    "swap across the trade name's edge": swapped_across,
}
# How the name stands on the list, for the classes where that is not the name itself.
LISTED_AS: Mapping[str, Edit] = {
    "former name printed on the list": formerly,
    "parent of a listed branch": branch,
}
