"""Commands that bring notices in: collect, import, conflicts, events."""

import argparse
from datetime import datetime
from pathlib import Path

from sqlmodel import col, select

from alerts import wording
from sources.catalog import source
from sources.errors import WatcherError
from sources.records import LookState, Notice
from store.database import reading
from store.tables.notices import Conflict, NoticeRow
from store.tables.register import Event
from store.workers import worker
from watcher import decisions, schedule
from watcher.cli import files, shapes, words
from watcher.cli.context import Context
from watcher.cli.output import Exit, Result, table
from watcher.importing import MAX_SIZE, import_file
from watcher.notice_words import CONFLICT_STATE, FIELD
from watcher.pipeline import Report


def collect(context: Context, arguments: argparse.Namespace) -> Result:
    """One look at each source named, or at all that are due."""
    for id_ in arguments.ids:
        source(id_, context.desk.sources)
    with context.fetcher() as fetch:
        done = schedule.collect(
            context.desk, fetch=fetch, clock=context.clock, owner=worker(), only=arguments.ids
        )
    return result_of(done)


def _unread(one: Notice) -> bool:
    return any(known.trouble_state is LookState.UNREADABLE for known in one.attachments)


def result_of(done: list[Report]) -> Result:
    """Looks, notices and events of a collection or an import, for people and for scripts."""
    bad = any(report.state is not None and not report.state.good for report in done)
    bad = bad or any(report.changes and (one.held or _unread(one)) for report in done for one in report.notices)
    return Result(shapes.reports(done), words.reports(done), Exit.NEEDS_A_PERSON if bad else Exit.DONE)


def import_files(context: Context, arguments: argparse.Namespace) -> Result:
    """Saved pages, attachments and digests, as evidence "imported by" somebody; one that is refused costs no other."""
    contents = [(Path(name).name, files.read(name, most=MAX_SIZE, meaning="没有导入任何内容")) for name in arguments.files]
    done: list[Report] = []
    refused: list[tuple[str, WatcherError]] = []
    for name, content in contents:
        try:
            done.append(
                import_file(
                    context.desk,
                    content,
                    name,
                    source_id=arguments.source,
                    url=arguments.url,
                    who=context.who,
                    clock=context.clock,
                )
            )
        except WatcherError as error:
            if len(contents) == 1:
                raise
            refused.append((name, error))
    result = result_of(done)
    if not refused:
        return result
    errors = [{"file": name, "what": one.what, "meaning": one.meaning, "action": one.action} for name, one in refused]
    text = "\n".join([*([result.text] if done else []), *(f"! {name}：{one}" for name, one in refused)])
    return Result({**result.data, "errors": errors}, text, Exit.NEEDS_A_PERSON)


def events(context: Context, arguments: argparse.Namespace) -> Result:
    """The append-only events, the oldest first."""
    query = select(Event).order_by(col(Event.at), col(Event.type), col(Event.id))
    if arguments.since:
        query = query.where(Event.at >= arguments.since)
    if arguments.until:
        query = query.where(Event.at <= arguments.until)
    with reading(context.desk.engine) as session:
        found = session.exec(query).all()
    data = [
        {
            "type": one.type,
            "at": one.at.isoformat(),
            "company": one.facts.get("name"),
            "series": one.series_key,
            "source": one.source_id,
            "revision": one.revision,
        }
        for one in found
    ]
    lines = [
        (wording.in_shanghai(one.at), wording.EVENT[one.type], one.facts.get("name", ""), one.series_key or one.source_id or "")
        for one in found
    ]
    return Result({"events": data}, table(("时间", "事件", "企业", "名单"), lines))


def conflicts_list(context: Context, arguments: argparse.Namespace) -> Result:
    """The fields with two readings that wait for a person, and how the others were resolved."""
    with reading(context.desk.engine) as session:
        every = session.exec(select(Conflict, NoticeRow).join(NoticeRow).order_by(col(Conflict.id))).all()
        if (then := arguments.known_at) is not None:
            every = [(_as_known(one, then), notice) for one, notice in every if one.opened_at <= then]
    found = sorted(every, key=lambda one: one[0].state, reverse=True)
    data = [
        {
            "id": conflict.id,
            "state": conflict.state,
            "field": conflict.field,
            "readings": conflict.readings,
            "chosen": conflict.chosen,
            "opened_at": conflict.opened_at.isoformat(),
            "closed_at": conflict.closed_at.isoformat() if conflict.closed_at else None,
            "closed_by": conflict.closed_by,
            "reason": conflict.reason,
            "notice": notice.title,
            "url": notice.url,
        }
        for conflict, notice in found
    ]
    rows = [
        (
            str(conflict.id),
            CONFLICT_STATE[conflict.state],
            FIELD[conflict.field],
            "／".join(f"{one['where']}：{one['value'] or '无'}" for one in conflict.readings),
            conflict.chosen or _closing(conflict),
            notice.title,
        )
        for conflict, notice in found
    ]
    return Result({"conflicts": data}, table(("编号", "状态", "字段", "各处读法", "采用", "公告"), rows))


def _as_known(conflict: Conflict, known_at: datetime) -> Conflict:
    """The conflict as it was then: still open where it was closed later."""
    if conflict.closed_at is None or conflict.closed_at <= known_at:
        return conflict
    return Conflict(**conflict.model_dump() | {"state": "open", "closed_at": None, "closed_by": None, "reason": None})


def _closing(conflict: Conflict) -> str:
    """待裁决, or who decided, when and why."""
    if conflict.closed_at is None:
        return "待裁决"
    return "，".join(filter(None, (conflict.closed_by, wording.in_shanghai(conflict.closed_at), conflict.reason)))


def conflicts_decide(context: Context, arguments: argparse.Namespace) -> Result:
    """Accept or reject what is held, by name and with a reason."""
    report = decisions.decide(
        context.desk,
        arguments.id,
        accept=arguments.verdict == "accept",
        who=context.who,
        reason=arguments.reason,
        clock=context.clock,
        listed_as=arguments.listed_as,
    )
    return result_of([report])
