"""Lists kept as packed numbers: that they unpack, and that every number is a row and a company that is kept."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col

from store.integrity.streams import columns, rows
from store.packing import unpack_columns
from store.tables.notices import NoticeReading
from store.tables.printed import PrintedRow
from store.tables.register import Company, Edition

Numbers = NDArray[np.int64]


def packed_faults(session: Session) -> Iterator[str]:
    """Editions and readings whose rows cannot be told."""
    printed, companies = (_numbers(session, one) for one in (PrintedRow.id, Company.number))
    editions = columns(Edition.notice_id, Edition.members, Edition.places).order_by(Edition.notice_id)
    for notice, members, places in rows(session, editions):
        for trouble in _troubles(members, len(places), (companies, printed)):
            yield f"edition {notice}：{trouble}"
    readings = columns(NoticeReading.id, NoticeReading.rows, NoticeReading.places, NoticeReading.held)
    for id_, packed, places, held in rows(session, readings.order_by(col(NoticeReading.id))):
        for trouble in _troubles(packed, len(places), (printed,), held):
            yield f"notice_reading {id_}：{trouble}"


def _numbers(session: Session, column: object) -> Numbers:
    """All numbers of a table, sorted: eight bytes each."""
    every = (number for (number,) in rows(session, columns(column)))
    return np.unique(np.fromiter(every, dtype=np.int64))


def _troubles(packed: bytes, places: int, kept: Sequence[Numbers], held: int = 0) -> Iterator[str]:
    """`kept` are what the first columns refer to; the place and the row in it follow them."""
    try:
        columns = unpack_columns(packed, len(kept) + 2)
    except ValueError as error:
        yield f"无法解开（{error}）"
        return
    for known, column in zip(kept, columns, strict=False):
        missing = _without(np.unique(np.array(column, dtype=np.int64)), known)
        if len(missing):
            yield f"所指的 {len(missing)} 行不存在，如 {missing[0]}"
    if any(not 0 <= at < places for at in columns[len(kept)]):
        yield "所指的文件不在其列"
    if held > len(columns[0]):
        yield f"暂存 {held} 行，而一共只有 {len(columns[0])} 行"


def _without(numbers: Numbers, known: Numbers) -> Numbers:
    """Those of the numbers that are not known, each looked up: to sort a million for every edition takes half an hour."""
    places = np.searchsorted(known, numbers)
    inside = places < len(known)
    inside[inside] = known[places[inside]] == numbers[inside]
    return numbers[~inside]
