"""The headings of a list's tables: a list that comes with another heading deserves a second look."""

from collections.abc import Iterable

from sources.documents.tables import Table
from sources.notices.heads import heads_at

_WITHIN = 30  # rows: titles and remarks above the heading are fewer


def layout_of(tables: Iterable[Table]) -> tuple[str, ...]:
    """Each different heading of the tables once, its heads in their order: 序号|企业名称|统一社会信用代码."""
    found: dict[str, None] = {}
    for table in tables:
        for index in range(min(len(table.rows), _WITHIN)):
            if heading := heads_at(table.rows, index):
                found["|".join(head for head in heading[0] if head)] = None
    return tuple(found)
