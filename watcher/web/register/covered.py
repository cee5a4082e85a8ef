"""What the lists that were asked about cannot tell, now or at an earlier time; for pages and for the API."""

from collections.abc import Mapping
from datetime import datetime

from store.database import reading
from watcher.covered import covered as known_then
from watcher.register.uncovered import Uncovered, uncovered
from watcher.web.trust import trust
from watcher.web.visit import Visit


def covered(visit: Visit, wanted: Mapping[str, str] | None = None, known_at: datetime | None = None) -> Uncovered:
    """Of the lists and regulators that the filters name; of all without any."""
    if known_at is None:
        cover = visit.coverage()
        return uncovered(cover, visit.trust(cover).stale, visit.desk.sources, wanted or {})
    with reading(visit.desk.engine) as session:
        cover = known_then(session, visit.desk, known_at)
    then = trust(cover, now=min(known_at, visit.now), cadence=visit.desk.settings.cadence)  # by today's cadence
    return uncovered(cover, then.stale, visit.desk.sources, wanted or {})
