"""Looks as they ended, and the captures that each of them brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, col, func, select

from sources.base import Page
from sources.records import LookState
from store.evidence import record_capture
from store.tables.evidence import Capture, Look
from store.tables.schedule import SourceHealth

GOOD = tuple(state.value for state in LookState if state.good)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page whose bytes are kept: what was asked for, the page, its SHA-256, and when it came."""

    request_key: str
    page: Page
    digest: str
    at: datetime


def fingerprint(pages: Sequence[KeptPage]) -> str:
    """SHA-256 over everything that was seen; equal to the last look's when nothing changed."""
    lines = sorted(f"{kept.request_key} {kept.digest}" for kept in pages)
    return sha256("\n".join(lines).encode()).hexdigest()


def last_look(session: Session, source_id: str) -> Look | None:
    """The newest look at this source."""
    return session.exec(select(Look).where(Look.source_id == source_id).order_by(col(Look.id).desc()).limit(1)).first()


def last_good_look(session: Session, source_id: str) -> Look | None:
    """The newest look at this source that ended well."""
    good = select(Look).where(Look.source_id == source_id, col(Look.state).in_(GOOD))
    return session.exec(good.order_by(col(Look.id).desc()).limit(1)).first()


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """What one request was answered with last: the bytes' SHA-256, who answered, the headers, and when in full."""

    sha256: str
    final_url: str
    headers: Mapping[str, str]
    full_at: datetime


def newest_capture(session: Session, request_key: str, *, status: int | None = None) -> Capture | None:
    """The newest answer of a site to this request, or the newest of that status."""
    asked = select(Capture).where(Capture.request_key == request_key, col(Capture.imported_by).is_(None))
    if status is not None:
        asked = asked.where(Capture.status == status)
    return session.exec(asked.order_by(col(Capture.id).desc()).limit(1)).first()


def kept_answer(session: Session, request_key: str) -> Capture | None:
    """The newest answer of a site to this request of which the bytes are kept, whatever its look came to."""
    asked = select(Capture).where(Capture.request_key == request_key, col(Capture.imported_by).is_(None))
    whole = asked.where(col(Capture.look_id).is_not(None), col(Capture.status).in_((200, 304)))
    return session.exec(whole.order_by(col(Capture.id).desc()).limit(1)).first()


def was_imported(session: Session, kept: KeptPage) -> bool:
    """Whether a person brought the same file under the same name before."""
    same = select(Capture.id).where(Capture.sha256 == kept.digest, Capture.request_key == kept.request_key)
    return session.exec(same.where(col(Capture.imported_by).is_not(None)).limit(1)).first() is not None


def last_answer(session: Session, request_key: str) -> LastAnswer | None:
    """What this request was answered with last; None when the look that asked did not end well: that is read anew."""
    newest = select(Capture, Look.state).join(Look).where(Capture.request_key == request_key)
    last, state = session.exec(newest.order_by(col(Capture.id).desc()).limit(1)).first() or (None, "")
    if last is None or state not in GOOD:
        return None
    full = last if last.status == 200 else newest_capture(session, request_key, status=200)
    if full is None:
        return None
    return LastAnswer(last.sha256, last.final_url, last.headers, full.fetched_at)


def health_then(session: Session, known_at: datetime) -> dict[str, SourceHealth]:
    """The health of every source as its looks had left it at that time."""
    done = select(func.max(Look.id)).where(Look.ended_at <= known_at).group_by(col(Look.source_id))
    good_ones = Look.ended_at <= known_at, col(Look.state).in_(GOOD)
    last_good = select(Look.source_id, func.max(Look.ended_at)).where(*good_ones).group_by(col(Look.source_id))
    good = dict(session.exec(last_good).all())
    return {
        look.source_id: SourceHealth(
            source_id=look.source_id,
            next_look_at=look.ended_at,
            state=look.state,
            detail=look.detail,
            last_look_at=look.ended_at,
            last_good_at=good.get(look.source_id),
        )
        for look in session.exec(select(Look).where(col(Look.id).in_(done)))
    }


def record_look(
    session: Session,
    source_id: str,
    *,
    started_at: datetime,
    ended_at: datetime,
    state: LookState,
    detail: str,
    pages: Sequence[KeptPage],
    notices: int,
) -> int:
    """Write one look with its captures and return its id. The caller commits."""
    look = Look(
        source_id=source_id,
        started_at=started_at,
        ended_at=ended_at,
        state=state.value,
        detail=detail,
        pages=len(pages),
        notices=notices,
        fingerprint=fingerprint(pages),
    )
    session.add(look)
    session.flush()
    record_pages(session, pages, look_id=look.id)
    return look.id or 0


def record_pages(
    session: Session, pages: Sequence[KeptPage], *, look_id: int | None = None, imported_by: str | None = None
) -> None:
    """Write the captures of a look, or of an import by a named person. The caller commits."""
    for kept in pages:
        record_capture(
            session,
            kept.page,
            kept.digest,
            at=kept.at,
            request_key=kept.request_key,
            look_id=look_id,
            imported_by=imported_by,
        )
