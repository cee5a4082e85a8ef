"""Uploads on their way: interrupted, taken over, failed, screened again, watched, and erased after a while."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import Session, func, select

from dalian_lists import ABNORMAL, QINGYU, SONGYAN, YUNLING, FileNotices, notice
from sources.errors import FileRejected, UsageError
from store.accounts import key_of
from store.database import reading, writing
from store.found import counts
from store.members import seen_by
from store.portfolios import portfolios
from store.tables.accounts import Account
from store.tables.outbox import Message
from store.tables.portfolios import CounterpartyRow, Hit, Portfolio, Screening
from store.tables.uploads import UploadRow
from store.uploads import MOST_ATTEMPTS, claim, last_whole
from watcher.desk import Desk
from watcher.intake.arrival import MOST_WAITING, again, discard, receive, start
from watcher.intake.keeping import erase_old, watch
from watcher.intake.work import work_once
from watcher.judging import Seen, decision, judge
from watcher.pipeline import queue_due
from watcher.screening.tabular import Wanted
from watcher.screening.upload import read_portfolio
from watcher.updates import update_portfolio

CUSTOMERS = [QINGYU, "沈阳清平机械制造有限公司", "", SONGYAN, YUNLING, "鞍山清平机械制造有限公司"]
FILE = ("企业名称,备注\n" + "".join(f"{name},x\n" for name in CUSTOMERS)).encode()
Clock = Callable[[], datetime]


@pytest.fixture
def account(desk: Desk, clock: Clock) -> int:
    with writing(desk.engine) as session:
        row = Account(name="王敏", key=key_of("王敏"), role="reviewer", password="x", added_at=clock())
        session.add(row)
        session.flush()
        return row.id or 0


def begin(desk: Desk, clock: Clock, account: int, content: bytes = FILE, name: str = "客户") -> int:
    id_ = receive(desk, account, "客户.csv", content, at=clock())
    return start(desk, id_, account, name, Wanted(), at=clock(), who="王敏")


def ended(desk: Desk, clock: Clock) -> None:
    while work_once(desk, clock=clock, owner="other:1", at_once=2):
        pass


def upload(session: Session) -> UploadRow:
    return session.exec(select(UploadRow)).one()


def interrupted(after: int) -> Callable[[], bool]:
    left = iter([False] * after)
    return lambda: next(left, True)


@pytest.mark.parametrize("after", range(7))
def test_a_screening_that_is_stopped_anywhere_goes_on_and_ends_as_if_it_had_not(
    desk: Desk, clock: Clock, put: FileNotices, account: int, after: int
) -> None:
    put(notice(ABNORMAL, "2023-07-18", QINGYU, SONGYAN))
    id_ = begin(desk, clock, account)
    assert work_once(desk, clock=clock, owner="other:1", stopping=interrupted(after), at_once=2)
    ended(desk, clock)
    with reading(desk.engine) as session:
        row = upload(session)
        assert (row.state, row.records, row.screened, row.content, row.attempts) == ("done", 6, 6, None, 1)
        found = counts(session, id_)
        assert (found.match, found.review, found.unscreened, found.records) == (2, 0, 1, 6)
        assert session.exec(select(func.count()).select_from(Screening)).one() == 1
        assert seen_by(session, account) == [id_]
        [portfolio] = session.exec(select(Portfolio)).all()
        assert (portfolio.watched, portfolio.columns, len(portfolio.problems)) == (False, ["备注"], 1)


def test_a_register_that_changes_meanwhile_makes_the_rest_begin_anew_so_that_all_is_of_one_revision(
    desk: Desk, clock: Clock, put: FileNotices, account: int
) -> None:
    put(notice(ABNORMAL, "2023-07-18", QINGYU))
    id_ = begin(desk, clock, account)
    work_once(desk, clock=clock, owner="other:1", stopping=interrupted(4), at_once=2)
    with reading(desk.engine) as session:
        assert upload(session).screened == 2
    put(notice(ABNORMAL, "2023-07-19", QINGYU, SONGYAN))
    ended(desk, clock)
    with reading(desk.engine) as session:
        assert counts(session, id_).match == 2
        screenings = {one.id: one for one in session.exec(select(Screening))}
        assert sorted((one.revision, one.whole) for one in screenings.values()) == [(1, False), (2, True)]
        assert {screenings[hit.screening_id].revision for hit in session.exec(select(Hit))} == {2}


def test_a_worker_that_is_lost_is_taken_over_and_after_three_of_them_the_upload_is_given_up(
    desk: Desk, clock: Clock, account: int
) -> None:
    begin(desk, clock, account)
    for _ in range(MOST_ATTEMPTS):
        with writing(desk.engine) as session:
            assert claim(session, "other:1", clock()) is not None
        with writing(desk.engine) as session:
            assert claim(session, "other:2", clock()) is None, "the lease still runs"
        clock.forward(minutes=3)  # type: ignore[attr-defined]
    ended(desk, clock)
    with reading(desk.engine) as session:
        assert (upload(session).state, upload(session).what) == ("failed", "筛查多次中断，已放弃")
        assert portfolios(session) == []


def test_a_file_that_turns_out_bad_leaves_words_and_nothing_else(desk: Desk, clock: Clock, account: int) -> None:
    begin(desk, clock, account, FILE + b"\xff\xff\xff\n" * 3)
    ended(desk, clock)
    with reading(desk.engine) as session:
        row = upload(session)
        assert (row.state, row.content, row.portfolio_id) == ("failed", None, None)
        assert "编码" in row.what
        assert session.exec(select(CounterpartyRow)).all() == []
        id_ = row.id or 0
    discard(desk, id_, account)
    with reading(desk.engine) as session:
        assert session.exec(select(UploadRow)).all() == []
    for _ in range(MOST_WAITING):
        receive(desk, account, "客户.csv", FILE, at=clock())
    with pytest.raises(FileRejected, match="等待您确认"):
        receive(desk, account, "客户.csv", FILE, at=clock())


def test_an_upload_is_started_once_and_under_a_name_of_its_own(desk: Desk, clock: Clock, account: int) -> None:
    begin(desk, clock, account)
    second = receive(desk, account, "客户.csv", FILE, at=clock())
    with pytest.raises(UsageError, match="关注名单“客户”已存在"):
        start(desk, second, account, "客户", Wanted(), at=clock(), who="王敏")
    with pytest.raises(UsageError, match="已开始筛查"):
        start(desk, 1, account, "别的", Wanted(), at=clock(), who="王敏")
    with pytest.raises(UsageError, match="已开始筛查"):
        start(desk, second, account + 1, "别的", Wanted(), at=clock(), who="李雷")


def test_what_is_not_watched_is_told_of_nothing_until_it_is_watched_or_screened_again(
    desk: Desk, clock: Clock, put: FileNotices, account: int
) -> None:
    put(notice(ABNORMAL, "2023-07-18", QINGYU))
    id_ = begin(desk, clock, account)
    with pytest.raises(UsageError, match="筛查尚未完成"):
        watch(desk, id_, at=clock(), who="王敏")
    ended(desk, clock)
    put(notice(ABNORMAL, "2023-07-19", QINGYU, SONGYAN))
    with reading(desk.engine) as session:
        assert counts(session, id_).match == 1
    again(desk, id_, at=clock(), who="王敏")
    ended(desk, clock)
    with reading(desk.engine) as session:
        assert counts(session, id_).match == 2
    put(notice(ABNORMAL, "2023-07-20", SONGYAN, YUNLING))
    watch(desk, id_, at=clock(), who="王敏", to=["risk@example.com"])
    queue_due(desk, clock())
    with reading(desk.engine) as session:
        assert counts(session, id_).match == 3, "what changed before is found"
        assert len(session.exec(select(Message)).all()) == 1, "one report of what stands"
    with pytest.raises(UsageError, match="已在关注中"):
        watch(desk, id_, at=clock(), who="王敏")
    with pytest.raises(UsageError, match="已在关注中"):
        again(desk, id_, at=clock(), who="王敏")
    put(notice(ABNORMAL, "2023-07-21", SONGYAN, YUNLING, "鞍山清平机械制造有限公司"))
    with reading(desk.engine) as session:
        assert counts(session, id_).match == 4


def test_a_screening_again_that_is_given_up_leaves_the_result_and_what_was_judged(
    desk: Desk, clock: Clock, put: FileNotices, account: int
) -> None:
    put(notice(ABNORMAL, "2023-07-18", QINGYU))
    id_ = begin(desk, clock, account)
    ended(desk, clock)
    judge(desk, Seen(1), decision("same", "", "", who="王敏", at=clock()))
    put(notice(ABNORMAL, "2023-07-19", QINGYU, SONGYAN))
    again(desk, id_, at=clock(), who="王敏")
    work_once(desk, clock=clock, owner="other:1", stopping=interrupted(1), at_once=2)
    with writing(desk.engine) as session:
        upload(session).attempts = MOST_ATTEMPTS
    ended(desk, clock)
    with reading(desk.engine) as session:
        assert (upload(session).state, upload(session).portfolio_id) == ("done", id_)
        assert "仍在" in upload(session).meaning
        last = last_whole(session, id_)
        assert last is not None
        assert (last.revision, counts(session, id_).judged, counts(session, id_).records) == (1, 1, 6)
    watch(desk, id_, at=clock(), who="王敏")
    with reading(desk.engine) as session:
        found = counts(session, id_)
        assert (upload(session).what, found.judged, found.match) == ("", 1, 1), "what was not compared is found now"


def test_the_file_is_not_exchanged_under_a_worker_who_goes_through_its_records(
    desk: Desk, clock: Clock, put: FileNotices, account: int
) -> None:
    put(notice(ABNORMAL, "2023-07-18", SONGYAN))
    id_ = begin(desk, clock, account)
    work_once(desk, clock=clock, owner="other:1", stopping=interrupted(4), at_once=2)
    other = read_portfolio(f"企业名称\n{SONGYAN}\n{QINGYU}\n".encode(), "b.csv")
    with pytest.raises(UsageError, match="尚未完成"):
        update_portfolio(desk, "客户", "b.csv", other, at=clock())
    ended(desk, clock)
    update_portfolio(desk, "客户", "b.csv", other, at=clock())
    again(desk, id_, at=clock(), who="王敏")
    with reading(desk.engine) as session:
        assert upload(session).records == 2
    ended(desk, clock)
    with reading(desk.engine) as session:
        assert counts(session, id_).match == 1


def test_what_is_found_at_the_moment_of_watching_takes_over_what_was_judged_of_the_same_pair(
    desk: Desk, clock: Clock, put: FileNotices, account: int
) -> None:
    ids = [begin(desk, clock, account, name=name) for name in ("客户", "又一份")]
    ended(desk, clock)
    watch(desk, ids[0], at=clock(), who="王敏")
    put(notice(ABNORMAL, "2023-07-18", QINGYU))
    judge(desk, Seen(1), decision("different", "place", "", who="王敏", at=clock()))
    watch(desk, ids[1], at=clock(), who="王敏")
    with reading(desk.engine) as session:
        assert (counts(session, ids[1]).match, counts(session, ids[1]).judged) == (0, 1)


def test_what_nobody_watches_is_erased_after_its_days_and_a_file_that_nobody_goes_on_with_after_one(
    desk: Desk, clock: Clock, account: int
) -> None:
    begin(desk, clock, account)
    ended(desk, clock)
    begin(desk, clock, account, name="关注的")
    ended(desk, clock)
    watch(desk, 2, at=clock(), who="王敏")
    receive(desk, account, "客户.csv", FILE, at=clock())
    assert erase_old(desk, at=clock()) == 0
    clock.forward(days=2)  # type: ignore[attr-defined]
    assert erase_old(desk, at=clock()) == 1
    clock.forward(days=29)  # type: ignore[attr-defined]
    assert erase_old(desk, at=clock()) == 1
    with reading(desk.engine) as session:
        assert [one.name for one, _ in portfolios(session)] == ["关注的"]
        assert [row.portfolio_id for row in session.exec(select(UploadRow))] == [2]
