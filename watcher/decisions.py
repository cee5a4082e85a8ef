"""A person decides what is in doubt: what is accepted becomes listings, what is rejected stays out; both are remembered.

The decision is a reading of its own, by which the notice counts until its page names other companies.
"""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from sources.catalog import regulator
from sources.errors import UsageError
from sources.notices.doubts import accepted, may_list_nobody
from sources.notices.natures import as_said, may_be_said, must_be_said
from sources.records import ConflictField
from store.audit import record_action
from store.companies import companies_of
from store.database import reading
from store.directory import Ambiguous, Directory
from store.filing import PERSON, Changes, Filing, in_force
from store.readings import readings_of
from store.removals import MEANT
from store.tables.notices import Conflict
from watcher.desk import Desk
from watcher.health import Closing
from watcher.pipeline import Clock, Report, file
from watcher.placing import filed_where_they_stand


def decide(
    desk: Desk,
    conflict_id: int,
    *,
    accept: bool,
    who: str,
    reason: str,
    clock: Clock,
    listed_as: str | None = None,
) -> Report:
    """Resolve one conflict in the name of `who`.

    Accepting lets the rows that the notice holds into the register (a complete edition from then on), lets go whom it no
    longer names, or files a removal where its company stands; rejecting keeps them out, or listed, and closes the gap of
    a notice that only corrects another or is no list of bad names. `listed_as` (one of NATURES) is what the person says
    that a list of unknown nature is. Raises UsageError when there is nothing to decide, or that is missing or no question.
    """
    with reading(desk.engine) as session:
        conflict = session.get(Conflict, conflict_id)
        if conflict is None or conflict.state != "open":
            raise _not_open(conflict_id)
        if accept and conflict.readings[0]["where"] == MEANT:
            filings = [filed_where_they_stand(session, conflict.notice_id, who, reason)]
        else:
            filings = [_as_said(one, conflict_id, listed_as) for one in _decided(session, conflict, accept)]
            if listed_as and not filings:
                raise _not_to_be_said(conflict_id)

    def close(session: Session, _changes: Changes, now: datetime) -> Closing:
        row = session.get_one(Conflict, conflict_id)
        if row.state != "open":  # somebody decided while this was worked out
            raise _not_open(conflict_id)
        row.state = "accepted" if accept else "rejected"
        row.closed_at, row.closed_by, row.reason = now, who, reason
        facts = {"conflict": conflict_id, "verdict": row.state, "reason": reason}
        record_action(session, who, "conflict", facts | ({"as": listed_as} if listed_as else {}), now)
        return Closing()

    return file(desk, filings, clock=clock, why=f"裁决 {conflict_id}", close=close)


def _not_open(conflict_id: int) -> UsageError:
    return UsageError(
        f"没有编号为 {conflict_id} 的待裁决事项", meaning="未作任何改动", action="用 watcher conflicts list 查看"
    )


def _decided(session: Session, conflict: Conflict, accept: bool) -> list[Filing]:
    """The reading that follows from the decision; none where a field was decided already or nothing changes."""
    if conflict.chosen is not None:
        return []
    readings = [one for one in readings_of(session, conflict.notice_id) if one.notice.origin != PERSON]
    newest = in_force(readings)
    if conflict.field == ConflictField.COMPANY:
        return [_without_doubtful_rows(session, newest, conflict, accept)]
    if conflict.field == ConflictField.TITLE and may_list_nobody(newest.notice) and not accept:
        return [_as_decided(_no_list(newest))]
    held = next((one for one in readings if one.notice.held), None)
    if held is not None:
        return [_released(held) if accept else _as_decided(held)]
    lists_nobody = not newest.notice.kind.lists_companies
    return [_as_decided(newest)] if accept and (newest.notice.rows or lists_nobody) else []


def _as_said(filing: Filing, conflict_id: int, word: str | None) -> Filing:
    """The list as what a person says it is; nobody is put on one of which nobody knows the nature."""
    notice = filing.notice
    if word is None:
        if notice.rows and must_be_said(notice):
            raise UsageError(
                f"第 {conflict_id} 项名单性质不明，未写明是什么名单",
                meaning="未作任何改动，该名单仍待裁决",
                action="请对照公告，用 --as 写明，如 --as 疑似失联空壳；与监管名单无关的，请用 reject",
            )
        return filing
    if not may_be_said(notice):
        raise _not_to_be_said(conflict_id)
    return replace(filing, notice=as_said(notice, word, regulator(notice.regulator)))


def _not_to_be_said(conflict_id: int) -> UsageError:
    return UsageError(
        f"第 {conflict_id} 项没有性质不明的企业名单可列入", meaning="未作任何改动", action="请去掉 --as，或待名单取得后再裁决"
    )


def _no_list(filing: Filing) -> Filing:
    """A notice that lists nobody, or nobody badly: no names are missing, those that it prints stay with it."""
    notice = filing.notice
    return replace(filing, notice=replace(notice, rows=(), held=(*notice.rows, *notice.held), declared=0))


def _released(filing: Filing) -> Filing:
    rows = accepted(filing.notice)
    left_out = tuple(row for row in filing.notice.held if row not in rows)
    return _as_decided(replace(filing, notice=replace(filing.notice, rows=rows, held=left_out, declared=len(rows))))


def _without_doubtful_rows(session: Session, filing: Filing, conflict: Conflict, accept: bool) -> Filing:
    """The list without the rows that fit several companies: only a code could tell which one is meant."""
    if accept:
        raise UsageError(
            f"第 {conflict.id} 项无法采纳：不知道该行是哪一家企业",
            meaning="未作任何改动，该名单仍待裁决",
            action="请导入带统一社会信用代码的名单；或用 reject 略去该行，其余企业即列入",
        )
    notice = filing.notice
    directory = Directory(companies_of(session, notice.rows))
    doubtful = tuple(row for row in notice.rows if isinstance(directory.resolve(row), Ambiguous))
    sure = tuple(row for row in notice.rows if row not in doubtful)
    return _as_decided(replace(filing, notice=replace(notice, rows=sure, held=doubtful, declared=len(sure) or None)))


def _as_decided(filing: Filing) -> Filing:
    return replace(filing, notice=replace(filing.notice, origin=PERSON))
