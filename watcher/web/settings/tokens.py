"""令牌: all tokens, for whoever must be able to revoke any of them."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from sources.errors import UsageError
from store import accounts
from store.database import reading, writing
from watcher.accounts.tokens import is_good, revoke
from watcher.accounts.visitors import Scope
from watcher.web.settings import found
from watcher.web.visit import Administering, Visit

router = APIRouter(prefix="/settings/tokens")


@router.get("")
def start(visit: Administering) -> Response:
    """All of them: those that are good first."""
    return _start(visit)


@router.post("/{number}/revoke")
def revoke_any(visit: Administering, number: str) -> Response:
    """Make it good for nothing."""
    try:
        with writing(visit.desk.engine) as session:
            revoke(session, found.token(session, number), at=visit.now, who=visit.who)
    except UsageError as error:
        return _start(visit, error)
    return RedirectResponse("/settings/tokens", status_code=303)


def _start(visit: Visit, error: UsageError | None = None) -> Response:
    with reading(visit.desk.engine) as session:
        names = {one.id or 0: one for one in accounts.accounts(session)}
        known = accounts.tokens(session, names)
    good = [one for one in known if is_good(one, visit.now)]
    ended = [one for one in known if one not in good]
    return visit.page(
        "settings/tokens.html",
        status=409 if error else 200,
        error=error,
        good=good,
        ended=ended[:100],
        names=names,
        scopes=Scope,
    )
