"""The title in a row of its own over the heading of a list: what its companies are, or of which trade."""

import re
from collections.abc import Sequence

from sources.documents.tables import Cell
from sources.notices.cells import joined
from sources.notices.classify import names_good_ones
from sources.notices.remarks import is_note, is_whole
from sources.notices.sectors import sectors_in

_WITHIN = 3  # rows
_TITLE = re.compile(r"^[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|^附件|名[单录册]|[一览明细公示情况]表|类$|[（(]共?\d+[家户][）)]$")


def title_above(rows: Sequence[Sequence[Cell]], index: int) -> str | None:
    """The title over the heading in row `index`: one that names good companies, or those let go, else one of a trade.

    A list of bad ones must not be read as one of good ones; of a trade is a list where others stand on the same sheet.
    """
    titles = _titles(rows[max(0, index - _WITHIN) : index])
    if good := next(filter(names_good_ones, titles), None):
        return good
    own = next(filter(_of_trade, reversed(titles)), None)
    return own if own and any(_of_trade(other) and other != own for other in _titles(rows)) else None


def _titles(rows: Sequence[Sequence[Cell]]) -> list[str]:
    lines = (dict.fromkeys(cell.text for cell in row if cell.text.strip()) for row in rows)
    return [joined(next(iter(line))) for line in lines if len(line) == 1]


def _of_trade(title: str) -> bool:
    return bool(_TITLE.search(title) and sectors_in(title)) and not (is_note(title) or is_whole(title))
