"""The arguments of the commands about subscriptions."""

import argparse

from watcher.cli import subscribing
from watcher.cli.grammar import Group, Parser

_RHYTHM = "now 立即（默认）、hourly、\"daily 09:00\"、\"weekly 1 09:00\"（1 为星期一），北京时间"


def add(commands: Group, common: Parser) -> None:
    """subscriptions."""
    every = commands.add_parser("subscriptions", help="订阅").add_subparsers(dest="what", required=True)
    every.add_parser("list", parents=[common], help="全部订阅").set_defaults(run=subscribing.listing)
    adding = every.add_parser("add", parents=[common], help="为一份关注名单添加收件人，或添加运行告警的收件人")
    about = adding.add_mutually_exclusive_group(required=True)
    about.add_argument("--portfolio", metavar="关注名单")
    about.add_argument("--operations", action="store_true", help="只接收运行告警：来源看不到、邮件发不出")
    to = adding.add_mutually_exclusive_group(required=True)
    to.add_argument("--to", metavar="邮箱")
    to.add_argument("--webhook", metavar="网址")
    _wishes(adding)
    adding.set_defaults(run=subscribing.add)
    for name, words, run in (
        ("show", "一项订阅的全部设置", subscribing.show),
        ("pause", "暂停：消息留待恢复后一次告知", subscribing.pause),
        ("resume", "恢复，并结束静音", subscribing.resume),
        ("remove", "取消一项订阅", subscribing.remove),
    ):
        _one(every, common, name, words).set_defaults(run=run)
    changing = _one(every, common, "change", "修改一项订阅；未写明的保持不变")
    _wishes(changing)
    changing.set_defaults(run=subscribing.change)
    muting = _one(every, common, "mute", "静音若干天：消息留待期满后一次告知")
    muting.add_argument("--days", type=int, required=True)
    muting.set_defaults(run=subscribing.mute)


def _one(every: Group, common: Parser, name: str, words: str) -> Parser:
    parser = every.add_parser(name, parents=[common], help=words)
    parser.add_argument("id", type=int)
    return parser


def _wishes(parser: Parser) -> None:
    """What it wants to hear, and when; each may be left out."""
    parser.add_argument("--place", action="append", metavar="地方", help="只要这些地方，如 大连；可写多次，全部 为不限")
    parser.add_argument("--sector", action="append", metavar="行业", help="只要这些行业，如 商业保理")
    parser.add_argument("--kind", action="append", metavar="种类", help="只要这些消息，如 新列入名单、公告期将满")
    yes_or_no = argparse.BooleanOptionalAction
    parser.add_argument("--only-matches", action=yes_or_no, default=None, help="只要匹配，不要需复核")
    parser.add_argument("--every", metavar="时间", help=_RHYTHM)
    parser.add_argument("--quiet", metavar="时段", help="免打扰，如 22:00-08:00（命中除外）；无 为取消")
    parser.add_argument("--quiet-everything", action=yes_or_no, default=None, help="免打扰时段内命中也不发")
    parser.add_argument("--even-if-nothing", action=yes_or_no, default=None, help="到时没有消息也发一封")
