"""A person says that a column does hold fewer notices than before: what was seen counts as a good look from then on."""

from sqlmodel import Session

from sources.base import Source
from sources.errors import UsageError
from sources.records import LookState
from store import schedule
from store.audit import record_action
from store.database import writing
from store.looks import last_look
from store.tables.evidence import Look
from watcher.desk import Desk
from watcher.health import FEWER, Closing, end_look
from watcher.reading import Clock, Reading


def accept_look(desk: Desk, source: Source, *, who: str, reason: str, clock: Clock) -> Closing:
    """Take the last look at `source` for a good one, in the name of `who`; whoever heard that it was bad hears again.

    Raises UsageError where the last look did not end for want of notices.
    """
    at = clock()
    with writing(desk.engine) as session:
        look = _doubted(session, source)
        row = schedule.health(session)[source.id]
        lease = row.lease_owner, row.lease_until  # of a worker that may be looking just now
        state = LookState.OK if look.notices else LookState.OK_EMPTY
        words = f"{who} 已核对，公告确已减少" + (f"：{reason}" if reason else "")
        seen = Reading(started_at=at)
        closing, _ = end_look(session, source, seen, state, words, notices=look.notices, at=at, next_look=row.next_look_at)
        row.lease_owner, row.lease_until = lease
        record_action(session, who, "look accepted", {"source": source.id, "notices": look.notices, "reason": reason}, at)
    return closing


def is_doubted(look: Look) -> bool:
    """Whether it only failed for want of notices, so that a person may take it for a good one."""
    return look.state == LookState.WRONG_PAGE and look.detail.startswith(FEWER)


def _doubted(session: Session, source: Source) -> Look:
    look = last_look(session, source.id)
    if look is None or not is_doubted(look):
        raise UsageError(
            f"来源 {source.id} 的最近一次巡查没有“公告大幅减少”的疑问", meaning="未作任何改动", action="用 watcher sources show 查看其状态"
        )
    return look
