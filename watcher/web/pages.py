"""The pages: screening (筛查) and sources (来源). Plain functions: FastAPI runs them in threads, the database is blocking."""

from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from sources.errors import FileRejected, UsageError, WatcherError
from store import schedule
from store.alarms import standing
from store.coverage import coverage
from store.database import reading
from watcher.alarm_words import alarm
from watcher.portfolios import add_portfolio
from watcher.screening.upload import LONGEST_PORTFOLIO_NAME, read_portfolio
from watcher.web import uploads
from watcher.web.rendering import page
from watcher.web.results import kept
from watcher.web.site import Here, Site
from watcher.web.watched import authorities

router = APIRouter()


@router.get("/")
def start(site: Here) -> Response:
    """The form and the stored portfolios."""
    return _start(site)


@router.post("/portfolios")
def add(
    site: Here, name: Annotated[str, Form()] = "", file: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Store an upload with its first screening, or show the form again with what is wrong."""
    try:
        chosen = uploads.read(name, file)
        upload = read_portfolio(chosen.content, chosen.file_name)
    except uploads.TooLarge as error:
        return _start(site, error, name, status=413)
    except (FileRejected, UsageError) as error:
        return _start(site, error, name, status=400)
    try:
        portfolio = add_portfolio(site.desk, chosen.name, chosen.file_name, upload, at=site.clock(), who="web")
    except UsageError as error:
        return _start(site, error, name, status=409)
    return RedirectResponse(f"/portfolios/{portfolio.id}", status_code=303)


@router.get("/sources")
def sources(site: Here) -> Response:
    """What is watched, and how each source fares; the worst first."""
    now = site.clock()
    with reading(site.desk.engine) as session:
        cover = coverage(session, site.desk.sources)
        health = schedule.health(session)
        alarms = [alarm("opened", row, telling="", watched=()) for row in standing(session)]
    trusted = site.trust(cover)
    found = authorities(site.desk.sources, health, cover, trusted, now)
    return page("sources.html", authorities=found, alarms=alarms, trust=trusted, revision=cover.revision, now=now)


def _start(site: Site, error: WatcherError | None = None, name: str = "", *, status: int = 200) -> Response:
    with reading(site.desk.engine) as session:
        stored = kept(session)
        cover = coverage(session, site.desk.sources)
    return page(
        "start.html",
        status=status,
        stored=stored,
        trust=site.trust(cover),
        error=error,
        name=name,
        most=uploads.MOST_MEGABYTES,
        longest=LONGEST_PORTFOLIO_NAME,
        now=site.clock(),
    )
