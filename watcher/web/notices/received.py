"""The files of an import as the browser sends them: how many, how large, under which names."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from fastapi import UploadFile

from sources.documents.sniff import FileKind, kind_of
from sources.errors import UsageError

MOST_BYTES = 20 * 1024 * 1024  # of all files together, as the guard takes them
MOST_FILES = 20
_LONGEST_NAME = 200
_MEANING = "没有导入任何内容"


@dataclass(frozen=True, slots=True)
class Received:
    """One file, with a name for people, which is never used as a path."""

    name: str
    content: bytes


def received(files: Sequence[UploadFile]) -> list[Received]:
    """The files, pages first: an attachment belongs to a notice whose page is known. Raises UsageError."""
    chosen = [one for one in files if one.filename]
    if not chosen:
        raise UsageError("没有选择文件", meaning=_MEANING, action="请选择从浏览器另存的网页（.html）或公告的附件")
    if len(chosen) > MOST_FILES:
        raise UsageError(f"一次最多导入 {MOST_FILES} 个文件", meaning=_MEANING, action="请分几次导入")
    found = [Received(_name(one.filename or ""), one.file.read(MOST_BYTES + 1)) for one in chosen]
    if sum(len(one.content) for one in found) > MOST_BYTES:
        raise UsageError(
            f"文件合计超过 {MOST_BYTES // 1024 // 1024} MB", meaning=_MEANING, action="请分几次导入；更大的文件请维护者导入"
        )
    return sorted(found, key=lambda one: kind_of(one.content) is not FileKind.HTML)


def _name(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(mark for mark in last if mark.isprintable())[:_LONGEST_NAME] or "未命名"
