"""Judging from the pages: one hit, several on one listed company, and taking a judgement back."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from sources.errors import UsageError
from watcher.judging import JudgedMeanwhile, Seen, decision, judge, judge_many, undo
from watcher.web.hits.asked import asked
from watcher.web.hits.pages import Sent, hit_of, hit_page, queue_page, way_from
from watcher.web.visit import Reviewing

router = APIRouter(prefix="/hits")

Text = Annotated[str, Form()]


@router.post("/judge")
def several(
    visit: Reviewing,
    request: Request,
    hit: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI makes a new one
    verdict: Text = "",
    reason: Text = "",
    note: Text = "",
) -> Response:
    """Judge those that are ticked alike; whatever somebody else decided meanwhile stays, and is told."""
    asking = asked(request, visit)
    seen = [_seen(visit, one) for one in hit]
    try:
        decided = decision(verdict, reason, note, who=visit.who, at=visit.now)
        done, troubles = judge_many(visit.desk, seen, decided)
    except UsageError as error:
        sent = Sent(tuple(hit), reason, note[:1000])
        return queue_page(visit, request, asking, error=error, sent=sent, status=400)
    if troubles:
        return queue_page(visit, request, asking, troubles=(f"已研判 {done} 条，其余没有改动：", *troubles), status=409)
    return RedirectResponse(f"/hits{asking.query(many=done)}", status_code=303)


@router.post("/{number}/judge")
def one(
    visit: Reviewing,
    request: Request,
    number: str,
    verdict: Text = "",
    reason: Text = "",
    note: Text = "",
    seen: Text = "",
    then: Text = "",
) -> Response:
    """Judge one hit and go on to the next, or back to the queue."""
    hit, asking = hit_of(visit, number), asked(request, visit)
    try:
        decided = decision(verdict, reason, note, who=visit.who, at=visit.now)
        judge(visit.desk, _seen(visit, f"{number}:{seen}"), decided)
    except JudgedMeanwhile as error:
        return hit_page(visit, request, hit, error=error, note=note[:1000], status=409)
    except UsageError as error:
        return hit_page(visit, request, hit, error=error, note=note[:1000], status=400)
    if then == "queue":
        where = f"/hits{asking.query(after=request.query_params.get('after', ''), done=number)}"
    else:
        where = way_from(visit, asking, hit, done=number)
    return RedirectResponse(where, status_code=303)


@router.post("/{number}/undo")
def undone(visit: Reviewing, request: Request, number: str, seen: Text = "") -> Response:
    """Take back the judgement of a hit, and show it."""
    hit, asking = hit_of(visit, number), asked(request, visit)
    try:
        undo(visit.desk, _seen(visit, f"{number}:{seen}"), who=visit.who, at=visit.now)
    except JudgedMeanwhile as error:
        return hit_page(visit, request, hit, error=error, status=409)
    return RedirectResponse(f"/hits/{number}{asking.query()}", status_code=303)


def _seen(visit: Reviewing, text: str) -> Seen:
    """A hit as a form has it: its number, the judgement that stood (0: none), what the list said."""
    number, _, rest = text.partition(":")
    judgement, _, stamp = rest.partition(":")
    if not (judgement.isascii() and judgement.isdecimal() and len(judgement) < 10):
        raise HTTPException(400)
    return Seen(hit_of(visit, number).id or 0, int(judgement), stamp or None)
