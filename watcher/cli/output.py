"""What a command gives back, and how it is printed: text for people, or one JSON document."""

import json
import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, BinaryIO, TextIO


class Exit(IntEnum):
    """Exit codes that scripts depend on."""

    DONE = 0
    NEEDS_A_PERSON = 1  # quarantine, unreadable file, rows rejected; hits with --fail-on-hit
    WRONG_USE = 2
    COULD_NOT_RUN = 3


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one command."""

    data: dict[str, Any]
    text: str
    code: Exit = Exit.DONE
    file: Callable[[BinaryIO], None] | None = None  # writes what is printed instead, in bounded memory


def show(result: Result, *, as_json: bool, stream: TextIO | None = None) -> int:
    """Print the result and return the exit code."""
    stream = stream or sys.stdout
    if result.file is not None:
        result.file(stream.buffer)
        stream.flush()
        return int(result.code)
    encoding = stream.encoding or "utf-8"
    if as_json:
        body = json.dumps(result.data, ensure_ascii=not encoding.lower().startswith("utf"), indent=2)
    else:
        body = _visible(result.text.rstrip())
        body = body.encode(encoding, "replace").decode(encoding)
    stream.write(body + "\n")
    stream.flush()
    return int(result.code)


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Columns aligned for a terminal, where a Chinese character is two columns wide."""
    if not rows:
        return "（无）"
    lines = [tuple(" ".join(cell.split()) for cell in row) for row in (heads, *rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join("  ".join(map(_padded, line, widths)).rstrip() for line in lines)


def _visible(text: str) -> str:
    """Names come from web pages and files: what would steer a terminal or turn the line round is shown as a mark."""
    hidden = {one for one in set(text) if one != "\n" and unicodedata.category(one) in ("Cc", "Cf", "Cs")}
    return text.translate({ord(one): "\N{REPLACEMENT CHARACTER}" for one in hidden})


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
