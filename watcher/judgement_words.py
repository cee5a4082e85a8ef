"""Judgements in Chinese words: what was decided, and why one no longer holds."""

from alerts import wording
from alerts.wording import DIFFERENT_BY, STATUS, VERDICT, in_shanghai
from store.grounds import Grounds, OnList
from store.tables.judgements import Judgement

ENDED = {"undone": "已撤销", "replaced": "已改判", "evidence": "名单所载有变化，已失效"}


def verdict(one: Judgement) -> str:
    """不同企业（地区不符）: 注册地在天津."""
    reason = f"（{DIFFERENT_BY[one.reason]}）" if one.reason else ""
    return f"{VERDICT[one.verdict]}{reason}" + (f"：{one.note}" if one.note else "")


def judged(one: Judgement) -> str:
    """张三已于 2023-07-20 09:00 研判为“不同企业（地区不符）”."""
    carried = "（沿用自另一关注名单）" if one.carried_from else ""
    return f"{one.who}已于 {in_shanghai(one.at)} 研判为“{verdict(one)}”{carried}"


def changed(before: Grounds, now: Grounds) -> list[str]:
    """What of the grounds of a judgement is no longer so, each as a sentence."""
    words = []
    if before.code != now.code:
        words.append(f"信用代码由“{before.code or '未载'}”变为“{now.code or '未载'}”")
    words += [f"新增名称“{name}”" for name in now.names if name not in before.names]
    words += [f"不再有名称“{name}”" for name in before.names if name not in now.names]
    known = {one.series: one for one in before.lists}
    words += [_on(one, known.get(one.series)) for one in now.lists if _is_new(one, known.get(one.series))]
    left = {one.series for one in before.lists} - {one.series for one in now.lists}
    return [*words, *(f"《{known[one].title}》不再载有该企业" for one in sorted(left))]


def _is_new(now: OnList, before: OnList | None) -> bool:
    return before is None or before.status != now.status


def _on(now: OnList, before: OnList | None) -> str:
    if before is None:
        return f"新见于《{now.title}》（{status(now.status)}）"
    return f"《{now.title}》中状态由“{status(before.status)}”变为“{status(now.status)}”"


def status(word: str) -> str:
    """列为疑似; 公告移出名单."""
    return STATUS.get(word) or wording.EVENT.get(word, word)
