"""What a subscription will be told, and when, as one says it: 每天 09:00 汇总一封邮件…. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from alerts import wording
from alerts.timing import QuietHours, Rhythm
from alerts.wishes import words
from store.tables.outbox import Subscription

_WEEKDAYS = "一二三四五六日"
_STEPS = {"hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(days=7)}


def promise(to: Subscription, at: datetime) -> list[str]:
    """In sentences: when, of what, when not, and which time comes next."""
    return [*_when(to), *(_what(to) if to.audience == "portfolio" else ["来源看不到、消息发不出等运行异常都会告知"]), *_next(to, at)]


def cadence(every: str) -> str:
    """立即, 每小时, 每天 09:00, 每周一 09:00."""
    name, *rest = every.split()
    if name == "weekly":
        return f"每周{_WEEKDAYS[int(rest[0]) - 1]} {rest[1]}"
    return {"now": "立即", "hourly": "每小时"}.get(name) or f"每天 {rest[0]}"


def following(every: str, at: datetime) -> datetime | None:
    """The next time at which what waits is told; None where it is told at once."""
    rhythm = Rhythm(every)
    return None if rhythm.at_once else rhythm.latest(at) + _STEPS[every.split()[0]]


def _when(to: Subscription) -> Iterator[str]:
    form = "发一封邮件" if to.channel == "mail" else "推送一次"
    if to.audience == "operations":
        yield f"异常发生时立即{form}，未恢复的每天 09:00 再提醒，恢复时告知"
    elif to.every == "now":
        yield f"名单库有变化时立即{form}；一小时内超过 12 次时合并"
    else:
        yield f"{cadence(to.every)}（北京时间）汇总{form}；没有消息时{'也' if to.when_nothing else '不'}发"


def _what(to: Subscription) -> Iterator[str]:
    scope = [words(name, getattr(to, name)) for name in ("places", "sectors") if getattr(to, name)]
    lists = "、".join(scope[:1]) + (f"的{scope[1]}名单" if len(scope) > 1 else "的名单") if scope else "全部地方和行业的名单"
    grades = "只告知匹配，需复核的不告知" if to.severity == "match" else "匹配和需复核都告知"
    yield f"{lists}；{grades}"
    if to.kinds:
        yield f"只告知这些变化：{words('kinds', to.kinds)}"
    if to.quiet:
        begin, end = to.quiet.split("-")
        night = "至次日 " if end <= begin else "至 "
        but = "，命中除外" if to.quiet_matches and to.every == "now" else "，命中也不发"
        yield f"{begin} {night}{end} 免打扰{but}，其间的消息过后一并告知"


def _next(to: Subscription, at: datetime) -> Iterator[str]:
    moment = following(to.every, at) if to.audience == "portfolio" else None
    if moment is not None:
        late = "，在免打扰时段内，过后才发" if QuietHours(to.quiet).cover(moment) else ""
        yield f"下一次：{wording.in_shanghai(moment)}（北京时间{late}）"
