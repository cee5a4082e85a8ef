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

    A list of bad ones must not be read as one of good ones, and a list of one trade below another is of its own.
    """
    above = rows[max(0, index - _WITHIN) : index]
    lines = (dict.fromkeys(cell.text for cell in row if cell.text.strip()) for row in above)
    titles = [joined(next(iter(line))) for line in lines if len(line) == 1]
    of_trade = (one for one in reversed(titles) if _TITLE.search(one) and sectors_in(one) and not (is_note(one) or is_whole(one)))
    return next(filter(names_good_ones, titles), next(of_trade, None))
