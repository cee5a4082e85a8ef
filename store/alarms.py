"""What is wrong with the watching: each condition opens once, is told when it changes, and closes when it is over."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from store.tables.alarms import AlarmRow


class Kind(StrEnum):
    """What can be wrong, the worst first."""

    DISK = "disk"
    CLOCK = "clock"
    REFUSED = "refused"  # messages that a server refuses for good
    STUCK = "stuck"  # messages that no server takes
    UNVISITED = "unvisited"
    LOOK = "look"
    EMPTY = "empty"
    NAMES_MISSING = "names_missing"
    QUIET = "quiet"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return list(Kind).index(self)

    @property
    def unusual(self) -> bool:
        """Perhaps nothing is wrong; somebody should look."""
        return self in (Kind.EMPTY, Kind.QUIET)


Key = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is wrong now; another `state` of it is told again, other words are not."""

    kind: Kind
    subject: str
    title: str
    state: str
    words: str
    since: datetime | None = None

    @property
    def key(self) -> Key:
        """At most one is open."""
        return self.kind, self.subject


def standing(session: Session) -> list[AlarmRow]:
    """All that are open, the worst first, then the oldest."""
    found = session.exec(select(AlarmRow).where(col(AlarmRow.closed_at).is_(None)))
    return sorted(found, key=lambda one: (Kind(one.kind).rank, one.opened_at, one.subject))


def turning(open_ones: Collection[AlarmRow], found: Mapping[Key, Condition]) -> bool:
    """Whether `turn` would change anything that is told: asked at each tick, which mostly writes nothing."""
    states = {(Kind(one.kind), one.subject): one.state for one in open_ones}
    return states != {key: one.state for key, one in found.items()}


def turn(session: Session, found: Mapping[Key, Condition], at: datetime) -> Iterator[tuple[str, AlarmRow]]:
    """Open, change and close what differs: `opened`, `changed` or `closed`, and the row as it is then. The caller commits."""
    before = {(Kind(one.kind), one.subject): one for one in standing(session)}
    for key, one in sorted(found.items(), key=lambda item: (item[0][0].rank, item[0][1])):
        row = before.get(key)
        if row is None:
            yield "opened", _opened(session, one, at)
        elif row.state != one.state:
            _say(row, one, at)
            yield "changed", row
        elif row.words != one.words:
            row.words = one.words
    for key in before.keys() - found.keys():
        row = before[key]
        row.closed_at, row.told_at, row.turns = at, at, row.turns + 1
        yield "closed", row
    session.flush()


def _opened(session: Session, one: Condition, at: datetime) -> AlarmRow:
    row = session.get(AlarmRow, one.key)
    if row is None:
        row = AlarmRow(
            kind=one.kind.value, subject=one.subject, title="", state="", words="", opened_at=at, told_at=at, turns=0
        )
        session.add(row)
    row.opened_at, row.closed_at = at, None
    _say(row, one, at)
    return row


def _say(row: AlarmRow, one: Condition, at: datetime) -> None:
    row.title, row.state, row.words, row.since = one.title, one.state, one.words, one.since
    row.told_at, row.turns = at, row.turns + 1
