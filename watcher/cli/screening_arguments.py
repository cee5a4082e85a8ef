"""The arguments of screening, of what is screened again and again, and of who hears of it."""

from store.judgements import Verdict
from watcher.cli import judging, memberships, portfolios, screen, subscribing_arguments
from watcher.cli.grammar import Group, Parser, day, known_at


def add(commands: Group, common: Parser) -> None:
    """screen, portfolios, hits, subscriptions."""
    _screening(commands, common)
    _alerting(commands, common)


def _screening(commands: Group, common: Parser) -> None:
    one = commands.add_parser("screen", parents=[common], help="筛查一个文件")
    one.add_argument("file")
    one.add_argument("--against", help="与另一个文件比对，不使用名单库")
    one.add_argument("--against-encoding", help="另一个文件的编码")
    one.add_argument("--name-column", help="名称所在列的表头")
    one.add_argument("--encoding", help="文件的编码，如 gb18030、big5；不写则自动判断")
    one.add_argument("--as-of", type=day, help="按哪一天的名单筛查，如 2023-07-20")
    known_at(one)
    one.add_argument("--out", help="结果文件，.csv 或 .xlsx")
    one.add_argument("--show-clear", action="store_true", help="同时列出字号相同而无命中的企业及理由")
    one.add_argument("--fail-on-hit", action="store_true", help="有命中时以 1 退出")
    one.set_defaults(run=screen.screen)

    kept = commands.add_parser("portfolios", help="关注名单").add_subparsers(dest="what", required=True)
    kept.add_parser("list", parents=[common], help="全部关注名单").set_defaults(run=portfolios.listing)
    add = kept.add_parser("add", parents=[common], help="保存一个文件并筛查")
    add.add_argument("name")
    add.add_argument("file")
    add.add_argument("--name-column", help="名称所在列的表头")
    add.add_argument("--to", action="append", default=[], metavar="邮箱", help="同时订阅的收件人，可写多次")
    add.add_argument("--member", action="append", default=[], metavar="用户名", help="在网页上看得到它的账号，可写多次")
    add.set_defaults(run=portfolios.add)
    seen = kept.add_parser("members", parents=[common], help="在网页上看得到它的账号")
    seen.add_argument("name")
    seen.add_argument("--add", action="append", default=[], metavar="用户名", help="加入，可写多次")
    seen.add_argument("--remove", action="append", default=[], metavar="用户名", help="移出，可写多次")
    seen.set_defaults(run=memberships.change)
    update = kept.add_parser("update", parents=[common], help="换成一个新文件：新增的筛查，不再有的连同其命中移除")
    update.add_argument("name")
    update.add_argument("file")
    update.add_argument("--name-column", help="名称所在列的表头")
    update.set_defaults(run=portfolios.update)
    rename = kept.add_parser("rename", parents=[common], help="改名，其余不变")
    rename.add_argument("name")
    rename.add_argument("new", metavar="新名称")
    rename.set_defaults(run=portfolios.rename)
    remove = kept.add_parser("remove", parents=[common], help="移除，连同其中的名称、命中和订阅")
    remove.add_argument("name")
    remove.set_defaults(run=portfolios.remove)

    _judging(commands, common)


def _judging(commands: Group, common: Parser) -> None:
    hits = commands.add_parser("hits", help="命中与研判").add_subparsers(dest="what", required=True)
    listing = hits.add_parser("list", parents=[common], help="全部关注名单的命中")
    listing.add_argument("--portfolio", help="只列这一份关注名单的")
    states = ("todo", *(one.value for one in Verdict))
    listing.add_argument("--state", choices=states, help="只列待研判（todo）或研判为此的")
    listing.set_defaults(run=judging.listing)
    one = hits.add_parser("judge", parents=[common], help="研判一条命中，替代此前的研判")
    one.add_argument("hit", type=int, help="命中的编号")
    one.add_argument("verdict", choices=[one.value for one in Verdict], help="同一企业、不同企业、不确定")
    one.add_argument("--reason", default="", help="不同企业须写：同名不同主体、地区不符、行业不符，或另写依据")
    one.set_defaults(run=judging.judging)
    undo = hits.add_parser("undo", parents=[common], help="撤销一条命中的研判")
    undo.add_argument("hit", type=int, help="命中的编号")
    undo.set_defaults(run=judging.undoing)


def _alerting(commands: Group, common: Parser) -> None:
    subscribing_arguments.add(commands, common)
