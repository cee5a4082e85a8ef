"""/api/v1/sources and the description of the API itself."""

from typing import Annotated, Any

from fastapi import Depends

from alerts import wording
from sources.base import Source
from store.coverage import SourceState
from watcher.accounts.visitors import Scope
from watcher.web.api.bearer import Holding
from watcher.web.api.common import api_router, not_covered
from watcher.web.api.screening_models import SourceOut, Sources
from watcher.web.visit import Open, Visit

router = api_router("来源")


@router.get("/sources", response_model=Sources, summary="列出来源及其状态")
def sources(visit: Annotated[Visit, Depends(Holding(Scope.SOURCES))]) -> Sources:
    """Every source with how its last look ended, and what the register lacks."""
    cover = visit.coverage()
    late = {one.id for one in visit.trust(cover).stale}
    states = {one.id: one for one in cover.sources}
    return Sources(
        revision=cover.revision,
        sources=[_source(one, states[one.id], one.id in late) for one in visit.desk.sources],
        uncovered=not_covered(visit),
    )


def _source(one: Source, seen: SourceState, late: bool) -> SourceOut:
    return SourceOut(
        id=one.id,
        title=one.title,
        regulator=one.regulator.id,
        regulator_name=one.regulator.names[-1],
        place=one.regulator.place,
        url=one.start.url,
        state=seen.state,
        words=wording.look_state(seen.state),
        detail=seen.detail,
        last_look=seen.last_look,
        last_good=seen.last_good,
        overdue=late,
        confirmed=one.confirmed,
    )


@router.get("/openapi.json", include_in_schema=False)
def description(visit: Open) -> dict[str, Any]:
    """The API as OpenAPI describes one."""
    described: dict[str, Any] = visit.request.app.openapi()
    return described
