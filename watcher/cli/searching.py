"""The command that finds notices."""

import argparse

from store.database import reading
from store.filing import in_force
from store.notice_search import Wanted, count, find
from store.readings import readings_of
from watcher.cli import shapes, words
from watcher.cli.context import Context
from watcher.cli.output import Result

MOST_FOUND = 50


def notices_search(context: Context, arguments: argparse.Namespace) -> Result:
    """Notices by words of their titles or by number, the newest first."""
    wanted = Wanted(arguments.text, kind=arguments.kind)
    with reading(context.desk.engine) as session:
        total = count(session, wanted)
        rows = find(session, wanted, most=MOST_FOUND)
        found = [in_force(readings_of(session, row.id)).notice for row in rows]
    data = {"notices": [{"id": row.id, **shapes.notice(one)} for row, one in zip(rows, found, strict=True)], "total": total}
    lines = [words.notice(one) for one in found] or ["没有这样的公告"]
    more = [f"共 {total} 篇，只列出最新的 {MOST_FOUND} 篇；请写得更具体"] if total > MOST_FOUND else []
    return Result(data, "\n".join([*lines, *more]))
