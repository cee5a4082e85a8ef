"""A form with a file, as it arrives: checked for size and for a name that can be shown, stored and mailed."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from fastapi import UploadFile

from sources.errors import FileRejected
from watcher.screening.preview import preview
from watcher.screening.tabular import MOST_BYTES, NamesNotFound, Wanted

MOST_MEGABYTES = MOST_BYTES // 1024 // 1024
MOST_BODY = MOST_BYTES + 1024 * 1024  # the file with the other fields and the borders between them
_LONGEST_FILE_NAME = 200
_MEANING = "没有保存任何内容"


class TooLarge(FileRejected):
    """A file beyond the limit."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The file that the user chose."""

    file_name: str
    content: bytes


def read(file: UploadFile | None) -> Chosen:
    """The checked file. Raises FileRejected for one that nothing can be done about, TooLarge beyond the limit.

    One whose columns or encoding are in doubt is taken: its owner is asked.
    """
    if file is None or not file.filename:
        raise FileRejected("没有选择文件", meaning=_MEANING, action="请选择一个 CSV 或 .xlsx 文件")
    content = file.file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise too_large()
    chosen = Chosen(_file_name(file.filename), content)
    refused = preview(content, chosen.file_name, Wanted()).refused
    if refused and not isinstance(refused, NamesNotFound) and "编码" not in refused.what:
        raise refused
    return chosen


def too_large() -> TooLarge:
    """The refusal of a file beyond the limit."""
    return TooLarge(
        f"文件超过 {MOST_MEGABYTES} MB 上限", meaning=_MEANING, action="请拆成几个较小的文件，或只保留名称和信用代码两列"
    )


def _file_name(name: str) -> str:
    """The last part of what the browser sent, for people to read; never used as a path."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(character for character in last if character.isprintable())[:_LONGEST_FILE_NAME] or "未命名"
