"""The coverage as of now, for whoever asks often: what only a revision of the register changes is asked once for each."""

from sqlmodel import Session

from store.coverage import Coverage, coverage_of, inventory
from store.known import revision, revision_name
from watcher.asked import asked_once
from watcher.desk import Desk


def covered(session: Session, desk: Desk) -> Coverage:
    """The same as store.coverage.coverage(); sources and messages, which change without a revision, are asked each time."""
    now = revision_name(session, revision(session))
    held = asked_once(desk, "coverage", now, lambda: inventory(session))
    return coverage_of(session, desk.sources, held)
