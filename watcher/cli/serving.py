"""Commands that stay: run (scheduler and delivery) and serve (the same with the web page).

The libraries of a web page take longer to load than most other commands run: they are imported where one answers.
"""

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from store.workers import worker
from watcher import schedule
from watcher.accounts.links import first_link
from watcher.cli.context import Context
from watcher.cli.output import Result
from watcher.intake.background import working

log = logging.getLogger(__name__)
# Seconds. A signal that arrives while Python is on its way into a wait is noticed only when it comes out of it again.
_LOOKS_UP = 1.0


@contextmanager
def _ticking(context: Context) -> Iterator[None]:
    """Scheduler and delivery in the background; what has been begun is ended before the way to the sites closes."""
    with context.fetcher() as fetch:
        log.info("watching %d sources", len(context.desk.sources))
        with schedule.ticking(
            context.desk,
            fetch=fetch,
            channels=context.channels,
            clock=context.clock,
            owner=worker(),
            every=context.tick,
        ):
            yield


@contextmanager
def _health(context: Context, at: tuple[str, int] | None, allowed: list[str]) -> Iterator[None]:
    """Answer healthz, readyz and metrics meanwhile, where an address was given."""
    if at is None:
        yield
        return
    from watcher.web.app import create_health_app
    from watcher.web.guard import hosts
    from watcher.web.server import address, answering, listen

    app = create_health_app(context.desk, clock=context.clock, hosts=hosts(at[0], allowed))
    with listen(*at) as listening, answering(app, listening):
        log.info("health on %s", address(listening))
        yield


def run(context: Context, arguments: argparse.Namespace) -> Result:
    """Look and deliver until told to stop; told twice, end at once."""
    stop = threading.Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        signal.signal(number, lambda *_: stop.set())
    with _health(context, arguments.health, arguments.allow_host), _ticking(context):
        while not stop.wait(_LOOKS_UP):
            pass
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
    return Result({"stopped": True}, "已停止。")


def serve(context: Context, arguments: argparse.Namespace) -> Result:
    """The web page, with scheduler and delivery in the same process."""
    from watcher.web.app import create_app
    from watcher.web.guard import hosts
    from watcher.web.server import address, answer, listen

    public = urlsplit(context.desk.settings.public_url).hostname
    allowed = (*arguments.allow_host, *([public] if public else []))
    app = create_app(context.desk, clock=context.clock, hosts=hosts(arguments.host, allowed))
    uploads = working(context.desk, clock=context.clock, owner=worker())
    with listen(arguments.host, arguments.port) as listening, _ticking(context), uploads:
        log.info("open %s", address(listening))
        _invite(context, address(listening))
        answer(app, listening, proxies=context.desk.settings.proxies)
    return Result({"stopped": True}, "已停止。")


def _invite(context: Context, where: str) -> None:
    """Where nobody can administer, say how somebody comes to; the link is no line of a log."""
    path = first_link(context.desk.engine, context.clock())
    if path and is_journal(sys.stderr.fileno(), os.environ):
        sys.stderr.write("还没有管理员，请用 watcher users add 用户名 --role admin 添加一位，并打开它显示的一次性链接\n")
    elif path:
        sys.stderr.write(f"\n还没有管理员，请用浏览器打开下面的一次性链接（一天内有效）：\n{where}{path}\n\n")


def is_journal(descriptor: int, environment: Mapping[str, str]) -> bool:
    """Whether systemd keeps what is written there, for others to read (systemd.exec: JOURNAL_STREAM)."""
    kept = os.fstat(descriptor)
    return environment.get("JOURNAL_STREAM") == f"{kept.st_dev}:{kept.st_ino}"
