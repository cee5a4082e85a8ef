"""The result of a portfolio as files: CSV and workbook of all records, and the records that need mending."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from tempfile import TemporaryFile
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from sqlmodel import Session
from starlette.responses import Response, StreamingResponse

from alerts.spreadsheet import neutral
from store.coverage import coverage
from store.database import reading
from store.found import unscreened_after
from store.tables.portfolios import Portfolio
from store.uploads import being_screened
from watcher.result_lines import JUDGED, JUDGED_IN_WORDS, result_lines
from watcher.screening.records import unreadable
from watcher.screening.report import ResultRow, cells_of, csv_pieces, heads_of
from watcher.screening.report_workbook import write_xlsx
from watcher.screenings import coverage_sheet
from watcher.web.screening.asked import TABS, Asked, Question
from watcher.web.screening.result_pages import portfolio_of
from watcher.web.screening.results import oddities
from watcher.web.visit import Viewing, Visit

router = APIRouter(prefix="/portfolios")

UNFINISHED = 1409  # no status: which of the reasons for 409 it is
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')
_PROBLEM_HEADS = ("序号", "列", "内容", "问题")
_PIECE = 1024 * 1024  # bytes
_CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/{number}/result.csv")
def result_csv(visit: Viewing, number: str, asked: Question) -> Response:
    """The whole result, or what a tab shows, as a CSV file with byte order mark."""
    portfolio = _screened(visit, number)

    def pieces() -> Iterator[bytes]:
        columns = (*JUDGED, *portfolio.columns)
        with reading(visit.desk.engine) as session:
            rows = (cells_of(one, True, len(columns)) for one in _lines(session, visit, portfolio, asked))
            yield from csv_pieces(heads_of(columns, True), rows)

    return StreamingResponse(pieces(), media_type=_CSV, headers=_named(_title(visit, portfolio, asked), "csv"))


@router.get("/{number}/result.xlsx")
def result_xlsx(visit: Viewing, number: str, asked: Question) -> Response:
    """The same as a workbook in Chinese: the lines, what the register covered, every hit part by part. It waits on the disk."""
    portfolio = _screened(visit, number)

    def pieces() -> Iterator[bytes]:
        columns = (*JUDGED_IN_WORDS, *portfolio.columns)
        with TemporaryFile() as file, reading(visit.desk.engine) as session:
            cover, rows = coverage_sheet(coverage(session, visit.desk.sources)), _lines(session, visit, portfolio, asked)
            write_xlsx(file, rows, columns=columns, facts=True, coverage=cover, words=True)
            file.seek(0)
            while piece := file.read(_PIECE):
                yield piece

    return StreamingResponse(pieces(), media_type=_XLSX, headers=_named(_title(visit, portfolio, asked), "xlsx"))


@router.get("/{number}/problems.csv")
def problems_csv(visit: Viewing, number: str) -> Response:
    """The records that could not be screened, and what else is odd, to be mended and uploaded again."""
    portfolio = portfolio_of(visit, number)
    with reading(visit.desk.engine) as session:
        rejected = unscreened_after(session, portfolio.id or 0, 0, None)
    odd = oddities(portfolio)
    told = {one["row"] for one in odd.told}
    lines = [(one["row"], one["column"], one["value"], one["words"]) for one in odd.told]
    lines += [(one.row, "", one.name[:200], f"{unreadable(one.name)}，未筛查") for one in rejected if one.row not in told]
    mended: Iterable[Sequence[str | int]] = ([row, *map(neutral, words)] for row, *words in sorted(lines, key=lambda line: line[0]))
    if odd.more:
        mended = chain(mended, [("", "", "", f"另有 {odd.more} 处未逐条列出")])
    headers = _named(f"{portfolio.name}-数据问题", "csv")
    return StreamingResponse(csv_pieces(_PROBLEM_HEADS, mended), media_type=_CSV, headers=headers)


def _screened(visit: Visit, number: str) -> Portfolio:
    """The portfolio; refused while it is being screened, when nothing can be called clear."""
    portfolio = portfolio_of(visit, number)
    with reading(visit.desk.engine) as session:
        if being_screened(session, [portfolio.id or 0]):
            raise HTTPException(UNFINISHED)
    return portfolio


def _lines(session: Session, visit: Visit, portfolio: Portfolio, asked: Asked) -> Iterator[ResultRow]:
    return result_lines(session, portfolio, as_of=visit.today, tab=asked.tab, wanted=asked.wanted)


def _title(visit: Visit, portfolio: Portfolio, asked: Asked) -> str:
    part = f"-{TABS[asked.tab]}{'（部分）' if asked.narrowed else ''}" if asked.tab else ""
    return f"{portfolio.name}-筛查结果{part}-{visit.today:%Y%m%d}"


def _named(name: str, kind: str) -> dict[str, str]:
    file_name = quote(_NOT_IN_FILE_NAMES.sub("_", f"{name}.{kind}"), safe="")
    return {"Content-Disposition": f"attachment; filename=\"result.{kind}\"; filename*=UTF-8''{file_name}"}
