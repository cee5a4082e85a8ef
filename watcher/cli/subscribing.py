"""Commands about subscriptions: who hears of what, and when."""

import argparse
from collections.abc import Callable
from typing import Any

from alerts import subscriptions as kept
from alerts import wording
from alerts.timing import held
from alerts.wishes import ALL, NONE, Wishes, in_range, words
from sources.errors import UsageError
from store.database import reading, writing
from store.news import waiting
from store.tables.outbox import Subscription
from store.tables.portfolios import Portfolio
from watcher import subscribing
from watcher.cli.context import Context
from watcher.cli.output import Result, table

AUDIENCE = "运行告警"


def listing(context: Context, _arguments: argparse.Namespace) -> Result:
    """Who hears of what."""
    at = context.clock()
    with reading(context.desk.engine) as session:
        found = kept.subscriptions(session)
    data = [_data(one, portfolio) for one, portfolio in found]
    rows = [
        (str(one.id), portfolio.name if portfolio else AUDIENCE, one.address, in_range(one) or ALL, one.every, _state(one, at))
        for one, portfolio in found
    ]
    return Result({"subscriptions": data}, table(("编号", "关注名单", "收件人", "范围", "时间", "状态"), rows))


def add(context: Context, arguments: argparse.Namespace) -> Result:
    """Subscribe an address to a portfolio, or to what is wrong with the operation."""
    at, address = context.clock(), arguments.to or arguments.webhook
    channel = "mail" if arguments.to else "webhook"
    wishes = _wishes(arguments)
    row, reported, _ = subscribing.subscribe(
        context.desk, arguments.portfolio, address, channel=channel, wishes=wishes, at=at, who=context.who
    )
    about = f"关注名单“{arguments.portfolio}”" if arguments.portfolio else AUDIENCE
    text = f"已订阅：{address} ← {about}（编号 {row.id}）"
    if reported:
        text += f"\n现有 {reported} 条在列记录将以一份筛查报告告知。"
    if channel == "webhook":
        text += f"\n签名密钥：{row.secret}"
    return Result({"id": row.id, "reported": reported}, text)


def show(context: Context, arguments: argparse.Namespace) -> Result:
    """Everything about one subscription."""
    at = context.clock()
    with reading(context.desk.engine) as session:
        row = kept.subscription(session, arguments.id)
        portfolio = session.get(Portfolio, row.portfolio_id) if row.portfolio_id else None
        held_back = sum(map(len, waiting(session, [arguments.id]).values()))
    lines = [
        ("编号", str(row.id)),
        ("关注名单", portfolio.name if portfolio else AUDIENCE),
        ("收件人", row.address),
        ("地方", words("places", row.places)),
        ("行业", words("sectors", row.sectors)),
        ("消息种类", words("kinds", row.kinds)),
        ("结论", wording.GRADE["match"] if row.severity == "match" else "匹配、需复核"),
        ("时间", row.every),
        ("免打扰", _quiet(row)),
        ("没有消息时", "也发" if row.when_nothing else "不发"),
        ("状态", _state(row, at)),
        ("待告知", f"{held_back} 条"),
    ]
    secret = {"secret": row.secret} if row.channel == "webhook" else {}
    if secret:
        lines.append(("签名密钥", row.secret))
    return Result(_data(row, portfolio) | {"waiting": held_back} | secret, table(("项目", "设置"), lines))


def change(context: Context, arguments: argparse.Namespace) -> Result:
    """Change what is stated."""
    at, wishes = context.clock(), _wishes(arguments)
    if not wishes.as_columns():
        raise UsageError("没有写明要修改什么", action="如 --every \"daily 09:00\"，见 watcher subscriptions change --help")
    row, reported, _ = subscribing.change(context.desk, arguments.id, wishes, at=at, who=context.who)
    told = f"\n新范围内尚未告知的 {reported} 条在列记录将以一份筛查报告告知。" if reported else ""
    return Result({"id": row.id, "reported": reported}, f"订阅 {row.id} 已修改{told}")


def pause(context: Context, arguments: argparse.Namespace) -> Result:
    """Let its news wait."""
    return _done(context, arguments, kept.pause, "已暂停，消息留待恢复后一次告知")


def resume(context: Context, arguments: argparse.Namespace) -> Result:
    """Tell what waited."""
    row = subscribing.resume(context.desk, arguments.id, at=context.clock(), who=context.who)
    return Result({"id": row.id}, f"订阅 {row.id} 已恢复")


def mute(context: Context, arguments: argparse.Namespace) -> Result:
    """Let its news wait for some days."""
    at = context.clock()
    with writing(context.desk.engine) as session:
        row = kept.mute(session, arguments.id, days=arguments.days, at=at, who=context.who)
    return Result({"id": row.id}, f"订阅 {row.id} {_state(row, at)}")


def remove(context: Context, arguments: argparse.Namespace) -> Result:
    """Remove a subscription."""
    with writing(context.desk.engine) as session:
        kept.unsubscribe(session, arguments.id, at=context.clock(), who=context.who)
    return Result({"removed": arguments.id}, f"已取消订阅 {arguments.id}")


def _done(context: Context, arguments: argparse.Namespace, step: Callable[..., Subscription], said: str) -> Result:
    with writing(context.desk.engine) as session:
        row = step(session, arguments.id, at=context.clock(), who=context.who)
    return Result({"id": row.id}, f"订阅 {row.id} {said}")


def _wishes(arguments: argparse.Namespace) -> Wishes:
    everything, matches = arguments.quiet_everything, arguments.only_matches
    return Wishes(
        places=arguments.place,
        sectors=arguments.sector,
        kinds=arguments.kind,
        severity=None if matches is None else "match" if matches else "review",
        every=arguments.every,
        quiet=arguments.quiet,
        quiet_matches=None if everything is None else not everything,
        when_nothing=arguments.even_if_nothing,
    )


def _data(one: Subscription, portfolio: Portfolio | None) -> dict[str, Any]:
    same = ("channel", "places", "sectors", "kinds", "severity", "every", "quiet", "quiet_matches", "when_nothing", "paused")
    muted = one.muted_until.isoformat() if one.muted_until else None
    named = {"id": one.id, "portfolio": portfolio.name if portfolio else None, "to": one.address, "audience": one.audience}
    return named | {name: getattr(one, name) for name in same} | {"muted_until": muted}


def _quiet(one: Subscription) -> str:
    if not one.quiet:
        return NONE
    return f"{one.quiet}（{'命中除外' if one.quiet_matches else '命中也不发'}）"


def _state(one: Subscription, at: Any) -> str:
    if one.paused:
        return "已暂停"
    if held(one, at) and one.muted_until is not None:
        return f"静音至 {wording.in_shanghai(one.muted_until)}"
    return "有效"
