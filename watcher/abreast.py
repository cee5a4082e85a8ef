"""Sources of different hosts are read side by side, for most of a look is waiting; one host's sources one after another."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from queue import Empty, SimpleQueue

import httpx

from sources.base import Source
from watcher.addresses import host_of
from watcher.reading import Reading

See = Callable[[Source], Reading]  # raises nothing: a crash is a reading too
PATIENCE = 20.0  # seconds


def side_by_side(
    sources: Iterable[Source],
    *,
    begin: Callable[[Source], bool],
    see: See,
    hung: Callable[[Source], Reading | None],
    more: Callable[[], Iterable[Source]],
    most: int,
    patience: float = PATIENCE,
) -> Iterator[tuple[Source, Reading]]:
    """Read the sources, at most so many at once, and yield each as it is done; one that may not `begin` is left out.

    Every `patience` seconds `more` of them may join, and one that has `hung` is given up with the reading that this says.
    All but `see` runs in the caller's thread. The readers' threads end with the process: an interrupted command waits for no
    site.
    """
    waiting, running, number = list(sources), dict[int, Source](), 0
    done: SimpleQueue[tuple[int, Reading]] = SimpleQueue()
    looked_up = time.monotonic()
    while waiting or running:
        if (source := _free(waiting, running) if len(running) < most else None) is not None:
            waiting.remove(source)
            if begin(source):
                number += 1
                running[number] = source
                _start(source, see, done, number)
            continue
        if time.monotonic() - looked_up >= patience:
            looked_up = time.monotonic()
            known = {one.id for one in (*waiting, *running.values())}
            waiting += [one for one in more() if one.id not in known]
            for key, source in list(running.items()):
                if (seen := hung(source)) is not None:
                    yield running.pop(key), seen
        try:
            key, seen = done.get(timeout=patience)
        except Empty:
            continue
        if key in running:  # else it was given up
            yield running.pop(key), seen


def _free(waiting: list[Source], running: dict[int, Source]) -> Source | None:
    """The first source whose host is not asked by another."""
    busy = {_host(one.start.url) for one in running.values()}
    return next((one for one in waiting if _host(one.start.url) not in busy), None)


def _start(source: Source, see: See, done: SimpleQueue[tuple[int, Reading]], number: int) -> None:
    def work() -> None:
        done.put((number, see(source)))

    threading.Thread(target=work, name=f"look {source.id}", daemon=True).start()


@cache
def _host(url: str) -> str:
    return host_of(httpx.URL(url))
