"""Alerts follow judgements: another company is silent until the evidence changes, the same company is a match."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import col, select

from alerts.subscriptions import subscribe
from alerts.wishes import Wishes
from dalian_lists import ABNORMAL, QINGYU, SUSPECTED, YUNLING, FileNotices, notice
from store.database import reading, writing
from store.tables.outbox import News, Said
from store.tables.portfolios import CounterpartyRow, Hit
from watcher.desk import Desk
from watcher.judging import Seen, decision, judge
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio

LIKE, ALIKE = "云岭保理（大连）有限公司", "青屿保理（大连）有限公司"

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
def told(desk: Desk, clock: Callable[[], datetime]) -> Callable[[], list[tuple[str, str, str]]]:
    """What a subscriber to sure matches only, and one to all, were told since this was asked last: happened, name, grade."""
    content = f"企业名称\n{LIKE}\n{ALIKE}\n".encode()
    add_portfolio(desk, "客户", "c.csv", read_portfolio(content, "c.csv"), at=clock())
    with writing(desk.engine) as session:
        subscribe(session, "客户", "all@example.com", clock())
        subscribe(session, "客户", "sure@example.com", clock(), wishes=Wishes(severity="match"))
    known: set[str] = set()

    def told() -> list[tuple[str, str, str]]:
        with reading(desk.engine) as session:
            columns = (News.id, Said.content, CounterpartyRow.name, News.grade, News.subscription_id)
            query = select(*columns).join(Said)  # type: ignore[call-overload]
            query = query.join(Hit, col(Hit.id) == News.hit_id).join(CounterpartyRow)
            found = [one for one in session.exec(query) if one[0] not in known]
        known.update(one[0] for one in found)
        return sorted((content["happened"], name, f"{grade} {to}") for _, content, name, grade, to in found)

    return told


def test_what_is_another_company_is_silent_until_its_evidence_changes_and_what_is_the_same_one_is_a_match(
    desk: Desk, clock: Callable[[], datetime], put: FileNotices, told: Callable[[], list[tuple[str, str, str]]]
) -> None:
    put(notice(SUSPECTED, "2023-07-18", YUNLING, QINGYU))
    assert told() == [("standing", LIKE, "review 1"), ("standing", ALIKE, "review 1")]
    with reading(desk.engine) as session:
        named = select(CounterpartyRow.name, Hit.id).join(Hit)
        ids = {name: id_ or 0 for name, id_ in session.exec(named)}
    judge(desk, Seen(ids[LIKE]), decision("different", "place", "", who="王敏", at=clock()))
    judge(desk, Seen(ids[ALIKE]), decision("same", "", "", who="王敏", at=clock()))
    with writing(desk.engine) as session:
        subscribe(session, "客户", "new@example.com", clock())
    assert told() == [("standing", ALIKE, "match 3")], "a report for who is new follows the judgements too"
    clock.forward(hours=1)  # type: ignore[attr-defined]
    page = notice(SUSPECTED, "2023-07-19", YUNLING)
    put(replace(page, rows=(replace(page.rows[0], former_names=("云雀商业保理有限公司",)),)))
    assert told() == [("standing", LIKE, f"review {to}") for to in (1, 3)], "no event, but other grounds: told again"
    judge(desk, Seen(ids[LIKE]), decision("different", "place", "", who="王敏", at=clock()))
    put(notice(ABNORMAL, "2023-07-20", YUNLING, QINGYU))
    assert told() == [
        *(("escalated", LIKE, f"review {to}") for to in (1, 3)),
        *(("escalated", ALIKE, f"match {to}") for to in (1, 2, 3)),
    ], "both wait for a person again, with the change that is told here"
