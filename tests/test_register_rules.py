"""The rules of the register, each in a test that bears its name; notices are filed through the real pipeline."""

from dataclasses import replace
from datetime import UTC, date, datetime

from dalian_lists import (
    ABNORMAL,
    POSITIVE,
    QINGYU,
    SONGYAN,
    SUSPECTED,
    YUNLING,
    FileNotices,
    Now,
    address,
    doubt,
    happened,
    listed,
    mails,
    notice,
    open_gaps,
    removal,
    rows,
    standing,
    watch,
)
from sources.records import Basis, Deadline, NoticeDate
from store.coverage import gaps
from store.database import reading
from store.identity import facts_hash
from store.listings import entries
from store.tables.notices import Conflict
from watcher.decisions import decide
from watcher.desk import Desk
from watcher.pipeline import pass_deadlines

# The first edition of a series is a baseline: listings yes, "new" no.


def test_the_first_edition_is_a_baseline_and_nobody_is_newly_listed(desk: Desk, put: FileNotices) -> None:
    report = put(notice(ABNORMAL, "2023-01-12", YUNLING, QINGYU))
    assert happened(report) == [("baseline", None)]
    assert standing(desk) == {YUNLING, QINGYU}


def test_a_counterparty_that_matches_the_baseline_still_hears(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, "云岭商业保理(大连)有限公司")
    put(notice(ABNORMAL, "2023-01-12", YUNLING))
    assert mails(desk) == ["【名单命中】"]


# The same input twice changes nothing, and sends nothing.


def test_the_same_edition_twice_is_no_event_and_no_mail(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, YUNLING)
    first = put(notice(ABNORMAL, "2023-01-12", YUNLING))
    second = put(notice(ABNORMAL, "2023-01-12", YUNLING))
    assert (bool(second.changes), second.revision, second.mails) == (False, first.revision, 0)
    assert len(mails(desk)) == 1


# Absence is not removal.


def test_a_company_absent_from_a_complete_new_snapshot_has_left_and_is_not_cleared(
    desk: Desk, put: FileNotices
) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING, QINGYU))
    report = put(notice(ABNORMAL, "2023-07-18", QINGYU))
    assert happened(report) == [("left", YUNLING)]
    assert standing(desk) == {QINGYU}


def test_absence_from_a_batch_means_nothing(desk: Desk, put: FileNotices) -> None:
    put(notice(SUSPECTED, "2023-03-31", YUNLING))
    report = put(notice(SUSPECTED, "2023-06-29", QINGYU))
    assert happened(report) == [("listed", QINGYU)]
    assert standing(desk) == {YUNLING, QINGYU}


def test_an_official_removal_ends_a_listing(desk: Desk, put: FileNotices) -> None:
    put(notice(SUSPECTED, "2023-03-31", YUNLING, QINGYU))
    assert happened(put(removal(SUSPECTED, "2023-05-04", YUNLING))) == [("removed", YUNLING)]
    assert standing(desk) == {QINGYU}


def test_an_edition_without_names_ends_nobody(desk: Desk, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING))
    report = put(notice(ABNORMAL, "2023-07-18", declared=18))
    assert happened(report) == []
    assert standing(desk) == {YUNLING}


def test_a_snapshot_that_shrinks_by_more_than_half_is_held_for_a_person(desk: Desk, put: FileNotices) -> None:
    many = [f"第{number}号山商业保理有限公司" for number in range(1, 21)]
    put(notice(ABNORMAL, "2023-01-12", *many))
    report = put(notice(ABNORMAL, "2023-07-18", *many[:5]))
    assert happened(report) == []
    assert len(standing(desk)) == 20
    assert open_gaps(desk) == ["held"]


def test_a_notice_that_lost_its_names_at_a_later_look_changes_nothing(desk: Desk, put: FileNotices) -> None:
    full = notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU, declared=2)
    put(full)
    report = put(replace(full, rows=()))
    assert happened(report) == []
    assert standing(desk) == {YUNLING, QINGYU}


# Nothing is overwritten: two times.


