"""筛查: the form for a file, and what came of earlier ones."""

from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from sources.errors import FileRejected, UsageError, WatcherError
from store.coverage import coverage
from store.database import reading
from watcher.portfolios import add_portfolio
from watcher.screening.upload import LONGEST_PORTFOLIO_NAME, read_portfolio
from watcher.web.screening import uploads
from watcher.web.screening.results import kept
from watcher.web.visit import Reviewing, Viewing, Visit

router = APIRouter(prefix="/screening")


@router.get("")
def start(visit: Viewing) -> Response:
    """The form and the stored portfolios."""
    return _start(visit)


@router.post("")
def add(
    visit: Reviewing, name: Annotated[str, Form()] = "", file: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Store an upload with its first screening, or show the form again with what is wrong."""
    try:
        chosen = uploads.read(name, file)
        upload = read_portfolio(chosen.content, chosen.file_name)
    except uploads.TooLarge as error:
        return _start(visit, error, name, status=413)
    except (FileRejected, UsageError) as error:
        return _start(visit, error, name, status=400)
    try:
        portfolio = add_portfolio(
            *(visit.desk, chosen.name, chosen.file_name, upload), at=visit.now, who=visit.who, member=visit.known.account
        )
    except UsageError as error:
        return _start(visit, error, name, status=409)
    return RedirectResponse(f"/portfolios/{portfolio.id}", status_code=303)


def _start(visit: Visit, error: WatcherError | None = None, name: str = "", *, status: int = 200) -> Response:
    mine = set(visit.portfolios())
    with reading(visit.desk.engine) as session:
        stored = [one for one in kept(session) if one.portfolio.id in mine]
        cover = coverage(session, visit.desk.sources)
    return visit.page(
        "screening/start.html",
        status=status,
        stored=stored,
        trust=visit.trust(cover),
        error=error,
        name=name,
        most=uploads.MOST_MEGABYTES,
        longest=LONGEST_PORTFOLIO_NAME,
    )
