"""Listings as a table for people."""

from collections.abc import Iterable, Sequence

from alerts import wording
from store.listings import Entry
from watcher.cli.output import table


def shown(found: Sequence[Entry]) -> str:
    """The listings as a table."""
    return table(("企业", "统一社会信用代码", "名单", "状态", "自", "至"), list(_rows(found))) if found else NOTHING


NOTHING = "没有符合条件的记录。"


def _rows(found: Iterable[Entry]) -> Iterable[tuple[str, ...]]:
    for one in found:
        row = one.listing
        status, ended = wording.STATUS[row.status], row.valid_to.isoformat() if row.valid_to else "在列"
        yield row.name, one.company.code or "", one.series.title, status, row.valid_from.isoformat(), ended
