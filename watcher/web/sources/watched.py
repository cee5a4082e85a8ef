"""What is watched, authority by authority: its sources and how they fare, its lists, and the names still missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sources import catalog
from sources.base import Source
from store.coverage import Coverage, Gap
from store.lists import ListState
from store.tables.schedule import SourceHealth
from watcher.cli.turns import next_look
from watcher.config import Settings
from watcher.web.sources.condition import Condition

NOBODY = "未能确定监管机构的公告"


@dataclass(frozen=True, slots=True)
class Watched:
    """One source, and when it is really looked at next (None: not planned yet)."""

    source: Source
    health: SourceHealth | None
    condition: Condition
    next_look: datetime | None
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
        worst = min((one.condition.rank for one in self.sources), default=len(Condition))
        return worst, -len(self.gaps)


def authorities(
    sources: Sequence[Source],
    health: Mapping[str, SourceHealth],
    cover: Coverage,
    fares: Mapping[str, Condition],
    settings: Settings,
    now: datetime,
) -> list[Authority]:
    """All regulators that are watched or that the register knows, the worst first; so are their sources."""
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
                    _watched(source, health.get(source.id), fares[source.id], settings, now)
                    for source in sorted(sources, key=lambda one: fares[one.id].rank)
                    if source.regulator.id == id_
                ),
                lists=tuple(one for one in cover.lists if one.regulator == id_),
                gaps=tuple(one for one in cover.gaps if one.regulator == id_),
            )
        )
    return sorted(found, key=lambda one: one.urgency)


def _watched(
    source: Source, health: SourceHealth | None, condition: Condition, settings: Settings, now: datetime
) -> Watched:
    planned = next_look(settings.cadence(source.id), health, now) if health else None
    return Watched(source, health, condition, planned, now)
