"""Every error that Watcher raises on purpose.

WatcherError            what happened, what it means for the data, what to do
├── LookError           a look did not end well; carries the state it ends in
│   ├── FetchError      nothing usable came back (blocked, gone, unreachable, tls, wrong page)
│   └── ReadingError    something came back that cannot be read or must not be believed
├── FileRejected        a file that a user gave cannot be used
└── UsageError          wrong use or configuration
"""

from sources.records import LookState

LOOK_AGAIN = "可稍后重试，或将网页、附件另存后用 watcher import 导入"  # what to do where a look says nothing better


class WatcherError(Exception):
    """What happened, what it means for the user's data, and what to do about it (all in Chinese, for people)."""

    def __init__(self, what: str, *, meaning: str = "", action: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.meaning = meaning
        self.action = action

    def __str__(self) -> str:
        return "；".join(part for part in (self.what, self.meaning, self.action) if part)


class LookError(WatcherError):
    """A look (or a part of it) ended in `state`; the register stays as it was."""

    def __init__(self, what: str, *, state: LookState, url: str = "", meaning: str = "", action: str = "") -> None:
        super().__init__(
            what,
            meaning=meaning or "名单库保持原样，未作任何改动",
            action=action or LOOK_AGAIN,
        )
        self.state = state
        self.url = url


class FetchError(LookError):
    """Nothing usable came back from the site; `answer` is what came instead, where that tells who sent it."""

    answer: bytes = b""


class ReadingError(LookError):
    """What came back cannot be read, or must not be believed."""


class FileRejected(WatcherError):
    """A file given by a user cannot be used; nothing of it was stored."""


class UsageError(WatcherError):
    """Wrong use or configuration; names the wrong argument or key."""
