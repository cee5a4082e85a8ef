"""待裁决 over a real socket: what was expected and what came side by side, a verdict with its reason, and the second tab."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import select

from dalian_lists import ABNORMAL, QINGYU, SONGYAN, YUNLING, FileNotices, doubt, notice, open_gaps, removal, standing
from pages import Pages, pages
from sources.errors import UsageError
from store.database import reading, writing
from store.tables.audit import AuditEntry
from store.tables.evidence import Look
from store.tables.notices import Conflict
from store.tables.schedule import SourceHealth
from watcher.accounts.visitors import Role
from watcher.decisions import decide
from watcher.desk import Desk
from watcher.health import FEWER
from watcher.web.conflicts.view import difference

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

WAITING = notice(ABNORMAL, "2023-07-18", declared=2)
HELD = replace(WAITING, held=notice(ABNORMAL, "2023-07-18", QINGYU, SONGYAN).rows, conflicts=(doubt(),))


@pytest.fixture
def site(desk: Desk, clock: Callable[[], datetime]) -> Iterator[Pages]:
    with pages(desk, clock) as site:
        yield site


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html.partition("<main")[2]))


def test_a_person_sees_the_difference_decides_with_a_reason_and_the_second_tab_is_told(
    desk: Desk, put: FileNotices, site: Pages
) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING, QINGYU), HELD)
    assert (standing(desk), open_gaps(desk)) == ({YUNLING, QINGYU}, ["held"])
    with site.client(Role.VIEWER) as viewer, site.client(Role.REVIEWER) as reviewer, site.client(Role.ADMIN) as other:
        listed = words(viewer.get("/conflicts").text)
        assert "待裁决 1" in listed and "正文 2" in listed and "附件 1" in listed
        seen = viewer.get("/conflicts/1").text
        assert (
            "在列而未读到 1 家" in words(seen) and YUNLING in seen.partition('id="missing"')[2].partition("</div>")[0]
        )
        assert "读到而不在列 1 家" in words(seen) and SONGYAN in seen.partition('id="added"')[2].partition("</div>")[0]
        assert (
            'name="verdict"' not in seen and viewer.post("/conflicts/1", data={"verdict": "accept"}).status_code == 403
        )
        assert "把暂存的 2 家列入名单库，取代上一期：现在在列而这一期没有的 1 家企业不再在列" in reviewer.get("/conflicts/1").text
        for form in (
            {},
            {"verdict": "accept"},
            {"verdict": "x", "reason": "r"},
            {"verdict": "accept", "reason": "长" * 501},
        ):
            answer = reviewer.post("/conflicts/1", data=form)
            assert (answer.status_code, "未作任何改动" in answer.text) == (400, True), form
        for odd in ("a\0b", "\u202e反", "x" * 100_001):
            assert reviewer.post("/conflicts/1", data={"verdict": "accept", "reason": odd}).status_code == 400
        done = reviewer.post("/conflicts/1", data={"verdict": "accept", "reason": "已与 附件\n核对"})
        assert (done.status_code, done.headers["location"]) == (303, "/conflicts/1")
        assert standing(desk) == {QINGYU, SONGYAN}
        late = other.post("/conflicts/1", data={"verdict": "reject", "reason": "不对"})
        assert late.status_code == 409 and "您的裁决没有保存" in late.text and "复核者甲" in late.text
        closed = words(viewer.get("/conflicts?pile=closed").text)
        assert "已采纳，" in closed and "复核者甲" in closed and "已与 附件 核对" in closed
        assert "没有等待裁决的矛盾" in viewer.get("/conflicts").text
        for path in ("/0", "/x", "/99", "/99999999999999999999", "?pile=x", "?page=0"):
            assert viewer.get(f"/conflicts{path}").status_code == 404, path
    with reading(desk.engine) as session:
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == "conflict"))
    assert (entry.facts["conflict"], entry.facts["reason"], "复核者甲" in entry.who) == (1, "已与 附件 核对", True)


def test_of_two_verdicts_at_the_same_moment_the_second_changes_nothing(
    desk: Desk, put: FileNotices, clock: Callable[[], datetime]
) -> None:
    put(HELD)

    def while_it_is_worked_out() -> datetime:
        """The clock is asked between what is read and what is written: there somebody else decides."""
        with reading(desk.engine) as session:
            waits = session.get_one(Conflict, 1).state == "open"
        if waits:
            decide(desk, 1, accept=False, who="甲", reason="不属实", clock=clock)
        return clock()

    with pytest.raises(UsageError, match="没有编号为 1 的待裁决事项"):
        decide(desk, 1, accept=True, who="乙", reason="属实", clock=while_it_is_worked_out)
    with reading(desk.engine) as session:
        conflict = session.get_one(Conflict, 1)
    assert (conflict.state, conflict.closed_by, standing(desk)) == ("rejected", "甲", set())


def test_a_column_that_does_hold_fewer_notices_is_accepted_with_a_reason_once(
    desk: Desk, put: FileNotices, site: Pages, clock: Callable[[], datetime]
) -> None:
    detail = f"{FEWER} 6 篇相关公告，本次的列表里只有 2 篇"
    with writing(desk.engine) as session:
        at = clock()
        session.add(
            SourceHealth(source_id="xiamen_notices", next_look_at=at, state="wrong_page", detail=detail, failures=1)
        )
        session.add(
            Look(source_id="xiamen_notices", started_at=at, ended_at=at, state="wrong_page", detail=detail, notices=2)
        )
    with site.client(Role.REVIEWER) as client:
        page = client.get("/conflicts").text
        assert detail in page and 'href="/notices/import?source=xiamen_notices"' in page
        assert client.post("/conflicts/sources/nobody", data={"reason": "x"}).status_code == 404
        assert "没有填写理由" in client.post("/conflicts/sources/xiamen_notices").text
        assert client.post("/conflicts/sources/xiamen_notices", data={"reason": "栏目已清理"}).status_code == 303
        assert detail not in client.get("/conflicts").text
        again = client.post("/conflicts/sources/xiamen_notices", data={"reason": "栏目已清理"})
        assert (again.status_code, "未作任何改动" in again.text) == (409, True)
    put(replace(removal(ABNORMAL, "2023-07-19"), held=notice(ABNORMAL, "2023-07-19", QINGYU).rows, conflicts=(doubt(),)))
    with site.client(Role.REVIEWER) as client:
        page = words(client.get("/conflicts/1").text)
    assert "按公告把暂存的 1 家从名单上移出" in page and "列入名单库" not in page
    known = difference(["甲（大连）公司", "乙"], ["甲(大连)公司", "丙"], True)
    assert (known.missing, known.added) == (("乙",), ("丙",)), "names are compared as the register compares them"


def test_the_page_of_a_conflict_without_a_list_needs_no_difference(desk: Desk, put: FileNotices, site: Pages) -> None:
    put(
        notice(ABNORMAL, "2023-07-18", YUNLING),
        replace(notice(ABNORMAL, "2023-07-19", YUNLING), conflicts=(replace(doubt(), chosen="2"),)),
    )
    with site.client(Role.REVIEWER) as client:
        page = client.get("/conflicts/1")
        assert "暂按此处" in page.text and 'id="difference"' not in page.text
        assert client.post("/conflicts/1", data={"verdict": "reject", "reason": "已知"}).status_code == 303
        assert "已驳回" in client.get("/conflicts/1").text
