"""What a command line is made of: a parser that speaks Chinese, and the sorts of values that arguments have."""

import argparse
import re
from datetime import date, datetime
from typing import Any, NoReturn, TypeAlias

from alerts.wording import SHANGHAI
from sources.errors import UsageError

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


def host_and_port(text: str) -> tuple[str, int]:
    """An address of this machine, as 127.0.0.1:8001 or [::1]:8001."""
    host, colon, number = text.rpartition(":")
    if not host or not colon:
        raise argparse.ArgumentTypeError(f"“{text}”不是一个地址，应写成 127.0.0.1:8001")
    return host.removeprefix("[").removesuffix("]"), port(number)


def known_at(parser: Parser) -> None:
    """By what was known when."""
    parser.add_argument("--known-at", type=moment, help="以哪一时刻所知为准，如 2023-07-20T09:00")
