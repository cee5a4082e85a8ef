"""The command `watcher`: parse, open the desk, run one command, print, exit with a code that scripts can trust."""

import logging
import os
import sys
from collections.abc import Callable, Sequence

from sqlalchemy.exc import SQLAlchemyError

from sources.errors import FileRejected, LookError, UsageError, WatcherError
from watcher.cli.arguments import parser
from watcher.cli.context import Context
from watcher.cli.doctoring import doctor
from watcher.cli.files import words
from watcher.cli.output import Exit, Result, show
from watcher.config import load
from watcher.desk import Desk, open_desk

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None, context: Callable[[Desk], Context] = Context) -> int:
    """Run one command in the context that is made for the desk, and return its exit code."""
    argv = sys.argv[1:] if argv is None else argv
    as_json = "--json" in argv
    try:
        return _run(argv, context)
    except WatcherError as error:
        return _complain(error, as_json=as_json)
    except BrokenPipeError:
        # The reader of our output went away (`watcher events | head`); nothing is left to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.DONE)
    except KeyboardInterrupt:
        return _complain(
            WatcherError("已中断", meaning="没有完成的步骤不会留下一半的数据", action="重新执行即可"), as_json=as_json
        )
    except Exception as error:
        log.info("the command did not end well", exc_info=True)
        return _complain(_unforeseen(error), as_json=as_json)


def _run(argv: Sequence[str], context: Callable[[Desk], Context]) -> int:
    if any("\udc80" <= character <= "\udcff" for argument in argv for character in argument):
        raise UsageError(
            "命令中有不是 UTF-8 的文字", meaning="没有执行", action="请在 UTF-8 的终端中输入；文件名不是 UTF-8 的，请先改名"
        )
    arguments = parser().parse_args(argv)
    _log(verbose=arguments.verbose, stays=arguments.command in ("run", "serve"))
    if arguments.command == "demo":
        from watcher.demo.command import demo  # with all that a web page needs

        return demo(arguments)
    if arguments.command == "doctor":
        return doctor(load(), arguments)
    desk = open_desk(load())
    try:
        return show(arguments.run(context(desk), arguments), as_json=arguments.json)
    finally:
        desk.engine.dispose()


def _log(*, verbose: bool, stays: bool) -> None:
    """Logs on standard error: our own from the commands that stay, everything when asked for."""
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        force=True,
    )
    logging.getLogger("watcher").setLevel(logging.INFO if verbose or stays else logging.NOTSET)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it prints whole addresses, and some hold a secret
    # A tick that comes while the last one is still at work is skipped; that is how it should be, and no news.
    logging.getLogger("apscheduler").setLevel(logging.NOTSET if verbose else logging.ERROR)


def _complain(error: WatcherError, *, as_json: bool) -> int:
    code = _code(error)
    meaning = error.meaning or ("未作任何改动" if code is Exit.WRONG_USE else "")
    if as_json:
        facts = {"error": {"what": error.what, "meaning": meaning, "action": error.action}}
        return show(Result(facts, "", code), as_json=True)
    lines = [line for line in (error.what, meaning, error.action) if line]
    return show(Result({}, "\n".join(lines), code), as_json=False, stream=sys.stderr)


def _code(error: WatcherError) -> Exit:
    if isinstance(error, UsageError):
        return Exit.WRONG_USE
    if isinstance(error, FileRejected | LookError):
        return Exit.NEEDS_A_PERSON
    return Exit.COULD_NOT_RUN


def _unforeseen(error: Exception) -> WatcherError:
    """Words for what nobody raised on purpose."""
    if isinstance(error, SQLAlchemyError):  # its own text may hold rows, and so may all but PostgreSQL's first line
        what = f"数据库无法读写：{str(error.__cause__ or type(error).__name__).partition(chr(10))[0]}"
        action = "请检查磁盘空间、WATCHER_HOME 的权限，以及是否有其他程序占用数据库，然后重试；也可用 watcher doctor 检查数据库是否完好"
    elif isinstance(error, OSError):
        what = f"无法读写文件{f' {error.filename}' if error.filename else ''}：{words(error)}"
        action = "请检查磁盘空间和权限，然后重试"
    else:
        what = f"程序出错（{type(error).__name__}）"
        action = "请加上 --verbose 再执行一次，并把输出交给维护者"
    return WatcherError(what, meaning="没有完成的步骤没有写入，已保存的数据不受影响", action=action)


if __name__ == "__main__":
    sys.exit(main())
