"""The next step that mails and pages suggest, by the sort of list and what happened to the listing."""

import re
from datetime import date

import pytest

from alerts.advice import next_step
from alerts.facts import facts_of
from dalian_lists import SUSPECTED, YUNLING, FileNotices, Now, notice, watch, written
from sources.records import Basis, Deadline, Kind, NoticeDate
from store.database import reading
from store.listings import entries
from watcher.desk import Desk

pytestmark = pytest.mark.one_database

END = date(2023, 7, 31)
PERIOD = Deadline(NoticeDate("2023-06-29", Basis.URL), date(2023, 7, 29), END, "一个月")


@pytest.mark.parametrize(
    ("kind", "list_type", "words"),
    [
        (Kind.SUSPECTED_LIST, "疑似失联空壳", "尚未认定：公告期至 2023-07-31"),
        (Kind.EXIT_LIST, "拟取消资格", "尚未认定：公告期至 2023-07-31"),
        (Kind.FLAGGED_LIST, "督促退出", "要求其退出行业（期限至 2023-07-31）"),
        (Kind.EXIT_LIST, "取消资格", "核实其能否继续开展相关业务"),
        (Kind.FLAGGED_LIST, "失联", "审慎评估与其往来的风险"),
    ],
)
def test_each_sort_of_list_has_its_next_step(kind: Kind, list_type: str, words: str) -> None:
    assert words in next_step(kind, list_type, end=END)


def test_after_the_last_day_only_the_outcome_is_asked_for() -> None:
    last, next_ = (next_step(Kind.SUSPECTED_LIST, "疑似失联", end=END, day=day) for day in (END, date(2023, 8, 1)))
    assert "企业可在期内提出异议" in last
    assert "已于 2023-07-31 届满而结果未公布" in next_
    assert "（期限已于 2023-07-31 届满）" in next_step(Kind.FLAGGED_LIST, "督促退出", end=END, day=date(2023, 8, 1))
    assert "公告期已届满" in next_step(Kind.SUSPECTED_LIST, "疑似失联", happened="deadline_passed")


def test_what_happened_goes_before_the_sort_of_list() -> None:
    told = {next_step(Kind.FLAGGED_LIST, "失联", happened=one) for one in ("removed", "left", "corrected", "renamed")}
    assert len(told) == 4
    assert "不等于已被移出" in next_step(Kind.FLAGGED_LIST, "失联", happened="left", end=END)


def test_mails_and_pages_carry_it(desk: Desk, put: FileNotices, clock: Now) -> None:
    watch(desk, clock, YUNLING)
    put(notice(SUSPECTED, "2023-06-29", YUNLING, kind=Kind.SUSPECTED_LIST, deadline=PERIOD))
    with reading(desk.engine) as session:
        (entry,) = entries(session)
    said = [re.sub("<[^>]*>", "", part) for part in written(desk)[0]]
    assert all("尚未认定：公告期至 2023-07-31" in part for part in said)
    assert "届满而结果未公布" in facts_of(entry, date(2023, 8, 1))["advice"]
