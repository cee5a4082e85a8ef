"""The first line: what the data are as of, how many sources fare how, and what lists that stand on blind sources. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sources.base import Source
from store.coverage import Coverage
from store.lists import ListState
from watcher.web.sources.condition import Condition, counted
from watcher.web.trust import Trust

_SEEN = (Condition.WELL, Condition.LATE)


@dataclass(frozen=True, slots=True)
class TrustLine:
    """What the first line says; green only where every source was seen lately and no list lacks its names."""

    tone: str  # bad, doubt, good
    counts: tuple[tuple[Condition, int], ...]  # well first; what is nowhere is left out
    as_of: datetime | None  # the oldest last look of the sources that fare well
    latest: datetime | None  # the newest look of all
    stale: tuple[ListState, ...]  # lists of which no source is seen now
    lists: int
    listed: int
    gaps: int
    unsent: int
    looked: bool

    @property
    def troubles(self) -> int:
        """What the title of the page counts."""
        bad = sum(number for condition, number in self.counts if condition not in (Condition.WELL, Condition.UNSEEN))
        return bad + bool(self.unsent)

    @property
    def title(self) -> str:
        """2 处异常 – 总览"""
        return f"{self.troubles} 处异常 – 总览" if self.troubles else "总览"


def trust_line(
    cover: Coverage, trusted: Trust, found: Mapping[str, Condition], sources: Sequence[Source], *, watching: bool
) -> TrustLine:
    """The line for somebody who is `watching` portfolios, or none yet: then nothing he relies on can be stale."""
    counts = counted(dict(found))
    stale = _stale(cover, found, sources) if watching else ()
    looks = [datetime.fromisoformat(one.last_look) for one in cover.sources if one.last_look]
    relied_on = stale or (watching and (trusted.gaps or trusted.empty))
    return TrustLine(
        tone="good" if trusted.complete else "bad" if relied_on else "doubt",
        counts=tuple((one, counts[one]) for one in reversed(Condition) if counts[one]),
        as_of=_as_of(cover, found),
        latest=max(looks, default=None),
        stale=stale,
        lists=trusted.lists,
        listed=trusted.listed,
        gaps=len(trusted.gaps),
        unsent=trusted.unsent,
        looked=bool(looks),
    )


def _as_of(cover: Coverage, found: Mapping[str, Condition]) -> datetime | None:
    good = [one.last_good for one in cover.sources if one.last_good and found[one.id] is Condition.WELL]
    return min(map(datetime.fromisoformat, good), default=None)


def _stale(cover: Coverage, found: Mapping[str, Condition], sources: Sequence[Source]) -> tuple[ListState, ...]:
    """Lists that are screened against and of whose regulator a source is late, fails or was never seen."""
    blind = {source.regulator.id for source in sources if found[source.id] is not Condition.WELL}
    return tuple(one for one in cover.lists if one.regulator in blind and one.edition and one.polarity in ("flagged", "suspected"))
