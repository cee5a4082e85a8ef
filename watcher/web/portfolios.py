"""The pages of one portfolio: its result, and the result as a file."""

import re
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from store.database import reading
from store.tables.portfolios import Portfolio
from watcher.portfolios import portfolio_result
from watcher.screening.report import csv_report
from watcher.screenings import Screened
from watcher.web.rendering import page
from watcher.web.results import TABS, checked, counts, first_screening
from watcher.web.site import Here, Site

router = APIRouter(prefix="/portfolios")

PER_PAGE = 100
_NUMBER = re.compile("[1-9][0-9]{0,8}")
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')


@router.get("/{number}")
def result(site: Here, number: str, grade: str = "", sheet: str = "1") -> Response:
    """The result: what it does not cover, then the records, the most urgent first. `sheet` is the page of a long one."""
    if (grade and grade not in TABS) or not _NUMBER.fullmatch(sheet):
        raise HTTPException(404)
    portfolio, done = _result(site, number)
    with reading(site.desk.engine) as session:
        screening = first_screening(session, portfolio)
    records = checked(done.rows)
    shown = [one for one in records if not grade or one.tab == grade]
    pages = max(1, -(-len(shown) // PER_PAGE))
    at = min(int(sheet), pages)
    cover = done.coverage
    assert cover is not None  # a portfolio is always screened against the register
    return page(
        "result.html",
        portfolio=portfolio,
        screening=screening,
        revision=cover.revision,
        trust=site.trust(cover),
        records=shown[(at - 1) * PER_PAGE : at * PER_PAGE],
        total=len(records),
        shown=len(shown),
        counts=counts(records),
        problems=done.problems,
        grade=grade,
        sheet=at,
        sheets=pages,
        per_page=PER_PAGE,
        now=site.clock(),
    )


@router.get("/{number}/result.csv")
def result_csv(site: Here, number: str) -> Response:
    """The whole result as a CSV file with byte order mark."""
    portfolio, done = _result(site, number)
    name = _NOT_IN_FILE_NAMES.sub("_", f"{portfolio.name}-筛查结果-{site.today:%Y%m%d}.csv")
    return Response(
        csv_report(done.rows, columns=done.columns, facts=True),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename=\"result.csv\"; filename*=UTF-8''{quote(name, safe='')}"},
    )


def _result(site: Site, number: str) -> tuple[Portfolio, Screened]:
    """The portfolio of that number with its result; a page "not found" for anything else."""
    if not _NUMBER.fullmatch(number):
        raise HTTPException(404)
    with reading(site.desk.engine) as session:
        portfolio = session.get(Portfolio, int(number))
    if portfolio is None:
        raise HTTPException(404)
    return portfolio, portfolio_result(site.desk, portfolio, as_of=site.today)