def test_the_register_tells_who_was_listed_when_and_what_was_known_when(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(notice(ABNORMAL, "2023-01-12", YUNLING, QINGYU))
    before = clock()
    clock.forward(days=90)  # type: ignore[attr-defined]
    put(notice(ABNORMAL, "2023-07-18", QINGYU))
    assert standing(desk, as_of=date(2023, 3, 1)) == {YUNLING, QINGYU}
    assert standing(desk, as_of=date(2023, 8, 1)) == {QINGYU}
    assert standing(desk, as_of=date(2023, 8, 1), known_at=before) == {YUNLING, QINGYU}
    assert standing(desk, as_of=date(2023, 8, 1), known_at=datetime(2020, 1, 1, tzinfo=UTC)) == set()


def test_every_listing_leads_to_its_evidence(desk: Desk, put: FileNotices) -> None:
    first = notice(ABNORMAL, "2023-01-12", YUNLING)
    put(first)
    listing = listed(desk)[0].listing
    assert listing.sha256 == facts_hash(first)
    assert (listing.place["table"], listing.place["row"]) == ("Sheet1", 3)


# Names missing is a state.


def test_a_list_without_its_names_is_a_gap_and_not_an_empty_list(desk: Desk, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-07-18", declared=18), notice(SUSPECTED, "2023-06-29"))
    with reading(desk.engine) as session:
        found = {gap.title: (gap.declared, gap.missing, gap.state) for gap in gaps(session)}
    assert sorted(found.values(), key=str) == [(18, 18, "names_missing"), (None, None, "names_missing")]


def test_when_the_names_arrive_the_gap_closes_with_an_event_and_portfolios_are_screened(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, YUNLING)
    put(notice(ABNORMAL, "2023-07-18", declared=2, origin="digest"))
    assert mails(desk) == []
    report = put(notice(ABNORMAL, "2023-07-18", YUNLING, QINGYU, declared=2))
    assert happened(report) == [("baseline", None), ("names_arrived", None)]
    assert mails(desk) == ["【名单命中】"]
    assert open_gaps(desk) == []


def test_names_of_a_new_edition_that_arrive_late_are_newly_listed(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(notice(SUSPECTED, "2023-03-31", YUNLING))
    clock.forward(days=90)  # type: ignore[attr-defined]
    put(notice(SUSPECTED, "2023-06-29"))
    report = put(notice(SUSPECTED, "2023-06-29", QINGYU))
    assert happened(report) == [("listed", QINGYU), ("names_arrived", None)]


def test_a_notice_period_that_ran_out_is_told_once(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, YUNLING)
    deadline = Deadline(NoticeDate("2023-06-29", Basis.URL), date(2023, 7, 29), date(2023, 7, 31), "公告之日起一个月")
    put(notice(SUSPECTED, "2023-06-29", YUNLING, deadline=deadline))
    clock.forward(days=11)  # type: ignore[attr-defined]
    assert [fact.type for fact in pass_deadlines(desk, clock=clock).events] == ["deadline_near"]  # 31 July, the last day
    assert pass_deadlines(desk, clock=clock).events == ()
    clock.forward(days=1)  # type: ignore[attr-defined]
    assert [fact.type for fact in pass_deadlines(desk, clock=clock).events] == ["deadline_passed"]
    assert pass_deadlines(desk, clock=clock).events == ()
    assert mails(desk)[1:] == ["【公告期将满】", "【公告期届满】"]
    assert standing(desk) == {YUNLING}


def test_a_digest_imported_after_the_page_does_not_take_the_names_away(desk: Desk, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-07-18", YUNLING, declared=1))
    report = put(notice(ABNORMAL, "2023-07-18", declared=1, origin="digest"))
    assert happened(report) == []
    assert standing(desk) == {YUNLING}


def test_an_older_nameless_snapshot_is_no_gap_once_a_newer_complete_one_is_there(desk: Desk, put: FileNotices) -> None:
    put(notice(ABNORMAL, "2023-07-18", declared=18))
    put(notice(ABNORMAL, "2023-10-12", YUNLING))
    assert open_gaps(desk) == []


# Polarity before names.


def test_good_examples_are_never_flags(desk: Desk, put: FileNotices, clock: Now) -> None:
    watch(desk, clock, YUNLING)
    put(notice(POSITIVE, "2023-07-13", YUNLING))
    put(notice(POSITIVE, "2023-10-13", QINGYU))
    assert mails(desk) == []
    with reading(desk.engine) as session:
        assert entries(session, adverse=True) == []


# Late editions and escalation (the settled questions have a module of their own).


def test_a_late_edition_is_put_in_its_place_and_announces_nothing(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, YUNLING)
    put(notice(ABNORMAL, "2023-10-12", QINGYU))
    report = put(notice(ABNORMAL, "2023-01-12", YUNLING, QINGYU))
    assert happened(report) == [("late_edition", None)]
    assert standing(desk) == {QINGYU}
    assert standing(desk, as_of=date(2023, 3, 1)) == {YUNLING, QINGYU}
    assert mails(desk) == []


def test_a_company_that_goes_from_suspected_to_abnormal_escalates_and_both_listings_stand(
    desk: Desk, put: FileNotices
) -> None:
    put(notice(ABNORMAL, "2023-01-12", SONGYAN))
    put(notice(SUSPECTED, "2023-06-29", YUNLING))
    report = put(notice(ABNORMAL, "2023-10-12", SONGYAN, YUNLING, QINGYU))
    assert happened(report) == [("escalated", YUNLING), ("listed", QINGYU)]
    with reading(desk.engine) as session:
        case = [one.series.list_type for one in entries(session) if one.listing.name == YUNLING]
    assert sorted(case) == ["疑似失联空壳", "非正常经营"]


# Doubt is held for a person.


def test_held_rows_become_listings_only_when_a_person_accepts_them(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    url = address(ABNORMAL, "2023-07-18")
    put(notice(ABNORMAL, "2023-07-18", declared=2, held=rows(url, YUNLING), conflicts=(doubt(),)))
    assert standing(desk) == set()
    report = decide(desk, 1, accept=True, who="王合规", reason="已电话核实", clock=clock)
    assert happened(report) == [("baseline", None), ("names_arrived", None)]
    assert standing(desk) == {YUNLING}
    with reading(desk.engine) as session:
        conflict = session.get_one(Conflict, 1)
    assert (conflict.state, conflict.closed_by, conflict.reason) == ("accepted", "王合规", "已电话核实")


def test_rejected_rows_stay_out_and_their_names_stay_missing(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    url = address(ABNORMAL, "2023-07-18")
    put(notice(ABNORMAL, "2023-07-18", declared=2, held=rows(url, YUNLING), conflicts=(doubt(),)))
    decide(desk, 1, accept=False, who="王合规", reason="是另一份名单", clock=clock)
    assert standing(desk) == set()
    assert open_gaps(desk) == ["names_missing"]


