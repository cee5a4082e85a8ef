"""From suspected to abnormal, and from a proposal to the act: across lists, also where one look brings both."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from sources.records import Basis, Kind, Mode, Notice, NoticeDate, Place, Polarity, Row, Sector, Series
from store.filing import Filing
from watcher.desk import Desk
from watcher.pipeline import Report, file

pytestmark = pytest.mark.one_database

SUSPECTED = Series("dalian", Sector.FACTORING, "疑似失联空壳", Mode.BATCH, "大连商业保理疑似“失联”“空壳”企业名单")
ABNORMAL = Series("dalian", Sector.FACTORING, "非正常经营", Mode.SNAPSHOT, "大连商业保理“非正常经营类”企业名单")
PROPOSED = Series("dalian", Sector.FACTORING, "拟取消资格", Mode.BATCH, "大连商业保理拟取消资格企业名单")
CANCELLED = Series("dalian", Sector.FACTORING, "取消资格", Mode.BATCH, "大连商业保理取消资格企业名单")
YUNLING, QINGYU, SONGYAN = "云岭商业保理（大连）有限公司", "大连青屿商业保理有限公司", "松烟商业保理有限公司"
KINDS = {
    SUSPECTED: (Kind.SUSPECTED_LIST, Polarity.SUSPECTED),
    ABNORMAL: (Kind.FLAGGED_LIST, Polarity.FLAGGED),
    PROPOSED: (Kind.EXIT_LIST, Polarity.SUSPECTED),
    CANCELLED: (Kind.EXIT_LIST, Polarity.FLAGGED),
}

FileNotices = Callable[..., Report]


def notice(series: Series, day: str, *names: str) -> Notice:
    kind, polarity = KINDS[series]
    url = f"https://jrj.dl.gov.cn/art/{series.list_type}/{day}.html"
    return Notice(
        url=url,
        regulator="dalian",
        title=f"{series.title}的公告（{day}）",
        kind=kind,
        polarity=polarity,
        published=NoticeDate(day, Basis.URL),
        sectors=(series.sector,),
        series=series,
        rows=tuple(Row(name, Place(url, "Sheet1", at)) for at, name in enumerate(names, start=2)),
    )


@pytest.fixture
def put(desk: Desk, clock: Callable[[], datetime]) -> FileNotices:
    def put(*notices: Notice) -> Report:
        return file(desk, [Filing(one, {}) for one in notices], clock=clock, why="test")

    return put


def happened(report: Report) -> list[tuple[str, str | None]]:
    return sorted((event.type, event.facts.get("name")) for event in report.changes.events)


@pytest.fixture
def known(put: FileNotices) -> None:
    """All four lists have had an edition."""
    for series in KINDS:
        put(notice(series, "2023-01-12", SONGYAN))


@pytest.mark.usefixtures("known")
def test_one_look_that_brings_the_suspicion_and_the_outcome_tells_the_outcome(put: FileNotices) -> None:
    suspicion = notice(SUSPECTED, "2023-03-01", YUNLING, QINGYU)
    report = put(suspicion, notice(ABNORMAL, "2023-06-30", SONGYAN, YUNLING))
    assert happened(report) == [("escalated", YUNLING), ("listed", QINGYU)]
    (escalated,) = [one for one in report.changes.events if one.type == "escalated"]
    assert escalated.facts["proposed_by"] == Filing(suspicion, {}).id


@pytest.mark.usefixtures("known")
def test_one_look_that_brings_the_proposal_and_the_act_pairs_them(put: FileNotices) -> None:
    proposal = notice(PROPOSED, "2023-03-01", YUNLING, QINGYU)
    report = put(proposal, notice(CANCELLED, "2023-06-30", YUNLING))
    assert happened(report) == [("disposed", YUNLING), ("listed", QINGYU)]
    (disposed,) = [one for one in report.changes.events if one.type == "disposed"]
    assert disposed.facts["proposed_by"] == Filing(proposal, {}).id


@pytest.mark.usefixtures("known")
def test_a_suspicion_after_the_outcome_is_no_step_to_it(put: FileNotices) -> None:
    report = put(notice(ABNORMAL, "2023-03-01", SONGYAN, YUNLING), notice(SUSPECTED, "2023-06-30", YUNLING))
    assert happened(report) == [("listed", YUNLING), ("listed", YUNLING)]


def test_an_outcome_that_was_older_than_a_known_suspicion_is_no_escalation(put: FileNotices) -> None:
    put(notice(SUSPECTED, "2023-06-30", YUNLING))
    assert happened(put(notice(ABNORMAL, "2023-01-12", YUNLING))) == [("baseline", None)]


def test_two_lists_that_are_both_seen_for_the_first_time_are_baselines(put: FileNotices) -> None:
    report = put(notice(SUSPECTED, "2023-03-01", YUNLING), notice(ABNORMAL, "2023-06-30", YUNLING))
    assert happened(report) == [("baseline", None), ("baseline", None)]


@pytest.mark.usefixtures("known")
def test_who_is_let_off_one_list_and_put_on_the_other_in_one_look_escalates(put: FileNotices) -> None:
    put(notice(SUSPECTED, "2023-03-01", YUNLING))
    let_off = replace(notice(SUSPECTED, "2023-06-29", YUNLING), kind=Kind.REMOVAL, polarity=Polarity.NEUTRAL)
    report = put(let_off, notice(ABNORMAL, "2023-06-30", SONGYAN, YUNLING))
    assert happened(report) == [("escalated", YUNLING), ("removed", YUNLING)]
