"""The subject of a message about listed companies: what is most urgent, for how many, who says so. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Headline(NamedTuple):
    """What a subject needs of an item."""

    happened: str
    grade: str
    regulator: str
    row: int


def headline(content: Mapping[str, Any]) -> Headline:
    """Of an item as it was kept; what an older program did not keep is empty."""
    return Headline(
        content.get("happened", ""), content.get("grade", ""), content.get("regulator", ""), content.get("row", 0)
    )


_NEW = frozenset({"listed", "escalated"})
_LABELS = (
    (_NEW, "新增命中", "新增需复核"),
    ({"disposed"}, "处置公告", "处置公告需复核"),
    ({"standing"}, "名单命中", "需复核"),
    ({"deadline_passed"}, "公告期届满", "公告期届满"),
    ({"deadline_near"}, "公告期将满", "公告期将满"),
)


def subject(kind: str, items: Sequence[Headline]) -> str:
    """【新增命中】2家交易对手·大连市金融发展局; without blanks, which get lost where a mail program folds a Chinese subject."""
    if not items:
        return "【汇总】没有看到新的消息"
    label, told = _headline(items)
    if kind in ("digest", "report"):
        label, told = {"digest": "汇总", "report": "筛查报告"}[kind], list(items)
    regulators = sorted({item.regulator for item in told})
    more = f"等{len(regulators)}家机构" if len(regulators) > 1 else ""
    rows = {item.row for item in told if item.row}
    what = f"{len(rows)}家交易对手" if rows else "缺失名单已取得"
    return "".join(f"【{label}】{what}·{regulators[0]}{more}".split())


def _headline(items: Sequence[Headline]) -> tuple[str, list[Headline]]:
    """The label, and the items that it speaks of."""
    for kinds, matched, doubtful in _LABELS:
        told = [item for item in items if item.happened in kinds]
        sure = [item for item in told if item.grade == "match"]
        if told:
            return (matched, sure) if sure else (doubtful, told)
    return "名单变更", list(items)
