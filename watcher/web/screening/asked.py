"""What an address of a result asks for: a tab, its filters, where to go on; the page and its files ask alike."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, HTTPException

from store.found import ENDED, Filter
from watcher.screening.listed import LONGEST_NAME, Grade

TABS: Mapping[str, str] = {"review": "需复核", "match": "匹配", "judged": "已研判", "clear": "无命中", "problems": "数据问题"}
STATUSES: Mapping[str, str] = {
    "suspected": "列为疑似",
    "abnormal": "列为非正常经营等",
    "disposed": "已被处置",
    ENDED: "已不在名单上",
}
GRADES: Mapping[str, str] = {Grade.MATCH: "匹配", Grade.REVIEW: "需复核", Grade.CLEAR: "无命中"}
_NUMBER = re.compile("[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    tab: str = ""
    sheet: int = 1
    after: int = 0  # the record that the last page ended with
    record: int = 0  # all about this one
    wanted: Filter = field(default_factory=Filter)

    def query(self, **other: object) -> str:
        """The same with something else, as the end of an address; what says nothing is left out."""
        values = {"tab": self.tab, **asdict(self.wanted)} | other
        return "?" + urlencode({name: value for name, value in values.items() if value})

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return self.wanted != Filter()


def _asked(
    tab: str = "",
    grade: str = "",
    list: str = "",
    regulator: str = "",
    status: str = "",
    text: str = "",
    sheet: str = "1",
    after: str = "0",
    record: str = "0",
) -> Asked:
    """The question of a request; a page "not found" where it asks for what there is not."""
    known = tab in ("", *TABS) and grade in ("", *GRADES) and status in ("", *STATUSES)
    if not known or number_of(sheet) < 1 or min(number_of(after), number_of(record)) < 0:
        raise HTTPException(404)
    text = "".join(one for one in text[:LONGEST_NAME] if one.isprintable()).strip()
    wanted = Filter(grade, _short(list), _short(regulator), status, text)
    return Asked(tab, number_of(sheet), number_of(after), number_of(record), wanted)


Question = Annotated[Asked, Depends(_asked)]


def number_of(text: str) -> int:
    """A number in an address; -1 for anything else."""
    return int(text) if text == "0" or _NUMBER.fullmatch(text) else -1


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NAME and text.isprintable() else "-"
