"""Documents as JSON and back: how the process that reads a file hands over what it read."""

import json
from typing import Any

from sources.documents.tables import Cell, Document, Table, unreadable


def packed(documents: tuple[Document, ...]) -> bytes:
    """The documents as bytes; a cell is its text, and in a list of its own where it was a number."""
    data = [
        {
            "inner": one.inner,
            "text": _clean(one.text),
            "trouble": [one.trouble.what, one.trouble.action] if one.trouble else None,
            "tables": [
                [
                    *(table.name, table.first_row, table.follows, table.caption and _clean(table.caption)),
                    [[_packed(cell) for cell in row] for row in table.rows],
                    sorted(table.unseen),
                ]
                for table in one.tables
            ],
        }
        for one in documents
    ]
    # Half a surrogate pair, which no text may hold, becomes a question mark.
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")


def unpacked(content: bytes) -> tuple[Document, ...]:
    """The documents that `packed` wrote."""
    return tuple(
        Document(
            tables=tuple(
                Table(name, tuple(tuple(map(_unpacked, row)) for row in rows), first_row, follows, caption, frozenset(unseen))
                for name, first_row, follows, caption, rows, unseen in one["tables"]
            ),
            text=one["text"],
            inner=one["inner"],
            trouble=unreadable(*one["trouble"]) if one["trouble"] else None,
        )
        for one in json.loads(content)
    )


def _packed(cell: Cell) -> str | list[str]:
    return [cell.text] if cell.is_number else _clean(cell.text)


def _clean(text: str) -> str:
    return text.replace("\0", "")  # no database takes it


def _unpacked(value: Any) -> Cell:
    return Cell(value) if isinstance(value, str) else Cell(value[0], is_number=True)
