"""The demo's sites on two days: real readers over saved pages, and the portfolio that is watched against them."""

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin

import pytest

from sources.base import Page, Request
from sources.catalog import source
from sources.errors import FetchError, LookError
from sources.names.codes import CodeState, read_code
from sources.records import ConflictField, Kind, LookState, Mode, Notice, Polarity
from watcher.demo.replica import Answer, load
from watcher.demo.story import SHOWN
from watcher.reading import drive
from watcher.refusals import check_wall
from watcher.screening.index import Index, screen
from watcher.screening.listed import Grade, ListedCompany
from watcher.screening.upload import Upload, read_portfolio

DEMO = Path(__file__).parent.parent / "watcher" / "demo"
SITES = DEMO / "sites"
ESCALATED = "厦门闽桅洲融资租赁有限责任公司"
LEFT = {"大连青砾滩商业保理有限公司", "大连棠岬里商业保理有限公司", "听槐轩商业保理（大连）有限公司"}
NEW = {"大连澄砾港商业保理有限公司", "霜序台国际商业保理（大连）有限公司"}


class Day:
    """Answers requests from one day's pages as the Fetcher would, and remembers which were asked for."""

    def __init__(self, number: int) -> None:
        self.pages: Mapping[str, Answer] = load(SITES / f"day{number}")
        self.asked: set[str] = set()

    def fetch(self, request: Request) -> Page:
        url = request.url
        for _ in range(3):
            answer = self.pages.get(url)
            if answer is None:
                raise FetchError("页面已不存在", state=LookState.GONE, url=url)
            self.asked.add(url)
            headers = {name.lower(): value for name, value in answer.headers.items()}
            check_wall(request.url, answer.status, headers, answer.body)
            if answer.status == 302:
                url = urljoin(url, headers["location"])
                continue
            assert answer.status == 200
            return Page(request.url, answer.body, url, answer.status, headers, request.name)
        raise AssertionError(f"{request.url} leads in a circle")

    def look(self, id: str) -> tuple[list[Notice], LookError | None]:
        known = source(id)
        notices: list[Notice] = []
        try:
            drive(known.read(self.fetch(known.start)), self.fetch, notices)
        except LookError as error:
            return notices, error
        return notices, None

    def notices(self, id: str) -> list[Notice]:
        notices, error = self.look(id)
        assert error is None
        return notices


@pytest.fixture
def first() -> Day:
    return Day(1)


@pytest.fixture
def second() -> Day:
    return Day(2)


@pytest.fixture
def upload() -> Upload:
    return read_portfolio((DEMO / "portfolio.csv").read_bytes(), "portfolio.csv")


def test_every_file_of_the_sites_is_a_page_and_every_page_has_its_file() -> None:
    used = {SITES / day / "pages.json" for day in ("day1", "day2")}
    for day in ("day1", "day2"):
        entries = json.loads((SITES / day / "pages.json").read_text("utf-8"))
        used |= {(SITES / day / entry["file"]).resolve() for entry in entries.values()}
    assert {path.resolve() for path in used} == {path.resolve() for path in SITES.rglob("*") if path.is_file()}
    assert all(path.resolve().is_relative_to(SITES.resolve()) for path in used)
    assert sum(path.stat().st_size for path in used) < 300_000


@pytest.mark.parametrize("number", [1, 2])
def test_the_readers_ask_for_every_page_of_a_day_and_for_no_other(number: int) -> None:
    day = Day(number)
    states = {known.id: error.state if (error := day.look(known.id)[1]) else None for known in map(source, SHOWN)}
    unread = set(day.pages) - day.asked
    if number == 1:
        assert set(states.values()) == {None}
        assert not unread
    else:
        assert states.pop("anhui_public") is LookState.BLOCKED_SCRIPT
        assert set(states.values()) == {None}
        assert unread == {"http://ahjr.ah.gov.cn/public/6595751/8450658.html"}


