"""Commands that stay: run (scheduler and delivery) and serve (the same with the web page)."""

import argparse
import logging
import signal
import threading

import uvicorn

from watcher import schedule
from watcher.cli.collecting import worker
from watcher.cli.context import Context
from watcher.cli.output import Result
from watcher.web.app import create_app
from watcher.web.guard import LOOPBACK

log = logging.getLogger(__name__)


def run(context: Context, _arguments: argparse.Namespace) -> Result:
    """Look and deliver until told to stop."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with context.fetcher() as fetch:
        ticker = schedule.start(
            context.desk, fetch=fetch, channel=context.channel, clock=context.clock, owner=worker()
        )
        log.info("watching %d sources", len(context.desk.sources))
        stop.wait()
        ticker.shutdown(wait=True)
    return Result({"stopped": True}, "已停止。")


def serve(context: Context, arguments: argparse.Namespace) -> Result:
    """The web page, with scheduler and delivery in the same process."""
    with context.fetcher() as fetch:
        ticker = schedule.start(
            context.desk, fetch=fetch, channel=context.channel, clock=context.clock, owner=worker()
        )
        log.info("open http://%s:%d", arguments.host, arguments.port)
        app = create_app(context.desk, clock=context.clock, hosts=(*LOOPBACK, arguments.host, *arguments.allow_host))
        uvicorn.run(app, host=arguments.host, port=arguments.port, log_config=None, server_header=False)
        ticker.shutdown(wait=True)
    return Result({"stopped": True}, "已停止。")
