"""变更事件: what happened to companies, lists and sources, the newest first; each number of the first page leads here."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from alerts import wording
from store import newly
from store.database import reading
from store.happened import Happening, happened, lists_with_events, times
from store.tables.notices import NoticeRow
from store.tables.register import Event
from watcher.register.wanted import Day, Value
from watcher.web.overview.weeks import KINDS as NEW
from watcher.web.register import addresses
from watcher.web.register.covered import covered
from watcher.web.visit import Viewing

router = APIRouter(prefix="/register/events")

PER_PAGE = 50
_ONLY_HEARD = ("standing", "unmatched", "deadline_near")  # of whoever watches: told in mails, no fact of the register
KINDS = NEW | {type_: words for type_, words in wording.EVENT.items() if type_ not in (*NEW, *_ONLY_HEARD)}


class Asked(BaseModel):
    """Which events, and behind which one the page begins; the last day counts."""

    kind: Value = ""
    series: Annotated[str, Field(max_length=200)] = ""
    notice: Value = ""
    since: Day = None
    until: Day = None
    before: Value = ""

    @property
    def wanted(self) -> Happening:
        """As the store is asked."""
        new = self.kind if self.kind in (newly.SUSPECTED, newly.FLAGGED) else ""
        until = self.until and self.until + timedelta(days=1)
        type_ = "" if new else self.kind
        return Happening(type_, new, self.series, self.notice, _midnight(self.since), _midnight(until))


@router.get("")
def events(visit: Viewing, asked: Annotated[Asked, Query()]) -> Response:
    """What happened, as it was asked for."""
    if asked.kind and asked.kind not in KINDS:
        raise HTTPException(404)
    with reading(visit.desk.engine) as session:
        before = session.get(Event, asked.before) if asked.before else None
        notice = session.get(NoticeRow, asked.notice) if asked.notice else None
        if (asked.before and before is None) or (asked.notice and notice is None):
            raise HTTPException(404)
        found = happened(session, asked.wanted, PER_PAGE + 1, before=before)
        total = times(session, asked.wanted)
        lists = lists_with_events(session)
    return visit.page(
        "register/events.html",
        asked=asked,
        notice=notice,
        rows=found[:PER_PAGE],
        older=found[PER_PAGE - 1].event.id if len(found) > PER_PAGE else None,
        total=total,
        kinds=KINDS,
        lists=lists,
        at=partial(addresses.here, "/register/events", asked),
        addresses=addresses,
        titles={one.id: one.title for one in visit.desk.sources},
        missing=covered(visit, {"series": asked.series} if asked.series else None),
    )


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), wording.SHANGHAI) if day else None
