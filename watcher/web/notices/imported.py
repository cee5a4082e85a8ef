"""What an import came to, for the person who brought the files: notices, names, gaps before and after, conflicts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from alerts import wording
from sources.errors import WatcherError
from sources.records import Notice
from store.coverage import Gap, gaps
from store.events import EventFact
from store.identity import notice_id
from store.lists import kept_of
from store.recognition import id_of_page
from store.tables.notices import Conflict, NoticeRow
from watcher.pipeline import Report

_SHOWN = 5  # names in one line


@dataclass(frozen=True, slots=True)
class Brought:
    """One file, and what it came to: a report, or an error."""

    name: str
    report: Report | None
    error: WatcherError | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A notice that was read in the file; `row` as it stands now, the gap before and after."""

    notice: Notice
    row: NoticeRow | None
    before: Gap | None
    after: Gap | None
    conflicts: Sequence[Conflict]
    kept: int  # companies that stand by it, as read now or before


@dataclass(frozen=True, slots=True)
class Imported:
    """One file for the page: `changed` is false for what was known already."""

    name: str
    error: WatcherError | None
    changed: bool
    filed: tuple[Filed, ...]
    events: tuple[str, ...]


def imported(session: Session, brought: Brought, before: Mapping[str, Gap]) -> Imported:
    """What became of one file; `before` are the gaps that were open until then."""
    report = brought.report
    if report is None:
        return Imported(brought.name, brought.error, False, (), ())
    after = {one.notice_id: one for one in gaps(session)}
    known = {(one.notice.url, one.notice.title): one for one in report.changes.filings}
    filed = []
    for said in report.notices:
        checked = known.get((said.url, said.title))
        id_ = checked.id if checked else (id_of_page(session, said.url) if said.url else notice_id(said))
        notice = checked.notice if checked else said  # what had to be doubted is held in it
        waiting = select(Conflict).where(Conflict.notice_id == id_, Conflict.state == "open", col(Conflict.chosen).is_(None))
        filed.append(
            Filed(notice, session.get(NoticeRow, id_), before.get(id_), after.get(id_), session.exec(waiting).all(), kept_of(session, [id_]).get(id_, 0))
        )
    return Imported(brought.name, None, bool(report.changes), tuple(filed), _told(report.events))


def _told(facts: Iterable[EventFact]) -> tuple[str, ...]:
    """One line for each kind of event: 新列入名单 5 家：…"""
    names: dict[str, list[str]] = {}
    for fact in facts:
        names.setdefault(fact.type, []).extend([str(fact.facts["name"])] if "name" in fact.facts else [])
    return tuple(
        wording.EVENT[type_] + (f" {len(several)} 家：{'、'.join(several[:_SHOWN])}{' 等' if len(several) > _SHOWN else ''}" if several else "")
        for type_, several in names.items()
    )
