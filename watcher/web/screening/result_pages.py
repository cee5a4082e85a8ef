"""The pages of one portfolio: its result by tabs, screened again, watched from now on, and what good is said of it."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask
from starlette.responses import Response

from sources.catalog import regulator_name
from sources.errors import UsageError
from store.correspondence import Seen as Heard
from store.correspondence import followed
from store.database import reading
from store.found import HIT_TABS, lists_met
from store.known import revision
from store.tables.portfolios import Portfolio
from store.uploads import WAITING, being_screened, last_whole, upload_behind
from watcher.covered import covered
from watcher.intake import arrival, keeping
from watcher.intake.background import wake
from watcher.portfolios import keep_questions
from watcher.web.screening.asked import GRADES, STATUSES, TABS, Asked, Question, number_of
from watcher.web.screening.praised import MOST_PRAISED, praised
from watcher.web.screening.results import PER_PAGE, RECORDS_PER_PAGE, oddities, shown
from watcher.web.visit import Reviewing, Viewing, Visit

router = APIRouter(prefix="/portfolios")


@router.get("/{number}")
def result(visit: Viewing, number: str, asked: Question) -> Response:
    """One tab of the result."""
    return _page(visit, portfolio_of(visit, number), asked)


def _page(
    visit: Visit,
    portfolio: Portfolio,
    asked: Asked,
    *,
    error: UsageError | None = None,
    address: str = "",
    status: int = 200,
) -> Response:
    id_ = portfolio.id or 0
    with reading(visit.desk.engine) as session:
        upload = upload_behind(session, id_)
        running = upload is not None and upload.state in WAITING
        view = shown(session, portfolio, asked, day=visit.today, running=running)
        cover = covered(session, visit.desk)
        met = lists_met(session, id_)
        told = followed(session, Heard([id_])) if portfolio.watched else ()
        facts = {"last": last_whole(session, id_), "lists": met, "revision": revision(session)}
    return visit.page(
        "screening/result.html",
        status=status,
        portfolio=portfolio,
        upload=upload,
        running=running,
        receivers=len(told),
        typed=address[:254],
        view=view,
        asked=asked,
        trust=visit.trust(cover),
        regulators={id: regulator_name(id) for _, _, id in met},
        erased_after=visit.desk.settings.screening_days,
        tabs=TABS,
        oddities=oddities(portfolio),
        hit_tabs=HIT_TABS,
        grades=GRADES,
        statuses=STATUSES,
        per_page=PER_PAGE,
        records_per_page=RECORDS_PER_PAGE,
        error=error,
        **facts,
    )


@router.post("/{number}/watch")
def watch(visit: Reviewing, number: str, address: Annotated[str, Form()] = "") -> Response:
    """Tell every change of the register from now on, to an address too where one is given."""
    portfolio = portfolio_of(visit, number)
    to = [address.strip()] if address.strip() else []
    try:
        keeping.watch(visit.desk, portfolio.id or 0, at=visit.now, who=visit.who, to=to)
    except (UsageError, ValueError) as error:
        told = error if isinstance(error, UsageError) else UsageError(str(error), meaning="未作任何改动", action="请检查邮箱地址")
        return _page(visit, portfolio, Asked(), error=told, address=address, status=409)
    afterwards = BackgroundTask(keep_questions, visit.desk, portfolio.id or 0)
    return RedirectResponse(f"/portfolios/{portfolio.id}", status_code=303, background=afterwards)


@router.post("/{number}/again")
def again(visit: Reviewing, number: str) -> Response:
    """Screen once more, against the register of today."""
    portfolio = portfolio_of(visit, number)
    try:
        arrival.again(visit.desk, portfolio.id or 0, at=visit.now, who=visit.who)
    except UsageError as error:
        return _page(visit, portfolio, Asked(), error=error, status=409)
    wake()
    return RedirectResponse(f"/portfolios/{portfolio.id}", status_code=303)


@router.get("/{number}/positive")
def positive(visit: Viewing, number: str) -> Response:
    """Counterparties whom a regulator praised or listed as regular: no flags, and no safety either."""
    portfolio = portfolio_of(visit, number)
    with reading(visit.desk.engine) as session:
        if being_screened(session, [portfolio.id or 0]):  # what half a file asks would be kept as what all of it asks
            return RedirectResponse(f"/portfolios/{portfolio.id}", status_code=303)
        found = praised(session, visit.desk, portfolio, visit.today)
    return visit.page("screening/positive.html", portfolio=portfolio, found=found, most=MOST_PRAISED)


def portfolio_of(visit: Visit, number: str) -> Portfolio:
    """The portfolio of that number; a page "not found" for anything else."""
    return visit.portfolio(number_of(number))
