"""How much of what there is a message shows: the most urgent, the rest in numbers. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alerts import wording
from alerts.items import Item, urgency

MOST_ITEMS = 10  # in the body; where there are more, all are attached
MOST_ATTACHED = 5000  # 6 MB as a mail writes them; servers take 10 MB at the least
MOST_ALARMS = 20
MOST_COUNTS = 12
MOST_GAPS = 5
MOST_SOURCES = 8  # in all, however they failed


@dataclass(frozen=True, slots=True)
class Count:
    """How many items of one list have one kind and grade."""

    list_title: str
    happened: str
    grade: str
    number: int


@dataclass(frozen=True, slots=True)
class Extent:
    """The items of one message, the most urgent first."""

    items: Sequence[Item]

    @classmethod
    def of(cls, items: Sequence[Item]) -> "Extent":
        """Put them in order."""
        return cls(sorted(items, key=urgency))

    @property
    def shown(self) -> Sequence[Item]:
        """Those that the body tells."""
        return self.items[:MOST_ITEMS]

    @property
    def hidden(self) -> int:
        """How many stand in the attached table alone."""
        return len(self.items) - len(self.shown)

    @property
    def attached(self) -> Sequence[Item]:
        """Those in the table."""
        return self.items[:MOST_ATTACHED]

    @property
    def counterparties(self) -> int:
        """How many counterparties they are about."""
        return len({one.row for one in self.items if one.row})

    @property
    def grades(self) -> list[tuple[str, int]]:
        """How many of each grade, the surest first."""
        counted = Counter(one.grade for one in self.items)
        return [(grade, counted[grade]) for grade in wording.GRADE if counted[grade]]

    @property
    def counts(self) -> list[Count]:
        """How many by list, kind and grade, the largest first."""
        counted = Counter((one.list_title, one.happened, one.grade) for one in self.items)
        return [Count(*key, number) for key, number in counted.most_common(MOST_COUNTS)]

    @property
    def uncounted(self) -> int:
        """How many items the counts leave out."""
        return len(self.items) - sum(one.number for one in self.counts)


@dataclass(frozen=True, slots=True)
class Unseen:
    """What could not be seen when the message was written: gaps and sources, the worst first, and how many more."""

    gaps: Sequence[Mapping[str, Any]]
    more_gaps: int
    blind: Sequence[tuple[str, Sequence[str]]]  # how looks ended, and the sources that so ended
    more_blind: int

    @classmethod
    def of(cls, coverage: Mapping[str, Any]) -> "Unseen":
        """Of the coverage as it was kept: a list of unknown size is worse than a long one, a failure than no look yet."""
        gaps = sorted(coverage["gaps"], key=lambda gap: (gap["missing"] is not None, -(gap["missing"] or 0)))
        blind = sorted(coverage["blind"], key=lambda source: (source["state"] is None, source["state"] or ""))
        by_state: dict[str, list[str]] = {}
        for source in blind[:MOST_SOURCES]:
            by_state.setdefault(wording.look_state(source["state"]), []).append(source["title"])
        more_gaps, more_blind = max(0, len(gaps) - MOST_GAPS), max(0, len(blind) - MOST_SOURCES)
        return cls(gaps[:MOST_GAPS], more_gaps, list(by_state.items()), more_blind)
