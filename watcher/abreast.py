"""Sources of different hosts are read side by side, for most of a look is waiting; one host's sources one after another."""

import threading
from collections.abc import Callable, Iterable, Iterator
from queue import SimpleQueue

import httpx

from sources.base import Source
from watcher.addresses import host_of
from watcher.reading import Reading

See = Callable[[Source], Reading]  # raises nothing: a crash is a reading too


def side_by_side(
    sources: Iterable[Source], *, begin: Callable[[Source], bool], see: See, most: int
) -> Iterator[tuple[Source, Reading]]:
    """Read the sources, at most so many at once, and yield each as it is done; one that may not `begin` is left out.

    `begin` and whatever the caller does with a reading run in the caller's thread. The readers' threads end with the
    process: an interrupted command waits for no site.
    """
    waiting, running = list(sources), set[str]()
    done: SimpleQueue[tuple[Source, Reading]] = SimpleQueue()

    def work(source: Source) -> None:
        done.put((source, see(source)))

    most = min(most, len(waiting))
    while waiting or running:
        free = (one for one in waiting if _host(one) not in running)
        source = next(free, None) if len(running) < most else None
        if source is None:
            source, seen = done.get()
            running.discard(_host(source))
            yield source, seen
            continue
        waiting.remove(source)
        if not begin(source):
            continue
        if most == 1:
            yield source, see(source)
            continue
        running.add(_host(source))
        threading.Thread(target=work, args=(source,), name=f"look {source.id}", daemon=True).start()


def _host(source: Source) -> str:
    return host_of(httpx.URL(source.start.url))
