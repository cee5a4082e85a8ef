"""How a look ended, told honestly: the state of the source, and the event when it turned bad or good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, select

from sources.base import Source
from sources.records import LookState
from store import schedule, turns
from store.coverage import Gap, gaps
from store.events import EventFact
from store.filing import PERSON, Changes, Filing, in_force
from store.looks import fingerprint, last_good_look, last_look, record_look
from store.readings import outlines_of, undecided
from store.recognition import recognised
from store.register import write_events
from store.tables.evidence import Look
from store.tables.notices import Conflict
from store.tables.register import Edition
from store.tables.schedule import SourceHealth, Turn
from watcher.cadence import Cadence, missed
from watcher.checks import safe
from watcher.desk import Desk
from watcher.patience import look_again
from watcher.reading import Reading
from watcher.refusals import Passing

FEWER = "上次巡查读到"  # begins what is said of such a look
_SEVERAL = 3
_LATELY = timedelta(days=30)
_LONGEST_DIFFERENCE = 300  # characters; the conflict itself has all of it


@dataclass(frozen=True, slots=True)
class Closing:
    """What belongs to the same commit as the register's changes: how a look ended, and what that caused."""

    state: LookState | None = None
    detail: str = ""
    events: tuple[EventFact, ...] = ()
    mails: int = 0


def close_look(
    session: Session, desk: Desk, source: Source, seen: Reading, changes: Changes, *, turn: Turn, at: datetime
) -> Closing:
    """End the turn, record the look and the source's health; who hears of it, watcher.alarms decides.

    The caller commits. Raises TurnLost when the turn is another worker's now: nothing of the look may be committed.
    """
    state, detail = judge(session, source, seen, changes)
    before = session.get_one(SourceHealth, source.id)
    cadence = desk.settings.cadence(source.id)
    skipped = _missed(cadence, before, turn, at)
    again = look_again(
        cadence,
        source.id,
        at,
        Random(f"{source.id} {turn.id}"),
        state=state,
        failures=before.failures + 1,
        asked_wait=seen.trouble.asked_wait if isinstance(seen.trouble, Passing) else None,
    )
    closing, look_id = end_look(session, source, seen, state, detail, notices=len(seen.notices), at=at, next_look=again)
    turns.end(session, turn, at=at, look_id=look_id, missed=skipped)
    return closing


def end_look(
    session: Session,
    source: Source,
    seen: Reading,
    state: LookState,
    detail: str,
    *,
    notices: int,
    at: datetime,
    next_look: datetime,
) -> tuple[Closing, int]:
    """Record that a look ended so, by its own judgement or a person's; also its number. The caller commits."""
    look_id = record_look(
        session,
        source.id,
        started_at=min(seen.started_at, at),  # the clock may have been put back meanwhile
        ended_at=at,
        state=state,
        detail=detail,
        pages=seen.pages,
        notices=notices,
    )
    turned = schedule.settle(session, source.id, state=state, detail=detail, at=at, next_look_at=next_look)
    if turned is None:
        return Closing(state, detail), look_id
    event = EventFact(f"source_{turned}", source=source.id, moment=f"look {look_id}", facts={"state": state.value})
    write_events(session, [event], at=at, revision=None)
    return Closing(state, detail, (event,)), look_id


def _missed(cadence: Cadence, health: SourceHealth, turn: Turn, at: datetime) -> int:
    """How many scheduled times this look stands for beside its own; a time may come while somebody's own look goes on."""
    first = turn.scheduled_for or health.next_look_at
    return missed(cadence, health.source_id, first, at) + (turn.scheduled_for is None and first <= at)


def judge(session: Session, source: Source, seen: Reading, changes: Changes) -> tuple[LookState, str]:
    """The state of a look: the worst of what was met, and only then whether anything is new."""
    if seen.trouble is not None:
        return seen.trouble.state, str(seen.trouble)
    open_gaps = {gap.notice_id: gap for gap in gaps(session)}
    for one in recognised(session, map(safe, seen.filings)):
        if trouble := _trouble(session, one, open_gaps.get(one.id)):
            return trouble
    if fewer := _far_fewer(last_good_look(session, source.id), seen):
        return LookState.WRONG_PAGE, fewer
    if not seen.notices:
        return LookState.OK_EMPTY, ""
    before = last_look(session, source.id)
    if not changes and before is not None and before.fingerprint == fingerprint(seen.pages):
        return LookState.NOT_MODIFIED, ""
    return LookState.OK, ""


def _far_fewer(before: Look | None, seen: Reading) -> str:
    """Notices leave a column one by one: where most are gone at once, another page answered, or only the first of several."""
    now = len(seen.notices)
    if before is None or before.notices < _SEVERAL or seen.started_at - before.ended_at > _LATELY or now * 2 > before.notices:
        return ""
    left = f"只有 {now} 篇" if now else "一篇也没有"
    what = f"{FEWER} {before.notices} 篇相关公告，本次的列表里{left}，可能不是原来的栏目，或只读到第一页；此前的名单保持原样"
    return f"{what}；请用浏览器核对：属实的，用 watcher sources accept 来源编号 确认；网址已变更的，请写入 watcher.toml 的 [sources.来源编号] url"


def _trouble(session: Session, filing: Filing, gap: Gap | None) -> tuple[LookState, str] | None:
    """Why the list of this notice must not be called well read; None where it is, or where a person has decided."""
    notice = in_force(outlines_of(session, filing.id)).notice
    if notice.origin == PERSON:
        return None
    states = session.exec(select(Edition.state).where(Edition.notice_id == filing.id))
    kept, waiting = "complete" in states, undecided(session, filing.id)  # kept although this look may lack its names
    if (gap or kept) and (notice.names_missing or notice.held):
        for attachment in filing.notice.attachments:
            if attachment.trouble_state is not None:
                return attachment.trouble_state, f"{notice.title}：附件“{attachment.name}” {attachment.trouble or ''}"
        if kept:
            return LookState.QUARANTINED, f"{notice.title}：此前取得的名单本次没有完整读到，在列企业保持不变"
    if gap is not None and gap.state != "names_missing":
        return LookState.QUARANTINED, f"{gap.title}：{gap.words}{_difference(waiting)}"
    if kept and waiting:
        return LookState.QUARANTINED, f"{notice.title}：与此前取得的名单不一致，此前列入的仍视为在列，待人工裁决{_difference(waiting)}"
    return None


def _difference(waiting: Sequence[Conflict]) -> str:
    """（第 3 项：在列 20，新一期 5）: what a person will find in the list of conflicts."""
    said = [f"第 {one.id} 项：" + "，".join(f"{r['where']} {r['value'] or '无'}" for r in one.readings) for one in waiting]
    whole = "；".join(said)
    return f"（{whole[:_LONGEST_DIFFERENCE]}{'…' if len(whole) > _LONGEST_DIFFERENCE else ''}）" if said else ""