def test_dalian_shows_a_list_of_sixteen_and_holds_the_file_of_another_list(first: Day) -> None:
    july, january = first.notices("dalian_factoring")
    assert iso(july) == "2023-07-18"
    assert (july.declared, july.named, july.missing, len(july.held)) == (18, 0, 18, 11)
    assert july.attachments[0].trouble_state is LookState.QUARANTINED
    assert {conflict.field for conflict in july.conflicts if conflict.chosen is None} == {
        ConflictField.BATCH,
        ConflictField.ATTACHMENT,
    }
    assert iso(january) == "2023-01-12"
    assert january.as_of is not None
    assert january.as_of.iso == "2022-12"
    assert (january.declared, january.named, january.held) == (16, 16, ())
    assert january.series is not None
    assert (january.series.key, january.series.mode) == ("dalian/商业保理/非正常经营", Mode.SNAPSHOT)
    assert july.series == january.series


def test_dalian_lists_one_code_as_a_number_and_one_name_in_half_width_brackets(first: Day) -> None:
    january = first.notices("dalian_factoring")[1]
    assert [row.name for row in january.rows if row.code_is_number] == ["大连逐浪坞商业保理有限公司"]
    assert [row.name for row in january.rows if "(" in row.name] == ["远麓棠商业保理(大连)有限公司"]
    assert [row.place.row for row in january.rows] == list(range(5, 21))
    reasons = [row.reasons for row in january.rows]
    assert (reasons.count(("失联",)), reasons.count(("空壳",)), reasons.count(("失联", "空壳"))) == (6, 5, 5)


def test_dalian_replaces_its_list_on_the_second_day(first: Day, second: Day) -> None:
    january = first.notices("dalian_factoring")[1]
    october, july, again = second.notices("dalian_factoring")
    assert (iso(october), october.declared, october.named) == ("2023-10-12", 15, 15)
    assert october.as_of is not None
    assert october.as_of.iso == "2023-09"
    before, after = names(january), names(october)
    assert (before - after, after - before) == (LEFT, NEW)
    assert facts(again) == facts(january)
    assert (july.named, len(july.held)) == (0, 11)
    staying = {row.name: (row.code, row.reasons) for row in october.rows if row.name in before}
    assert staying == {row.name: (row.code, row.reasons) for row in january.rows if row.name in after}


def test_xiamen_shows_two_batches_of_suspected_leasing_companies(first: Day) -> None:
    third, second_batch = first.notices("xiamen_notices")
    assert [(batch.batch, iso(batch), batch.named) for batch in (second_batch, third)] == [
        (2, "2023-03-31", 9),
        (3, "2023-06-29", 12),
    ]
    assert {batch.series.key for batch in (third, second_batch) if batch.series} == {"xiamen/融资租赁/疑似失联空壳"}
    assert {batch.kind for batch in (third, second_batch)} == {Kind.SUSPECTED_LIST}
    assert [working(batch) for batch in (second_batch, third)] == ["2023-05-04", "2023-07-31"]
    assert second_batch.conflicts == ()
    (sector, title) = third.conflicts
    assert (sector.field, sector.chosen) == (ConflictField.SECTOR, "融资租赁")
    assert title.field is ConflictField.TITLE


def test_xiamen_goes_from_suspicion_to_finding_on_the_second_day(second: Day) -> None:
    found, fourth, third, second_batch = second.notices("xiamen_notices")
    assert (fourth.batch, fourth.declared, fourth.named, working(fourth)) == (4, 7, 7, "2023-10-30")
    assert found.kind is Kind.FLAGGED_LIST
    assert found.polarity is Polarity.FLAGGED
    assert found.series is not None
    assert (found.series.key, found.series.mode) == ("xiamen/融资租赁/非正常经营", Mode.BATCH)
    assert (iso(found), found.declared, found.named, found.deadline) == ("2023-10-09", 5, 5, None)
    assert found.conflicts == ()
    suspected = names(fourth) | names(third) | names(second_batch)
    assert names(found) & suspected == names(found) & names(third) == {ESCALATED}
    codes = {row.code for batch in (found, third) for row in batch.rows if row.name == ESCALATED}
    assert len(codes) == 1


