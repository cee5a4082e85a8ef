"""`watcher demo`: the whole flow on bundled sites in a temporary folder; with --serve the page stays."""

import argparse
import socket
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sources.errors import UsageError
from watcher import schedule
from watcher.accounts.links import first_link
from watcher.cli.output import Result, show
from watcher.intake.background import working
from watcher.web.app import create_app
from watcher.web.server import address, answer, listen

if TYPE_CHECKING:
    from watcher.demo.story import Stage


def demo(arguments: argparse.Namespace) -> int:
    """Play the story, print it, and end; or stay with the web page on its data."""
    try:
        from watcher.demo.story import play, stage
        from watcher.demo.telling import as_data, as_text
    except ModuleNotFoundError as error:
        raise UsageError(
            f"演示需要的组件没有安装（{error.name}）",
            meaning="演示没有开始",
            action="请用 make demo，或安装 regwatch-cn[demo]",
        ) from error
    with ExitStack() as held:
        listening = held.enter_context(listen("127.0.0.1", arguments.port)) if arguments.serve else None
        folder = held.enter_context(tempfile.TemporaryDirectory(prefix="watcher-demo-"))
        on = held.enter_context(stage(Path(folder)))
        days = play(on)
        code = show(Result(as_data(days), as_text(days)), as_json=arguments.json)
        if listening is not None:
            _stay(on, listening)
    return code


def _stay(on: "Stage", listening: socket.socket) -> None:
    started, last = datetime.now(UTC), on.clock()

    def clock() -> datetime:
        return last + (datetime.now(UTC) - started)

    with (
        schedule.ticking(on.desk, fetch=on.fetch, channels=on.channels, clock=clock, owner="demo"),
        working(on.desk, clock=clock, owner="demo"),
    ):
        first = first_link(on.desk.engine, clock()) or ""
        sys.stderr.write(f"\n请用浏览器打开 {address(listening)}{first} ，设置用户名和密码后即可使用；按 Ctrl+C 结束。\n")
        answer(create_app(on.desk, clock=clock), listening)
