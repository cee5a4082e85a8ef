"""Ctrl-C and a request to end: both end the command in order, and only the process that began it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def in_order() -> Iterator[None]:
    """Raises KeyboardInterrupt here for either signal; forked processes that share the work wait to be told."""
    here = os.getpid()

    def end(number: int, _frame: FrameType | None) -> None:
        if os.getpid() == here:
            raise KeyboardInterrupt
        if number == signal.SIGTERM:  # a pool that broke ends its processes so
            os._exit(1)

    before = [signal.signal(number, end) for number in _SIGNALS]
    try:
        yield
    finally:
        for number, handler in zip(_SIGNALS, before, strict=True):
            signal.signal(number, handler)
