"""Commands about who hears of what."""

import argparse

from alerts.subscriptions import subscribe, subscriptions, unsubscribe
from store.database import reading, writing
from watcher.cli.context import Context
from watcher.cli.output import Result, table


def subscriptions_list(context: Context, _arguments: argparse.Namespace) -> Result:
    """Who hears of what."""
    with reading(context.desk.engine) as session:
        found = subscriptions(session)
    data = [{"id": one.id, "portfolio": portfolio.name, "to": one.address} for one, portfolio in found]
    return Result(
        {"subscriptions": data},
        table(("编号", "关注名单", "收件人"), [(str(one["id"]), str(one["portfolio"]), str(one["to"])) for one in data]),
    )


def subscriptions_add(context: Context, arguments: argparse.Namespace) -> Result:
    """Subscribe an address to a portfolio."""
    with writing(context.desk.engine) as session:
        row = subscribe(session, arguments.portfolio, arguments.to, context.clock())
    return Result({"id": row.id}, f"已订阅：{arguments.to} ← 关注名单“{arguments.portfolio}”（编号 {row.id}）")


def subscriptions_remove(context: Context, arguments: argparse.Namespace) -> Result:
    """Remove a subscription."""
    with writing(context.desk.engine) as session:
        unsubscribe(session, arguments.id)
    return Result({"removed": arguments.id}, f"已取消订阅 {arguments.id}")
