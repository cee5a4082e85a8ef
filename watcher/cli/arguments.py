"""The commands and their arguments: stable, because scripts and people depend on them."""

import argparse
from datetime import date, datetime
from typing import TypeAlias

from alerts.wording import SHANGHAI
from watcher.cli import alerting, collecting, registering, screening, serving

Group: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def day(text: str) -> date:
    """A day given as 2023-07-20."""
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """A time given as 2023-07-20 or 2023-07-20T09:00; without a zone it is Asia/Shanghai."""
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=SHANGHAI)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="watcher", description="监管名单与公告监测")
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument("--json", action="store_true", help="以 JSON 输出结果")
    everywhere.add_argument("--verbose", "-v", action="store_true", help="输出详细日志")
    commands = top.add_subparsers(dest="command", required=True, metavar="命令")
    _demo(commands, everywhere)
    _collecting(commands, everywhere)
    _register(commands, everywhere)
    _screening(commands, everywhere)
    _alerting(commands, everywhere)
    _serving(commands, everywhere)
    return top


def _demo(commands: Group, common: argparse.ArgumentParser) -> None:
    demo = commands.add_parser("demo", parents=[common], help="在内置站点上演示完整流程，不访问外部网络")
    demo.add_argument("--serve", action="store_true", help="演示后保留网页")
    demo.add_argument("--port", type=int, default=8000)
    demo.set_defaults(run=None)


def _collecting(commands: Group, common: argparse.ArgumentParser) -> None:
    collect = commands.add_parser("collect", parents=[common], help="巡查来源（不指定则巡查到期的来源）")
    collect.add_argument("ids", nargs="*", metavar="来源")
    collect.set_defaults(run=collecting.collect)

    files = commands.add_parser("import", parents=[common], help="导入另存的网页、附件或汇编")
    files.add_argument("files", nargs="+", metavar="文件")
    files.add_argument("--source", help="来源编号")
    files.add_argument("--url", help="公告网址")
    files.set_defaults(run=collecting.import_files)

    sources = commands.add_parser("sources", help="来源").add_subparsers(dest="what", required=True)
    sources.add_parser("list", parents=[common], help="全部来源及状态").set_defaults(run=collecting.sources_list)

    events = commands.add_parser("events", parents=[common], help="变更事件")
    events.add_argument("--since", type=moment, help="起始时间，如 2023-07-20")
    events.set_defaults(run=collecting.events)

    conflicts = commands.add_parser("conflicts", help="待裁决事项").add_subparsers(dest="what", required=True)
    conflicts.add_parser("list", parents=[common]).set_defaults(run=collecting.conflicts_list)
    for verdict in ("accept", "reject"):
        one = conflicts.add_parser(verdict, parents=[common])
        one.add_argument("id", type=int)
        one.add_argument("--reason", default="")
        one.set_defaults(run=collecting.conflicts_decide, verdict=verdict)


def _register(commands: Group, common: argparse.ArgumentParser) -> None:
    register = commands.add_parser("register", help="名单库").add_subparsers(dest="what", required=True)
    times = argparse.ArgumentParser(add_help=False)
    times.add_argument("--as-of", type=day, help="哪一天在列，如 2023-07-20")
    times.add_argument("--known-at", type=moment, help="以哪一时刻所知为准")
    find = register.add_parser("search", parents=[common, times], help="按代码、名称或部分名称查找")
    find.add_argument("text")
    find.set_defaults(run=registering.register_search)
    show = register.add_parser("show", parents=[common, times], help="一家企业的全部记录")
    show.add_argument("company")
    show.set_defaults(run=registering.register_show)
    export = register.add_parser("export", parents=[common, times], help="导出全部记录")
    export.add_argument("--format", choices=("table", "csv"), default="table")
    export.set_defaults(run=registering.register_export)


def _screening(commands: Group, common: argparse.ArgumentParser) -> None:
    screen = commands.add_parser("screen", parents=[common], help="筛查一个文件")
    screen.add_argument("file")
    screen.add_argument("--against", help="与另一个文件比对，不使用名单库")
    screen.add_argument("--name-column", help="名称所在的列")
    screen.add_argument("--as-of", type=day)
    screen.add_argument("--out", help="结果文件 .csv 或 .xlsx")
    screen.add_argument("--fail-on-hit", action="store_true", help="有命中时以 1 退出")
    screen.set_defaults(run=screening.screen)

    portfolios = commands.add_parser("portfolios", help="关注名单").add_subparsers(dest="what", required=True)
    portfolios.add_parser("list", parents=[common]).set_defaults(run=screening.portfolios_list)
    add = portfolios.add_parser("add", parents=[common])
    add.add_argument("name")
    add.add_argument("file")
    add.set_defaults(run=screening.portfolios_add)
    remove = portfolios.add_parser("remove", parents=[common])
    remove.add_argument("name")
    remove.set_defaults(run=screening.portfolios_remove)

    hits = commands.add_parser("hits", help="命中").add_subparsers(dest="what", required=True)
    hits.add_parser("list", parents=[common]).set_defaults(run=screening.hits_list)


def _alerting(commands: Group, common: argparse.ArgumentParser) -> None:
    subscriptions = commands.add_parser("subscriptions", help="订阅").add_subparsers(dest="what", required=True)
    subscriptions.add_parser("list", parents=[common]).set_defaults(run=alerting.subscriptions_list)
    add = subscriptions.add_parser("add", parents=[common])
    add.add_argument("--portfolio", required=True)
    add.add_argument("--to", required=True, metavar="邮箱")
    add.set_defaults(run=alerting.subscriptions_add)
    remove = subscriptions.add_parser("remove", parents=[common])
    remove.add_argument("id", type=int)
    remove.set_defaults(run=alerting.subscriptions_remove)

    outbox = commands.add_parser("outbox", help="发件箱").add_subparsers(dest="what", required=True)
    outbox.add_parser("list", parents=[common]).set_defaults(run=alerting.outbox_list)
    outbox.add_parser("send", parents=[common]).set_defaults(run=alerting.outbox_send)
    retry = outbox.add_parser("retry", parents=[common])
    retry.add_argument("id", type=int)
    retry.set_defaults(run=alerting.outbox_retry)
    test = outbox.add_parser("test", parents=[common])
    test.add_argument("address")
    test.set_defaults(run=alerting.outbox_test)


def _serving(commands: Group, common: argparse.ArgumentParser) -> None:
    run = commands.add_parser("run", parents=[common], help="后台巡查与投递")
    run.set_defaults(run=serving.run)
    serve = commands.add_parser("serve", parents=[common], help="网页、后台巡查与投递")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--allow-host", action="append", default=[], metavar="主机名", help="网页可用的其他主机名")
    serve.set_defaults(run=serving.serve)
