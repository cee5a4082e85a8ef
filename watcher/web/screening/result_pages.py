"""The pages of one portfolio: its result, and the result as a file."""

import re
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from store.coverage import coverage
from store.database import reading
from store.tables.portfolios import Portfolio
from watcher.results import portfolio_result
from watcher.screening.report import csv_report
from watcher.web.screening.results import TABS, overview, records_of, whole_screenings
from watcher.web.visit import Viewing, Visit

router = APIRouter(prefix="/portfolios")

PER_PAGE = 100
_NUMBER = re.compile("[1-9][0-9]{0,8}")
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')


@router.get("/{number}")
def result(visit: Viewing, number: str, grade: str = "", sheet: str = "1") -> Response:
    """The result: what it does not cover, then the records, the most urgent first. `sheet` is the page of a long one."""
    if (grade and grade not in TABS) or not _NUMBER.fullmatch(sheet):
        raise HTTPException(404)
    portfolio = _portfolio(visit, number)
    with reading(visit.desk.engine) as session:
        first, last = whole_screenings(session, portfolio.id or 0)
        view = overview(session, portfolio.id or 0)
        cover = coverage(session, visit.desk.sources)
        counts = view.counts
        total = sum(counts.values())
        shown = counts[grade] if grade else total
        pages = max(1, -(-shown // PER_PAGE))
        at = min(int(sheet), pages)
        records = records_of(session, view, grade, (at - 1) * PER_PAGE, PER_PAGE, as_of=visit.today)
    return visit.page(
        "screening/result.html",
        portfolio=portfolio,
        first=first,
        last=last,
        revision=cover.revision,
        trust=visit.trust(cover),
        records=records,
        total=total,
        shown=shown,
        counts=counts,
        problems=portfolio.problems,
        grade=grade,
        sheet=at,
        sheets=pages,
        per_page=PER_PAGE,
    )


@router.get("/{number}/result.csv")
def result_csv(visit: Viewing, number: str) -> Response:
    """The whole result as a CSV file with byte order mark."""
    portfolio = _portfolio(visit, number)
    done = portfolio_result(visit.desk, portfolio, as_of=visit.today)
    name = _NOT_IN_FILE_NAMES.sub("_", f"{portfolio.name}-筛查结果-{visit.today:%Y%m%d}.csv")
    return Response(
        csv_report(done.rows, columns=done.columns, facts=True),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename=\"result.csv\"; filename*=UTF-8''{quote(name, safe='')}"},
    )


def _portfolio(visit: Visit, number: str) -> Portfolio:
    """The portfolio of that number; a page "not found" for anything else."""
    if not _NUMBER.fullmatch(number):
        raise HTTPException(404)
    return visit.portfolio(int(number))
