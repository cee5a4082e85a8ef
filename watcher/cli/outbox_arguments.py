"""The arguments of the outbox."""

import argparse

from watcher.cli import outbox
from watcher.cli.grammar import Group, Parser


def add(commands: Group, common: Parser) -> None:
    """outbox list, show, retry, send, test."""
    group = commands.add_parser("outbox", help="发件箱").add_subparsers(dest="what", required=True)
    listing = group.add_parser("list", parents=[common], help="消息及其状态，新的在前")
    listing.add_argument("--state", action="append", choices=sorted(outbox.STATE), default=[], help="只列出此状态的，可多次使用")
    listing.add_argument("--limit", type=_count, help="最多列出多少条")
    listing.set_defaults(run=outbox.listing)
    show = group.add_parser("show", parents=[common], help="一条消息：内容与每次投递的结果")
    show.add_argument("id", type=int)
    show.set_defaults(run=outbox.show)
    group.add_parser("send", parents=[common], help="立即投递到期的消息").set_defaults(run=outbox.send)
    retry = group.add_parser("retry", parents=[common], help="待发或被拒收的消息重新排队")
    which = retry.add_mutually_exclusive_group(required=True)
    which.add_argument("id", type=int, nargs="?", help="消息编号")
    which.add_argument("--dead", action="store_true", help="全部被拒收的消息")
    retry.set_defaults(run=outbox.retry)
    test = group.add_parser("test", parents=[common], help="发送一封测试邮件")
    test.add_argument("address", metavar="邮箱")
    test.set_defaults(run=outbox.test)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"“{text}”不是一个数目，应为 1 以上的整数")
    return int(text)
