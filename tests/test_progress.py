import io
import os
import pty
import time
from contextlib import suppress

from watcher.cli.progress import Progress, line


def _read(terminal: int) -> str:
    """All that stands there."""
    os.set_blocking(terminal, False)
    read = b""
    with suppress(BlockingIOError):
        while True:
            read += os.read(terminal, 10_000)
    return read.decode()


def test_a_line_says_rows_share_speed_and_time_left() -> None:
    told = line("筛查", 20_000, 0.25, 10.0)
    assert told == "筛查 [█████               ] 25%  20,000 行  2,000 行/秒  剩余 0:30"
    assert line("筛查", 1, 0.0, 0.0).endswith("剩余 未知")


def test_a_terminal_sees_the_line_and_it_is_gone_at_the_end() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        for number in Progress(stream=terminal).of("筛查", range(3), lambda: 0.5):
            time.sleep(0.15)
            assert number < 3
        told = _read(ours)
    os.close(ours)
    assert "筛查 [██████████          ] 50%" in told
    assert told.endswith("\r\x1b[K")


def test_a_file_and_a_program_see_nothing() -> None:
    stream = io.StringIO()
    assert list(Progress(stream=stream).of("筛查", range(3), lambda: 0.5)) == [0, 1, 2]
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        quiet = Progress(quiet=True, stream=terminal)
        quiet.say("正在建立索引")
        assert quiet.shown is False
    os.close(ours)
    assert stream.getvalue() == ""
