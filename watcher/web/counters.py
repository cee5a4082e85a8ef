"""What wants a person, counted for the menu of every page."""

from dataclasses import dataclass

from sqlmodel import Session

from store.conflicts import Pile, piles
from store.correspondence import Seen
from store.coverage import Coverage
from store.judging_queue import State, Wanted
from store.members import seen_by
from store.newly import undelivered
from watcher.accounts.visitors import Role, Visitor
from watcher.desk import Desk
from watcher.web.hits.rows import counted as counted_hits
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

    def of(self, entry: str) -> str:
        """What stands at an entry of the menu: 7 条待研判; nothing for 0."""
        number = getattr(self, entry) if entry in _WORDS else 0
        return f"{number} {_WORDS[entry]}" if number else ""

    @property
    def troubles(self) -> int:
        """What is wrong with the watching itself."""
        return self.sources + self.subscriptions


def counters(session: Session, desk: Desk, cover: Coverage, trusted: Trust, visitor: Visitor) -> Counters:
    """What there is for this visitor."""
    found = counted(conditions(cover, trusted))
    mine = seen_by(session, visitor.account)
    return Counters(
        hits=to_judge(session, desk, mine),
        sources=found[Condition.BLOCKED] + found[Condition.FAILED] + found[Condition.LATE],
        conflicts=piles(session)[Pile.WAITING],
        subscriptions=undelivered(session, messages_seen(visitor, mine)).refused,
    )


def to_judge(session: Session, desk: Desk, portfolios: list[int]) -> int:
    """Hits of these portfolios that wait for a judgement."""
    return counted_hits(session, desk, Wanted(portfolios))[State.TODO] if portfolios else 0


def messages_seen(visitor: Visitor, portfolios: list[int]) -> Seen:
    """Whose messages a visitor sees who sees these portfolios."""
    return Seen(portfolios, operations=visitor.role.may(Role.ADMIN))
