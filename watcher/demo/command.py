"""`watcher demo`: the whole flow on bundled sites in a temporary folder; with --serve the page stays."""

import argparse
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sources.errors import UsageError
from watcher.cli.output import Result, show

if TYPE_CHECKING:
    from watcher.demo.story import Stage


def demo(arguments: argparse.Namespace) -> Result:
    """Play the story, print it, and end; or stay with the web page on its data."""
    try:
        from watcher.demo.story import play, stage
        from watcher.demo.telling import as_data, as_text
    except ModuleNotFoundError as error:
        raise UsageError(
            f"演示需要的组件没有安装（{error.name}）", action="请用 make demo，或安装 regwatch-cn[demo]"
        ) from error
    with tempfile.TemporaryDirectory(prefix="watcher-demo-") as folder, stage(Path(folder)) as on:
        days = play(on)
        result = Result(as_data(days), as_text(days))
        if arguments.serve:
            show(result, as_json=arguments.json)
            _stay(on, arguments.port)
            return Result({}, "演示结束。")
    return result


def _stay(on: "Stage", port: int) -> None:
    import uvicorn

    from watcher import schedule
    from watcher.web.app import create_app

    started, last = datetime.now(UTC), on.clock()

    def clock() -> datetime:
        return last + (datetime.now(UTC) - started)

    ticker = schedule.start(on.desk, fetch=on.fetch, channel=on.channel, clock=clock, owner="demo")
    uvicorn.run(create_app(on.desk, clock=clock), host="127.0.0.1", port=port, server_header=False)
    ticker.shutdown(wait=True)
