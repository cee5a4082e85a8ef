"""The commands and their arguments: stable, because scripts and people depend on them."""

import argparse
import re
from datetime import date, datetime
from typing import Any, NoReturn, TypeAlias

from alerts.wording import SHANGHAI
from sources.errors import UsageError
from watcher.cli import alerting, collecting, exporting, portfolios, registering, screen, serving

Group: TypeAlias = "argparse._SubParsersAction[Parser]"

_WORDS = (  # what argparse says, in Chinese; what is not here stands as it is
    (re.compile(r"the following arguments are required: (.+)"), r"缺少：\1"),
    (re.compile(r"unrecognized arguments: (.+)"), r"不认识：\1"),
    (re.compile(r"argument (\S+): invalid choice: (.+) \(choose from (.+)\)"), r"\1 没有 \2，可用：\3"),
    (re.compile(r"argument (\S+): expected (?:one|at least one) argument"), r"\1 后面缺少内容"),
    (re.compile(r"one of the arguments (.+) is required"), r"须写明其中一项：\1"),
    (re.compile(r"argument (\S+): not allowed with argument (\S+)"), r"\1 与 \2 不能同时使用"),
    (re.compile(r"argument (\S+): invalid int value: (.+)"), r"\1 应为整数，不能是 \2"),
    (re.compile(r"argument (\S+): (.+)"), r"\1：\2"),
)


class Parser(argparse.ArgumentParser):
    """Says what is wrong as every other error is said; only whole names of arguments count, scripts outlive them."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **settings})

    def error(self, message: str) -> NoReturn:
        """Wrong use, in words."""
        found = next((known.expand(words) for one, words in _WORDS if (known := one.fullmatch(message))), message)
        raise UsageError(f"命令有误：{found}", meaning="没有执行", action=f"用 {self.prog} --help 查看用法")


def day(text: str) -> date:
    """A day given as 2023-07-20."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是一个日期，应写成 2023-07-20") from error


def moment(text: str) -> datetime:
    """A time given as 2023-07-20 or 2023-07-20T09:00; without a zone it is Asia/Shanghai."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是一个时间，应写成 2023-07-20 或 2023-07-20T09:00") from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=SHANGHAI)


def port(text: str) -> int:
    """A port that a page can be opened on."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"“{text}”不是一个端口，应为 0 到 65535")
    return int(text)


def parser() -> Parser:
    """The whole command line."""
    top = Parser(prog="watcher", description="监管名单与公告监测")
    everywhere = Parser(add_help=False)
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


def _demo(commands: Group, common: Parser) -> None:
    demo = commands.add_parser("demo", parents=[common], help="在内置站点上演示完整流程，不访问外部网络")
    demo.add_argument("--serve", action="store_true", help="演示后保留网页")
    demo.add_argument("--port", type=port, default=8000)
    demo.set_defaults(run=None)


def _collecting(commands: Group, common: Parser) -> None:
    collect = commands.add_parser("collect", parents=[common], help="巡查来源（不指定则巡查到期的来源）")
    collect.add_argument("ids", nargs="*", metavar="来源")
    collect.set_defaults(run=collecting.collect)

    files = commands.add_parser("import", parents=[common], help="导入另存的网页、附件或汇编")
    files.add_argument("files", nargs="+", metavar="文件")
    files.add_argument("--source", help="来源编号")
    files.add_argument("--url", help="公告网址")
    files.set_defaults(run=collecting.import_files)

    sources = commands.add_parser("sources", help="来源").add_subparsers(dest="what", required=True)
    listing = sources.add_parser("list", parents=[common], help="全部来源及状态")
    _known_at(listing)
    listing.set_defaults(run=collecting.sources_list)

    events = commands.add_parser("events", parents=[common], help="变更事件")
    events.add_argument("--since", type=moment, help="起始时间，如 2023-07-20")
    events.add_argument("--until", type=moment, help="截止时间，含该时刻")
    events.set_defaults(run=collecting.events)

    conflicts = commands.add_parser("conflicts", help="待裁决事项").add_subparsers(dest="what", required=True)
    waiting = conflicts.add_parser("list", parents=[common], help="全部事项，待裁决的在前")
    _known_at(waiting)
    waiting.set_defaults(run=collecting.conflicts_list)
    for verdict, help_ in (("accept", "采纳暂存的名单"), ("reject", "不采纳暂存的名单；更正公告照办后亦用它了结")):
        one = conflicts.add_parser(verdict, parents=[common], help=help_)
        one.add_argument("id", type=int)
        one.add_argument("--reason", default="", help="理由，会记录在案")
        one.set_defaults(run=collecting.conflicts_decide, verdict=verdict)


def _known_at(parser: Parser) -> None:
    parser.add_argument("--known-at", type=moment, help="以哪一时刻所知为准，如 2023-07-20T09:00")


def _register(commands: Group, common: Parser) -> None:
    register = commands.add_parser("register", help="名单库").add_subparsers(dest="what", required=True)
    times = Parser(add_help=False)
    times.add_argument("--as-of", type=day, help="哪一天在列，如 2023-07-20")
    _known_at(times)
    find = register.add_parser("search", parents=[common, times], help="按代码、名称或部分名称查找，曾用名亦可")
    find.add_argument("text")
    find.set_defaults(run=registering.register_search)
    show = register.add_parser("show", parents=[common, times], help="一家企业的全部记录，及其来历和证据")
    show.add_argument("company")
    show.set_defaults(run=registering.register_show)
    every = register.add_parser("lists", parents=[common, times], help="每份名单有多少家在列，是否缺名单")
    every.add_argument("series", nargs="?", metavar="名单", help="只看这一份，如 dalian/商业保理/非正常经营")
    every.set_defaults(run=registering.register_lists)
    export = register.add_parser("export", parents=[common, times], help="导出全部记录")
    export.add_argument("--format", choices=("table", "csv", "xlsx", "json", "jsonl"), help="不写则看 --out 的扩展名")
    export.add_argument("--out", help="写入文件，不写则输出到屏幕")
    export.set_defaults(run=exporting.export)
    _correct(register, common)


