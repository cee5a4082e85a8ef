"""What a clean result does not cover: lists without their names, and sources that could not be read."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from sources.base import Source
from sources.records import Kind
from store.known import revision
from store.looks import health_then
from store.outbox import messages, unsent_then
from store.past import believed, editions_then, notices_then
from store.schedule import health
from store.tables.notices import NoticeRow
from store.tables.register import Edition, Listing, SeriesRow

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
class ListState:
    """One list of the register: how many stand on it, and how new its newest complete edition is."""

    series: str
    title: str
    regulator: str
    polarity: str
    listed: int
    edition: str | None  # the day of the newest complete edition


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
    return Coverage(
        revision(session, known_at),
        tuple(_lists(session, known_at)),
        gaps(session, known_at),
        tuple(_sources(session, sources, known_at)),
        _unsent(session, known_at),
    )


def _unsent(session: Session, known_at: datetime | None) -> Unsent:
    """Of an earlier time, a mail counts as refused when it has been refused by now."""
    waiting = messages(session, unsent=True) if known_at is None else unsent_then(session, known_at)
    oldest = min((one.created_at for one in waiting), default=None)
    refused = sum(one.state == "dead" for one in waiting)
    return Unsent(len(waiting), refused, oldest.isoformat() if oldest else None)


def gaps(session: Session, known_at: datetime | None = None) -> tuple[Gap, ...]:
    """All gaps that are open, or were at an earlier time, lists that cannot be screened against too.

    A held or nameless snapshot is closed by a newer complete edition, a batch never is.
    """
    newest = _newest(session, known_at)
    found = []
    for notice, edition in _notices(session, known_at):
        if edition is None:
            if notice.names_missing and Kind(notice.kind).lists_companies:
                found.append(_gap(notice, "names_missing", notice.declared, notice.named))
            elif notice.named and notice.series_key is None and Kind(notice.kind) in _ADVERSE_LISTS:
                found.append(_gap(notice, "unplaced", notice.declared or notice.named, 0))
        elif edition.state in _WORDS:
            overtaken = edition.act == "replaces" and newest.get(edition.series_key, date.min) > edition.day
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
    """Every notice with the edition that it publishes, if it does."""
    rows = (
        select(NoticeRow, Edition).join(Edition, isouter=True).order_by(col(NoticeRow.first_seen_at), NoticeRow.title)
    )
    if known_at is None:
        return session.exec(rows).all()
    found = [notice for notice, _ in session.exec(rows.where(NoticeRow.first_seen_at <= known_at))]
    editions = {edition.notice_id: edition for edition in editions_then(session, known_at)}
    read = notices_then(session, found, known_at)
    return [(read.get(one.id, one), editions.get(one.id)) for one in found]


def _newest(session: Session, known_at: datetime | None) -> dict[str, date]:
    if known_at is not None:
        complete = [one for one in editions_then(session, known_at) if one.state == "complete"]
        return {one.series_key: one.day for one in sorted(complete, key=lambda one: one.day)}
    days = select(Edition.series_key, func.max(Edition.day)).where(Edition.state == "complete")
    return dict(session.exec(days.group_by(Edition.series_key)).all())


def _lists(session: Session, known_at: datetime | None) -> list[ListState]:
    newest = _newest(session, known_at)
    standing = select(Listing.series_key, func.count()).where(
        believed(Listing.recorded_at, Listing.superseded_at, known_at), col(Listing.valid_to).is_(None)
    )
    listed = dict(session.exec(standing.group_by(Listing.series_key)).all())
    first = select(Edition.series_key).distinct()
    known = None if known_at is None else set(session.exec(first.where(Edition.recorded_at <= known_at)))
    return [
        ListState(
            series=row.key,
            title=row.title,
            regulator=row.regulator,
            polarity=row.polarity,
            listed=listed.get(row.key, 0),
            edition=newest[row.key].isoformat() if row.key in newest else None,
        )
        for row in session.exec(select(SeriesRow).order_by(SeriesRow.key))
        if known is None or row.key in known
    ]


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
