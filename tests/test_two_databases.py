"""What is stored comes back the same from both kinds of database, and workers of several machines share one."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from sources.records import LookState
from store import schedule
from store.database import open_database, reading, writing
from store.search import search
from store.tables.audit import AuditEntry
from store.tables.notices import NoticeRow
from store.tables.portfolios import Portfolio
from store.tables.register import Company, CompanyName, Edition, Listing, Revision, SeriesRow
from watcher.desk import Desk

FIXTURES = Path(__file__).parent / "fixtures"
SHANGHAI = timezone(timedelta(hours=8))
NOON = datetime(2023, 7, 20, 12, 0, 0, 123456, tzinfo=SHANGHAI)
SERIES = "dalian/商业保理/疑似失联空壳"
PATIENCE = 120  # seconds for two processes to start and look on a busy machine


def test_moments_come_back_in_utc_to_the_microsecond(desk: Desk) -> None:
    with writing(desk.engine) as session:
        session.add(AuditEntry(at=NOON, who="张三", action="x", facts={}))
    with reading(desk.engine) as session:
        at = session.exec(select(AuditEntry.at).where(AuditEntry.at == NOON)).one()
    assert (at, at.tzinfo) == (NOON, UTC)


def test_moments_without_a_time_zone_are_refused(desk: Desk) -> None:
    with pytest.raises(Exception, match="timezone"), writing(desk.engine) as session:
        session.add(AuditEntry(at=datetime(2023, 7, 20), who="张三", action="x", facts={}))  # noqa: DTZ001


def test_documents_come_back_as_they_were(desk: Desk) -> None:
    facts: dict[str, Any] = {"名称": "𠮷㛃“云岭”\\", "none": None, "b": [1, 2.5, True, "\u0000"], "a": {}}
    with writing(desk.engine) as session:
        session.add(AuditEntry(at=NOON, who="𠮷㛃", action="", facts=facts))
    with reading(desk.engine) as session:
        entry = session.exec(select(AuditEntry)).one()
    assert (entry.who, entry.facts, list(entry.facts)) == ("𠮷㛃", facts, list(facts))


def test_a_null_character_in_a_damaged_text_fails_nothing(desk: Desk) -> None:
    with writing(desk.engine) as session:
        session.add(AuditEntry(at=NOON, who="张\0三", action="x", facts={}))
    with reading(desk.engine) as session:
        (who,) = session.exec(select(AuditEntry.who).where(AuditEntry.who == "张\0三")).all()
        assert search(session, "云\0岭") == []
    assert (who[0], len(who), who[-1]) == ("张", 3, "三")


def with_companies(desk: Desk, *names: str) -> None:
    with writing(desk.engine) as session:
        session.add(Revision(number=1, at=NOON, why="test"))
        session.add(SeriesRow(key=SERIES, regulator="d", sector="", list_type="", mode="", polarity="", title=""))
        session.add(NoticeRow(id="n", key="n", regulator="d", title="", kind="", polarity="", first_seen_at=NOON))
        session.flush()
        for number, name in enumerate(names, start=1):
            session.add(Company(id=f"c{number}", number=number, name=name, recorded_at=NOON, revision=1))
            session.flush()
            key: dict[str, Any] = {"company_id": f"c{number}", "identity_key": name, "number": number, "name": name}
            session.add(CompanyName(**key, recorded_at=NOON))


@pytest.mark.rows_by_hand
def test_bytes_come_back_as_they_were(desk: Desk) -> None:
    with_companies(desk)
    every = bytes(range(256))
    facts: dict[str, Any] = {
        "act": "adds",
        "day": date(2023, 7, 18),
        "state": "complete",
        "places": [],
        "recorded_at": NOON,
    }
    with writing(desk.engine) as session:
        session.add(Edition(notice_id="n", series_key=SERIES, members=every, **facts))
    with reading(desk.engine) as session:
        assert session.exec(select(Edition.members)).one() == every


def listing(**facts: Any) -> Listing:
    known: dict[str, Any] = {"company_id": "c1", "series_key": SERIES, "notice_id": "n", "name": "云岭", "revision": 1}
    return Listing(
        **known, status="suspected", reasons=[], place={}, valid_from=date(2023, 7, 18), recorded_at=NOON, **facts
    )


@pytest.mark.rows_by_hand
def test_a_stay_stands_once_and_may_be_superseded_often(desk: Desk) -> None:
    with_companies(desk, "云岭")
    with writing(desk.engine) as session:
        session.add_all([listing(superseded_at=NOON), listing(superseded_at=NOON), listing()])
    with pytest.raises(IntegrityError), writing(desk.engine) as session:
        session.add(listing())


@pytest.mark.rows_by_hand
def test_keys_are_compared_by_code_points(desk: Desk) -> None:
    names = ["B公司", "a公司", "一公司", "云岭", "丁公司", "𠮷公司", "(公司)"]
    with_companies(desk, *names)
    with reading(desk.engine) as session:
        ordered = session.exec(select(CompanyName.identity_key).order_by(CompanyName.identity_key)).all()
        titles = session.exec(select(Company.name).order_by(Company.name)).all()
    assert ordered == titles == sorted(names)


def test_the_id_of_a_removed_portfolio_never_comes_back(desk: Desk) -> None:
    def add(name: str) -> int | None:
        with writing(desk.engine) as session:
            session.add(one := Portfolio(name=name, file_name="a.csv", columns=[], problems=[], added_at=NOON))
            session.flush()
            return one.id

    assert [add("甲"), add("乙")] == [1, 2]
    with writing(desk.engine) as session:
        session.connection().execute(delete(Portfolio))
    assert add("丙") == 3


def test_thousands_of_rows_are_written_and_asked_for_at_once(desk: Desk) -> None:
    rows = [{"at": NOON, "who": str(number), "action": "x", "facts": {}} for number in range(12_000)]
    with writing(desk.engine) as session:
        session.connection().execute(insert(AuditEntry), rows)
    with reading(desk.engine) as session:
        asked = select(func.count()).where(col(AuditEntry.who).in_([str(number) for number in range(5_000)]))
        assert session.exec(asked).one() == 5_000


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_server_that_was_restarted_is_asked_again(desk: Desk, database: str) -> None:
    with reading(desk.engine) as session:
        session.exec(select(Portfolio)).all()
    other = open_database(database)
    ended = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database()"
    with reading(other) as session:
        count = session.connection().execute(text(f"{ended} and pid <> pg_backend_pid()")).scalar_one()
    other.dispose()
    assert count == 1
    with reading(desk.engine) as session:
        assert session.exec(select(Portfolio)).all() == []


# Several workers.


def test_a_source_that_another_worker_has_looked_at_meanwhile_is_not_looked_at_again(desk: Desk) -> None:
    with writing(desk.engine) as session:
        schedule.register_sources(session, ["dalian_factoring"], NOON)
        assert schedule.due(session, NOON) == ["dalian_factoring"]  # both workers saw that
    claim: dict[str, Any] = {"source_id": "dalian_factoring", "now": NOON}
    with writing(desk.engine) as session:
        assert schedule.claim(session, owner="one", **claim)
    with writing(desk.engine) as session:
        assert not schedule.claim(session, owner="other", **claim)
        following = NOON + timedelta(hours=12)
        schedule.settle(session, "dalian_factoring", state=LookState.OK, detail="", at=NOON, next_look_at=following)
    with writing(desk.engine) as session:
        assert not schedule.claim(session, owner="other", **claim)
        assert schedule.claim(session, owner="a person", early=True, **claim)
