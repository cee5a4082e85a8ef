"""Another file for a portfolio: what it would change, and the answer to that."""

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from sources.errors import FileRejected, UsageError
from watcher import exchanges
from watcher.screening.preview import preview
from watcher.web.portfolios.settings import page, portfolio_of
from watcher.web.portfolios.under_way import begun, query_of
from watcher.web.screening import uploads
from watcher.web.screening.columns import CODECS, NO_CODES, fields_of, wanted_of
from watcher.web.visit import Reviewing

router = APIRouter(prefix="/portfolios/{id}/settings/file")

Field = Annotated[str, Form(max_length=200)]


@router.post("")
def propose(visit: Reviewing, id: str, file: Annotated[UploadFile | None, File()] = None) -> Response:
    """Keep the file and show what it would change; nothing is changed yet."""
    portfolio = portfolio_of(visit, id)
    try:
        chosen = uploads.read(file)
        key, wanted = exchanges.propose(
            visit.desk, portfolio, chosen.file_name, chosen.content, at=visit.now, who=visit.who
        )
    except uploads.TooLarge as error:
        return page(visit, portfolio, error, status=413)
    except (FileRejected, UsageError) as error:
        return page(visit, portfolio, error)
    query = urlencode({"key": key, **fields_of(wanted)})
    return RedirectResponse(f"/portfolios/{portfolio.id}/settings/file?{query}", status_code=303)


@router.get("")
def show(
    visit: Reviewing, id: str, key: str = "", codec: str = "", name_column: str = "", code_column: str = ""
) -> Response:
    """What the file would change, read as the address says."""
    portfolio, wanted = portfolio_of(visit, id), wanted_of(codec, name_column, code_column)
    try:
        file = exchanges.proposed(visit.desk, portfolio, key)
    except UsageError as error:
        return page(visit, portfolio, error, status=409)
    seen = preview(file.content, file.file_name, wanted)
    prospect, refused = None, seen.refused
    if not refused:
        try:
            prospect = exchanges.prospect(visit.desk, file, wanted)
        except FileRejected as error:  # further down than the preview went
            refused = error
    return visit.page(
        "portfolios/exchange.html",
        portfolio=portfolio,
        file=file,
        seen=seen,
        refused=refused,
        prospect=prospect,
        wanted=wanted,
        fields=fields_of(wanted),
        codecs=CODECS,
        no_codes=NO_CODES,
    )


@router.post("/confirm")
def confirm(
    visit: Reviewing, id: str, key: Field = "", codec: Field = "", name_column: Field = "", code_column: Field = ""
) -> Response:
    """Let it take the place of the one that stands; what takes long goes on when the answer is given."""
    portfolio, wanted = portfolio_of(visit, id), wanted_of(codec, name_column, code_column)
    desk, at, who = visit.desk, visit.now, visit.who
    try:
        file = exchanges.proposed(desk, portfolio, key)
        work = partial(exchanges.confirm, desk, portfolio, file, wanted, at=at, who=who)
        counts = begun(desk, portfolio.id or 0, work)
    except (FileRejected, UsageError) as error:
        return page(visit, portfolio, error, status=409)
    if counts is None:
        return RedirectResponse(f"/portfolios/{portfolio.id}/settings", status_code=303)
    return RedirectResponse(f"/portfolios/{portfolio.id}/settings?{query_of(counts)}", status_code=303)
