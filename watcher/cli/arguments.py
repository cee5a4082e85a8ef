"""The commands and their arguments: stable, because scripts and people depend on them."""

from watcher.cli import (
    alarming,
    collecting_arguments,
    outbox_arguments,
    register_arguments,
    screening_arguments,
    serving,
    users_arguments,
)
from watcher.cli.grammar import Group, Parser, host_and_port, port


def parser() -> Parser:
    """The whole command line."""
    top = Parser(prog="watcher", description="监管名单与公告监测")
    everywhere = Parser(add_help=False)
    everywhere.add_argument("--json", action="store_true", help="以 JSON 输出结果")
    everywhere.add_argument("--verbose", "-v", action="store_true", help="输出详细日志")
    commands = top.add_subparsers(dest="command", required=True, metavar="命令")
    _demo(commands, everywhere)
    for arguments in (collecting_arguments, register_arguments, screening_arguments, outbox_arguments, users_arguments):
        arguments.add(commands, everywhere)
    _serving(commands, everywhere)
    return top


def _demo(commands: Group, common: Parser) -> None:
    demo = commands.add_parser("demo", parents=[common], help="在内置站点上演示完整流程，不访问外部网络")
    demo.add_argument("--serve", action="store_true", help="演示后保留网页")
    demo.add_argument("--port", type=port, default=8000)
    demo.set_defaults(run=None)


def _serving(commands: Group, common: Parser) -> None:
    run = commands.add_parser("run", parents=[common], help="后台巡查与投递")
    run.add_argument("--health", metavar="主机:端口", type=host_and_port, help="在此地址回答 healthz、readyz 和 metrics，如 127.0.0.1:8001")
    run.add_argument("--allow-host", action="append", default=[], metavar="主机名", help="该地址可用的其他主机名")
    run.set_defaults(run=serving.run)
    serve = commands.add_parser("serve", parents=[common], help="网页、后台巡查与投递")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=port, default=8000)
    serve.add_argument("--allow-host", action="append", default=[], metavar="主机名", help="网页可用的其他主机名")
    serve.set_defaults(run=serving.serve)

    alarms = commands.add_parser("alarms", parents=[common], help="未恢复的异常，以及是否有进程在巡查")
    alarms.set_defaults(run=alarming.listing)

    doctor = commands.add_parser("doctor", parents=[common], help="检查数据是否完好，不作任何改动")
    doctor.add_argument("--quick", action="store_true", help="只做较快的检查")
    doctor.set_defaults(run=None)
