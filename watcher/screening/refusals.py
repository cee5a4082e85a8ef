"""Words for a file that cannot be used as a whole."""

from sources.errors import FileRejected

_ACTION = "请另存为 CSV（UTF-8）或 .xlsx 后重试"
_SHOWN = 40


def rejected(what: str, action: str = _ACTION) -> FileRejected:
    """The error for a file that cannot be used as a whole."""
    return FileRejected(what, meaning="文件未被使用，没有筛查任何企业", action=action)


def shown(value: str) -> str:
    """A value as it is quoted in a message: in one line, and short."""
    line = " ".join(value[: _SHOWN * 10].split())
    return line if len(line) <= _SHOWN and len(value) <= _SHOWN * 10 else line[: _SHOWN - 1] + "…"
