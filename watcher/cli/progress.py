"""A line on the terminal that says how far a long work is: rows done, share, speed, time left."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO, TypeVar

One = TypeVar("One")

_EVERY = 0.2  # seconds between two lines
_WIDTH = 20


class Progress:
    """Writes over one and the same line; silent where standard error is no terminal, or by `quiet`."""

    def __init__(self, *, quiet: bool = False, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.shown = not quiet and self.stream.isatty()

    def of(self, title: str, rows: Iterable[One], fraction: Callable[[], float]) -> Iterator[One]:
        """The same rows; `fraction` tells which share of the file was read when one of them comes out."""
        if not self.shown:
            yield from rows
            return
        begun = last = time.monotonic()
        try:
            for count, row in enumerate(rows, start=1):
                if (now := time.monotonic()) - last >= _EVERY:
                    last = now
                    self._write(line(title, count, fraction(), now - begun))
                yield row
        finally:
            self._write("")

    def say(self, words: str) -> None:
        """Words that stand until the next line takes their place."""
        if self.shown:
            self._write(words)

    def _write(self, words: str) -> None:
        self.stream.write(f"\r\x1b[K{words}")
        self.stream.flush()


def line(title: str, count: int, fraction: float, seconds: float) -> str:
    """筛查 [████      ] 20%  20,000 行  5,000 行/秒  剩余 0:16."""
    full = round(_WIDTH * fraction)
    left = round(seconds * (1 - fraction) / fraction) if fraction else 0
    remaining = f"{left // 60}:{left % 60:02}" if fraction else "未知"
    bar = "█" * full + " " * (_WIDTH - full)
    return f"{title} [{bar}] {fraction:.0%}  {count:,} 行  {count / max(seconds, 0.001):,.0f} 行/秒  剩余 {remaining}"
