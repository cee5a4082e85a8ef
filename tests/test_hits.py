"""Hits stay true: each names what it was found by, and is brought up to date when names, codes or rules change."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import col, select

from alerts.subscriptions import subscribe
from alerts.wishes import Wishes
from dalian_lists import written
from sources.base import Page, Request
from sources.errors import FetchError
from sources.names.codes import check_character
from sources.records import Basis, Kind, LookState, Mode, Notice, NoticeDate, Place, Polarity, Row, Sector, Series
from store import portfolios
from store.database import reading, writing
from store.filing import Filing
from store.tables.portfolios import CounterpartyRow, Hit, Screening
from watcher.desk import Desk
from watcher.pipeline import Report, file, queue_due
from watcher.portfolios import add_portfolio, remove_portfolio, rescreen
from watcher.results import StoredHit, portfolio_result, stored_hits
from watcher.schedule import collect
from watcher.screening.listed import ALGORITHM, Grade
from watcher.screening.run import NO_LONGER
from watcher.screening.upload import read_portfolio

SUSPECTED = Series("dalian", Sector.FACTORING, "疑似失联空壳", Mode.BATCH, "大连商业保理疑似“失联”“空壳”企业名单")
ABNORMAL = Series("dalian", Sector.FACTORING, "非正常经营", Mode.SNAPSHOT, "大连市“非正常经营类”商业保理公司名录")
PRAISED = Series("dalian", Sector.FACTORING, "典型案例", Mode.BATCH, "大连市商业保理典型案例")
KINDS = {
    "疑似失联空壳": (Kind.SUSPECTED_LIST, Polarity.SUSPECTED),
    "非正常经营": (Kind.FLAGGED_LIST, Polarity.FLAGGED),
    "典型案例": (Kind.POSITIVE_LIST, Polarity.POSITIVE),
}
YUNLING, QINGYU, SONGYAN = "云岭商业保理（大连）有限公司", "大连青屿商业保理有限公司", "松烟商业保理有限公司"
CODE = "91210200MA0QC3Y43T"
OTHER_CODE = "91210200MA0Q7K2B6" + check_character("91210200MA0Q7K2B6")

Now = Callable[[], datetime]
Put = Callable[..., Report]


@pytest.fixture
def put(desk: Desk, clock: Now) -> Put:
    def put(number: int, *names: str | tuple[str, str], series: Series = SUSPECTED, day: str = "") -> Report:
        url = f"https://jrj.dl.gov.cn/art/{number}.html"
        pairs = [(one, None) if isinstance(one, str) else one for one in names]
        notice = Notice(
            url=url,
            regulator="dalian",
            title=f"关于企业的公告（{number}）",
            kind=KINDS[series.list_type][0],
            polarity=KINDS[series.list_type][1],
            published=NoticeDate(day or f"2023-07-{number:02}", Basis.URL),
            series=series,
            rows=tuple(Row(name, Place(url, None, at), code) for at, (name, code) in enumerate(pairs, start=1)),
        )
        return file(desk, [Filing(notice, {url: "0" * 64})], clock=clock, why="test")

    return put


def customers(desk: Desk, clock: Now, *records: str, name: str = "客户") -> None:
    content = ("企业名称,统一社会信用代码\n" + "\n".join(records) + "\n").encode()
    add_portfolio(desk, name, "c.csv", read_portfolio(content, "c.csv"), at=clock())


def hits(desk: Desk, clock: Now, portfolio_id: int = 1) -> list[StoredHit]:
    with reading(desk.engine) as session:
        return stored_hits(session, portfolio_id, as_of=clock().date())


def screenings(desk: Desk) -> list[tuple[int, int, bool]]:
    with reading(desk.engine) as session:
        found = session.exec(select(Screening).order_by(col(Screening.id)))
        return [(one.portfolio_id, one.revision, one.whole) for one in found]


def test_a_hit_of_an_upload_names_revision_algorithm_and_coverage(desk: Desk, clock: Now, put: Put) -> None:
    put(1, YUNLING)
    customers(desk, clock, f"{YUNLING},")
    (hit,) = hits(desk, clock)
    assert (hit.screening.revision, hit.screening.algorithm, hit.screening.whole) == (1, ALGORITHM, True)
    assert [one["title"] for one in hit.screening.coverage["lists"]] == [SUSPECTED.title]


def test_a_hit_of_a_register_change_names_the_revision_that_brought_it(desk: Desk, clock: Now, put: Put) -> None:
    put(1, YUNLING)
    customers(desk, clock, f"{YUNLING},", f"{QINGYU},")
    customers(desk, clock, f"{QINGYU},", name="供应商")
    customers(desk, clock, f"{SONGYAN},", name="其他")
    put(2, QINGYU)
    assert {hit.candidate.listed.name: hit.screening.revision for hit in hits(desk, clock)} == {YUNLING: 1, QINGYU: 2}
    (added,) = hits(desk, clock, 2)
    assert (added.screening.revision, added.screening.whole) == (2, False)
    assert [one["listed"] for one in added.screening.coverage["lists"]] == [2]  # as of that very revision
    assert screenings(desk) == [(1, 1, True), (2, 1, True), (3, 1, True), (1, 2, False), (2, 2, False)]


@pytest.mark.parametrize("listed_first", [True, False])
def test_the_words_of_each_part_are_kept_as_they_were_found(
    desk: Desk, clock: Now, put: Put, listed_first: bool
) -> None:
    steps: list[Callable[[], object]] = [lambda: put(1, YUNLING), lambda: customers(desk, clock, "大连云岭商业保理有限公司,")]
    for step in steps if listed_first else reversed(steps):
        step()
    (hit,) = hits(desk, clock)
    assert hit.candidate.grade is Grade.REVIEW
    assert "地区 相同（位置不同）" in [str(words) for words in hit.candidate.fields]
    assert hit.candidate.decides == "取得名单企业和交易对手的统一社会信用代码即可确认"


def test_both_directions_find_the_same(desk: Desk, clock: Now, put: Put) -> None:
    asked = [f"{YUNLING},", "大连云岭商业保理有限公司,", f"大连栎坪贸易有限公司,{CODE}", "大连青屿保理,", "沈阳清平机械制造有限公司,"]
    customers(desk, clock, *asked)
    put(1, YUNLING, (QINGYU, CODE))
    customers(desk, clock, *asked, name="后来")
    both = [
        [(hit.counterparty.row, hit.candidate) for hit in hits(desk, clock, portfolio)] for portfolio in (1, 2)
    ]
    assert len(both[0]) == 4
    assert both[0] == both[1]


def test_a_list_that_gives_another_valid_code_later_ends_the_hit_and_says_why(desk: Desk, clock: Now, put: Put) -> None:
    put(1, YUNLING)
    customers(desk, clock, f"{YUNLING},{OTHER_CODE}")
    assert hits(desk, clock)[0].candidate.grade is Grade.MATCH
    put(2, (YUNLING, CODE))
    (hit,) = hits(desk, clock)
    assert (hit.candidate.grade, hit.candidate.reason) == (Grade.CLEAR, "信用代码不同，不是同一企业（名称一致）")
    assert hit.screening.revision == 2


def test_a_code_that_only_a_list_of_good_examples_gives_counts_as_well(desk: Desk, clock: Now, put: Put) -> None:
    put(1, YUNLING)
    customers(desk, clock, f"{YUNLING},{OTHER_CODE}", f"大连栎坪贸易有限公司,{CODE}")
    put(2, (YUNLING, CODE), series=PRAISED)
    found = {hit.counterparty.row: (hit.candidate.grade, hit.screening.revision) for hit in hits(desk, clock)}
    assert found == {1: (Grade.CLEAR, 2), 2: (Grade.MATCH, 2)}


def test_a_company_that_is_only_praised_is_no_hit(desk: Desk, clock: Now, put: Put) -> None:
    customers(desk, clock, f"{YUNLING},")
    put(1, YUNLING, series=PRAISED)
    assert hits(desk, clock) == []


def test_a_company_that_a_late_edition_brings_is_found_as_a_new_screening_would(
    desk: Desk, clock: Now, put: Put
) -> None:
    put(9, YUNLING, series=ABNORMAL)
    customers(desk, clock, f"{QINGYU},")
    report = put(3, QINGYU, series=ABNORMAL)  # it left again on the ninth: nobody hears, but a screening would show it
    assert report.changes.to_screen == ()
    assert [hit.candidate.grade for hit in hits(desk, clock)] == [Grade.MATCH]


def test_that_a_hit_is_none_any_more_is_told_to_those_who_heard_of_it(desk: Desk, clock: Now, put: Put) -> None:
    put(1, YUNLING)
    customers(desk, clock, f"{YUNLING},{OTHER_CODE}", f"{QINGYU},")
    with writing(desk.engine) as session:
        subscribe(session, "客户", "risk@example.com", clock())
    queue_due(desk, clock())
    with writing(desk.engine) as session:
        subscribe(session, "客户", "chief@example.com", clock(), wishes=Wishes(places=["厦门"]))
    put(2, (YUNLING, CODE), QINGYU)
    (report, _), (text, _) = written(desk)
    assert YUNLING in report
    assert all(one in text for one in (QINGYU, YUNLING, "不再命中", "信用代码不同，不是同一企业"))


def test_the_same_notice_again_screens_nothing(desk: Desk, clock: Now, put: Put) -> None:
    customers(desk, clock, f"{YUNLING},")
    put(1, YUNLING)
    before = screenings(desk)
    put(1, YUNLING)
    assert screenings(desk) == before


# Other rules: a stored portfolio is screened again, and nothing vanishes.


def screened_by_older_rules(desk: Desk) -> None:
    """As a database stands after an upgrade: the older rules found one more, and had other words for another."""
    with writing(desk.engine) as session:
        for screening in session.exec(select(Screening)):
            screening.algorithm = "names-0"
        kept = session.exec(select(Hit)).one()
        kept.grade, kept.score, kept.reason, kept.fields = "review", 77, "名称相近", []
        other = session.exec(select(CounterpartyRow).where(CounterpartyRow.row == 2)).one()
        session.add(
            Hit(
                counterparty_id=other.id or 0,
                company_id=kept.company_id,
                grade="review",
                score=60,
                reason="名称相近",
                fields=[],
                decides="",
                found_at=kept.found_at,
                screening_id=kept.screening_id,
            )
        )


def test_after_an_upgrade_of_the_rules_portfolios_are_screened_again_once(desk: Desk, clock: Now, put: Put) -> None:
    put(1, YUNLING)
    customers(desk, clock, f"{YUNLING},", "大连栎坪贸易有限公司,")
    screened_by_older_rules(desk)
    clock.forward(hours=1)  # type: ignore[attr-defined]
    assert rescreen(desk, at=clock()) == 1
    found = {hit.counterparty.row: hit for hit in hits(desk, clock)}
    assert (found[1].candidate.grade, found[1].candidate.reason) == (Grade.MATCH, "名称一致")
    assert found[2].candidate.grade is Grade.CLEAR
    assert found[2].candidate.reason.startswith(NO_LONGER)
    assert {(one.screening.algorithm, one.screening.at) for one in found.values()} == {(ALGORITHM, clock())}
    assert rescreen(desk, at=clock()) == 0


def test_a_register_change_in_between_does_not_count_as_a_whole_screening(desk: Desk, clock: Now, put: Put) -> None:
    put(1, YUNLING)
    customers(desk, clock, f"{YUNLING},", "大连栎坪贸易有限公司,", f"{QINGYU},")
    screened_by_older_rules(desk)
    put(2, QINGYU)
    assert rescreen(desk, at=clock()) == 1
    assert sorted(hit.candidate.grade for hit in hits(desk, clock)) == [Grade.CLEAR, Grade.MATCH, Grade.MATCH]


def test_whoever_looks_screens_again_what_older_rules_screened(desk: Desk, clock: Now, put: Put) -> None:
    put(1, YUNLING)
    customers(desk, clock, f"{YUNLING},", "大连栎坪贸易有限公司,")
    screened_by_older_rules(desk)

    def unreachable(request: Request) -> Page:
        raise FetchError("无法连接", state=LookState.UNREACHABLE, url=request.url)

    collect(desk, fetch=unreachable, clock=clock, owner="test", only=["dalian_factoring"])
    assert {hit.screening.algorithm for hit in hits(desk, clock)} == {ALGORITHM}


def test_an_ended_hit_stays_in_the_result_with_its_reason(desk: Desk, clock: Now, put: Put) -> None:
    put(1, YUNLING)
    customers(desk, clock, f"{YUNLING},{OTHER_CODE}")
    put(2, (YUNLING, CODE))
    with reading(desk.engine) as session:
        (stored, _), = portfolios.portfolios(session)
    done = portfolio_result(desk, stored, as_of=clock().date())
    assert done.hits == 0
    assert {row.reason for row in done.rows} == {"信用代码不同，不是同一企业（名称一致）"}


def test_removing_a_portfolio_erases_hits_and_screenings(desk: Desk, clock: Now, put: Put) -> None:
    put(1, YUNLING)
    customers(desk, clock, f"{YUNLING},")
    assert remove_portfolio(desk, "客户", at=clock(), who="test") == 1
    with reading(desk.engine) as session:
        assert (session.exec(select(Hit)).all(), session.exec(select(Screening)).all()) == ([], [])


def test_an_overlong_name_is_left_out_in_both_directions(desk: Desk, clock: Now, put: Put) -> None:
    record = f"{'甲' * 201},{CODE}"
    customers(desk, clock, record)
    put(1, (YUNLING, CODE))
    customers(desk, clock, record, name="供应商")
    found = [hit.candidate.reason for portfolio in (1, 2) for hit in hits(desk, clock, portfolio)]
    assert found == ["信用代码一致；交易对手没有可比对的名称"] * 2
