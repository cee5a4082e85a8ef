"""The first line: what the data are as of, how many sources fare how, and what lists that stand on blind sources. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sources.base import Source
from store.coverage import Coverage
from store.lists import ListState
from watcher.web.sources.condition import Condition, counted
from watcher.web.trust import Trust


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
    def verdict(self) -> str:
        """What may be made of a result today, in one sentence."""
        if not self.looked or not self.lists:
            return f"{'还没有可比对的名单' if self.looked else '还没有查看过任何来源'}，“无命中”不说明任何问题"
        blind = any(condition is not Condition.WELL for condition, _ in self.counts)
        lacking = ["没有一个来源按时看到" if self.as_of is None else "部分来源看不到"] * blind + ["部分名单缺名称"] * bool(self.gaps)
        if not lacking:
            return "有提醒没有送达" if self.unsent else "全部来源正常，名单齐全"
        said = "、".join(lacking)
        return f"今天不能只凭“无命中”下结论：{said}" if self.tone == "bad" else f"{said}，“无命中”不等于不在名单上"

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
    as_of = _as_of(cover, found)
    relied_on = stale or (watching and (trusted.gaps or trusted.empty)) or (looks and as_of is None)
    return TrustLine(
        tone="good" if trusted.complete else "bad" if relied_on else "doubt",
        counts=tuple((one, counts[one]) for one in reversed(Condition) if counts[one]),
        as_of=as_of,
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
