"""The files that a command reads and writes, and words for what may be wrong with them."""

import contextlib
import errno
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from sources.errors import UsageError

_WORDS = {
    errno.ENOENT: "没有这个文件",
    errno.EISDIR: "这是一个文件夹，不是文件",
    **dict.fromkeys((errno.EACCES, errno.EPERM), "没有权限"),
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘只读",
    errno.ENAMETOOLONG: "文件名过长",
    errno.ELOOP: "符号链接绕成了圈",
}
RESULTS = (".csv", ".xlsx")


def words(error: OSError) -> str:
    """What went wrong, in Chinese where it is a common thing."""
    return _WORDS.get(error.errno or 0) or error.strerror or type(error).__name__


def read(name: str, *, most: int, meaning: str) -> bytes:
    """The bytes of a file that the user names, at most so many: a device has no end. Raises UsageError."""
    try:
        with Path(name).open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise _unreadable(name, error, meaning) from error
    if len(content) > most:
        raise UsageError(f"文件 {name} 超过 {most // 1024 // 1024} MB", meaning=meaning, action="请核对是否选错了文件")
    return content


def _unreadable(name: str, error: OSError, meaning: str) -> UsageError:
    return UsageError(f"无法读取文件 {name}：{words(error)}", meaning=meaning, action="请检查文件名、所在文件夹和权限")


def check_result(name: str, *sources: str | None) -> Path:
    """Where a result shall go, checked before the work is done. Raises UsageError."""
    path = Path(name)
    what = None
    if path.suffix.lower() not in RESULTS:
        what = f"结果文件 {name} 的扩展名须为 .csv 或 .xlsx"
    elif not path.parent.is_dir():
        what = f"结果文件所在的文件夹 {path.parent} 不存在"
    elif path.is_dir():
        what = f"{name} 是一个文件夹，不是文件"
    elif path.exists() and any(source and Path(source).exists() and path.samefile(source) for source in sources):
        what = f"结果文件 {name} 就是输入文件，会把它覆盖"
    if what:
        raise UsageError(
            what, meaning="没有筛查，也没有写入任何文件", action="请在 --out 后另写一个文件名，如 结果.xlsx"
        )
    return path


@contextlib.contextmanager
def opened(name: str, *, meaning: str) -> Iterator[BinaryIO]:
    """A file that the user names, to read in any order; what comes through a pipe is kept aside. Raises UsageError."""
    with contextlib.ExitStack() as kept:
        try:
            file: BinaryIO = kept.enter_context(Path(name).open("rb"))
            if not file.seekable():
                aside: BinaryIO = kept.enter_context(TemporaryFile())
                shutil.copyfileobj(file, aside)
                file = aside
        except OSError as error:
            raise _unreadable(name, error, meaning) from error
        yield file


@contextlib.contextmanager
def part_of(path: Path) -> Iterator[BinaryIO]:
    """A file beside the wanted one, that takes its place at the end; a broken run leaves the older. Raises UsageError.

    An OSError of any kind inside of the `with` is taken for one of writing.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise UsageError(
            f"无法写入文件 {path}：{words(error)}",
            meaning="结果没有保存，原有的同名文件不受影响",
            action="请检查权限和磁盘空间，或换一个位置",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def write(path: Path, content: bytes) -> None:
    """Write the whole file or nothing. Raises UsageError."""
    with part_of(path) as file:
        file.write(content)
