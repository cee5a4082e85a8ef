"""How far "not found" can be trusted: what the register lacks, said before any result. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sources.records import Polarity
from store.coverage import Coverage, Gap, SourceState
from watcher.cadence import Cadence, is_overdue

_PROMPT = timedelta(minutes=15)  # by when a mail has left where all is well
_ADVERSE = tuple(polarity.value for polarity in Polarity if polarity.adverse)


@dataclass(frozen=True, slots=True)
class Trust:
    """The banner: `complete` only when every source was seen lately and no list lacks its names."""

    empty: bool  # nothing to screen against
    gaps: tuple[Gap, ...]
    unseen: tuple[SourceState, ...]  # never looked at
    blind: tuple[SourceState, ...]  # the last look failed
    stale: tuple[SourceState, ...]  # good once, too long ago
    lists: int
    listed: int
    since: datetime | None  # the oldest good look of all sources
    unsent: int  # mails that should have left by now, refused ones included

    @property
    def complete(self) -> bool:
        """Whether nothing is known to be missing."""
        return not (self.empty or self.gaps or self.unseen or self.blind or self.stale or self.unsent)


def trust(cover: Coverage, *, now: datetime, cadence: Callable[[str], Cadence]) -> Trust:
    """Judge the coverage; a source is stale when a whole look was missed by its own cadence."""
    adverse = [one for one in cover.lists if one.polarity in _ADVERSE and one.edition is not None]
    seen = [one for one in cover.sources if one not in cover.blind]
    moments = [moment for one in seen if (moment := last_good(one)) is not None]
    return Trust(
        empty=not adverse,
        gaps=cover.gaps,
        unseen=tuple(one for one in cover.blind if one.state is None),
        blind=tuple(one for one in cover.blind if one.state is not None),
        stale=tuple(one for one in seen if _is_stale(one, cadence(one.id), now)),
        lists=len(adverse),
        listed=sum(one.listed for one in adverse),
        since=min(moments, default=None),
        unsent=_unsent(cover, now),
    )


def _unsent(cover: Coverage, now: datetime) -> int:
    waiting = cover.unsent
    overdue = waiting.since is not None and datetime.fromisoformat(waiting.since) < now - _PROMPT
    return waiting.mails if overdue or waiting.refused else 0


def _is_stale(source: SourceState, cadence: Cadence, now: datetime) -> bool:
    moment = last_good(source)
    return moment is None or is_overdue(cadence, source.id, moment, now)


def last_good(source: SourceState) -> datetime | None:
    """When the source was last really seen."""
    return datetime.fromisoformat(source.last_good) if source.last_good else None
