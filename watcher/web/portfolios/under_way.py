"""Exchanges of files that take longer than an answer may: they go on in a thread of this process, one after the other.

Each is one transaction: a process that ends before it leaves the old file, and the new one waits to be confirmed again.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

from sources.errors import UsageError, WatcherError
from watcher.desk import Desk

log = logging.getLogger(__name__)
_PATIENCE = 2.0  # seconds: a file of some thousand companies is exchanged by then
_worker = ThreadPoolExecutor(1, thread_name_prefix="exchange")

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class UnderWay:
    """How far the exchange is that was begun last, until that was told once: at work, ended with counts or an error."""

    running: bool = False
    counts: Counts | None = None
    error: WatcherError | None = None


def begun(desk: Desk, portfolio: int, work: Callable[[], Counts], *, patience: float = _PATIENCE) -> Counts | None:
    """Begin, and say what came of it; None where that takes longer. Raises what the work raises.

    Raises UsageError where another one is at work.
    """
    name, before = f"exchange {portfolio}", _known(desk, portfolio)
    if before is not None and not before.done():
        raise UsageError("正在更换文件", meaning="没有再次更换", action="请等这一次完成后核对")
    desk.asked[name] = going = _worker.submit(work)
    try:
        counts = going.result(timeout=patience)
    except TimeoutError:
        return None
    except BaseException:
        del desk.asked[name]
        raise
    del desk.asked[name]
    return counts


def under_way(desk: Desk, portfolio: int) -> UnderWay:
    """How far it is; what it ended with is told once."""
    known = _known(desk, portfolio)
    if known is None:
        return UnderWay()
    if not known.done():
        return UnderWay(running=True)
    desk.asked.pop(f"exchange {portfolio}", None)
    error = known.exception()
    if error is None:
        return UnderWay(counts=known.result())
    if isinstance(error, WatcherError):
        return UnderWay(error=error)
    log.error("an exchange of a file failed", exc_info=error)
    return UnderWay(error=UsageError("程序出错，文件没有更换", meaning="仍是原来的名单", action="请稍后重试；若反复出现，请把日志交给维护者"))


def query_of(counts: Counts) -> str:
    """The counts for the address of the page that shows them."""
    return urlencode({"done": "exchanged"} | {name: str(counts[name]) for name in ("added", "kept", "gone", "hits")})


def _known(desk: Desk, portfolio: int) -> Future[Counts] | None:
    found = desk.asked.get(f"exchange {portfolio}")
    return found if isinstance(found, Future) else None
