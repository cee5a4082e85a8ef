"""The arguments of looking, importing, and deciding what is in doubt."""

from sources.notices.natures import NATURES
from watcher.cli import collecting, replaying, searching, trying, watching
from watcher.cli.grammar import Group, Parser, known_at, moment
from watcher.notice_words import KIND


def add(commands: Group, common: Parser) -> None:
    """collect, import, replay, sources, notices, events, conflicts."""
    collect = commands.add_parser("collect", parents=[common], help="巡查来源（不指定则巡查到期的来源）")
    collect.add_argument("ids", nargs="*", metavar="来源")
    collect.set_defaults(run=collecting.collect)

    files = commands.add_parser("import", parents=[common], help="导入另存的网页、附件或汇编")
    files.add_argument("files", nargs="+", metavar="文件")
    files.add_argument("--source", help="来源编号")
    files.add_argument("--url", help="公告网址")
    files.set_defaults(run=collecting.import_files)

    again = commands.add_parser("replay", parents=[common], help="用现在的读取方式重读一个来源已留存的网页，不访问网站")
    again.add_argument("id", metavar="来源")
    again.add_argument("--dry-run", action="store_true", help="只说明会有什么变化，不写入")
    again.set_defaults(run=replaying.replay_source)

    _sources(commands, common)

    notices = commands.add_parser("notices", help="公告").add_subparsers(dest="what", required=True)
    find = notices.add_parser("search", parents=[common], help="按标题中的词或文号查找，新的在前")
    find.add_argument("text", metavar="文字")
    find.add_argument("--kind", choices=KIND, metavar="类型", help="只找这一类：" + "、".join(f"{key}（{words}）" for key, words in KIND.items()))
    find.set_defaults(run=searching.notices_search)

    events = commands.add_parser("events", parents=[common], help="变更事件")
    events.add_argument("--since", type=moment, help="起始时间，如 2023-07-20")
    events.add_argument("--until", type=moment, help="截止时间，含该时刻")
    events.set_defaults(run=collecting.events)

    conflicts = commands.add_parser("conflicts", help="待裁决事项").add_subparsers(dest="what", required=True)
    waiting = conflicts.add_parser("list", parents=[common], help="全部事项，待裁决的在前")
    known_at(waiting)
    waiting.set_defaults(run=collecting.conflicts_list)
    for verdict, help_ in (("accept", "采纳暂存的名单"), ("reject", "不采纳暂存的名单；更正公告照办后亦用它了结")):
        one = conflicts.add_parser(verdict, parents=[common], help=help_)
        one.add_argument("id", type=int)
        one.add_argument("--reason", default="", help="理由，会记录在案")
        one.set_defaults(run=collecting.conflicts_decide, verdict=verdict, listed_as=None)
        if verdict == "accept":
            words = "、".join(NATURES)
            one.add_argument("--as", dest="listed_as", choices=NATURES, metavar="名单", help=f"性质不明的名单是什么名单：{words}")


def _sources(commands: Group, common: Parser) -> None:
    """list, show, accept, test."""
    sources = commands.add_parser("sources", help="来源").add_subparsers(dest="what", required=True)
    listing = sources.add_parser("list", parents=[common], help="全部来源及状态")
    known_at(listing)
    listing.set_defaults(run=watching.listing)
    show = sources.add_parser("show", parents=[common], help="一个来源的地址、状态、名单和缺口")
    show.add_argument("id", metavar="来源")
    show.set_defaults(run=watching.show)
    accept = sources.add_parser("accept", parents=[common], help="确认来源的公告确已大幅减少，最近一次巡查视为成功")
    accept.add_argument("id", metavar="来源")
    accept.add_argument("--reason", default="", help="理由，会记录在案")
    accept.set_defaults(run=watching.accept)
    test = sources.add_parser("test", parents=[common], help="试读来源，不写入名单库")
    test.add_argument("ids", nargs="*", metavar="来源")
    test.add_argument("--all", action="store_true", help="全部来源")
    test.add_argument("--report", metavar="文件", help="把结果和取得的原始网页存为一个 .zip 文件")
    test.add_argument("--save-fixture", metavar="文件夹", help="把取得的网页存为测试样例")
    test.add_argument("--invent-names", action="store_true", help="样例中的企业名称和信用代码换成虚构的")
    test.set_defaults(run=trying.test)
