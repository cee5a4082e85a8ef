"""The register in both times: what was told at a time is told again when that time is asked for."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import Session, col, select

from alerts.subscriptions import subscribe
from sources.errors import UsageError, WatcherError
from sources.names.keys import identity_key
from sources.records import (
    Basis,
    Kind,
    Mode,
    Notice,
    NoticeDate,
    Place,
    Polarity,
    Row,
    Sector,
    Series,
)
from store.corrections import What
from store.coverage import coverage, gaps
from store.database import reading, writing
from store.filing import Filing
from store.listings import Entry, entries, every_entry
from store.lists import lists
from store.outbox import messages
from store.search import search
from store.tables.audit import AuditEntry
from store.tables.notices import Conflict
from store.tables.register import Company, Event
from store.timeline import Timeline, timeline
from watcher.cli import histories
from watcher.cli.entries import listing
from watcher.corrections import Wanted, correct
from watcher.desk import Desk
from watcher.pipeline import Report, file
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio
from watcher.screenings import register_side

CODE = "91210200MA0QC3Y43T"
OTHER_CODE = "91210200MA0Q7K2B69"
ABNORMAL = Series("dalian", Sector.FACTORING, "非正常经营", Mode.SNAPSHOT, "大连市“非正常经营类”商业保理公司名录")
SUSPECTED = Series("dalian", Sector.FACTORING, "疑似失联空壳", Mode.BATCH, "大连市疑似“失联”“空壳”商业保理公司名单")
YUNLING, QINGYU, SONGYAN = "云岭商业保理（大连）有限公司", "大连青屿商业保理有限公司", "松烟商业保理有限公司"
RENAMED = "云岭供应链管理（大连）有限公司"

Put = Callable[..., Report]
Listed = str | tuple[str, str | None]


def notice(series: Series, day: str, *listed: Listed, **facts: Any) -> Notice:
    suspected = series is SUSPECTED
    url = f"https://jrj.dl.gov.cn/art/{series.list_type}/{day}.html"
    pairs = [(one, None) if isinstance(one, str) else one for one in listed]
    made = Notice(
        url=url,
        regulator="dalian",
        title=f"关于{series.title}的公告（{day}）",
        kind=Kind.SUSPECTED_LIST if suspected else Kind.FLAGGED_LIST,
        polarity=Polarity.SUSPECTED if suspected else Polarity.FLAGGED,
        published=NoticeDate(day, Basis.URL),
        sectors=(series.sector,),
        series=series,
        rows=tuple(Row(name, Place(url, "Sheet1", at), code) for at, (name, code) in enumerate(pairs, start=3)),
    )
    return replace(made, **facts)


@pytest.fixture
def put(desk: Desk, clock: Any) -> Put:
    """File notices, an hour after whatever happened before."""

    def put(*notices: Notice) -> Report:
        clock.forward(hours=1)
        return file(desk, [Filing(one, {one.url or "": "0" * 64}) for one in notices], clock=clock, why="test")

    return put


def watch(desk: Desk, at: datetime, *names: str) -> None:
    content = "企业名称\n" + "\n".join(names) + "\n"
    add_portfolio(desk, "客户", "customers.csv", read_portfolio(content.encode(), "customers.csv"), at=at)
    with writing(desk.engine) as session:
        subscribe(session, "客户", "risk@example.com", at)


def listed(desk: Desk, **when: Any) -> dict[str, Entry]:
    with reading(desk.engine) as session:
        found = entries(session, **when)
    return {one.listing.name: one for one in found}


def told(desk: Desk, name: str, **when: Any) -> Timeline:
    with reading(desk.engine) as session:
        company = search(session, name, known_at=when.get("known_at"))[0]
        return timeline(session, company, **when)


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


def test_what_was_told_at_a_time_is_told_again_when_that_time_is_asked_for(desk: Desk, put: Put, clock: Any) -> None:
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


def test_a_name_and_a_code_are_those_of_the_time_that_is_asked_for(desk: Desk, put: Put, clock: Any) -> None:
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


def test_screening_with_what_was_known_then_finds_who_was_known_then(desk: Desk, put: Put, clock: Any) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING))
    before = clock()
    put(notice(ABNORMAL, "2023-07-18", QINGYU))
    for known_at, names in ((before, {YUNLING}), (clock(), {YUNLING, QINGYU}), (None, {YUNLING, QINGYU})):
        with register_side(desk, date(2023, 7, 20), known_at) as side:
            assert {one.name for one in side.index} == names
            assert side.coverage is not None
            assert side.coverage.revision == len(names)


def test_the_timeline_leads_to_the_evidence_of_every_version(desk: Desk, put: Put, clock: Any) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING))
    put(notice(ABNORMAL, "2023-07-18", QINGYU))
    seen = told(desk, YUNLING)
    assert [(one.entry.listing.valid_to, one.believed_to is None) for one in seen.versions] == [
        (None, False),
        (date(2023, 7, 18), True),
    ]
    assert {one.entry.listing.sha256 for one in seen.versions} == {"0" * 64}
    assert len(seen.notices) == 2, "the one that lists it, and the one by which it left"
    assert [one.type for one in seen.events] == ["left"]


def correction(
    desk: Desk, clock: Any, name: str, what: What, value: str | None = None, *, series: Series = ABNORMAL
) -> Report:
    clock.forward(hours=1)
    with reading(desk.engine) as session:
        company = search(session, name)[0]
    return correct(desk, Wanted(company.id, series.key, what, value, "王合规", "与原件核对有误"), clock=clock)


def events(desk: Desk) -> list[tuple[str, str | None]]:
    with reading(desk.engine) as session:
        found = session.exec(select(Event).order_by(col(Event.at), col(Event.type)))
        return [(one.type, one.facts.get("name")) for one in found]


def subjects(desk: Desk) -> list[str]:
    with reading(desk.engine) as session:
        return [one.subject for one in reversed(messages(session))]


def test_a_company_that_was_wrongly_listed_is_taken_off_and_who_was_mailed_hears_again(
    desk: Desk, put: Put, clock: Any
) -> None:
    watch(desk, clock(), YUNLING)
    put(notice(ABNORMAL, "2023-01-12", YUNLING, QINGYU))
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU))
    before = clock()
    report = correction(desk, clock, YUNLING, What.NOT_LISTED)
    assert set(listed(desk)) == {QINGYU}
    assert set(listed(desk, known_at=before)) == {YUNLING, QINGYU}
    assert [(one.type, one.facts["who"], one.facts["reason"]) for one in report.events] == [
        ("corrected", "王合规", "与原件核对有误")
    ]
    assert len(subjects(desk)) == 2
    with reading(desk.engine) as session:
        assert "更正" in messages(session)[0].text
    with reading(desk.engine) as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "correct")).one()
    assert (entry.who, entry.facts["notices"], YUNLING in str(entry.facts)) == ("王合规", 2, False)


def test_a_correction_outlives_the_next_look_and_a_change_elsewhere_on_the_page(desk: Desk, put: Put, clock: Any) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU))
    correction(desk, clock, YUNLING, What.NOT_LISTED)
    assert not put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU)).changes
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU, SONGYAN))
    assert set(listed(desk)) == {QINGYU, SONGYAN}
    with reading(desk.engine) as session:
        assert session.exec(select(Conflict)).all() == []
        assert gaps(session) == ()


def test_when_the_corrected_row_is_printed_otherwise_it_counts_again_and_is_a_conflict(
    desk: Desk, put: Put, clock: Any
) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU))
    correction(desk, clock, YUNLING, What.NOT_LISTED)
    put(notice(ABNORMAL, "2023-07-18", (YUNLING, CODE), QINGYU))
    assert set(listed(desk)) == {YUNLING, QINGYU}
    with reading(desk.engine) as session:
        conflict = session.exec(select(Conflict)).one()
    assert (conflict.field, conflict.state) == ("correction", "open")
    assert conflict.readings[0]["value"] == f"{YUNLING}（无代码）"


def test_the_only_company_of_a_list_can_be_corrected_away_and_the_list_is_no_gap(
    desk: Desk, put: Put, clock: Any
) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING, declared=1))
    correction(desk, clock, YUNLING, What.NOT_LISTED)
    assert listed(desk) == {}
    with reading(desk.engine) as session:
        assert gaps(session) == ()


def test_a_name_that_was_read_wrongly_no_longer_stands_for_the_company(desk: Desk, put: Put, clock: Any) -> None:
    watch(desk, clock(), YUNLING)
    put(notice(ABNORMAL, "2023-07-18", (YUNLING, CODE), QINGYU))
    correction(desk, clock, YUNLING, What.NAME, SONGYAN)
    (entry,) = [one for one in listed(desk).values() if one.company.code == CODE]
    assert (entry.listing.name, entry.company.name, entry.listing.place["row"]) == (SONGYAN, SONGYAN, 3)
    with register_side(desk, date(2023, 7, 20)) as side:
        names = {(one.name, one.former_names) for one in side.index}
    assert names == {(SONGYAN, ()), (QINGYU, ())}
    assert len(subjects(desk)) == 2, "who was mailed hears again, although it is no hit any more"
    assert told(desk, YUNLING).company.name == SONGYAN, "the wrong name still finds it"
    assert [(one.name, one.superseded_at is None) for one in told(desk, SONGYAN).names] == [
        (YUNLING, False),
        (SONGYAN, True),
    ]


def test_a_name_without_a_code_that_was_read_wrongly_is_another_company(desk: Desk, put: Put, clock: Any) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU))
    correction(desk, clock, YUNLING, What.NAME, SONGYAN)
    assert set(listed(desk)) == {SONGYAN, QINGYU}
    assert not put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU)).changes
    put(notice(ABNORMAL, "2023-10-18", SONGYAN, QINGYU))
    assert set(listed(desk)) == {SONGYAN, QINGYU}
    assert ("left", SONGYAN) not in events(desk)


def test_a_code_that_was_read_wrongly_is_corrected(desk: Desk, put: Put, clock: Any) -> None:
    put(notice(ABNORMAL, "2023-07-18", (YUNLING, CODE), QINGYU))
    correction(desk, clock, YUNLING, What.CODE, OTHER_CODE)
    assert {one.company.code for one in listed(desk).values()} == {OTHER_CODE, None}
    assert ("corrected", YUNLING) in events(desk)


def test_a_first_day_that_we_had_wrong_is_corrected_and_stays_when_history_is_told_anew(
    desk: Desk, put: Put, clock: Any
) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU))
    before = clock()
    correction(desk, clock, YUNLING, What.SINCE, "2023-03-01")
    put(notice(ABNORMAL, "2023-07-19", YUNLING, QINGYU))
    put(notice(ABNORMAL, "2023-02-01", QINGYU))  # comes late: the whole history is told anew
    assert {name: one.listing.valid_from for name, one in listed(desk).items()} == {
        YUNLING: date(2023, 3, 1),
        QINGYU: date(2023, 2, 1),
    }
    assert listed(desk, known_at=before)[YUNLING].listing.valid_from == date(2023, 7, 18)
    assert [kind for kind, name in events(desk) if name == YUNLING] == ["corrected"]


@pytest.mark.parametrize(
    ("what", "value", "words"),
    [
        (What.NAME, "（）", "不能用作企业名称"),
        (What.NAME, YUNLING, "相同"),
        (What.CODE, "91210200MA0QC3Y43X", "不是有效的统一社会信用代码"),
        (What.SINCE, "2024-01-01", "不在该记录可能的期间之内"),
    ],
)
def test_what_cannot_be_right_is_refused(
    desk: Desk, put: Put, clock: Any, what: What, value: str, words: str
) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING))
    with pytest.raises(UsageError, match=words):
        correction(desk, clock, YUNLING, what, value)
    with pytest.raises(UsageError, match="它所在的名单：dalian/商业保理/非正常经营"):
        correction(desk, clock, YUNLING, What.NOT_LISTED, series=SUSPECTED)
    assert identity_key(YUNLING) in {identity_key(name) for name in listed(desk)}


def test_a_right_name_that_was_known_as_a_former_one_takes_the_place_of_the_wrong_one(
    desk: Desk, put: Put, clock: Any
) -> None:
    put(notice(ABNORMAL, "2023-07-18", (f"{YUNLING}（曾用名：{SONGYAN}）", CODE), QINGYU))
    correction(desk, clock, CODE, What.NAME, SONGYAN)
    company = told(desk, CODE)
    assert (company.company.name, [one.name for one in company.names if one.superseded_at is None]) == (SONGYAN, [SONGYAN])
    assert [one.name for one in company.calls] == [YUNLING, SONGYAN]


def test_a_correction_that_a_look_overtakes_changes_nothing(desk: Desk, put: Put, clock: Any) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU))
    calls: list[datetime] = []

    def meanwhile() -> datetime:
        calls.append(clock())
        if len(calls) == 2:  # between what was read and what is to be written
            put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU, SONGYAN))
        return calls[0]

    with reading(desk.engine) as session:
        company = search(session, YUNLING)[0]
    with pytest.raises(WatcherError, match="名单刚刚有更新"):
        correct(desk, Wanted(company.id, ABNORMAL.key, What.NOT_LISTED, None, "王合规", "误读"), clock=meanwhile)
    assert set(listed(desk)) == {YUNLING, QINGYU, SONGYAN}
    assert "corrected" not in {kind for kind, _ in events(desk)}
