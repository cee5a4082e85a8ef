"""The arguments of reading the register, and of correcting it."""

from watcher.cli import exporting, registering
from watcher.cli.grammar import Group, Parser, day, known_at


def add(commands: Group, common: Parser) -> None:
    """register …."""
    register = commands.add_parser("register", help="名单库").add_subparsers(dest="what", required=True)
    times = Parser(add_help=False)
    times.add_argument("--as-of", type=day, help="哪一天在列，如 2023-07-20")
    known_at(times)
    find = register.add_parser("search", parents=[common, times], help="按代码、名称或部分名称查找，曾用名亦可")
    find.add_argument("text")
    find.set_defaults(run=registering.register_search)
    show = register.add_parser("show", parents=[common, times], help="一家企业的全部记录，及其来历和证据")
    show.add_argument("company")
    show.set_defaults(run=registering.register_show)
    every = register.add_parser("lists", parents=[common, times], help="每份名单有多少家在列，是否缺名称")
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
