"""The same work on many pieces, shared out to forked processes that see everything the parent had in memory."""

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

_SELDOM = 200_000  # new objects between two searches for garbage
_AHEAD = 2  # pieces for each process that may wait finished: memory stays bounded, nobody is idle
_shared: Callable[[Any], Any]  # set in the children alone


def _start(work: Callable[[Any], Any]) -> None:
    global _shared
    _shared = work
    gc.freeze()  # what the parent had is neither searched for garbage nor, by that, copied
    gc.set_threshold(_SELDOM)  # names taken apart hold no cycles: to search them took a fifth of the time
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that was killed tells nobody; without this its children would wait for work for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _do(piece: Any) -> Any:
    return _shared(piece)


def pieces(source: Iterable[Piece], size: int) -> Iterator[list[Piece]]:
    """The source in lists of this length; the last one may be shorter."""
    rest = iter(source)
    while piece := list(islice(rest, size)):
        yield piece


def useful_processes() -> int:
    """How many processes are worth having here: one inside a program with threads, where forking is not safe."""
    alone = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    return len(os.sched_getaffinity(0)) if alone else 1


def in_order(
    work: Callable[[Piece], Result], pieces: Iterable[Piece], processes: int | None = None
) -> Iterator[Result]:
    """The results in the order of the pieces; a few pieces are taken ahead. One process works in this one."""
    processes = processes or useful_processes()
    if processes == 1:
        yield from map(work, pieces)
        return
    waiting: deque[Future[Result]] = deque()
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=fork, initializer=_start, initargs=(work,)) as pool:
        try:
            for piece in pieces:
                waiting.append(pool.submit(_do, piece))
                if len(waiting) > processes * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
