"""One's own tokens: made, shown once, and revoked."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from sources.errors import UsageError
from store import accounts
from store.database import reading, writing
from store.tables.accounts import AccessToken
from watcher.accounts.tokens import LONGEST_NAME, USUAL, is_good, issue, revoke
from watcher.accounts.visitors import Scope
from watcher.web.settings import found
from watcher.web.visit import Viewing, Visit

router = APIRouter(prefix="/account/tokens")

Field = Annotated[str, Form(max_length=2_000)]


@router.get("")
def start(visit: Viewing) -> Response:
    """The tokens, and the form for another one."""
    return _start(visit)


@router.post("")
def make(
    visit: Viewing,
    name: Field = "",
    scope: Annotated[list[str] | None, Form(max_length=50)] = None,
    last_day: Field = "",
) -> Response:
    """A new token; its secret is shown once, here, and is kept nowhere."""
    chosen = scope or []
    try:
        with writing(visit.desk.engine) as session:
            token, secret = issue(session, visit.known, name, chosen, last_day, at=visit.now)
    except UsageError as error:
        return _start(visit, error, name=name, chosen=chosen, last_day=last_day)
    return visit.page("access/token.html", token=token, secret=secret, scopes=_words(token))


@router.post("/{number}/revoke")
def revoke_own(visit: Viewing, number: str) -> Response:
    """Make one of one's own good for nothing."""
    try:
        with writing(visit.desk.engine) as session:
            token = found.token(session, number)
            if token.account_id != visit.known.account:
                raise HTTPException(404)
            revoke(session, token, at=visit.now, who=visit.who)
    except UsageError as error:
        return _start(visit, error)
    return RedirectResponse("/account/tokens", status_code=303)


def _start(
    visit: Visit, error: UsageError | None = None, *, name: str = "", chosen: list[str] | None = None, last_day: str = ""
) -> Response:
    with reading(visit.desk.engine) as session:
        known = accounts.tokens(session, [visit.known.account])
    good = [(one, _words(one)) for one in known if is_good(one, visit.now)]
    return visit.page(
        "access/tokens.html",
        status=409 if error else 200,
        error=error,
        good=good,
        name=name,
        chosen=chosen or [],
        last_day=last_day or _in_a_year(visit),
        scopes=[one for one in Scope if visit.known.role.may(one.least)],
        longest=LONGEST_NAME,
    )


def _in_a_year(visit: Visit) -> date:
    return visit.today + USUAL


def _words(token: AccessToken) -> list[str]:
    return [one.words for one in Scope if one in token.scopes]
