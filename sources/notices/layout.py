"""The headings of a list's tables: a list that comes with another heading deserves a second look.

So does a column that nobody knows: its cells are kept with the row, and what they mean is for a person to say.
"""

from collections.abc import Iterable

from sources.documents.tables import Table
from sources.notices.heads import heads_at, is_head

_WITHIN = 30  # rows: titles and remarks above the heading are fewer


def layout_of(tables: Iterable[Table]) -> tuple[str, ...]:
    """Each different heading of the tables once, its heads in their order: 序号|企业名称|统一社会信用代码."""
    found: dict[str, None] = {}
    for table in tables:
        for index in range(min(len(table.rows), _WITHIN)):
            if heading := heads_at(table.rows, index):
                found["|".join(head for head in heading[0] if head)] = None
    return tuple(found)


def unknown_heads(layout: Iterable[str]) -> tuple[str, ...]:
    """The heads of such headings that are none of those that lists are known to have, each once."""
    heads = (head for heading in layout for head in heading.split("|"))
    # Of a head in two lines (认定情形 失联) the upper one tells what it is.
    return tuple(dict.fromkeys(head for head in heads if not is_head(head) and not is_head(head.split(" ")[0])))
