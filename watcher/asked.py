"""What need not be asked again as long as a state lasts: kept on the desk, for this process alone."""

from collections.abc import Callable
from typing import TypeVar

from watcher.desk import Desk

Answer = TypeVar("Answer")


def asked_once(desk: Desk, what: str, state: object, ask: Callable[[], Answer]) -> Answer:
    """The answer, asked for anew only in another state. Two that ask at the same moment may both do the work."""
    kept = desk.asked.get(what)
    if isinstance(kept, tuple) and kept[0] == state:
        answer: Answer = kept[1]
        return answer
    found = ask()
    desk.asked[what] = state, found
    return found
