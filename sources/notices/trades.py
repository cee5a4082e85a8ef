"""Which trade each row of a list over several trades belongs to: told by its own headings, never guessed.

What stands over a row counts, from the nearest to the farthest: its column 行业, 类型 or 类别, the section of its table, the
title above it, the sheet, the file. One of them may name several trades (小额贷款公司、典当行.xlsx), but all must leave exactly one together; a
company's name tells nothing. A row that they do not place stays on the notice's own list, under the sector 其他.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from sources.notices.rows import CAPTION, SECTION
from sources.notices.sectors import sectors_in
from sources.notices.series import ALL_TRADES
from sources.records import Notice, Row, Sector, Series

_TRADE_HEAD = re.compile(r"行业|类型|类别|业态")
# A column 行业 in the words of the statistics (其他非银行金融业) must not make a bank of anybody.
_NOT_LOCAL = frozenset((Sector.BANK, Sector.SECURITIES, Sector.INSURANCE, Sector.OTHER))


def series_of_rows(notice: Notice, rows: Iterable[Row]) -> Iterator[Series]:
    """The series of each of these rows of the notice; of a list of one trade all are the notice's own."""
    own = notice.series
    if own is None:
        return
    if own.sector is not Sector.OTHER:
        yield from (own for _ in rows)
        return
    files = {known.url: known.name for known in notice.attachments if known.url}
    of_trade = {sector: _of_trade(own, sector) for sector in Sector}
    allowed = frozenset(Sector) - _NOT_LOCAL | frozenset(notice.sectors) - {Sector.OTHER}
    for row in rows:
        yield of_trade[_sector_of(row, files, allowed)]


def series_within(notice: Notice) -> tuple[Series, ...]:
    """The notice's own series, then those of the trades that its rows tell."""
    own = () if notice.series is None else (notice.series,)
    return tuple(dict.fromkeys((*own, *series_of_rows(notice, notice.rows))))


def _of_trade(own: Series, sector: Sector) -> Series:
    if sector is own.sector:
        return own
    return replace(own, sector=sector, title=own.title.replace(ALL_TRADES, sector.value, 1))


def _sector_of(row: Row, files: Mapping[str, str], allowed: frozenset[Sector]) -> Sector:
    left: frozenset[Sector] | None = None
    for text in _headings(row, files):
        if named := _named(text) & allowed:
            left = named if left is None else left & named
    return next(iter(left)) if left is not None and len(left) == 1 else Sector.OTHER


def _headings(row: Row, files: Mapping[str, str]) -> Iterator[str]:
    yield from (text for head, text in row.cells.items() if head in (SECTION, CAPTION) or _TRADE_HEAD.search(head))
    yield row.place.table or ""
    yield unquote(urlsplit(row.place.url).fragment)  # the file inside an archive
    yield files.get(row.place.url.split("#")[0], "")


@lru_cache(maxsize=4096)
def _named(text: str) -> frozenset[Sector]:
    return frozenset(sectors_in(text))
