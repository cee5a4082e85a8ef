"""The command that reads what is kept again."""

import argparse

from sources.catalog import source
from watcher.cli import shapes, words
from watcher.cli.collecting import result_of
from watcher.cli.context import Context
from watcher.cli.output import Result
from watcher.replaying import replay


def replay_source(context: Context, arguments: argparse.Namespace) -> Result:
    """The stored captures of one source, with today's reader."""
    one = source(arguments.id, context.desk.sources)
    done = replay(context.desk, one, who=context.who, clock=context.clock, dry_run=arguments.dry_run)
    facts = {"pages": done.pages, "read": done.read, "lacking": list(done.lacking), "dry_run": arguments.dry_run}
    lines = [f"{one.title}：重读 {done.pages} 个留存的网页和附件，{done.read} 篇公告，其中 {len(done.report.notices)} 篇读法与此前不同"]
    lines += [f"! 没有留存，未能重读：{url}" for url in done.lacking]
    if arguments.dry_run:
        lines += [f"! {done.report.closing.detail}"] if done.report.closing.detail else []
        told = [f"  · {words.notice(notice)}" for notice in done.report.notices]
        told += [f"  → {' '.join(filter(None, row))}" for row in words.events(done.report.events)]
        return Result(shapes.reports([done.report]) | facts, "\n".join([*lines, *told, "只是试读，没有写入任何内容"]))
    result = result_of([done.report])
    return Result({**result.data, **facts}, "\n".join([*lines, result.text]), result.code)
