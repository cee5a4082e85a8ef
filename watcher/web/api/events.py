"""/api/v1/events: what happened to companies, lists and sources, in the order in which it was recorded."""

from typing import Annotated

from fastapi import Depends, HTTPException, Query
from pydantic import BaseModel, Field

from alerts import wording
from store.database import reading
from store.happened import events_after
from store.tables.register import Event
from watcher.accounts.visitors import Scope
from watcher.register.wanted import Moment
from watcher.web.api.bearer import Holding
from watcher.web.api.common import Limit, api_router
from watcher.web.api.models import EventOut, Events
from watcher.web.visit import Visit

router = api_router("变更事件")


class Wanted(BaseModel, extra="forbid"):
    """From when on, and behind which."""

    since: Moment = Field(default=None, description="自何时起，如 2023-07-20T09:00；无时区为北京时间")
    after: Annotated[str, Field(max_length=100, description="上一页所给的 next，或最后读到的事件编号")] = ""
    limit: Limit = 100


@router.get("/events", response_model=Events, summary="列出变更事件")
def events(visit: Annotated[Visit, Depends(Holding(Scope.EVENTS))], asked: Annotated[Wanted, Query()]) -> Events:
    """Events, the oldest first."""
    with reading(visit.desk.engine) as session:
        last = session.get(Event, asked.after) if asked.after else None
        if asked.after and last is None:
            raise HTTPException(404)
        found = events_after(session, asked.limit + 1, since=asked.since, after=last)
    shown = found[: asked.limit]
    return Events(events=[_event(one) for one in shown], next=shown[-1].id if len(found) > asked.limit else None)


def _event(one: Event) -> EventOut:
    name = one.facts.get("name")
    return EventOut(
        id=one.id,
        type=one.type,
        words=wording.EVENT.get(one.type, one.type),
        at=one.at.isoformat(),
        company=one.company_id,
        name=None if name is None else str(name),
        series=one.series_key,
        notice=one.notice_id,
        source=one.source_id,
        revision=one.revision,
    )
