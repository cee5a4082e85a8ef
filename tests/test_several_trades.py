"""A notice over several trades: each company stands on the list of its trade, and the gap is one gap of the notice."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from sqlmodel import select

from dalian_lists import ABNORMAL, SUSPECTED, FileNotices, Now, happened, notice, open_gaps
from sources.base import Expectations
from sources.notices.rows import SECTION
from sources.records import Kind, LookState, Mode, Notice, Place, Polarity, Row, Sector
from store.coverage import gaps
from store.database import reading
from store.listings import entries
from store.lists import lists
from store.tables.register import Edition
from test_guards import conflicts, readings, seen
from watcher.decisions import decide
from watcher.desk import Desk

pytestmark = pytest.mark.one_database

YUNLING, QINGYU, SONGYAN, YUANSHAN = "云岭有限公司", "青屿有限公司", "松烟有限公司", "远山有限公司"
EVERY = replace(ABNORMAL, sector=Sector.OTHER, title="大连地方金融组织“非正常经营类”企业名单")
FACTORING, PAWN, UNTOLD = "一、商业保理公司", "二、典当行", ""
FACTORS, PAWNS, OTHERS = ABNORMAL.key, "dalian/典当/非正常经营", EVERY.key


def several(day: str, *listed: tuple[str, str], **facts: Any) -> Notice:
    """A list over several trades; each company with the section that it stands under."""
    url = f"https://jrj.dl.gov.cn/several/{day}.html"
    rows = tuple(
        Row(name, Place(url, "Sheet1", at), cells=MappingProxyType({SECTION: section} if section else {}))
        for at, (name, section) in enumerate(listed, start=3)
    )
    made = notice(
        EVERY, day, *rows, url=url, sectors=(Sector.FACTORING, Sector.PAWN), title=f"关于地方金融组织的公告（{day}）"
    )
    return replace(made, kind=Kind.FLAGGED_LIST, polarity=Polarity.FLAGGED, **facts)


def removal(day: str, *listed: tuple[str, str]) -> Notice:
    made = several(day, *listed)
    url = f"https://jrj.dl.gov.cn/removal/{day}.html"
    return replace(made, url=url, kind=Kind.REMOVAL, polarity=Polarity.NEUTRAL, title="关于移出名单的公告")


def stands(desk: Desk) -> set[tuple[str, str]]:
    with reading(desk.engine) as session:
        return {(one.series.key, one.listing.name) for one in entries(session) if one.listing.valid_to is None}


def test_each_company_stands_on_the_list_of_its_trade_and_who_is_untold_on_the_notices_own(
    desk: Desk, put: FileNotices
) -> None:
    put(several("2023-01-12", (YUNLING, FACTORING), (QINGYU, PAWN), (SONGYAN, UNTOLD)))
    assert stands(desk) == {(FACTORS, YUNLING), (PAWNS, QINGYU), (OTHERS, SONGYAN)}


def test_whoever_was_suspected_in_the_trade_is_escalated_by_a_notice_over_several(desk: Desk, put: FileNotices) -> None:
    put(notice(SUSPECTED, "2023-01-12", YUNLING))
    put(notice(ABNORMAL, "2023-02-10", SONGYAN), several("2023-02-10", (QINGYU, PAWN)))
    report = put(several("2023-03-31", (YUNLING, FACTORING), (SONGYAN, FACTORING), (QINGYU, PAWN), (YUANSHAN, PAWN)))
    assert happened(report) == [("escalated", YUNLING), ("listed", YUANSHAN)]


def test_a_removal_over_several_trades_clears_each_company_from_the_list_of_its_trade(
    desk: Desk, put: FileNotices
) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING, SONGYAN), several("2023-01-12", (QINGYU, PAWN), (YUANSHAN, PAWN)))
    report = put(removal("2023-03-31", (YUNLING, FACTORING), (QINGYU, PAWN)))
    assert happened(report) == [("removed", YUNLING), ("removed", QINGYU)]
    assert stands(desk) == {(FACTORS, SONGYAN), (PAWNS, YUANSHAN)}
    assert conflicts(desk) == []


def test_an_edition_of_one_trade_ends_whom_a_notice_over_several_listed_and_leaves_the_other_trades(
    desk: Desk, put: FileNotices
) -> None:
    put(several("2023-01-12", (YUNLING, FACTORING), (SONGYAN, FACTORING), (QINGYU, PAWN)))
    report = put(notice(ABNORMAL, "2023-04-12", SONGYAN))
    assert happened(report) == [("left", YUNLING)]
    assert stands(desk) == {(FACTORS, SONGYAN), (PAWNS, QINGYU)}


def test_a_snapshot_ends_nobody_of_a_trade_that_it_does_not_show(desk: Desk, put: FileNotices) -> None:
    put(several("2023-01-12", (YUNLING, FACTORING), (QINGYU, PAWN)))
    assert happened(put(several("2023-04-12", (YUNLING, FACTORING)))) == []
    assert stands(desk) == {(FACTORS, YUNLING), (PAWNS, QINGYU)}


def test_missing_names_of_several_trades_are_one_gap_which_closes_once(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(several("2023-01-12", declared=2))
    before = clock()
    clock.forward(hours=1)  # type: ignore[attr-defined]
    with reading(desk.engine) as session:
        assert [(one.series, one.missing) for one in gaps(session)] == [(OTHERS, 2)]
    report = put(several("2023-01-12", (YUNLING, FACTORING), (QINGYU, PAWN), declared=2))
    arrived = [(one.series, one.facts["count"]) for one in report.changes.events if one.type == "names_arrived"]
    assert sorted(arrived) == [(PAWNS, 1), (FACTORS, 1)]
    assert open_gaps(desk) == []
    with reading(desk.engine) as session:
        assert [(one.series, one.missing) for one in gaps(session, before)] == [(OTHERS, 2)]
        assert {one.series: one.listed for one in lists(session)} == {FACTORS: 1, PAWNS: 1}


def test_a_held_list_of_several_trades_is_one_gap(desk: Desk, clock: Now) -> None:
    doubtful = several("2023-01-12", (YUNLING, FACTORING), (QINGYU, PAWN))
    assert seen(desk, clock, Expectations(most=1), doubtful).state is LookState.QUARANTINED
    assert open_gaps(desk) == ["held"]
    decide(desk, 1, accept=True, who="王合规", reason="已与网页核对", clock=clock)
    assert stands(desk) == {(FACTORS, YUNLING), (PAWNS, QINGYU)}
    assert open_gaps(desk) == []


def test_whom_the_page_no_longer_names_stays_on_the_list_of_his_trade(desk: Desk, put: FileNotices) -> None:
    put(several("2023-01-12", (YUNLING, FACTORING), (QINGYU, PAWN), (YUANSHAN, PAWN)))
    put(several("2023-01-12", (YUNLING, FACTORING), (YUANSHAN, PAWN)))
    assert stands(desk) == {(FACTORS, YUNLING), (PAWNS, QINGYU), (PAWNS, YUANSHAN)}
    (conflict,) = conflicts(desk)
    assert readings(conflict) == {"此前列入": QINGYU, "本次": None}


def test_whoever_turns_out_to_be_of_another_trade_moves_there_and_is_not_lost(desk: Desk, put: FileNotices) -> None:
    put(several("2023-01-12", (YUNLING, UNTOLD), (QINGYU, PAWN)))
    put(several("2023-01-12", (YUNLING, FACTORING), (QINGYU, PAWN)))
    assert stands(desk) == {(FACTORS, YUNLING), (PAWNS, QINGYU)}
    assert conflicts(desk) == []
    with reading(desk.engine) as session:
        assert {one.series_key for one in session.exec(select(Edition))} == {FACTORS, PAWNS, OTHERS}


MANY = [f"第{number}号山有限公司" for number in range(1, 11)]


def test_each_trade_is_measured_by_itself_and_half_of_one_is_held(desk: Desk, clock: Now) -> None:
    expects = Expectations(largest_drop=0.2)
    pawns = [(name, PAWN) for name in MANY]
    factors = [(f"保理{name}", FACTORING) for name in MANY]
    assert seen(desk, clock, expects, several("2023-01-12", *pawns, *factors)).state is LookState.OK
    halved = several("2023-04-12", *pawns[:5], *factors, *((f"新{name}", FACTORING) for name in MANY))
    assert seen(desk, clock, expects, halved).state is LookState.QUARANTINED
    (conflict,) = conflicts(desk)
    assert readings(conflict) == {"在列": "10", "新一期": "5", "新一期未列出": "、".join(sorted(MANY[5:]))}


def test_a_list_whose_trades_are_told_for_the_first_time_has_lost_nobody(desk: Desk, clock: Now) -> None:
    expects = Expectations(largest_drop=0.2)
    seen(desk, clock, expects, several("2023-01-12", *((name, UNTOLD) for name in MANY)))
    report = seen(desk, clock, expects, several("2023-04-12", *((name, PAWN) for name in MANY)))
    assert report.state is LookState.OK
    assert stands(desk) == {(PAWNS, name) for name in MANY}
    assert happened(report) == [("baseline", None)]


@pytest.mark.parametrize("mode", [Mode.SNAPSHOT, Mode.BATCH])
def test_a_person_may_say_that_it_was_no_list_of_any_trade(desk: Desk, put: FileNotices, mode: Mode) -> None:
    listed = several("2023-01-12", (YUNLING, FACTORING), (QINGYU, PAWN), series=replace(EVERY, mode=mode))
    put(listed)
    put(replace(listed, kind=Kind.NEWS, polarity=Polarity.NEUTRAL, series=None, rows=(), origin="person"))
    assert stands(desk) == set()
    assert open_gaps(desk) == []
