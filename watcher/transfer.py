"""Taking a response off the wire within bounds: decoded bytes are counted."""

import zlib
from collections.abc import Callable, Iterator

import httpx

ACCEPTED = "gzip, deflate"
_COMPRESSED = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd", "compress"})


class TooLarge(Exception):
    """The decoded body is larger than the limit."""


class Damaged(Exception):
    """The body cannot be decoded: cut short, or not what its Content-Encoding says."""


class NotDecodable(Exception):
    """The body is compressed in a way that was not asked for."""


def read_body(response: httpx.Response, limit: int) -> bytes:
    """Read the body, decoded, at most `limit` bytes; raises TooLarge, Damaged or NotDecodable.

    httpx would decode without a bound: 64 KB off the wire may become 64 MB in one step.
    """
    printed = response.headers.get("content-length", "")
    if printed.isdecimal() and int(printed) > limit:
        raise TooLarge
    inflate = _decoder(response.headers.get("content-encoding", ""))
    body = bytearray()
    for chunk in response.iter_raw():
        for part in inflate(chunk, limit - len(body)):
            body += part
            if len(body) > limit:
                raise TooLarge
        if response.num_bytes_downloaded > limit:  # endless padding that decodes to nothing
            raise TooLarge
    for part in inflate(None, limit - len(body)):
        body += part
    return bytes(body)


def _decoder(header: str) -> Callable[[bytes | None, int], Iterator[bytes]]:
    # Sites also print charsets here ("utf-8"); what is no compression is taken as plain.
    names = [name for name in (part.strip().lower() for part in header.split(",")) if name in _COMPRESSED]
    if not names:
        return _plain
    if len(names) > 1 or names[0] not in ("gzip", "x-gzip", "deflate"):
        raise NotDecodable(", ".join(names))
    return _Inflater(names[0] == "deflate").feed


def _plain(chunk: bytes | None, room: int) -> Iterator[bytes]:
    if chunk:
        yield chunk


class _Inflater:
    """gzip and deflate step by step, never more than a little over the room that is left."""

    def __init__(self, deflate: bool) -> None:
        self._deflate = deflate
        self._zlib = zlib.decompressobj(zlib.MAX_WBITS if deflate else zlib.MAX_WBITS | 16)
        self._fed = False

    def feed(self, chunk: bytes | None, room: int) -> Iterator[bytes]:
        """Decode one chunk; None says that the body has ended."""
        if chunk is None:
            if self._fed and not self._zlib.eof:
                raise Damaged
            return
        while chunk and room >= 0:
            part = self._step(chunk, room + 1)
            room -= len(part)
            yield part
            chunk = self._zlib.unconsumed_tail
            if self._zlib.eof:
                chunk = self._next_member()

    def _step(self, chunk: bytes, most: int) -> bytes:
        try:
            part = self._zlib.decompress(chunk, most)
        except zlib.error as trouble:
            if self._fed or not self._deflate:
                raise Damaged from trouble
            # Some servers mean the bare stream without the zlib header when they say deflate.
            self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)
            self._fed = True
            return self._step(chunk, most)
        self._fed = True
        return part

    def _next_member(self) -> bytes:
        rest = self._zlib.unused_data
        if self._deflate or not rest.startswith(b"\x1f\x8b"):
            return b""  # padding after the end, which browsers ignore too
        self._zlib = zlib.decompressobj(zlib.MAX_WBITS | 16)
        return rest
