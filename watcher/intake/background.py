"""The thread of a process that works on uploads: woken by the page that starts one, and looking around by itself."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from watcher.desk import Desk
from watcher.intake.work import work_once
from watcher.reading import Clock

log = logging.getLogger(__name__)
LOOK_AROUND = 5.0  # seconds: another process may have been lost, or have taken the upload in
_woken = threading.Event()  # of this process, whichever page it was


def wake() -> None:
    """Something waits."""
    _woken.set()


@contextmanager
def working(desk: Desk, *, clock: Clock, owner: str, every: float = LOOK_AROUND) -> Iterator[None]:
    """Work on uploads until the end of the block; what is begun then goes on after the next start."""
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            _woken.clear()
            try:
                while work_once(desk, clock=clock, owner=owner, stopping=stop.is_set) and not stop.is_set():
                    pass
            except Exception:  # the thread goes on: the next file may be a better one
                log.exception("an upload could not be worked on this time")
            _woken.wait(every)

    thread = threading.Thread(target=work, name="intake", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        wake()
        thread.join()
