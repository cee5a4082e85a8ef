"""Sizes of several trades in one breath: 小额贷款公司34家、典当行63家; they may make up the size of a list."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sources.notices.sectors import sectors_in
from sources.notices.wording import NUMERAL, compact, to_number
from sources.records import Sector

# 24家, 24户; neither 近百家 nor 3家以上.
SIZE = rf"(?<![近约超逾\d])({NUMERAL})[家户](?!以上|以下)"
# 34家小额贷款公司、63家典当行; 小额贷款公司34家、典当行63家: the number first, or the trade.
_TRADE = r"([\u4e00-\u9fff]{0,12}?(?:公司|企业|机构|组织|场所|典当行))"
_BY_TRADE = tuple(
    (re.compile(pattern), number, trade)
    for pattern, number, trade in ((SIZE + _TRADE, 1, 2), (_TRADE + "(?:共计|共|计)?" + SIZE, 2, 1))
)
_JOINTS = frozenset(("", "、", "，", "和", "及", "与", "以及"))


@dataclass(frozen=True, slots=True)
class Run:
    """Sizes of different trades in one breath: the match of the first, the places of all numbers, and what they say."""

    first: re.Match[str]
    numbers: tuple[int, ...]
    sizes: Mapping[Sector, int]

    @property
    def whole(self) -> int:
        """All of them together."""
        return sum(self.sizes.values())


def declared_by_sector(title: str, body: str, declared: int | None) -> Mapping[Sector, int]:
    """The sizes by trade that make up the list's own size; nothing where none are printed or they make up another."""
    runs = trade_runs(compact(title) + "\n" + compact(body))
    found = [run.sizes for run in runs if run.whole == declared]
    return found[0] if found and all(sizes == found[0] for sizes in found) else {}


def trade_runs(flat: str) -> Iterator[Run]:
    """All runs of a text without blanks, those that print the number first before the others."""
    for pattern, number, trade in _BY_TRADE:
        several: list[re.Match[str]] = []
        for match in (*pattern.finditer(flat), None):
            if several and (match is None or flat[several[-1].end() : match.start()] not in _JOINTS):
                sizes = {sectors_in(one[trade]): to_number(one[number]) for one in several}
                if 1 < len(sizes) == len(several) and all(len(sectors) == 1 for sectors in sizes):
                    places = tuple(one.start(number) for one in several)
                    yield Run(several[0], places, {sector: size for (sector,), size in sizes.items()})
                several = []
            if match is not None:
                several.append(match)
