"""The register in both times: what was told at a time is told again when that time is asked for."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import Session

from dalian_lists import (
    ABNORMAL,
    CODE,
    QINGYU,
    RENAMED,
    SONGYAN,
    SUSPECTED,
    YUNLING,
    FileNotices,
    correction,
    notice,
    told,
)
from sources.records import Notice
from store.corrections import What
from store.coverage import coverage
from store.database import reading
from store.identity import facts_hash
from store.listings import entries, every_entry
from store.lists import lists
from store.search import search
from store.tables.register import Company
from store.timeline import timeline
from watcher.desk import Desk
from watcher.pipeline import Report
from watcher.register import histories
from watcher.register.listings import listing
from watcher.screenings import register_side


@pytest.fixture
def put(put: FileNotices, clock: Any) -> FileNotices:
    """An hour after whatever happened before."""

    def later(*notices: Notice) -> Report:
        clock.forward(hours=1)
        return put(*notices)

    return later


def state(desk: Desk, known_at: datetime | None) -> dict[str, Any]:
    """All that reading commands show, apart from what is of today by its nature (hits as graded last)."""
    day = date(2023, 7, 20)
    with reading(desk.engine) as session:
        cover = coverage(session, desk.sources, known_at).as_json()
        histories_ = {
            id_: histories.data(timeline(session, company, known_at=known_at), day, known_at) | {"hits": None}
            for id_ in {one.company.id for one in entries(session, known_at=known_at)}
            for company in [session.get_one(Company, id_)]
        }
        listings = [listing(one) for one in entries(session, known_at=known_at)]
        streamed = [listing(one) for one in every_entry(session, known_at=known_at, at_once=2)]
        found = [[one.id for one in search(session, text, known_at=known_at)] for text in (YUNLING, CODE, "商业", "青")]
        days = {one: counts(session, date.fromisoformat(one), known_at) for one in ("2023-01-11", "2023-06-30", "2023-07-01", "2023-07-18")}
    assert sorted(map(str, listings)) == sorted(map(str, streamed))
    return {"cover": cover, "companies": histories_, "listings": listings, "found": found, "days": days}


def counts(session: Session, day: date, known_at: datetime | None) -> list[Any]:
    """How many stood on each list on a day, which must be as many as are shown when they are asked for."""
    every = lists(session, as_of=day, known_at=known_at)
    shown = Counter(one.series.key for one in entries(session, as_of=day, known_at=known_at))
    assert {one.series: one.listed for one in every if one.listed} == dict(shown)
    assert all(one.edition is None or one.edition <= day.isoformat() for one in every)
    for one in every:
        assert lists(session, as_of=day, known_at=known_at, series=one.series) == [one]
    return every


def test_what_was_told_at_a_time_is_told_again_when_that_time_is_asked_for(desk: Desk, put: FileNotices, clock: Any) -> None:
    held = notice(SUSPECTED, "2023-06-29", SONGYAN)
    steps: list[Callable[[], object]] = [
        lambda: put(notice(ABNORMAL, "2023-07-18", declared=2, origin="digest")),
        lambda: put(notice(ABNORMAL, "2023-01-12", YUNLING, QINGYU)),
        lambda: put(notice(ABNORMAL, "2023-07-18", (YUNLING, CODE), SONGYAN, declared=2)),
        lambda: put(replace(held, rows=(), held=held.rows)),
        lambda: put(held),
        lambda: put(notice(SUSPECTED, "2023-07-01", (RENAMED, CODE))),
        lambda: put(notice(SUSPECTED, "2023-07-01", (RENAMED, CODE), title="标题改过的公告")),
        lambda: correction(desk, clock, RENAMED, What.NAME, "云岭供应链（大连）有限公司", series=SUSPECTED),
        lambda: correction(desk, clock, SONGYAN, What.NOT_LISTED),
    ]
    before = []
    for step in steps:
        step()
        before.append((clock(), state(desk, None)))
        clock.forward(hours=1)
    for at, then in before:
        assert state(desk, at) == then


def test_a_name_and_a_code_are_those_of_the_time_that_is_asked_for(desk: Desk, put: FileNotices, clock: Any) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING))
    first = clock()
    put(notice(ABNORMAL, "2023-07-18", (YUNLING, CODE)))
    second = clock()
    put(notice(SUSPECTED, "2023-07-19", (RENAMED, CODE)))
    assert [(one.name, one.code) for one in told(desk, CODE).calls] == [(YUNLING, None), (YUNLING, CODE), (RENAMED, CODE)]
    assert [(told(desk, YUNLING, known_at=at).company.name, told(desk, YUNLING, known_at=at).company.code) for at in (first, second)] == [
        (YUNLING, None),
        (YUNLING, CODE),
    ]
    with reading(desk.engine) as session:
        assert search(session, CODE, known_at=first) == []
        assert search(session, RENAMED, known_at=second) == []


def test_screening_with_what_was_known_then_finds_who_was_known_then(desk: Desk, put: FileNotices, clock: Any) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING))
    before = clock()
    put(notice(ABNORMAL, "2023-07-18", QINGYU))
    for known_at, names in ((before, {YUNLING}), (clock(), {YUNLING, QINGYU}), (None, {YUNLING, QINGYU})):
        with register_side(desk, date(2023, 7, 20), known_at) as side:
            assert {one.name for one in side.index} == names
            assert side.coverage is not None
            assert side.coverage.revision == len(names)


def test_the_timeline_leads_to_the_evidence_of_every_version(desk: Desk, put: FileNotices, clock: Any) -> None:
    first = notice(ABNORMAL, "2023-01-12", YUNLING)
    put(first)
    put(notice(ABNORMAL, "2023-07-18", QINGYU))
    seen = told(desk, YUNLING)
    assert [(one.entry.listing.valid_to, one.believed_to is None) for one in seen.versions] == [
        (None, False),
        (date(2023, 7, 18), True),
    ]
    assert {one.entry.listing.sha256 for one in seen.versions} == {facts_hash(first)}
    assert len(seen.notices) == 2, "the one that lists it, and the one by which it left"
    assert [one.type for one in seen.events] == ["left"]
