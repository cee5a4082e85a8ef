"""Rows of lists as the store keeps them: what a row says once for all, and a list as packed numbers of such rows.

A list of 100,000 rows that differs from the one before in a hundred adds a hundred rows and a few thousand bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from sources.records import Place, Row
from store.bulk import insert_rows
from store.chunks import Among
from store.packing import pack_columns, unpack_columns
from store.tables.printed import PrintedRow

ROW_COLUMNS = 3  # of a packed list of rows: what it says, the file and table that it stands in, the row there
_NOWHERE = Place("")
_COLUMNS: tuple[Any, ...] = tuple(
    map(col, (PrintedRow.id, PrintedRow.digest, PrintedRow.name, PrintedRow.code, PrintedRow.facts))
)
Places = list[list[str | None]]  # distinct [url, table]


def _facts(row: Row) -> dict[str, object]:
    facts = {
        "code_is_number": row.code_is_number,
        "reasons": list(row.reasons),
        "former_names": list(row.former_names),
        "cells": dict(row.cells),
    }
    return {key: value for key, value in facts.items() if value}


def keep(session: Session, rows: Iterable[tuple[str, Row]], known: Mapping[str, int]) -> dict[str, int]:
    """The numbers of these rows by their digests; what was never printed before is written.

    `known` are the numbers of all of them that the store has (`numbers_of`). The caller commits.
    """
    new = {digest: row for digest, row in rows if digest not in known}
    first = (session.exec(select(func.max(PrintedRow.id))).one() or 0) + 1
    values = [
        {"id": first + at, "digest": digest, "name": row.name, "code": row.code, "facts": _facts(row)}
        for at, (digest, row) in enumerate(new.items())
    ]
    insert_rows(session, PrintedRow, values)
    return {**known, **{digest: first + at for at, digest in enumerate(new)}}


def numbers_of(session: Session, digests: Iterable[str]) -> dict[str, int]:
    """The numbers of those of these rows that are kept."""
    return dict(session.exec(select(PrintedRow.digest, PrintedRow.id).where(Among(PrintedRow.digest, digests))).all())


def load(session: Session, numbers: Iterable[int]) -> dict[int, tuple[str, Row]]:
    """The rows of these numbers, without their places, with their digests. Raises KeyError when one is not there."""
    wanted = set(numbers)
    query = columns(*_COLUMNS).where(Among(PrintedRow.id, sorted(wanted)))
    rows = session.connection().execute(query)
    found = {id_: (digest, _row(name, code, facts)) for id_, digest, name, code, facts in rows}
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
    return tuple(replace(said[number][1], place=place) for number, place in zip(numbers, stands, strict=True))
