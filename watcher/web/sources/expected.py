"""What is expected of a source against what it gave: sizes of its lists, notices and pages of its last looks. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sources.base import Expectations
from store.look_log import Published
from store.tables.evidence import Look


@dataclass(frozen=True, slots=True)
class Expected:
    """One line: what is looked at, what is expected, what came; `met` is None where nothing can be said."""

    what: str
    expected: str
    actual: str
    met: bool | None


def compared(
    expects: Expectations, lists: Mapping[str, Sequence[Published]], last: Look | None, good: Look | None
) -> list[Expected]:
    """The lists of the source's regulator, then its last look against the last good one before it."""
    return [*_lists(expects, lists.values()), *_looks(last, good)]


def _lists(expects: Expectations, lists: Iterable[Sequence[Published]]) -> Iterable[Expected]:
    for newest, *earlier in lists:
        whole = newest.mode == "snapshot"
        bounds = f"{expects.least if whole else 1} 至 {expects.most} 家" if expects.most else "至少 1 家"
        met = (expects.most is None or newest.named <= expects.most) and (not whole or newest.named >= expects.least)
        actual = f"{newest.day}：{newest.named} 家"
        if whole and earlier:
            before = earlier[0]
            bounds += f"；比上一期至多减少 {expects.largest_drop:.0%}（满 {expects.counted_from} 家起）"
            actual += f"；上一期（{before.day}）{before.named} 家"
            short = newest.named < before.named * (1 - expects.largest_drop)
            met = met and not (before.named >= expects.counted_from and short)
        yield Expected(newest.title, bounds, actual, met)


def _looks(last: Look | None, good: Look | None) -> Iterable[Expected]:
    if last is None:
        return
    before = good if good is not None and good.id != last.id else None
    several = before is not None and before.notices >= 3
    expected = f"不少于上次的一半（上次 {before.notices} 篇）" if before and several else "—"
    met = last.notices * 2 > before.notices if before and several else None
    yield Expected("每次读到的公告", expected, f"{last.notices} 篇", met)
    yield Expected("每次读取的页面（含翻页、附件）", f"上次 {before.pages} 页" if before else "—", f"{last.pages} 页", None)
