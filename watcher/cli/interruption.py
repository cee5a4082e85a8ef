"""Ctrl-C and a request to end: both end the command in order, and only the process that began it."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType
from typing import TypeAlias

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
LetIn: TypeAlias = Callable[[], AbstractContextManager[None]]


@contextmanager
def in_order() -> Iterator[None]:
    """Raises KeyboardInterrupt here for either signal; forked processes that share the work wait to be told."""

    def end() -> None:
        raise KeyboardInterrupt

    with _answered_by(end):
        yield


@contextmanager
def held_off() -> Iterator[LetIn]:
    """What is done here is done whole; a signal raises KeyboardInterrupt only inside of what this yields, `let_in()`."""
    heard = open_now = False

    def end() -> None:
        nonlocal heard
        heard = True
        if open_now:
            raise KeyboardInterrupt

    @contextmanager
    def let_in() -> Iterator[None]:
        nonlocal open_now
        open_now = True
        try:
            if heard:
                raise KeyboardInterrupt
            yield
        finally:
            open_now = False

    with _answered_by(end):
        yield let_in


@contextmanager
def _answered_by(end: Callable[[], None]) -> Iterator[None]:
    here = os.getpid()

    def answer(number: int, _frame: FrameType | None) -> None:
        if os.getpid() == here:
            end()
        elif number == signal.SIGTERM:  # a pool that broke ends its processes so
            os._exit(1)

    before = [signal.signal(number, answer) for number in _SIGNALS]
    try:
        yield
    finally:
        for number, handler in zip(_SIGNALS, before, strict=True):
            signal.signal(number, handler)
