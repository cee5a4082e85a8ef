"""Notices as people look for them: by words of the title, by document number, by kind, regulator, day, and what they lack."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast
from sqlmodel import Session, col, func, or_, select

from sources.notices.numbers import normal_number
from store.chunks import Among
from store.coverage import gaps
from store.tables.notices import Conflict, NoticeReading, NoticeRow

_LONGEST, _MOST_WORDS = 200, 8  # of what is typed: each word is compared with every title


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; None and empty ask for nothing."""

    text: str = ""
    kind: str | None = None
    regulator: str | None = None
    since: date | None = None
    seen: datetime | None = None  # first seen since then
    gaps: bool = False  # only lists of which names are missing

    @property
    def words(self) -> tuple[str, ...]:
        """The words, each of which a title or number must hold."""
        return tuple(dict.fromkeys(self.text[:_LONGEST].replace("\0", " ").split()))[:_MOST_WORDS]


@dataclass(frozen=True, slots=True)
class Beside:
    """What the row of a notice in a list says beside its columns."""

    attachments: int = 0
    conflicts: int = 0  # that wait for a person


def find(session: Session, wanted: Wanted, *, first: int = 0, most: int) -> Sequence[NoticeRow]:
    """The notices, the newest first; those without any day come last."""
    day = _day()
    ordered = select(NoticeRow).where(*_conditions(session, wanted)).order_by(day.desc(), col(NoticeRow.id))
    return session.exec(ordered.offset(first).limit(most)).all()


def count(session: Session, wanted: Wanted) -> int:
    """How many there are."""
    return session.exec(select(func.count()).select_from(NoticeRow).where(*_conditions(session, wanted))).one()


def regulators(session: Session) -> list[str]:
    """Who has published any."""
    return list(session.exec(select(NoticeRow.regulator).distinct().order_by(NoticeRow.regulator)))


def beside(session: Session, notices: Collection[str]) -> dict[str, Beside]:
    """What stands beside each of these few notices."""
    files: dict[str, int] = {}
    attached = select(NoticeReading.notice_id, col(NoticeReading.facts)["attachments"])
    standing = attached.where(col(NoticeReading.superseded_at).is_(None), Among(NoticeReading.notice_id, notices))
    for id_, attachments in session.exec(standing):
        files[id_] = max(files.get(id_, 0), len(attachments or ()))
    waiting = select(Conflict.notice_id, func.count()).where(Conflict.state == "open", col(Conflict.chosen).is_(None))
    counted = waiting.where(Among(Conflict.notice_id, notices)).group_by(col(Conflict.notice_id))
    conflicts = dict(session.exec(counted).all())
    return {id_: Beside(files.get(id_, 0), conflicts.get(id_, 0)) for id_ in notices}


def _day() -> ColumnElement[str]:
    """Published, else signed, as precise as printed: text that sorts as days do."""
    return func.coalesce(NoticeRow.published, cast(NoticeRow.day, String), "")


def _conditions(session: Session, wanted: Wanted) -> list[Any]:
    number = normal_number(wanted.text[:_LONGEST])
    found: list[Any] = [_holds(word) for word in wanted.words]
    if number:
        found = [col(NoticeRow.number) == number]
    if wanted.kind is not None:
        found.append(NoticeRow.kind == wanted.kind)
    if wanted.regulator is not None:
        found.append(NoticeRow.regulator == wanted.regulator)
    if wanted.since is not None:
        since, day = wanted.since.isoformat(), _day()
        found.append(or_(day >= since, day.in_((since[:4], since[:7]))))  # a month may mean a day in it
    if wanted.seen is not None:
        found.append(NoticeRow.first_seen_at >= wanted.seen)
    if wanted.gaps:
        found.append(Among(NoticeRow.id, [one.notice_id for one in gaps(session)]))
    return found


def _holds(word: str) -> Any:
    return or_(
        col(NoticeRow.title).icontains(word, autoescape=True), col(NoticeRow.number).icontains(word, autoescape=True)
    )
