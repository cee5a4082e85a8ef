"""Another file for a portfolio: what it would change, and the answer to that."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from sources.errors import FileRejected, UsageError
from watcher import exchanges
from watcher.web.portfolios.settings import page, portfolio_of
from watcher.web.screening import uploads
from watcher.web.visit import Reviewing

router = APIRouter(prefix="/portfolios/{id}/settings/file")


@router.post("")
def propose(visit: Reviewing, id: str, file: Annotated[UploadFile | None, File()] = None) -> Response:
    """Show what the file would change; nothing is changed yet."""
    portfolio = portfolio_of(visit, id)
    try:
        chosen = uploads.read(file)
        prospect = exchanges.propose(
            visit.desk, portfolio, chosen.file_name, chosen.content, at=visit.now, who=visit.who
        )
    except uploads.TooLarge as error:
        return page(visit, portfolio, error, status=413)
    except (FileRejected, UsageError) as error:
        return page(visit, portfolio, error)
    return visit.page("portfolios/exchange.html", portfolio=portfolio, prospect=prospect)


@router.post("/confirm")
def confirm(visit: Reviewing, id: str, key: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Let it take the place of the one that stands."""
    portfolio = portfolio_of(visit, id)
    try:
        counts = exchanges.confirm(visit.desk, portfolio, key, at=visit.now, who=visit.who)
    except (FileRejected, UsageError) as error:
        return page(visit, portfolio, error, status=409)
    query = urlencode({"done": "exchanged"} | {name: counts[name] for name in ("added", "kept", "gone", "hits")})
    return RedirectResponse(f"/portfolios/{id}/settings?{query}", status_code=303)
