"""One upload on its way: how it would be read, with what its owner corrects; started, followed, discarded."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse
from starlette.responses import HTMLResponse, Response

from sources.errors import UsageError
from store.database import reading
from store.found import counts
from store.members import sees
from store.tables.uploads import UploadRow
from store.uploads import content_of, upload_numbered, upload_of
from watcher.intake import arrival
from watcher.intake.background import wake
from watcher.screening.preview import Preview, preview
from watcher.screening.tabular import Wanted
from watcher.screening.upload import LONGEST_PORTFOLIO_NAME
from watcher.web.rendering import written
from watcher.web.screening.columns import CODECS, NO_CODES, wanted_of
from watcher.web.visit import Reviewing, Viewing, Visit

router = APIRouter(prefix="/screening")

_NUMBER = re.compile("[1-9][0-9]{0,8}")


@router.get("/{number}")
def look(
    visit: Reviewing, number: str, name: str = "", codec: str = "", name_column: str = "", code_column: str = ""
) -> Response:
    """How the file would be read; where it has become a portfolio already, that one's page."""
    upload = _mine(visit, number)
    if upload.portfolio_id is not None:
        return RedirectResponse(f"/portfolios/{upload.portfolio_id}", status_code=303)
    return _page(visit, upload, wanted_of(codec, name_column, code_column), name)


@router.post("/{number}")
def start(
    visit: Reviewing,
    number: str,
    name: Annotated[str, Form()] = "",
    codec: Annotated[str, Form()] = "",
    name_column: Annotated[str, Form()] = "",
    code_column: Annotated[str, Form()] = "",
) -> Response:
    """Send it to be screened as it is shown, or show again what is in the way."""
    upload = _mine(visit, number)
    if upload.portfolio_id is not None:
        return RedirectResponse(f"/portfolios/{upload.portfolio_id}", status_code=303)
    wanted = wanted_of(codec, name_column, code_column)
    if upload.state == "preview" and _read(visit, upload, wanted).refused:
        return _page(visit, upload, wanted, name, status=400)
    id_, account = upload.id or 0, visit.known.account
    try:
        portfolio = arrival.start(visit.desk, id_, account, name, wanted, at=visit.now, who=visit.who)
    except UsageError as error:
        return _page(visit, upload, wanted, name, error=error, status=409 if "已" in error.what else 400)
    wake()
    return RedirectResponse(f"/portfolios/{portfolio}", status_code=303)


@router.post("/{number}/discard")
def discard(visit: Reviewing, number: str) -> Response:
    """Erase it."""
    arrival.discard(visit.desk, _mine(visit, number).id or 0, visit.known.account)
    return RedirectResponse("/screening", status_code=303)


@router.get("/{number}/progress")
def progress(visit: Viewing, number: str) -> Response:
    """How far it is, as a part of the result's page; whoever sees the portfolio may ask."""
    with reading(visit.desk.engine) as session:
        upload = upload_numbered(session, int(number)) if _NUMBER.fullmatch(number) else None
        if upload is None or not _may_follow(visit, upload):
            raise HTTPException(404)
        so_far = counts(session, upload.portfolio_id or 0)
    if upload.state == "failed":
        return Response(headers={"HX-Redirect": f"/screening/{upload.id}"})
    if upload.state == "done":
        return Response(headers={"HX-Refresh": "true"})
    return HTMLResponse(written("screening/progress.html", upload=upload, counts=so_far))


def _may_follow(visit: Visit, upload: UploadRow) -> bool:
    """Whoever sees the portfolio; as long as there is none, whose file it is."""
    account = visit.known.account
    if upload.portfolio_id is None:
        return upload.account_id == account
    with reading(visit.desk.engine) as session:
        return sees(session, account, upload.portfolio_id)


def _page(
    visit: Visit, upload: UploadRow, wanted: Wanted, name: str, *, error: UsageError | None = None, status: int = 200
) -> Response:
    return visit.page(
        "screening/preview.html",
        status=status,
        upload=upload,
        name="".join(one for one in name[: LONGEST_PORTFOLIO_NAME * 2] if one.isprintable()) or upload.name,
        seen=_read(visit, upload, wanted),
        wanted=wanted,
        error=error,
        codecs=CODECS,
        no_codes=NO_CODES,
        longest=LONGEST_PORTFOLIO_NAME,
    )


def _read(visit: Visit, upload: UploadRow, wanted: Wanted) -> Preview:
    with reading(visit.desk.engine) as session:
        content = content_of(session, upload.id or 0)
    return Preview() if content is None else preview(content, upload.file_name, wanted)


def _mine(visit: Visit, number: str) -> UploadRow:
    """The visitor's own upload of that number; a page "not found" for any other."""
    with reading(visit.desk.engine) as session:
        found = upload_of(session, int(number), visit.known.account) if _NUMBER.fullmatch(number) else None
    if found is None:
        raise HTTPException(404)
    return found
