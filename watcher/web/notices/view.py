"""What the page of one notice shows: the reading in force, what it rests on, and what others say or doubt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from sources.records import Figure, Notice, Row
from store.captures import Captured, captures_of
from store.corrections import Correction
from store.corrections_kept import corrections_of
from store.coverage import Gap, gaps
from store.filing import PERSON, Filing, in_force
from store.lists import kept_of
from store.readings import outline, some_rows, standing_readings
from store.tables.notices import Conflict, NoticeReading, NoticeRow
from store.tables.register import Event

NAMES_PER_SHEET = 100


@dataclass(frozen=True, slots=True)
class Branch:
    """A figure with the figures that are parts of it."""

    figure: Figure
    parts: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """What kind of event this notice caused, how often, and when last."""

    type: str
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class View:
    """`notice` has as many rows as it names, but not what these say: `rows` are some of them, held ones behind."""

    row: NoticeRow
    notice: Notice
    readings: tuple[tuple[NoticeReading, Notice], ...]
    evidence: Mapping[str, str]
    captures: Mapping[str, Captured]
    rows: tuple[Row, ...]
    first: int  # the number of the first of these rows, less one
    gap: Gap | None
    conflicts: Sequence[Conflict]
    happened: tuple[Happened, ...]
    corrections: tuple[Correction, ...]
    kept: int  # companies that stand by it as it was read before, where it shows no names now

    @property
    def printed(self) -> int:
        """How many rows there are, those that are held included."""
        return len(self.notice.rows) + len(self.notice.held)

    @property
    def refused(self) -> bool:
        """Whether a person decided that what is held is not listed."""
        return self.notice.origin == PERSON and bool(self.notice.held) and not self.waiting

    @property
    def body(self) -> str | None:
        """The hash of the page that the notice stands on."""
        return self.evidence.get(self.notice.url or "")

    @property
    def figures(self) -> tuple[Branch, ...]:
        """The figures as trees."""
        return branches(self.notice.figures)

    @property
    def waiting(self) -> list[Conflict]:
        """The conflicts that a person must decide."""
        return [one for one in self.conflicts if one.state == "open" and one.chosen is None]

    @property
    def pages(self) -> list[tuple[str, str]]:
        """Address and hash of all that any origin read."""
        return sorted({pair for reading, _ in self.readings for pair in reading.evidence.items()})

    @property
    def brought(self) -> bool:
        """Whether the reading in force rests on a file that a person brought."""
        return any(row.place.url.startswith("file:") for row in self.rows)

    def digest_of(self, url: str | None) -> str | None:
        """The hash of a file, or of the archive that it lies in."""
        return self.evidence.get(url or "") or self.evidence.get((url or "").partition("#")[0])


def view_of(session: Session, id_: str, *, sheet: int) -> View | None:
    """The view; None where there is no such notice."""
    row = session.get(NoticeRow, id_)
    stored = standing_readings(session, id_)
    if row is None or not stored:
        return None
    told = [(one, outline(one)) for one in stored]
    chosen = in_force(filing for _, filing in told)
    reading = next(one for one, filing in told if filing is chosen)
    first = (sheet - 1) * NAMES_PER_SHEET
    evidence = _evidence(chosen, (filing for _, filing in told))
    every = {digest for one in stored for digest in one.evidence.values()}
    return View(
        row=row,
        notice=chosen.notice,
        readings=tuple((one, filing.notice) for one, filing in told),
        evidence=evidence,
        captures=captures_of(session, every),
        rows=some_rows(session, reading, first, NAMES_PER_SHEET),
        first=first,
        gap=next((one for one in gaps(session) if one.notice_id == id_), None),
        conflicts=session.exec(select(Conflict).where(Conflict.notice_id == id_).order_by(col(Conflict.id))).all(),
        happened=_happened(session, id_),
        corrections=corrections_of(session, [id_]).get(id_, ()),
        kept=0 if chosen.notice.rows else kept_of(session, [id_]).get(id_, 0),
    )


def branches(figures: Sequence[Figure], parent: str | None = None) -> tuple[Branch, ...]:
    """The figures as trees, in the order in which they are printed."""
    return tuple(Branch(one, branches(figures, one.key)) for one in figures if one.parent == parent)


def _evidence(chosen: Filing, others: Iterable[Filing]) -> dict[str, str]:
    """What was read by address; where origins read other bytes, those of the reading in force."""
    return {url: digest for one in others for url, digest in one.evidence.items()} | dict(chosen.evidence)


def _happened(session: Session, id_: str) -> tuple[Happened, ...]:
    counted = select(Event.type, func.count(), func.max(Event.at)).where(Event.notice_id == id_).group_by(col(Event.type))
    found = [Happened(type_, times, last) for type_, times, last in session.exec(counted)]
    return tuple(sorted(found, key=lambda one: one.last))
