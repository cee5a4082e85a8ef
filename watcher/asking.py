"""Somebody asks for a look before its time: the source is due now, and whichever worker comes first makes the look."""

from sources.base import Source
from sources.errors import UsageError
from store import schedule
from store.audit import record_action
from store.database import writing
from store.tables.schedule import SourceHealth
from watcher.desk import Desk
from watcher.reading import Clock

ACTION = "look asked"
_UNCHANGED = "没有改动任何安排"


def ask_look(desk: Desk, source: Source, *, who: str, clock: Clock) -> None:
    """Make the source due, in the name of `who`. Raises UsageError where somebody looks already, or it is due anyway."""
    with writing(desk.engine) as session:
        at = clock()
        schedule.register_sources(session, [source.id], at)
        row = session.get_one(SourceHealth, source.id)
        if row.lease_until is not None and row.lease_until > at:
            raise UsageError(f"{source.title}正在查看中", meaning=_UNCHANGED, action="请稍后刷新页面查看结果")
        if row.last_look_at is not None and row.next_look_at <= at:
            raise UsageError(f"{source.title}已经到期，正在等待查看", meaning=_UNCHANGED, action="请稍后刷新页面查看结果")
        row.next_look_at = min(row.next_look_at, at)
        session.add(row)
        record_action(session, who, ACTION, {"source": source.id}, at)
