"""Sources whose last look brought something else than expected: what came before, and what did not come now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from sources.base import Source
from sources.records import LookState
from store.conflicts import notices_seen
from store.looks import last_good_look, last_look
from store.schedule import health
from store.tables.notices import NoticeRow
from watcher.health import FEWER

_DOUBTED = (LookState.QUARANTINED, LookState.WRONG_PAGE, LookState.UNREADABLE)
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Doubted:
    """A source of which a person should look what it shows; `fewer` may be accepted as it is."""

    source: Source
    state: str
    detail: str
    at: datetime
    fewer: bool
    gone: Sequence[NoticeRow]  # notices that the last good look saw, and this one did not


def doubted(session: Session, sources: Sequence[Source]) -> list[Doubted]:
    """All of them, in the order of the sources."""
    known = health(session)
    found = []
    for source in sources:
        row, look = known.get(source.id), None
        if row is not None and row.state in _DOUBTED:
            look = last_look(session, source.id)
        if look is None:
            continue
        fewer = look.state == LookState.WRONG_PAGE and look.detail.startswith(FEWER)
        gone = _gone(session, source, look.id or 0) if fewer else []
        found.append(Doubted(source, look.state, look.detail, look.ended_at, fewer, gone[:_SHOWN]))
    return found


def _gone(session: Session, source: Source, look: int) -> list[NoticeRow]:
    before = last_good_look(session, source.id)
    now = {one.id for one in notices_seen(session, look)}
    return [one for one in notices_seen(session, before.id or 0) if one.id not in now] if before else []
