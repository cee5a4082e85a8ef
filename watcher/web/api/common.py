"""What the answers of the API share: errors that every address may give, what is not covered, pages by a last id."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from alerts import wording
from alerts.facts import status
from store.coverage import SourceState
from store.listings import Entry
from watcher.register.listings import listing
from watcher.web.api.models import GapOut, ListingOut, Problem, SourceSeen, Uncovered
from watcher.web.register.covered import covered
from watcher.web.visit import Visit

MOST_AT_ONCE = 500
Limit = Annotated[int, Field(ge=1, le=MOST_AT_ONCE, description="一次最多多少条")]
After = Annotated[int | None, Field(ge=0, lt=2**31, description="上一页所给的 next")]

_ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "没有令牌，或令牌已失效"},
    403: {"model": Problem, "description": "令牌没有这项权限"},
    404: {"model": Problem, "description": "没有这一项，或者不让看"},
    413: {"model": Problem, "description": "请求过大"},
    422: {"model": Problem, "description": "请求有误"},
}


def api_router(tag: str) -> APIRouter:
    """A part of the API."""
    return APIRouter(prefix="/api/v1", tags=[tag], responses=_ERRORS)


def not_covered(
    visit: Visit, wanted: Mapping[str, str] | None = None, known_at: datetime | None = None
) -> Uncovered:
    """What an answer cannot tell, of the lists that were asked about."""
    found = covered(visit, wanted, known_at)
    return Uncovered(
        complete=not found,
        empty=found.empty,
        gaps=[
            GapOut(
                notice=one.notice_id,
                regulator=one.regulator,
                title=one.title,
                url=one.url,
                series=one.series,
                declared=one.declared,
                missing=one.missing,
                words=one.words,
            )
            for one in found.gaps
        ],
        unseen=[_seen(one) for one in (*found.blind, *found.stale)],
    )


def _seen(one: SourceState) -> SourceSeen:
    words = wording.look_state(one.state)
    return SourceSeen(id=one.id, title=one.title, state=one.state, words=words, last_good=one.last_good)


def listing_out(one: Entry, day: date) -> ListingOut:
    """One listing, with its status in words on the day."""
    return ListingOut.model_validate({**listing(one), "id": one.listing.id, "state": status(one, day)})
