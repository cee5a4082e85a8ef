"""The result of a portfolio as files: CSV and workbook of all records, and the records that need mending."""

import csv
import io
import re
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from alerts.spreadsheet import neutral
from store.database import reading
from store.found import unscreened_after
from store.tables.portfolios import Portfolio
from store.uploads import WAITING, upload_behind
from watcher.results import portfolio_result
from watcher.screening.records import unreadable
from watcher.screening.report import csv_report
from watcher.screening.report_workbook import write_xlsx
from watcher.screenings import Screened, coverage_sheet
from watcher.web.screening.result_pages import portfolio_of
from watcher.web.visit import Viewing, Visit

router = APIRouter(prefix="/portfolios")

UNFINISHED = 1409  # no status: which of the reasons for 409 it is
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/{number}/result.csv")
def result_csv(visit: Viewing, number: str) -> Response:
    """The whole result as a CSV file with byte order mark."""
    portfolio, done = _whole(visit, number)
    content = csv_report(done.rows, columns=done.columns, facts=True)
    headers = _named(f"{portfolio.name}-筛查结果-{visit.today:%Y%m%d}", "csv")
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/{number}/result.xlsx")
def result_xlsx(visit: Viewing, number: str) -> Response:
    """The whole result as a workbook: the lines, what the register covered, every hit part by part."""
    portfolio, done = _whole(visit, number)
    file = io.BytesIO()
    write_xlsx(file, done.rows, columns=done.columns, facts=True, coverage=coverage_sheet(done.coverage), words=True)
    headers = _named(f"{portfolio.name}-筛查结果-{visit.today:%Y%m%d}", "xlsx")
    return Response(file.getvalue(), media_type=_XLSX, headers=headers)


@router.get("/{number}/problems.csv")
def problems_csv(visit: Viewing, number: str) -> Response:
    """The records that could not be screened, and what else is odd, to be mended and uploaded again."""
    portfolio = portfolio_of(visit, number)
    with reading(visit.desk.engine) as session:
        rejected = unscreened_after(session, portfolio.id or 0, 0, None)
    told = {one["row"] for one in portfolio.problems}
    lines = [(one["row"], one["column"], one["value"], one["words"]) for one in portfolio.problems]
    lines += [(one.row, "", one.name[:200], f"{unreadable(one.name)}，未筛查") for one in rejected if one.row not in told]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("序号", "列", "内容", "问题"))
    writer.writerows((row, *map(neutral, words)) for row, *words in sorted(lines, key=lambda line: line[0]))
    headers = _named(f"{portfolio.name}-数据问题", "csv")
    return Response(text.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


def _whole(visit: Visit, number: str) -> tuple[Portfolio, Screened]:
    """The portfolio and its result; refused while it is being screened, when nothing can be called clear."""
    portfolio = portfolio_of(visit, number)
    with reading(visit.desk.engine) as session:
        upload = upload_behind(session, portfolio.id or 0)
    if upload is not None and upload.state in WAITING:
        raise HTTPException(UNFINISHED)
    return portfolio, portfolio_result(visit.desk, portfolio, as_of=visit.today)


def _named(name: str, kind: str) -> dict[str, str]:
    file_name = quote(_NOT_IN_FILE_NAMES.sub("_", f"{name}.{kind}"), safe="")
    return {"Content-Disposition": f"attachment; filename=\"result.{kind}\"; filename*=UTF-8''{file_name}"}
