"""What a command gives back, and how it is printed: text for people, or one JSON document."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TextIO


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


def show(result: Result, *, as_json: bool, stream: TextIO | None = None) -> int:
    """Print the result and return the exit code."""
    stream = stream or sys.stdout
    body = json.dumps(result.data, ensure_ascii=False, indent=2) if as_json else result.text.rstrip()
    stream.write(body + "\n")
    stream.flush()
    return int(result.code)


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Columns aligned for a terminal, where a Chinese character is two columns wide."""
    widths = [max((_width(row[column]) for row in (heads, *rows)), default=0) for column in range(len(heads))]
    lines = ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in (heads, *rows)]
    return "\n".join(line.rstrip() for line in lines)


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
