"""All numbers of the grading in one table: what each difference costs on the way from 100, and the bounds of a rank.

They rank the hits inside a grade; a grade never depends on them. Set by hand so that what a clerk does every day (市
left out) ranks above what he does seldom (a slip in the trade name).
"""

from enum import Enum
from typing import Final, NamedTuple, TypeVar

Kind = TypeVar("Kind", bound=Enum)


class Weight(NamedTuple):
    """One number with the reason for it."""

    name: str
    value: int
    why: str


TABLE: Final = (
    Weight("place_same", 0, "the same place in the same position"),
    Weight("place_written", 2, "大连市 for 大连: the registered name has one of them, people write either"),
    Weight("place_moved", 3, "金鑫商业保理（大连） for 大连金鑫商业保理: seldom two companies, but it happens"),
    Weight("place_nested", 8, "大连金州 for 大连: a district's company may be another one than the city's"),
    Weight("place_dropped", 10, "short for the listed name, or a company of another place"),
    Weight("place_added", 12, "a company with a place is more often another one than the one without"),
    Weight("common_trade_name", 18, "most that a common trade name costs where only one side names a place"),
    Weight("industry_same", 0, "the same line of business"),
    Weight("industry_written", 6, "保理 for 商业保理: the same supervised trade"),
    Weight("industry_dropped", 22, "大连金鑫 alone may be any company of that trade name in 大连"),
    Weight("industry_added", 22, "the listed name is the short one"),
    Weight("form_same", 0, "the same legal form"),
    Weight("form_dropped", 5, "everyday short form"),
    Weight("form_added", 5, "the list prints the short form"),
    Weight("form_different", 6, "股份有限公司 for 有限公司: converted, or a twin with a code of its own"),
    Weight("qualifier_other", 12, "国际, 控股 on one side: often a sister company"),
    Weight("group_other", 6, "集团 on one side: often the mother company"),
    Weight("branch_other", 10, "a branch is its parent before the law, with a code of its own"),
    Weight("slip_outside", 18, "one slip outside of the trade name that makes no other place or business"),
    Weight("slip_swapped", 18, "two characters swapped outside of the trade name"),
    Weight("slip_doubles", 20, "a character of the trade name typed twice: hardly ever another name"),
    Weight("slip_sounds", 26, "同音: the input method's slip, and 0.6 % of real firms have such a neighbour"),
    Weight("slip_looks", 28, "形近: the reading machine's slip, and 0.2 % of real firms have such a neighbour"),
    Weight("slip_edge", 30, "a swap across the trade name's edge: no real name arises so"),
    Weight("slip_lacks", 32, "a character of the trade name left out: a shorter trade name may be another firm's"),
    Weight("former_name", 4, "the counterparty bears a former name of the listed company"),
    Weight("common_former", 10, "both once bore one name"),
    Weight("marks_only", 3, "only brackets and punctuation differ"),
    Weight("repaired_code", 40, "the code would be equal with its look-alike letters mended; the names differ"),
    Weight("clear_trade", 20, "rank of a clear one: the trade names agree"),
    Weight("clear_place", 8, "rank of a clear one: the places agree"),
    Weight("clear_industry", 8, "rank of a clear one: the lines of business agree"),
    Weight("clear_form", 3, "rank of a clear one: the legal forms agree"),
    Weight("highest_review", 97, "only a code or an equal key gets more"),
    Weight("lowest_review", 40, "above every clear one"),
    Weight("highest_clear", 39, "below every review"),
)
_VALUES: Final = {weight.name: weight.value for weight in TABLE}


def weight(name: str) -> int:
    """The number of that name in the table. Raises KeyError for one that is not there."""
    return _VALUES[name]


def costs(part: str, kinds: type[Kind]) -> dict[Kind, int]:
    """What each kind of difference of one part costs; a kind that is not in the table is never a review."""
    return {kind: _VALUES[f"{part}_{kind.value}"] for kind in kinds if f"{part}_{kind.value}" in _VALUES}
