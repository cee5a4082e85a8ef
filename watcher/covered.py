"""The coverage as of now, for whoever asks often: what only a revision of the register changes is asked once for each."""

from sqlmodel import Session

from store.coverage import Coverage, Inventory, coverage_of, inventory
from store.known import revision, revision_name
from watcher.desk import Desk

_NAME = "coverage"


def covered(session: Session, desk: Desk) -> Coverage:
    """The same as store.coverage.coverage(); sources and messages, which change without a revision, are asked each time."""
    now = revision_name(session, revision(session))
    kept = desk.asked.get(_NAME)
    if isinstance(kept, tuple) and kept[0] == now and isinstance(kept[1], Inventory):
        return coverage_of(session, desk.sources, kept[1])
    found = inventory(session)
    desk.asked[_NAME] = now, found
    return coverage_of(session, desk.sources, found)
