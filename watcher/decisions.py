"""A person decides what is held: accepted rows become listings, rejected ones stay out, and both are remembered."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from sources.errors import UsageError
from store.audit import record_action
from store.database import reading
from store.filing import Changes, Filing
from store.readings import readings_of
from store.tables.notices import Conflict
from watcher.desk import Desk
from watcher.health import Closing
from watcher.pipeline import Clock, Report, file


def decide(desk: Desk, conflict_id: int, *, accept: bool, who: str, reason: str, clock: Clock) -> Report:
    """Resolve one conflict in the name of `who`.

    Accepting lets the rows that the notice holds into the register (they are a complete edition from then on);
    rejecting keeps them out, so that the names stay missing. Raises UsageError when there is nothing to decide.
    """
    with reading(desk.engine) as session:
        conflict = session.get(Conflict, conflict_id)
        if conflict is None or conflict.state != "open":
            raise UsageError(
                f"没有编号为 {conflict_id} 的待裁决事项", meaning="未作任何改动", action="用 watcher conflicts list 查看"
            )
        held = [one for one in readings_of(session, conflict.notice_id) if one.notice.held]
    filings = [_decided(one, accept) for one in held[:1]]

    def close(session: Session, _changes: Changes, now: datetime) -> Closing:
        row = session.get_one(Conflict, conflict_id)
        row.state = "accepted" if accept else "rejected"
        row.closed_at, row.closed_by, row.reason = now, who, reason
        facts = {"conflict": conflict_id, "verdict": row.state, "reason": reason}
        record_action(session, who, "conflict", facts, now)
        return Closing()

    return file(desk, filings, clock=clock, why=f"裁决 {conflict_id}", close=close)


def _decided(filing: Filing, accept: bool) -> Filing:
    notice = filing.notice
    rows = notice.held if accept else ()
    declared = len(rows) if accept else notice.declared
    return replace(filing, notice=replace(notice, origin="person", rows=rows, held=(), declared=declared))
