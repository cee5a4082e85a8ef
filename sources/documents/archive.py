"""Zip archives: the files inside, taken out in memory and bounded; their names are shown and never used as paths."""

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath

from sources.documents.tables import unreadable

_MOST_FILES = 50
_MOST_UNPACKED = 100 * 1024 * 1024
_LONGEST_NAME = 200
_UTF8_NAME, _PROTECTED = 0x800, 0x1
_RUBBISH = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
# What zipfile raises for damaged archives; NotImplementedError is its word for a compression that it does not know.
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OSError)


def files_in(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of each file, without what operating systems leave in archives.

    Raises ReadingError (unreadable) when it is damaged, protected, empty, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_rubbish(_path(entry))]
            _check(entries, name)
            for entry in entries:
                yield _path(entry), archive.read(entry)  # never longer than it says, or the archive is damaged
    except BROKEN as error:
        raise unreadable(f"文件“{name}”已损坏，无法解开，原件已留存") from error


def _check(entries: list[zipfile.ZipInfo], name: str) -> None:
    if not entries:
        raise unreadable(f"压缩包“{name}”里没有文件")
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise unreadable(
            f"压缩包“{name}”里文件过多或解开后过大，未予读取", "请解开后取出名单文件，再用 watcher import 导入"
        )
    if any(entry.flag_bits & _PROTECTED for entry in entries):
        raise unreadable(f"压缩包“{name}”有密码，无法解开", "请解开后取出名单文件，再用 watcher import 导入")


def _path(entry: zipfile.ZipInfo) -> str:
    """The path as its maker wrote it: Windows in China writes GBK and does not say so."""
    path = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        printed = path.encode("cp437", errors="replace")
        try:
            path = printed.decode("utf-8")
        except UnicodeDecodeError:
            path = printed.decode("gb18030", errors="replace")
    path = path.replace("\\", "/")
    return "".join(one for one in path if unicodedata.category(one)[0] != "C")[-_LONGEST_NAME:] or "未命名"


def _is_rubbish(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return any(part in _RUBBISH for part in parts) or parts[-1].startswith(("~$", "._"))
