"""What wants a person, counted for the menu of every page."""

from dataclasses import dataclass

from sqlmodel import Session

from store import unjudged
from store.coverage import Coverage
from store.known import revision
from store.measures import conflicts
from store.members import seen_by
from watcher.asked import asked_once
from watcher.desk import Desk
from watcher.web.sources.condition import Condition, conditions, counted
from watcher.web.trust import Trust

_WORDS = {"hits": "条待研判", "sources": "个异常", "conflicts": "项待裁决", "subscriptions": "条被拒收"}


@dataclass(frozen=True, slots=True)
class Counters:
    """By the entry of the menu that leads to them; nothing is shown for 0."""

    hits: int  # to judge, in one's own portfolios
    sources: int  # that fail or are late
    conflicts: int
    subscriptions: int  # messages that were refused
    unseen: int = 0  # sources that nobody has looked at yet

    def of(self, entry: str) -> str:
        """What stands at an entry of the menu: 7 条待研判; nothing for 0."""
        number = getattr(self, entry) if entry in _WORDS else 0
        return f"{number} {_WORDS[entry]}" if number else ""

    @property
    def troubles(self) -> int:
        """What is wrong with the watching itself."""
        return self.sources + self.subscriptions


def counters(session: Session, desk: Desk, cover: Coverage, trusted: Trust, account: int) -> Counters:
    """What there is for this account."""
    found = counted(conditions(cover, trusted))
    return Counters(
        hits=to_judge(session, desk, account),
        sources=found[Condition.BLOCKED] + found[Condition.FAILED] + found[Condition.LATE],
        conflicts=conflicts(session),
        subscriptions=cover.unsent.refused,
        unseen=found[Condition.UNSEEN],
    )


def to_judge(session: Session, desk: Desk, account: int) -> int:
    """Hits to judge: counted again only when any may have come, turned or been judged."""
    mine = seen_by(session, account)
    state = state_of_hits(session, mine)
    return asked_once(desk, f"to judge {account}", state, lambda: unjudged.waiting(session, mine) if mine else 0)


def state_of_hits(session: Session, portfolios: list[int]) -> tuple[int, ...]:
    """As long as it is the same, so are the hits of these portfolios and what was judged."""
    return *unjudged.stamp(session), revision(session), *portfolios
