"""A user's workbook (.xlsx, .xls and their likes), read in a process of its own and handed over row by row.

The reading library sets up whole sheets, and a hostile file can ask it for any amount of memory and time. The other
process may have so much and no more; what it was given is gone with it, and the one that screens stays small.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, TypeAlias

from sources.documents.tables import Cell
from sources.documents.workbook import cell_of
from watcher.screening import workbook_reader
from watcher.screening.refusals import rejected
from watcher.screening.workbook_reader import NEXT, PASSWORD, REST

Row: TypeAlias = tuple[Cell, ...]
Grid: TypeAlias = tuple[list[Row], Iterator[Row], Callable[[], float], str]  # the first rows, all rows, how much was read, title

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# A NUL as JSON writes it: no text file may hold one, and no database takes it.
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
_SCANNED = 16 * 1024 * 1024
_UNLOCK = "请在表格软件中打开并取消密码，另存为 .xlsx 或 CSV（UTF-8）后重试"
_LESS = "请在表格软件中只保留需要的工作表和列，另存为 CSV（UTF-8）后重试"


@contextmanager
def opened(file: BinaryIO, filename: str) -> Iterator[Iterator[Grid]]:
    """The visible sheets that hold anything; the rows of one can be read until the next is asked for.

    Raises FileRejected for a damaged or protected workbook, and for one that takes too much memory or time.
    """
    if _ENCRYPTED in file.read(_SCANNED):
        raise rejected(f"文件“{filename}”{PASSWORD}", _UNLOCK)
    with tempfile.NamedTemporaryFile() as copy:
        name = getattr(file, "name", None)
        if not isinstance(name, str):  # the bytes of an upload, or a pipe that was kept without a name
            file.seek(0)
            copy.write(file.read())
            copy.flush()
            name = copy.name
        command = [sys.executable, "-P", workbook_reader.__file__, name]  # -P: no module of the folder that we stand in
        # A session of its own: an interruption from the keyboard is for us, and we end it.
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                yield _Sheets(process, filename)
            finally:
                process.kill()


class _Sheets(Iterator[Grid]):
    """The talk with the other process: it shows the beginning of a sheet and is told to send the rest or the next."""

    def __init__(self, process: "subprocess.Popen[bytes]", filename: str) -> None:
        self.process, self.filename = process, filename
        self.begun = False

    def __next__(self) -> Grid:
        if self.begun:
            self._say(NEXT)
        self.begun = True
        said = self._heard()
        if said is None:
            raise StopIteration
        height, count = max(1, said["height"]), len(said["head"])
        head = [_row(values) for values in said["head"]]
        done = 0

        def rows() -> Iterator[Row]:
            nonlocal done
            yield from head
            self._say(REST)
            while (values := self._heard()) is not None:
                done += 1
                yield _row(values)

        return head, rows(), lambda: min(1.0, (count + done) / height), str(said.get("title", ""))

    def _say(self, word: bytes) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(word + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            self._heard()  # it ended: the reason is told by what it said last

    def _heard(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            self.process.wait()
            raise rejected(f"文件“{self.filename}”展开后过大，读取它所需的内存或时间超过上限", _LESS)
        said = json.loads(_NUL.sub(rb"\1", line))
        if isinstance(said, dict) and "error" in said:
            what = f"文件“{self.filename}”{said['error']}"
            raise rejected(what, _UNLOCK) if said["error"] == PASSWORD else rejected(what)
        return said


def _row(values: list[object]) -> Row:
    return tuple(map(cell_of, values))