def _correct(register: Group, common: Parser) -> None:
    correct = register.add_parser("correct", parents=[common], help="更正名单库对公告的误读；曾收到邮件的人会再收到通知")
    correct.add_argument("company", help="企业全称、统一社会信用代码或编号")
    where = correct.add_mutually_exclusive_group(required=True)
    where.add_argument("--series", help="名单，如 dalian/商业保理/非正常经营；更正它的各期")
    where.add_argument("--notice", help="只更正一份公告（移出、退出公告亦可）：register show 所列编号或其网址")
    what = correct.add_mutually_exclusive_group(required=True)
    what.add_argument("--not-listed", action="store_true", help="名单或公告并未列出该企业：从未列入，或从未移出")
    what.add_argument("--name", help="所载的正确名称")
    what.add_argument("--code", help="所载的正确代码")
    what.add_argument("--from", dest="since", type=day, help="正确的列入日期，如 2023-07-20")
    what.add_argument("--withdraw", action="store_true", help="撤回最近一次更正")
    correct.add_argument("--reason", required=True, help="理由，会记录在案")
    correct.add_argument("--by", help="更正人，不写则为当前用户")
    correct.set_defaults(run=registering.register_correct)


def _screening(commands: Group, common: Parser) -> None:
    one = commands.add_parser("screen", parents=[common], help="筛查一个文件")
    one.add_argument("file")
    one.add_argument("--against", help="与另一个文件比对，不使用名单库")
    one.add_argument("--against-encoding", help="另一个文件的编码")
    one.add_argument("--name-column", help="名称所在列的表头")
    one.add_argument("--encoding", help="文件的编码，如 gb18030、big5；不写则自动判断")
    one.add_argument("--as-of", type=day, help="按哪一天的名单筛查，如 2023-07-20")
    _known_at(one)
    one.add_argument("--out", help="结果文件，.csv 或 .xlsx")
    one.add_argument("--show-clear", action="store_true", help="同时列出字号相同而未命中的企业及理由")
    one.add_argument("--fail-on-hit", action="store_true", help="有命中时以 1 退出")
    one.set_defaults(run=screen.screen)

    kept = commands.add_parser("portfolios", help="关注名单").add_subparsers(dest="what", required=True)
    kept.add_parser("list", parents=[common], help="全部关注名单").set_defaults(run=portfolios.listing)
    add = kept.add_parser("add", parents=[common], help="保存一个文件并筛查")
    add.add_argument("name")
    add.add_argument("file")
    add.add_argument("--name-column", help="名称所在列的表头")
    add.set_defaults(run=portfolios.add)
    remove = kept.add_parser("remove", parents=[common], help="移除，连同其中的名称、命中和订阅")
    remove.add_argument("name")
    remove.set_defaults(run=portfolios.remove)

    hits = commands.add_parser("hits", help="命中").add_subparsers(dest="what", required=True)
    hits.add_parser("list", parents=[common], help="全部关注名单的命中").set_defaults(run=portfolios.hits)


def _alerting(commands: Group, common: Parser) -> None:
    subscriptions = commands.add_parser("subscriptions", help="订阅").add_subparsers(dest="what", required=True)
    subscriptions.add_parser("list", parents=[common], help="全部订阅").set_defaults(run=alerting.subscriptions_list)
    add = subscriptions.add_parser("add", parents=[common], help="为一份关注名单添加收件人")
    add.add_argument("--portfolio", required=True)
    add.add_argument("--to", required=True, metavar="邮箱")
    add.set_defaults(run=alerting.subscriptions_add)
    remove = subscriptions.add_parser("remove", parents=[common], help="取消一项订阅")
    remove.add_argument("id", type=int)
    remove.set_defaults(run=alerting.subscriptions_remove)

    outbox = commands.add_parser("outbox", help="发件箱").add_subparsers(dest="what", required=True)
    outbox.add_parser("list", parents=[common], help="全部邮件及其状态").set_defaults(run=alerting.outbox_list)
    outbox.add_parser("send", parents=[common], help="立即投递到期的邮件").set_defaults(run=alerting.outbox_send)
    retry = outbox.add_parser("retry", parents=[common], help="被拒收的邮件重新排队")
    retry.add_argument("id", type=int)
    retry.set_defaults(run=alerting.outbox_retry)
    test = outbox.add_parser("test", parents=[common], help="发送一封测试邮件")
    test.add_argument("address")
    test.set_defaults(run=alerting.outbox_test)


def _serving(commands: Group, common: Parser) -> None:
    run = commands.add_parser("run", parents=[common], help="后台巡查与投递")
    run.set_defaults(run=serving.run)
    serve = commands.add_parser("serve", parents=[common], help="网页、后台巡查与投递")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=port, default=8000)
    serve.add_argument("--allow-host", action="append", default=[], metavar="主机名", help="网页可用的其他主机名")
    serve.set_defaults(run=serving.serve)

    doctor = commands.add_parser("doctor", parents=[common], help="检查数据是否完好，不作任何改动")
    doctor.add_argument("--quick", action="store_true", help="只做较快的检查")
    doctor.set_defaults(run=None)
