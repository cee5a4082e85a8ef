"""The command `watcher`: parse, open the desk, run one command, print, exit with a code that scripts can trust."""

import logging
import os
import sys
from collections.abc import Sequence

from sources.errors import FileRejected, LookError, UsageError, WatcherError
from watcher.cli.arguments import parser
from watcher.cli.context import Context
from watcher.cli.output import Exit, Result, show
from watcher.config import load
from watcher.demo.command import demo
from watcher.desk import open_desk


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = parser().parse_args(argv)
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO if arguments.verbose or arguments.command in ("run", "serve") else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        if arguments.command == "demo":
            return show(demo(arguments), as_json=arguments.json)
        desk = open_desk(load())
        try:
            return show(arguments.run(Context(desk), arguments), as_json=arguments.json)
        finally:
            desk.engine.dispose()
    except WatcherError as error:
        return _complain(error, as_json=arguments.json)
    except BrokenPipeError:
        # The reader of our output went away (`watcher events | head`); nothing is left to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.DONE)


def _complain(error: WatcherError, *, as_json: bool) -> int:
    code = _code(error)
    if as_json:
        facts = {"error": {"what": error.what, "meaning": error.meaning, "action": error.action}}
        return show(Result(facts, "", code), as_json=True)
    lines = (error.what, error.meaning, error.action)
    sys.stderr.write("\n".join(line for line in lines if line) + "\n")
    return int(code)


def _code(error: WatcherError) -> Exit:
    if isinstance(error, UsageError):
        return Exit.WRONG_USE
    if isinstance(error, FileRejected | LookError):
        return Exit.NEEDS_A_PERSON
    return Exit.COULD_NOT_RUN


if __name__ == "__main__":
    sys.exit(main())
