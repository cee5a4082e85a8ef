"""An .xls (BIFF8 in an OLE2 container) of one sheet of texts: no library that we have writes them."""

import struct
from collections.abc import Iterator, Sequence

_SECTOR = 512
_FREE, _END, _TABLE, _NOTHING = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_BEGIN, _EOF, _SHEET, _STRINGS, _MORE, _SIZE, _LABEL = 0x0809, 0x000A, 0x0085, 0x00FC, 0x003C, 0x0200, 0x00FD
_LONGEST_RECORD = 8_224
_SHORTEST_STREAM = 4_096  # shorter ones would lie in a stream of small sectors


def xls(rows: Sequence[Sequence[str]], name: str = "名单") -> bytes:
    """The workbook; its first row may be a heading like any other."""
    numbers = {text: number for number, text in enumerate(dict.fromkeys(text for row in rows for text in row))}
    labels = (
        _record(_LABEL, struct.pack("<HHHI", at, column, 0, numbers[text]))
        for at, row in enumerate(rows)
        for column, text in enumerate(row)
    )
    extent = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)
    strings = b"".join(_strings(list(numbers), sum(map(len, rows))))
    begin = _record(_BEGIN, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    title = struct.pack("<BBBB", 0, 0, len(name), 1) + name.encode("utf-16-le")
    at = len(begin) + 4 + 4 + len(title) + len(strings) + 4
    head = begin + _record(_SHEET, struct.pack("<I", at) + title) + strings + _record(_EOF, b"")
    sheet = _record(_BEGIN, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + _record(_SIZE, extent)
    return _container(head + sheet + b"".join(labels) + _record(_EOF, b""))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _strings(texts: Sequence[str], used: int) -> Iterator[bytes]:
    """The table of strings, cut into records between two of them."""
    kind, data = _STRINGS, struct.pack("<II", used, len(texts))
    for text in texts:
        one = struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
        if len(data) + len(one) > _LONGEST_RECORD:
            yield _record(kind, data)
            kind, data = _MORE, b""
        data += one
    yield _record(kind, data)


def _container(stream: bytes) -> bytes:
    """Header, tables of sectors, directory, stream."""
    stream = stream.ljust(_SHORTEST_STREAM, b"\0")
    sectors = -(-len(stream) // _SECTOR)
    tables = next(count for count in range(1, 110) if count * _SECTOR // 4 >= count + 1 + sectors)
    first = tables + 1  # of the stream
    chain = [*[_TABLE] * tables, _END, *range(first + 1, first + sectors), _END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * _SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, tables, tables, 0, _SHORTEST_STREAM, _END, 0, _END, 0)
    header += struct.pack(f"<{tables}I", *range(tables))
    entries = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, first, len(stream))
    return (
        header.ljust(_SECTOR, b"\xff") + table + entries.ljust(_SECTOR, b"\0") + stream.ljust(sectors * _SECTOR, b"\0")
    )


def _entry(name: str, kind: int, start: int, size: int, child: int = _NOTHING) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    near = struct.pack("<HBBIII", len(raw), kind, 1, _NOTHING, _NOTHING, child)
    return raw.ljust(64, b"\0") + near + bytes(36) + struct.pack("<IQ", start, size)
