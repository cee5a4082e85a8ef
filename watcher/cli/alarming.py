"""What is wrong with the watching itself: the alarms that are open, and the processes that watch."""

import argparse

from alerts import wording
from store import heartbeats
from store.alarms import Kind, standing
from store.database import reading
from watcher import alarms, readiness
from watcher.cli.context import Context
from watcher.cli.output import Exit, Result, table


def listing(context: Context, _arguments: argparse.Namespace) -> Result:
    """What is wrong now, the worst first, whether anybody was told of it or not; and whether anybody watches."""
    at = context.clock()
    with reading(context.desk.engine) as session:
        found = alarms.current(session, context.desk, at)
        told = {(Kind(one.kind), one.subject): one for one in standing(session)}
        workers = heartbeats.workers(session)
    faults = readiness.faults(context.desk, at)
    ordered = sorted(found.values(), key=lambda one: (one.kind.rank, one.subject))
    data = [
        {
            "kind": one.kind.value,
            "subject": one.subject,
            "title": one.title,
            "state": one.state,
            "words": one.words,
            "opened_at": told[one.key].opened_at.isoformat() if one.key in told else None,
            "told_at": told[one.key].told_at.isoformat() if one.key in told else None,
        }
        for one in ordered
    ]
    rows = [
        (one.title, one.words, wording.in_shanghai(told[one.key].told_at) if one.key in told else "尚未通知")
        for one in ordered
    ]
    lines = [*(f"! {words}" for words in faults), table(("异常", "说明", "最近通知"), rows) if rows else "没有异常。"]
    running = [
        {"name": one.name, "started_at": one.started_at.isoformat(), "ticked_at": one.ticked_at.isoformat()}
        for one in workers
    ]
    bad = bool(rows or faults)
    return Result(
        {"alarms": data, "faults": faults, "workers": running},
        "\n".join(lines),
        Exit.NEEDS_A_PERSON if bad else Exit.DONE,
    )
