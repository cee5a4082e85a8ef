"""The same as a page shows, as a file: streamed, of one state of the register, in bounded memory."""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import quote

from starlette.responses import StreamingResponse

from store.database import reading
from store.listings import every_entry
from store.selection import Selection
from watcher.desk import Desk
from watcher.register.exports import csv_pieces, json_pieces

Format = Literal["", "csv", "json"]
_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def listings_file(desk: Desk, chosen: Selection, name: str, format: Format) -> StreamingResponse:
    """All listings that were chosen, in the order in which they were recorded."""

    def pieces() -> Iterator[bytes]:
        with reading(desk.engine) as session:
            found = every_entry(session, known_at=chosen.known_at, conditions=chosen.conditions)
            yield from csv_pieces(found) if format == "csv" else json_pieces(found)

    return download(pieces(), name, format)


def download(pieces: Iterator[bytes], name: str, format: Format) -> StreamingResponse:
    """A file by that name (without its ending), as it is written."""
    attached = f"attachment; filename=\"register.{format}\"; filename*=UTF-8''{quote(name, safe='')}.{format}"
    return StreamingResponse(pieces, media_type=_TYPES[format], headers={"Content-Disposition": attached})
