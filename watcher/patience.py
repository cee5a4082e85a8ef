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
    """When to look after a look that ended so, the `failures`-th bad one in a row; a day later at most, or at its next time.

    Who shuts the door is not knocked at sooner than otherwise; what a person must decide is no reason to look sooner.
    `asked_wait` is what the site asked for, in seconds; a day of it is kept.
    """
    own = interval(cadence, source_id, after)
    regular = state.good or state is LookState.QUARANTINED
    if regular or (state in _WALLS and own >= DAY):
        at = next_look(cadence, source_id, after, rng)
    else:
        first = max(own, FIRST) if state in _WALLS else FIRST
        wait = min(first.total_seconds() * 2.0 ** min(failures - 1, _DOUBLINGS), DAY.total_seconds())
        at = after + timedelta(seconds=wait * (1 - _JITTER * rng.random()))
    if asked_wait is not None and not regular:
        at = max(at, after + min(timedelta(seconds=asked_wait), DAY))
    return within(cadence, source_id, at)
