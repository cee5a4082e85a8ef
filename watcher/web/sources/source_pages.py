"""The page of one source, and what a reviewer may do there: ask for a look, confirm that there are fewer notices."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from sources.base import Source
from sources.errors import UsageError
from store.database import reading
from store.looks import GOOD
from watcher.acceptance import accept_look
from watcher.asking import ask_look
from watcher.covered import covered
from watcher.reasons import LONGEST_REASON, reason_of
from watcher.web.overview.strips import LEGEND
from watcher.web.sources.condition import conditions
from watcher.web.sources.durations import duration
from watcher.web.sources.one import one_source
from watcher.web.visit import Reviewing, Viewing, Visit

router = APIRouter(prefix="/sources")


@router.get("/{id_}")
def source(visit: Viewing, id_: str) -> Response:
    """One source."""
    return _page(visit, _source(visit, id_))


@router.post("/{id_}/look")
def look(visit: Reviewing, id_: str) -> Response:
    """Ask the workers for a look now."""
    one = _source(visit, id_)
    try:
        ask_look(visit.desk, one, who=visit.who, clock=visit.site.clock)
    except UsageError as error:
        return _page(visit, one, error, status=409)
    return RedirectResponse(f"/sources/{one.id}#next", status_code=303)


@router.post("/{id_}/accept")
def accept(visit: Reviewing, id_: str, reason: Annotated[str, Form()] = "") -> Response:
    """Confirm that the source does hold fewer notices than before."""
    one = _source(visit, id_)
    try:
        said = reason_of(reason)
    except UsageError as error:
        return _page(visit, one, error, status=400)
    try:
        accept_look(visit.desk, one, who=visit.who, reason=said, clock=visit.site.clock)
    except UsageError as error:
        return _page(visit, one, error, status=409)
    return RedirectResponse(f"/sources/{one.id}#looks", status_code=303)


def _source(visit: Visit, id_: str) -> Source:
    found = next((one for one in visit.desk.sources if one.id == id_), None)
    if found is None:
        raise HTTPException(404)
    return found


def _page(visit: Visit, one: Source, error: UsageError | None = None, *, status: int = 200) -> Response:
    with reading(visit.desk.engine) as session:
        cover = covered(session, visit.desk)
        found = conditions(cover, visit.trust(cover))
        view = one_source(session, visit.desk, one, cover, found, visit.now, visit.today)
    return visit.page(
        "sources/source.html", status=status, one=view, error=error, longest=LONGEST_REASON, legend=LEGEND, duration=duration, good=GOOD
    )