def test_anhui_publishes_figures_on_the_first_day_and_a_wall_on_the_second(first: Day, second: Day) -> None:
    (notice,) = first.notices("anhui_public")
    assert (notice.kind, notice.published, notice.rows) == (Kind.STATISTICS, None, ())
    assert notice.figures[0].value == 105
    assert all(check.holds for check in notice.checks)
    notices, error = second.look("anhui_public")
    assert notices == []
    assert error is not None
    assert error.state is LookState.BLOCKED_SCRIPT


@pytest.mark.parametrize("number", [1, 2])
def test_tianjin_names_twenty_one_good_examples_on_both_days(number: int) -> None:
    (notice,) = Day(number).notices("tianjin_notices")
    assert (notice.kind, notice.polarity) == (Kind.POSITIVE_LIST, Polarity.POSITIVE)
    assert (notice.declared, notice.named) == (21, 21)


@pytest.mark.parametrize("number", [1, 2])
def test_every_code_of_the_lists_is_valid_but_the_one_stored_as_a_number(number: int) -> None:
    lists = [*Day(number).notices("dalian_factoring"), *Day(number).notices("xiamen_notices")]
    rows = [row for notice in lists for row in (*notice.rows, *notice.held)]
    doubtful = {row.name for row in rows if read_code(row.code, row.code_is_number).state is not CodeState.VALID}
    assert doubtful == {"大连逐浪坞商业保理有限公司"}
    codes = {row.name: row.code for row in rows}
    assert len(set(codes.values())) == len(codes)


def test_the_portfolio_holds_fourteen_records_and_four_of_them_are_odd(upload: Upload) -> None:
    assert len(upload.counterparties) == 14
    assert upload.unscreened == ()
    assert upload.problems[2].words == "名称为空，仅按信用代码筛查"
    assert [problem.row for problem in upload.problems] == [10, 11, 12, 13]
    assert upload.columns == ("客户编号", "额度(万元)")
    assert "交易对手名称" in (DEMO / "portfolio.csv").read_bytes().decode("gb18030")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, {1: [(Grade.MATCH, 100)], 3: [(Grade.MATCH, 100)], 5: [(Grade.MATCH, 100)]}),
        (2, {1: [(Grade.MATCH, 100)], 2: [(Grade.MATCH, 100)], 3: [(Grade.MATCH, 100)], 4: [(Grade.REVIEW, 96)]}),
    ],
)
def test_the_portfolio_meets_these_companies_and_no_look_alike(
    number: int, expected: dict[int, list[tuple[Grade, int]]], upload: Upload
) -> None:
    day = Day(number)
    # Of a snapshot series only the newest complete edition stands; all batches do.
    newest = next(notice for notice in day.notices("dalian_factoring") if notice.rows)
    rows = {row.name: row for notice in (newest, *day.notices("xiamen_notices")) for row in notice.rows}
    index = Index([ListedCompany(row.name, row.name, row.code) for row in rows.values()])
    found = {read.row: [(one.grade, one.score) for one in screen(index, read)] for read in upload.counterparties}
    assert {row: grades for row, grades in found.items() if grades} == expected


def names(notice: Notice) -> set[str]:
    return {row.name for row in notice.rows}


def facts(notice: Notice) -> list[tuple[str, str | None]]:
    return [(row.name, row.code) for row in notice.rows]


def iso(notice: Notice) -> str | None:
    return notice.published.iso if notice.published else None


def working(notice: Notice) -> str | None:
    return notice.deadline.working.isoformat() if notice.deadline and notice.deadline.working else None
