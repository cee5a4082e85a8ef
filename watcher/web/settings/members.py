"""成员: who sees which portfolio; here by names and counts only, the portfolios themselves belong to their members."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from sources.errors import UsageError
from store import accounts, portfolios
from store.database import reading, writing
from store.members import members, members_of
from watcher.accounts.membership import hide_from, let_see
from watcher.web.settings import found
from watcher.web.visit import Administering, Visit

router = APIRouter(prefix="/settings/members")

PER_PAGE = 50
Field = Annotated[str, Form(max_length=100)]


@router.get("")
def start(visit: Administering, before: str = "") -> Response:
    """The portfolios, the newest first."""
    last = found.number(before) if before else None
    with reading(visit.desk.engine) as session:
        some = portfolios.newest(session, before=last, limit=PER_PAGE + 1)
        shown = some[:PER_PAGE]
        seen_by = members_of(session, [one.id or 0 for one, _ in shown])
    older = shown[-1][0].id if len(some) > PER_PAGE else None
    return visit.page("settings/members.html", portfolios=shown, members=seen_by, older=older, first=last is None)


@router.get("/{number}")
def one(visit: Administering, number: str) -> Response:
    """Who sees one portfolio."""
    return _one(visit, number)


@router.post("/{number}/add")
def add(visit: Administering, number: str, account: Field = "") -> Response:
    """Let somebody see it; oneself too, which is in the audit like the rest."""
    return _changed(visit, number, account, add=True)


@router.post("/{number}/remove")
def remove(visit: Administering, number: str, account: Field = "") -> Response:
    """Somebody sees it no more."""
    return _changed(visit, number, account, add=False)


def _changed(visit: Visit, number: str, account: str, *, add: bool) -> Response:
    try:
        if not account:
            raise UsageError("没有选择账号", meaning="没有改动任何内容")
        with writing(visit.desk.engine) as session:
            portfolio, who = found.portfolio(session, number), found.account(session, account)
            change = let_see if add else hide_from
            change(session, portfolio, who, at=visit.now, who=visit.who)
    except UsageError as error:
        return _one(visit, number, error)
    return RedirectResponse(f"/settings/members/{number}", status_code=303)


def _one(visit: Visit, number: str, error: UsageError | None = None) -> Response:
    with reading(visit.desk.engine) as session:
        portfolio = found.portfolio(session, number)
        present = members(session, portfolio.id or 0)
        ids = {one.id for one in present}
        others = [one for one in accounts.accounts(session) if one.active and one.id not in ids]
    return visit.page(
        "settings/portfolio.html",
        status=409 if error else 200,
        error=error,
        portfolio=portfolio,
        members=present,
        others=others,
    )
