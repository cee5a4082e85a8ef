import csv
import io
from typing import Any

import pytest
from python_calamine import load_workbook

from alerts.spreadsheet import neutral
from watcher.screening.index import Index, screen
from watcher.screening.listed import Grade, ListedCompany
from watcher.screening.report import (
    FACT_COLUMNS,
    RESULT_COLUMNS,
    ResultRow,
    csv_report,
    result_rows,
)
from watcher.screening.report_workbook import write_xlsx
from watcher.screening.upload import read_portfolio

LISTED = "大连金鑫商业保理有限公司"
_FILE = f'企业名称,uscc,备注,备注\n{LISTED},,一,壹\n"大连鑫金\n商业保理有限公司",,二,贰\n,,三,叁\n=cmd|calc,,=1+1,肆\n'


def _rows(facts: dict[str, list[dict[str, str]]] | None = None) -> tuple[list[ResultRow], tuple[str, ...]]:
    upload = read_portfolio(_FILE.encode(), "a.csv")
    index = Index([ListedCompany("c1", LISTED, "91210200MA0XK7J31X")])
    found = {read.row: screen(index, read) for read in upload.counterparties}
    return result_rows(upload, found, facts), upload.columns


def _xlsx(rows: list[ResultRow], **settings: Any) -> bytes:
    content = io.BytesIO()
    write_xlsx(content, rows, **settings)
    return content.getvalue()


def _read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def test_every_record_has_a_line_in_the_order_of_the_file() -> None:
    rows, columns = _rows()
    head, *lines = _read_csv(csv_report(rows, columns=columns))
    assert head == [*RESULT_COLUMNS, "备注", "备注"]
    assert [line[0] for line in lines] == ["1", "2", "3", "4"]
    assert [line[3] for line in lines] == ["match", "clear", "clear", "clear"]
    assert lines[0][4:7] == ["100", LISTED, "91210200MA0XK7J31X"]
    assert lines[1][1] == "大连鑫金\n商业保理有限公司"
    assert lines[1][4:8] == ["0", "", "", ""]
    assert "未筛查" in lines[2][7]
    assert [line[-2:] for line in lines] == [["一", "壹"], ["二", "贰"], ["三", "叁"], ["'=1+1", "肆"]]


def test_register_facts_stand_between_the_reason_and_the_own_columns_one_line_for_each_listing() -> None:
    facts = {
        "c1": [
            {"list": "大连/商业保理/非正常经营", "status": "非正常经营"},
            {"list": "大连/商业保理/疑似", "as_of": "2023-07"},
        ]
    }
    rows, columns = _rows(facts)
    head, *lines = _read_csv(csv_report(rows, columns=columns, facts=True))
    assert head == [*RESULT_COLUMNS, *FACT_COLUMNS, "备注", "备注"]
    assert [line[0] for line in lines] == ["1", "1", "2", "3", "4"]
    at = head.index("list")
    assert [line[at] for line in lines] == ["大连/商业保理/非正常经营", "大连/商业保理/疑似", "", "", ""]
    assert lines[1][head.index("as_of")] == "2023-07"


@pytest.mark.parametrize("text", ["=1+1", "+86-10", "-1+2", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＠x"])
def test_what_a_spreadsheet_would_run_is_neutralised(text: str) -> None:
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("text", ["-100.50", "+7", "-1,200.00", "-3.5%", "-", "--"])
def test_an_amount_below_zero_and_a_dash_stand_as_in_the_file(text: str) -> None:
    assert neutral(text) == text


def test_a_harmless_text_stands_as_it_is() -> None:
    assert neutral(" 大连（金鑫）=1 ") == " 大连（金鑫）=1 "


def test_no_cell_of_a_report_starts_a_formula() -> None:
    hostile = ResultRow(1, "=a", "+b", Grade.REVIEW, 50, "@c", "-d", "\te", {"list": "=f"}, (("=head", "=g"),))
    lines = _read_csv(csv_report([hostile], columns=("=head",), facts=True))
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_the_workbook_holds_the_same_lines_and_the_coverage() -> None:
    rows, columns = _rows()
    coverage = [{"名单": "大连·商业保理", "状态": "正常"}, {"名单": "厦门·融资租赁", "状态": "名单缺失"}]
    with load_workbook(io.BytesIO(_xlsx(rows, columns=columns, coverage=coverage))) as book:
        results = book.get_sheet_by_name("结果").to_python()
        lists = book.get_sheet_by_name("覆盖范围").to_python()
    assert results[0] == [*RESULT_COLUMNS, "备注", "备注"]
    assert results[1][:6] == [1, LISTED, "", "match", 100, LISTED]
    assert results[4][1] == "'=cmd|calc"
    assert lists == [["名单", "状态"], ["大连·商业保理", "正常"], ["厦门·融资租赁", "名单缺失"]]


def test_a_workbook_without_coverage_says_so() -> None:
    with load_workbook(io.BytesIO(_xlsx([]))) as book:
        assert book.get_sheet_by_name("覆盖范围").to_python() == [["说明"], ["未提供覆盖范围"]]


def test_the_same_result_is_the_same_file() -> None:
    rows, columns = _rows()
    assert csv_report(rows, columns=columns) == csv_report(rows, columns=columns)
    assert _xlsx(rows, columns=columns) == _xlsx(rows, columns=columns)
