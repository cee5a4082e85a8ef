"""What is watched, authority by authority: its sources and how they fare, its lists, and the names still missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sources import catalog
from sources.base import Source
from sources.records import LookState
from store.coverage import Coverage, Gap
from store.lists import ListState
from store.tables.schedule import SourceHealth
from watcher.web.trust import Trust

NOBODY = "未能确定监管机构的公告"


@dataclass(frozen=True, slots=True)
class Watched:
    """One source: `tone` is bad, unseen, doubt (seen too long ago) or good."""

    source: Source
    health: SourceHealth | None
    tone: str
    now: datetime

    @property
    def looking(self) -> bool:
        """Whether a worker is there right now."""
        return bool(self.health and self.health.lease_until and self.health.lease_until > self.now)

    @property
    def overdue(self) -> bool:
        """Whether its time has come and nobody has looked yet."""
        return bool(self.health and self.health.next_look_at <= self.now)


@dataclass(frozen=True, slots=True)
class Authority:
    """One regulator with everything that is known of its publications."""

    name: str
    former: tuple[str, ...]
    sources: tuple[Watched, ...]
    lists: tuple[ListState, ...]
    gaps: tuple[Gap, ...]

    @property
    def listed(self) -> int:
        """How many stand on its lists."""
        return sum(one.listed for one in self.lists)

    @property
    def urgency(self) -> tuple[int, int]:
        """What comes first on the page: sources that cannot be seen, then missing names."""
        worst = min((_TONES.index(one.tone) for one in self.sources), default=len(_TONES))
        return worst, -len(self.gaps)


_TONES = ("bad", "unseen", "doubt", "good")


def authorities(
    sources: Sequence[Source], health: Mapping[str, SourceHealth], cover: Coverage, trusted: Trust, now: datetime
) -> list[Authority]:
    """All regulators that are watched or that the register knows, the worst first."""
    stale = frozenset(one.id for one in trusted.stale)
    ids = [source.regulator.id for source in sources]
    ids += [one.regulator for one in cover.lists] + [one.regulator for one in cover.gaps]
    found = []
    for id_ in dict.fromkeys(ids):
        known = catalog.regulator(id_)
        found.append(
            Authority(
                name=known.names[-1] if known else id_ or NOBODY,
                former=known.names[:-1] if known else (),
                sources=tuple(
                    Watched(source, health.get(source.id), _tone(health.get(source.id), source.id in stale), now)
                    for source in sources
                    if source.regulator.id == id_
                ),
                lists=tuple(one for one in cover.lists if one.regulator == id_),
                gaps=tuple(one for one in cover.gaps if one.regulator == id_),
            )
        )
    return sorted(found, key=lambda one: one.urgency)


def _tone(health: SourceHealth | None, stale: bool) -> str:
    if health is None or health.state is None:
        return "unseen"
    if not LookState(health.state).good:
        return "bad"
    return "doubt" if stale else "good"
