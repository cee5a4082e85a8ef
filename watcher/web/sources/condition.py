"""How each source fares, in one word that all pages share: the worst first. Pure."""

from collections import Counter
from enum import StrEnum

from store.coverage import Coverage, SourceState
from watcher.web.trust import Trust


class Condition(StrEnum):
    """What is said of a source; the worst first."""

    BLOCKED = "blocked"
    FAILED = "failed"
    UNSEEN = "unseen"
    LATE = "late"
    WELL = "well"

    @property
    def words(self) -> str:
        """被拦截, 延迟 …"""
        return _WORDS[self]

    @property
    def tone(self) -> str:
        """The sign and the colour that it is shown with."""
        return _TONES.get(self, "bad")

    @property
    def group(self) -> str:
        """Which filter of the list of sources shows it."""
        return "bad" if self in (Condition.BLOCKED, Condition.FAILED) else self.value

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return list(Condition).index(self)


_WORDS = {
    Condition.BLOCKED: "被拦截",
    Condition.FAILED: "失败",
    Condition.UNSEEN: "尚未查看",
    Condition.LATE: "延迟",
    Condition.WELL: "正常",
}
_TONES = {Condition.UNSEEN: "unseen", Condition.LATE: "doubt", Condition.WELL: "good"}


def conditions(cover: Coverage, trusted: Trust) -> dict[str, Condition]:
    """Every source by its id."""
    late = frozenset(one.id for one in trusted.stale)
    blind = frozenset(one.id for one in cover.blind)
    return {one.id: _condition(one, one.id in blind, one.id in late) for one in cover.sources}


def counted(found: dict[str, Condition]) -> Counter[Condition]:
    """How many sources fare so."""
    return Counter(found.values())


def _condition(one: SourceState, blind: bool, late: bool) -> Condition:
    if one.state is None:
        return Condition.UNSEEN
    if blind:
        return Condition.BLOCKED if one.state.startswith("blocked") else Condition.FAILED
    return Condition.LATE if late else Condition.WELL
