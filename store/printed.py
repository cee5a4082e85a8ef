"""Rows of lists as the store keeps them: what a row says once for all, and a list as packed numbers of such rows.

A list of 100,000 rows that differs from the one before in a hundred adds a hundred rows and a few thousand bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session, func, select

from sources.records import Place, Row
from store.bulk import insert_rows
from store.chunks import Among
from store.packing import pack_columns, unpack_columns
from store.tables.printed import PrintedRow

ROW_COLUMNS = 3  # of a packed list of rows: what it says, the file and table that it stands in, the row there
_NOWHERE = Place("")
Places = list[list[str | None]]  # distinct [url, table]


def _facts(row: Row) -> dict[str, object]:
    facts = {
        "code_is_number": row.code_is_number,
        "reasons": list(row.reasons),
        "former_names": list(row.former_names),
        "cells": dict(row.cells),
    }
    return {key: value for key, value in facts.items() if value}


def keep(session: Session, rows: Sequence[Row], digests: Sequence[str]) -> list[int]:
    """The number of each of these rows, given their digests; what was never printed before is written.

    The caller commits.
    """
    wanted = dict(zip(digests, rows, strict=True))
    numbers = numbers_of(session, wanted)
    new = [one for one in wanted if one not in numbers]
    first = (session.exec(select(func.max(PrintedRow.id))).one() or 0) + 1
    numbers |= {one: first + at for at, one in enumerate(new)}
    values = [
        {
            "id": numbers[one],
            "digest": one,
            "name": wanted[one].name,
            "code": wanted[one].code,
            "facts": _facts(wanted[one]),
        }
        for one in new
    ]
    insert_rows(session, PrintedRow, values)
    return [numbers[one] for one in digests]


def numbers_of(session: Session, digests: Iterable[str]) -> dict[str, int]:
    """The numbers of those of these rows that are kept."""
    return dict(session.exec(select(PrintedRow.digest, PrintedRow.id).where(Among(PrintedRow.digest, digests))).all())


def load(session: Session, numbers: Iterable[int]) -> dict[int, Row]:
    """The rows of these numbers, without their places. Raises KeyError when one is not there."""
    wanted = set(numbers)
    columns = select(PrintedRow.id, PrintedRow.name, PrintedRow.code, PrintedRow.facts)
    rows = session.exec(columns.where(Among(PrintedRow.id, sorted(wanted))))
    found = {id_: _row(name, code, facts) for id_, name, code, facts in rows}
    if len(found) < len(wanted):
        raise KeyError(f"{len(wanted) - len(found)} printed rows are missing")
    return found


def _row(name: str, code: str | None, facts: Mapping[str, object]) -> Row:
    fields = {key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()}
    return Row(name, _NOWHERE, code, **fields)  # type: ignore[arg-type]  # the fields that _facts wrote


def packed_places(places: Sequence[Place]) -> tuple[Places, tuple[list[int], list[int]]]:
    """Distinct files and tables, and for each place which of them it is in and its row (0 = none)."""
    distinct: dict[tuple[str, str | None], int] = {}
    which = [distinct.setdefault((place.url, place.table), len(distinct)) for place in places]
    return [list(one) for one in distinct], (which, [place.row or 0 for place in places])


def unpacked_places(places: Sequence[Sequence[str | None]], which: Sequence[int], rows: Sequence[int]) -> list[Place]:
    """The places that were packed."""
    return [Place(str(places[at][0]), places[at][1], row or None) for at, row in zip(which, rows, strict=True)]


def pack_rows(rows: Sequence[Row], numbers: Sequence[int]) -> tuple[Places, bytes]:
    """Rows with their places, in order, by the numbers that `keep` gave."""
    places, columns = packed_places([row.place for row in rows])
    return places, pack_columns((numbers, *columns))


def unpack_rows(session: Session, places: Places, packed: bytes) -> tuple[Row, ...]:
    """The rows that were packed, in order."""
    numbers, which, rows = unpack_columns(packed, ROW_COLUMNS)
    said = load(session, numbers)
    stands = unpacked_places(places, which, rows)
    return tuple(replace(said[number], place=place) for number, place in zip(numbers, stands, strict=True))
