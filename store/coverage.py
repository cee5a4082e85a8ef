"""What a clean result does not cover: lists without their names, and sources that could not be read."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, and_, col, exists, or_, select

from sources.base import Source
from sources.records import Kind
from store.chunks import Among
from store.known import revision
from store.lists import ListState, lists, newest
from store.looks import health_then
from store.outbox import unsent_then
from store.past import notices_then, open_editions_then
from store.schedule import health
from store.tables.notices import NoticeRow
from store.tables.register import Edition

_WORDS = {
    "names_missing": "名单尚未取得",
    "held": "附件或数目存疑，待人工裁决",
    "unplaced": "行业或机构不明，名单未能归类",
}
GOOD = ("ok", "not_modified", "ok_empty")  # states of a look that saw its source
_ADVERSE_LISTS = (Kind.FLAGGED_LIST, Kind.SUSPECTED_LIST, Kind.EXIT_LIST)


@dataclass(frozen=True, slots=True)
class Gap:
    """A list of which names are missing: "18 companies, none of them here" is a state, never 0 listings."""

    notice_id: str
    regulator: str
    title: str
    url: str | None
    series: str | None
    declared: int | None
    missing: int | None  # None: the size of the list is unknown
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source: the state of its last look (None: never looked at) and when it was last really seen."""

    id: str
    title: str
    state: str | None
    detail: str
    last_look: str | None
    last_good: str | None


@dataclass(frozen=True, slots=True)
class Unsent:
    """Mails that have not left: how many, how many of them were refused for good, and since when the oldest waits."""

    mails: int
    refused: int
    since: str | None


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the register holds at one revision, and what it lacks."""

    revision: int
    lists: tuple[ListState, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a screening could and could not see at one revision."""

    revision: int
    lists: tuple[ListState, ...]
    gaps: tuple[Gap, ...]
    sources: tuple[SourceState, ...]
    unsent: Unsent

    @property
    def blind(self) -> tuple[SourceState, ...]:
        """The sources whose last look failed, or that were never looked at."""
        return tuple(source for source in self.sources if source.state not in GOOD)

    def as_json(self) -> dict[str, Any]:
        """Plain dicts and lists."""
        return asdict(self)


def coverage(session: Session, sources: Sequence[Source], known_at: datetime | None = None) -> Coverage:
    """The coverage as of now, or as it was at an earlier time."""
    return coverage_of(session, sources, inventory(session, known_at), known_at)


def inventory(session: Session, known_at: datetime | None = None) -> Inventory:
    """What of the coverage only a revision of the register changes: counting it takes a while."""
    return Inventory(revision(session, known_at), tuple(lists(session, known_at=known_at)), gaps(session, known_at))


def coverage_of(
    session: Session, sources: Sequence[Source], held: Inventory, known_at: datetime | None = None
) -> Coverage:
    """The coverage with what the register holds at that revision; how sources and messages fare is asked now."""
    seen = tuple(_sources(session, sources, known_at))
    return Coverage(held.revision, held.lists, held.gaps, seen, _unsent(session, known_at))


def _unsent(session: Session, known_at: datetime | None) -> Unsent:
    """Of an earlier time, a mail counts as refused when it has been refused by now."""
    waiting, refused, oldest = unsent_then(session, known_at)
    return Unsent(waiting, refused, oldest.isoformat() if oldest else None)


def gaps(session: Session, known_at: datetime | None = None) -> tuple[Gap, ...]:
    """All gaps that are open, or were at an earlier time, lists that cannot be screened against too.

    A held or nameless snapshot is closed by a newer complete edition, a batch never is.
    """
    days = newest(session, known_at=known_at)
    found = []
    for notice, edition in _notices(session, known_at):
        if edition is None:
            if notice.names_missing and Kind(notice.kind).lists_companies:
                found.append(_gap(notice, "names_missing", notice.declared, notice.named))
            elif notice.named and notice.series_key is None and Kind(notice.kind) in _ADVERSE_LISTS:
                found.append(_gap(notice, "unplaced", notice.declared or notice.named, 0))
        elif edition.state in _WORDS:
            overtaken = edition.act == "replaces" and days.get(edition.series_key, date.min) > edition.day
            if not overtaken:
                found.append(_gap(notice, edition.state, edition.declared, 0))
    return tuple(found)


def _gap(notice: NoticeRow, state: str, declared: int | None, named: int) -> Gap:
    return Gap(
        notice_id=notice.id,
        regulator=notice.regulator,
        title=notice.title,
        url=notice.url,
        series=notice.series_key,
        declared=declared,
        missing=None if declared is None else declared - named,
        state=state,
        words=_WORDS[state],
    )


def _notices(session: Session, known_at: datetime | None) -> Iterable[tuple[NoticeRow, Edition | None]]:
    """The notices that may be a gap: lists without an edition, and those whose edition is one."""
    ordered = col(NoticeRow.first_seen_at), col(NoticeRow.title)
    if known_at is None:
        unplaced = and_(NoticeRow.named > 0, col(NoticeRow.series_key).is_(None), Among(NoticeRow.kind, _ADVERSE_LISTS))
        unlisted = or_(col(NoticeRow.names_missing), unplaced)
        doubtful = or_(col(Edition.state).in_(_WORDS), and_(col(Edition.state).is_(None), unlisted))
        rows = select(NoticeRow, Edition).join(Edition, isouter=True).where(doubtful)
        return session.exec(rows.order_by(*ordered)).all()
    editions = {edition.notice_id: edition for edition in open_editions_then(session, known_at)}
    published = exists().where(col(Edition.notice_id) == NoticeRow.id, col(Edition.recorded_at) <= known_at)
    doubtful = or_(~published, Among(NoticeRow.id, editions))
    found = session.exec(
        select(NoticeRow).where(NoticeRow.first_seen_at <= known_at, doubtful).order_by(*ordered)
    ).all()
    read = notices_then(session, found, known_at)
    return [(read.get(one.id, one), editions.get(one.id)) for one in found]


def _sources(session: Session, sources: Sequence[Source], known_at: datetime | None) -> list[SourceState]:
    states = health(session) if known_at is None else health_then(session, known_at)
    found = []
    for source in sources:
        row = states.get(source.id)
        looked = row.last_look_at.isoformat() if row and row.last_look_at else None
        good = row.last_good_at.isoformat() if row and row.last_good_at else None
        found.append(
            SourceState(source.id, source.title, row.state if row else None, row.detail if row else "", looked, good)
        )
    return found
