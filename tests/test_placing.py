"""A removal that met nobody on its list: a person files it under the list where the company stands, or takes that back."""

from dataclasses import replace

import pytest

from dalian_lists import ABNORMAL, QINGYU, SONGYAN, SUSPECTED, YUNLING, FileNotices, Now, happened, notice, removal
from sources.errors import UsageError
from sources.records import Notice, Sector
from store.corrections import What
from store.database import reading
from store.search import search
from test_guards import conflicts
from test_several_trades import stands
from watcher.corrections import correct, edition_of_notice
from watcher.decisions import decide
from watcher.desk import Desk
from watcher.misread import Wanted
from watcher.pipeline import Report

pytestmark = pytest.mark.one_database

EVERY = replace(ABNORMAL, sector=Sector.OTHER, title="大连地方金融组织“非正常经营类”企业名单")
BOTH = {(ABNORMAL.key, YUNLING), (ABNORMAL.key, QINGYU)}


def let_off(*names: str) -> Notice:
    """A removal over several trades, which does not tell the trade of anybody."""
    return replace(removal(ABNORMAL, "2023-05-04", *names), series=EVERY, url="https://jrj.dl.gov.cn/several/gone.html")


@pytest.fixture
def listed(put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING, QINGYU), notice(EVERY, "2023-01-12", SONGYAN))


def accepted(desk: Desk, clock: Now) -> Report:
    (conflict,) = [one for one in conflicts(desk) if one.state == "open"]
    return decide(desk, conflict.id or 0, accept=True, who="王合规", reason="已与发布机构核对", clock=clock)


@pytest.mark.usefixtures("listed")
def test_accepting_it_removes_the_company_where_it_stands_and_nobody_else(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(let_off(YUNLING, SONGYAN))
    assert stands(desk) == BOTH
    report = accepted(desk, clock)
    assert happened(report) == [("corrected", YUNLING), ("removed", YUNLING)]
    assert stands(desk) == {(ABNORMAL.key, QINGYU)}
    assert [one.state for one in conflicts(desk)] == ["accepted"]


@pytest.mark.usefixtures("listed")
def test_it_stays_so_when_the_page_is_read_again_and_when_a_late_edition_comes(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(let_off(YUNLING))
    accepted(desk, clock)
    assert happened(put(replace(let_off(YUNLING), text="浏览次数：12"))) == []
    put(notice(ABNORMAL, "2023-03-12", YUNLING, QINGYU))
    assert (ABNORMAL.key, YUNLING) not in stands(desk)
    assert [one.state for one in conflicts(desk)] == ["accepted"]


@pytest.mark.usefixtures("listed")
def test_it_may_be_taken_back(desk: Desk, put: FileNotices, clock: Now) -> None:
    put(let_off(YUNLING))
    accepted(desk, clock)
    with reading(desk.engine) as session:
        (company,) = search(session, YUNLING)
        noted, series = edition_of_notice(session, let_off().url or "", company.id)
    assert series == ABNORMAL.key
    wanted = Wanted(company.id, series, What.WITHDRAWN, None, "张三", "所指是另一家企业", noted)
    correct(desk, wanted, clock=clock)
    assert stands(desk) >= BOTH


@pytest.mark.usefixtures("listed")
def test_of_several_lists_nobody_knows_which_is_meant(desk: Desk, put: FileNotices, clock: Now) -> None:
    put(notice(SUSPECTED, "2023-02-12", YUNLING))
    put(let_off(YUNLING))
    with pytest.raises(UsageError, match="多份名单"):
        accepted(desk, clock)
    assert stands(desk) >= BOTH


@pytest.mark.usefixtures("listed")
def test_there_is_nothing_to_accept_once_the_company_stands_nowhere(desk: Desk, put: FileNotices, clock: Now) -> None:
    put(let_off(YUNLING))
    put(removal(ABNORMAL, "2023-06-01", YUNLING))
    with pytest.raises(UsageError, match="已不在其他名单上"):
        accepted(desk, clock)
