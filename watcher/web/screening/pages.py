"""筛查: the form for a file, what is under way, and what came of earlier ones."""

from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from sources.errors import FileRejected, WatcherError
from store.database import reading
from store.found import newest_portfolios
from store.uploads import being_screened, uploads_of
from watcher.covered import covered
from watcher.intake.arrival import receive
from watcher.web.screening import uploads
from watcher.web.visit import Reviewing, Viewing, Visit

router = APIRouter(prefix="/screening")

_MOST_SHOWN = 20
_TEMPLATE = "企业名称,统一社会信用代码\r\n"


@router.get("")
def start(visit: Viewing) -> Response:
    """The form and the newest results."""
    return _start(visit)


@router.get("/template.csv")
def template(visit: Viewing) -> Response:
    """A file to fill in."""
    headers = {"Content-Disposition": "attachment; filename=\"template.csv\"; filename*=UTF-8''%E7%AD%9B%E6%9F%A5%E6%A8%A1%E6%9D%BF.csv"}
    return Response(_TEMPLATE.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("")
def add(visit: Reviewing, file: Annotated[UploadFile | None, File()] = None) -> Response:
    """Keep the file and show how it would be read, or show the form again with what is wrong."""
    try:
        chosen = uploads.read(file)
        id_ = receive(visit.desk, visit.known.account, chosen.file_name, chosen.content, at=visit.now)
    except uploads.TooLarge as error:
        return _start(visit, error, status=413)
    except FileRejected as error:
        return _start(visit, error, status=400)
    return RedirectResponse(f"/screening/{id_}", status_code=303)


def _start(visit: Visit, error: WatcherError | None = None, *, status: int = 200) -> Response:
    mine = visit.portfolios()
    with reading(visit.desk.engine) as session:
        stored = newest_portfolios(session, mine, _MOST_SHOWN)
        waiting = uploads_of(session, visit.known.account)
        running = being_screened(session, [one.id or 0 for one, _ in stored])
        cover = covered(session, visit.desk)
    return visit.page(
        "screening/start.html",
        status=status,
        stored=stored,
        more=len(mine) > len(stored),
        waiting=waiting,
        running=running,
        trust=visit.trust(cover),
        error=error,
        most=uploads.MOST_MEGABYTES,
        erased_after=visit.desk.settings.screening_days,
    )
