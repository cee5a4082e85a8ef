"""The coverage as of now or of an earlier time, for whoever asks often: what only a revision of the register changes is asked once for each."""

from datetime import datetime

from sqlmodel import Session

from store.coverage import Coverage, coverage_of, inventory
from store.known import revision, revision_name
from watcher.asked import asked_once
from watcher.desk import Desk


def covered(session: Session, desk: Desk, known_at: datetime | None = None) -> Coverage:
    """The same as store.coverage.coverage(); sources and messages, which change without a revision, are asked each time."""
    now = revision_name(session, revision(session))
    if known_at is None:
        return coverage_of(session, desk.sources, asked_once(desk, "coverage", now, lambda: inventory(session)))
    then = now, revision(session, known_at)  # what the last revision until then had left
    held = asked_once(desk, "coverage then", then, lambda: inventory(session, known_at))
    return coverage_of(session, desk.sources, held, known_at)
