"""When to try again after a bad look: soon at first, then ever later, never given up. Pure."""

from datetime import datetime, timedelta
from random import Random

from sources.records import LookState
from watcher.cadence import DAY, Cadence, interval, next_look, within

FIRST = timedelta(minutes=15)
_WALLS = (LookState.BLOCKED_SCRIPT, LookState.BLOCKED_FIREWALL, LookState.BLOCKED_PLACE, LookState.BLOCKED_ROBOTS)
_MOST_DOUBLINGS = 32
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
    wait = min(first * 2 ** min(max(failures, 1) - 1, _MOST_DOUBLINGS), longest) * (1 - _JITTER * rng.random())
    if asked_wait is not None and asked_wait > wait.total_seconds():
        wait = min(timedelta(seconds=min(asked_wait, longest.total_seconds())), longest)
    return within(cadence, source_id, after + wait)
