"""Read the stored captures of a source again with today's reader; what reads otherwise takes the way of a look.

No site is asked and no look is recorded: the evidence is the old captures. What is not kept cannot be read again, and a
notice that lacks a file stays as it was read before.
"""

import logging
from dataclasses import dataclass, replace
from http import HTTPStatus

from sqlmodel import Session

from sources.base import Page, Request, Source
from sources.errors import FetchError, LookError, UsageError
from sources.records import LookState, Notice
from store.audit import record_action
from store.database import reading
from store.filing import Changes
from store.looks import KeptPage, kept_answer
from watcher.desk import Desk
from watcher.health import Closing, judge
from watcher.pipeline import Clock, Report, decide, file
from watcher.reading import Reading, drive

log = logging.getLogger(__name__)
_LACKING = "没有留存"


@dataclass(frozen=True, slots=True)
class Replay:
    """What it came to: the notices of `report` read otherwise now; `lacking` are addresses of which nothing is kept."""

    report: Report
    read: int  # notices that were read
    pages: int
    lacking: tuple[str, ...]


def replay(desk: Desk, source: Source, *, who: str, clock: Clock, dry_run: bool = False) -> Replay:
    """Read again, and file what differs; with `dry_run` nothing is written.

    Raises UsageError where nothing of the source is kept.
    """
    seen, lacking = _seen(desk, source, clock)
    if not seen.pages:
        raise UsageError(f"来源 {source.id} 没有留存的网页", meaning="没有读取任何内容", action=f"请先用 watcher collect {source.id} 巡查")
    filings = [one for one in seen.filings if not _lacks(one.notice, lacking)]

    def close(session: Session, changes: Changes, at: object) -> Closing:
        state, detail = judge(session, source, seen, changes)
        if changes:
            facts = {"source": source.id, "notices": len(changes.filings)}
            record_action(session, who, "replay", facts, clock())
        return Closing(state, detail)

    if dry_run:
        plan = decide(desk, filings, clock(), source.id)
        report = Report(plan.changes, (), plan.revision, _tried(desk, source, seen, plan.changes), source.id)
    else:
        report = file(desk, filings, clock=clock, why=f"重读 {source.id}", source=source.id, close=close)
    differing = tuple(one.notice for one in report.changes.filings)
    return Replay(replace(report, notices=differing), len(filings), len(seen.pages), tuple(sorted(lacking)))


def _tried(desk: Desk, source: Source, seen: Reading, changes: Changes) -> Closing:
    """How it would end; where it would change something that shows only once it is filed."""
    if changes and seen.trouble is None:
        return Closing()
    with reading(desk.engine) as session:
        return Closing(*judge(session, source, seen, changes))


def _seen(desk: Desk, source: Source, clock: Clock) -> tuple[Reading, set[str]]:
    """What the captures say, each the newest of its request, and the addresses of which none is kept."""
    seen, lacking = Reading(started_at=clock()), set[str]()

    def get(request: Request) -> Page:
        kept = _kept(desk, request)
        if kept is None:
            lacking.add(request.url)
            raise FetchError(_LACKING, state=LookState.GONE, url=request.url)
        seen.pages.append(kept)
        return kept.page

    try:
        drive(source.read(get(source.start)), get, seen.notices)
    except LookError as error:
        seen.trouble = error
    return seen, lacking


def _kept(desk: Desk, request: Request) -> KeptPage | None:
    """The newest capture; None also where its bytes are gone or altered."""
    with reading(desk.engine) as session:
        capture = kept_answer(session, request.key)
    if capture is None:
        return None
    try:
        content = desk.evidence.read(capture.sha256)
    except (OSError, ValueError) as error:
        log.warning("%s is not read again: %s", request.url, error)
        return None
    page = Page(request.url, content, capture.final_url, HTTPStatus.OK, capture.headers, request.name)
    return KeptPage(request.key, page, capture.sha256, capture.fetched_at)


def _lacks(notice: Notice, lacking: set[str]) -> bool:
    """Whether a file of it is not kept: what was read of it before, when it was there, stays."""
    return any(one.trouble_state is not None and one.url in lacking for one in notice.attachments)
