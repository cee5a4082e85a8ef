"""When to try again after a bad look: soon at first, then ever later, never given up. Pure."""

from datetime import datetime, timedelta
from random import Random

from sources.records import LookState
from watcher.cadence import DAY, Cadence, interval, next_look, within

FIRST = timedelta(minutes=15)
_WALLS = (LookState.BLOCKED_SCRIPT, LookState.BLOCKED_FIREWALL, LookState.BLOCKED_PLACE, LookState.BLOCKED_ROBOTS)
_DOUBLINGS = 30  # of a quarter of an hour: more than any bound
_JITTER = 0.1


def look_again(
    cadence: Cadence,
    source_id: str,
    after: datetime,
    rng: Random,
    *,
    state: LookState,
    failures: int,
    asked_wait: float | None = None,
) -> datetime:
    """When to look after a look that ended so, the `failures`-th bad one in a row.

    Who shuts the door is not knocked at sooner than otherwise; what a person must decide is no reason to look sooner.
    `asked_wait` is what the site asked for, in seconds.
    """
    if state.good or state is LookState.QUARANTINED:
        return next_look(cadence, source_id, after, rng)
    own = interval(cadence, source_id, after)
    longest = max(own, DAY)
    first = own if state in _WALLS else FIRST
    seconds = min(first.total_seconds() * 2.0 ** min(failures - 1, _DOUBLINGS), longest.total_seconds()) * (1 - _JITTER * rng.random())
    if asked_wait is not None:
        seconds = min(max(seconds, asked_wait), longest.total_seconds())
    return within(cadence, source_id, after + timedelta(seconds=seconds))
