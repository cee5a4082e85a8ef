"""待裁决: the list, one conflict with its difference, and a person's verdict."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from sources import catalog
from sources.errors import UsageError
from sources.notices.natures import NATURES
from store.conflicts import Pile, conflicts_in, piles
from store.database import reading
from watcher.acceptance import accept_look
from watcher.decisions import decide
from watcher.notice_words import CONFLICT_STATE, FIELD, where
from watcher.web.conflicts.doubted import doubted
from watcher.web.conflicts.reasons import LONGEST, reason_of
from watcher.web.conflicts.view import Doubtful, doubtful
from watcher.web.visit import Reviewing, Viewing, Visit

router = APIRouter(prefix="/conflicts")

PER_PAGE = 50
_NUMBER = re.compile("[1-9][0-9]{0,8}")
_PAGE = re.compile("[1-9][0-9]{0,5}")
_VERDICTS = ("accept", "reject")

Field = Annotated[str, Form(max_length=100_000)]


@router.get("")
def conflicts(visit: Viewing, pile: str = Pile.WAITING, page: str = "1") -> Response:
    """What waits for a person, and the sources that showed something else than expected."""
    if pile not in tuple(Pile) or not _PAGE.fullmatch(page):
        raise HTTPException(404)
    return _list(visit, Pile(pile), int(page))


@router.get("/{number}")
def conflict(visit: Viewing, number: str) -> Response:
    """One conflict: what is said where, what was expected and what came."""
    return _one(visit, _found(visit, number))


@router.post("/sources/{id_}")
def accept_source(visit: Reviewing, id_: str, reason: Field = "") -> Response:
    """Take a column for one that does hold fewer notices."""
    try:
        source = catalog.source(id_, visit.desk.sources)
    except UsageError as error:
        raise HTTPException(404) from error
    try:
        accept_look(visit.desk, source, who=visit.who, reason=reason_of(reason), clock=visit.site.clock)
    except UsageError as error:
        return _list(visit, Pile.WAITING, 1, error, status=409)
    return RedirectResponse("/conflicts", status_code=303)


@router.post("/{number}")
def resolve(visit: Reviewing, number: str, verdict: Field = "", reason: Field = "", listed_as: Field = "") -> Response:
    """Accept or reject; where somebody was faster, that is said."""
    found = _found(visit, number)
    if verdict not in _VERDICTS or (listed_as and listed_as not in NATURES):
        error = UsageError("没有选择采纳或驳回", meaning="未作任何改动", action="请在表单中选择")
        return _one(visit, found, error, reason, status=400)
    if found.conflict.state != "open":
        return _one(visit, found, _decided(found), reason, status=409)
    try:
        decide(
            visit.desk,
            int(number),
            accept=verdict == "accept",
            who=visit.who,
            reason=reason_of(reason),
            clock=visit.site.clock,
            listed_as=listed_as if verdict == "accept" and listed_as else None,
        )
    except UsageError as error:
        now = _found(visit, number)
        return _one(visit, now, error if now.conflict.state == "open" else _decided(now), reason, status=409 if now.conflict.state != "open" else 400)
    return RedirectResponse(f"/conflicts/{number}", status_code=303)


def _decided(found: Doubtful) -> UsageError:
    one = found.conflict
    by = f"由 {one.closed_by} " if one.closed_by else ""
    return UsageError(f"此项已{by}了结：{CONFLICT_STATE[one.state]}", meaning="您的裁决没有保存，未作任何改动", action="请核对下面的结果")


def _found(visit: Visit, number: str) -> Doubtful:
    with reading(visit.desk.engine) as session:
        found = doubtful(session, int(number)) if _NUMBER.fullmatch(number) else None
    if found is None:
        raise HTTPException(404)
    return found


def _one(visit: Visit, found: Doubtful, error: UsageError | None = None, reason: str = "", *, status: int = 200) -> Response:
    return visit.page(
        "conflicts/conflict.html",
        status=status,
        found=found,
        error=error,
        reason=reason[:LONGEST],
        longest=LONGEST,
        natures=list(NATURES),
        fields=FIELD,
        states=CONFLICT_STATE,
        where=where,
    )


def _list(visit: Visit, pile: Pile, page: int, error: UsageError | None = None, *, status: int = 200) -> Response:
    with reading(visit.desk.engine) as session:
        counts = piles(session)
        rows = conflicts_in(session, pile, first=(page - 1) * PER_PAGE, most=PER_PAGE)
        sources = doubted(session, visit.desk.sources) if pile is Pile.WAITING else []
    return visit.page(
        "conflicts/conflicts.html",
        status=status,
        rows=rows,
        counts=counts,
        pile=pile.value,
        page=page,
        pages=max(1, -(-counts[pile] // PER_PAGE)),
        sources=sources,
        error=error,
        longest=LONGEST,
        fields=FIELD,
        states=CONFLICT_STATE,
        where=where,
        trust=visit.trust(visit.coverage()) if pile is Pile.WAITING and not rows and not sources else None,
    )
