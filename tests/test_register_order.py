"""Editions in odd order: of one day, late, undated, misprinted; and lists that no series or company fits."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import select

from alerts.subscriptions import subscribe
from sources.errors import UsageError
from sources.records import Basis, Kind, Mode, Notice, NoticeDate, Place, Polarity, Row, Sector, Series
from store.coverage import gaps
from store.database import reading, writing
from store.filing import Filing
from store.listings import entries
from store.outbox import messages
from store.tables.notices import Conflict
from watcher.decisions import decide
from watcher.desk import Desk
from watcher.pipeline import Report, file
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio

CODE, OTHER_CODE = "91210200MA0QC3Y43T", "91210200MA0Q7K2B69"
ABNORMAL = Series("dalian", Sector.FACTORING, "非正常经营", Mode.SNAPSHOT, "大连商业保理“非正常经营类”企业名单")
SUSPECTED = Series("dalian", Sector.FACTORING, "疑似失联空壳", Mode.BATCH, "大连商业保理疑似“失联”“空壳”企业名单")
YUNLING, QINGYU, SONGYAN = "云岭商业保理（大连）有限公司", "大连青屿商业保理有限公司", "松烟商业保理有限公司"

FileNotices = Callable[..., Report]
Now = Callable[..., datetime]


def edition(day: str | None, *names: str | tuple[str, str], **facts: object) -> Notice:
    """An edition of the snapshot series, unless the facts say otherwise."""
    url = f"https://jrj.dl.gov.cn/art/{day}.html"
    pairs = [(one, None) if isinstance(one, str) else one for one in names]
    made = Notice(
        url=url,
        regulator="dalian",
        title=f"关于更新非正常经营类商业保理公司名单的公告（{day}）",
        kind=Kind.FLAGGED_LIST,
        polarity=Polarity.FLAGGED,
        published=NoticeDate(day, Basis.URL) if day else None,
        series=ABNORMAL,
        rows=tuple(Row(name, Place(url, "Sheet1", number), code) for number, (name, code) in enumerate(pairs, start=3)),
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def removal(day: str, *names: str) -> Notice:
    facts = {"kind": Kind.REMOVAL, "polarity": Polarity.NEUTRAL, "series": SUSPECTED}
    return edition(day, *names, **facts, url=f"https://jrj.dl.gov.cn/removal/{day}.html")


def batch(day: str, *names: str | tuple[str, str]) -> Notice:
    facts = {"kind": Kind.SUSPECTED_LIST, "polarity": Polarity.SUSPECTED, "series": SUSPECTED}
    return edition(day, *names, **facts, url=f"https://jrj.dl.gov.cn/suspected/{day}.html")


@pytest.fixture
def put(desk: Desk, clock: Now) -> FileNotices:
    def put(*notices: Notice) -> Report:
        return file(desk, [Filing(one, {one.url or "": "0" * 64}) for one in notices], clock=clock, why="test")

    return put


def standing(desk: Desk) -> set[str]:
    with reading(desk.engine) as session:
        return {one.listing.name for one in entries(session, adverse=True) if one.listing.valid_to is None}


def open_gaps(desk: Desk) -> list[str]:
    with reading(desk.engine) as session:
        return [gap.state for gap in gaps(session)]


def conflicts(desk: Desk) -> Sequence[Conflict]:
    with reading(desk.engine) as session:
        return session.exec(select(Conflict)).all()


def happened(report: Report) -> list[tuple[str, str | None]]:
    return sorted((event.type, event.facts.get("name")) for event in report.changes.events)


def watch(desk: Desk, clock: Now, *names: str) -> None:
    content = "企业名称\n" + "\n".join(names) + "\n"
    add_portfolio(desk, "客户", "customers.csv", read_portfolio(content.encode(), "customers.csv"), at=clock())
    with writing(desk.engine) as session:
        subscribe(session, "客户", "risk@example.com", clock())


def mails(desk: Desk) -> list[str]:
    with reading(desk.engine) as session:
        return [message.subject.split("】")[0] + "】" for message in reversed(messages(session))]


def test_two_halves_of_a_list_published_on_one_day_end_nobody(desk: Desk, put: FileNotices) -> None:
    put(edition("2023-01-12", YUNLING), edition("2023-01-12", QINGYU, url="https://jrj.dl.gov.cn/art/other.html"))
    assert standing(desk) == {YUNLING, QINGYU}


def test_a_batch_and_a_new_edition_published_on_one_day_do_not_end_each_others_companies(
    desk: Desk, put: FileNotices
) -> None:
    added = batch("2023-07-18", YUNLING)
    put(*(edition("2023-07-18", QINGYU), replace(added, series=replace(SUSPECTED, list_type="非正常经营"))))
    assert standing(desk) == {YUNLING, QINGYU}


@pytest.mark.parametrize("removed_first", [True, False])
def test_a_removal_may_be_the_first_that_is_known_of_a_list(
    desk: Desk, put: FileNotices, clock: Now, removed_first: bool
) -> None:
    watch(desk, clock, QINGYU)
    notices = (removal("2023-01-12", SONGYAN), batch("2023-03-31", YUNLING, QINGYU))
    if removed_first:
        assert happened(put(notices[0])) == []
        assert happened(put(notices[1])) == [("baseline", None)]
    else:
        assert happened(put(*reversed(notices))) == [("baseline", None)]
    assert standing(desk) == {YUNLING, QINGYU}
    assert mails(desk) == ["【名单命中】"]


@pytest.mark.parametrize("sector", [Sector.FACTORING, Sector.OTHER])
def test_a_removal_from_a_list_that_never_had_the_company_shows_where_it_stands_and_lets_nobody_off(
    desk: Desk, put: FileNotices, sector: Sector
) -> None:
    several = replace(ABNORMAL, sector=sector, title="大连地方金融组织“非正常经营类”企业名单")
    put(edition("2023-01-12", YUNLING, QINGYU, series=several))
    lost = replace(ABNORMAL, list_type="失联空壳", title="大连商业保理“失联”“空壳”企业名单")
    let_off = replace(removal("2023-05-04", YUNLING), series=lost)
    assert happened(put(let_off)) == []
    assert standing(desk) == {YUNLING, QINGYU}
    (conflict,) = conflicts(desk)
    assert [one["value"] for one in conflict.readings] == [
        "大连商业保理“失联”“空壳”企业名单",
        f"{YUNLING}：大连地方金融组织“非正常经营类”企业名单",
    ]
    put(replace(let_off, url="https://jrj.dl.gov.cn/art/right.html", series=several))
    assert standing(desk) == {QINGYU}
    assert len(conflicts(desk)) == 1


def test_a_removal_on_the_day_of_a_new_edition_is_told_as_a_removal(desk: Desk, put: FileNotices) -> None:
    put(batch("2023-03-31", YUNLING, QINGYU))
    report = put(removal("2023-06-29", YUNLING), batch("2023-06-29", SONGYAN))
    assert happened(report) == [("listed", SONGYAN), ("removed", YUNLING)]


def test_a_late_edition_that_does_not_name_a_standing_company_announces_nothing(desk: Desk, put: FileNotices) -> None:
    put(edition("2023-01-12", YUNLING, QINGYU), edition("2023-07-18", YUNLING, QINGYU))
    report = put(edition("2023-04-10", QINGYU))
    assert happened(report) == [("late_edition", None)]
    assert standing(desk) == {YUNLING, QINGYU}
    with reading(desk.engine) as session:
        days = [str(one.listing.valid_from) for one in entries(session) if one.listing.name == YUNLING]
    assert days == ["2023-01-12", "2023-07-18"]


def test_an_undated_edition_read_again_does_not_overtake_a_newer_one(desk: Desk, put: FileNotices, clock: Now) -> None:
    put(edition(None, YUNLING))
    clock.forward(days=30)  # type: ignore[attr-defined]
    put(edition("2023-08-15", QINGYU))
    clock.forward(days=30)  # type: ignore[attr-defined]
    report = put(edition(None, YUNLING, text="浏览次数：12"))
    assert happened(report) == []
    assert standing(desk) == {QINGYU}


def test_a_misprinted_day_to_come_hides_nobody(desk: Desk, put: FileNotices, clock: Now) -> None:
    put(edition("2032-07-18", YUNLING))
    watch(desk, clock, YUNLING)
    with reading(desk.engine) as session:
        (entry,) = entries(session, as_of=clock().date())
    assert (str(entry.listing.valid_from), entry.notice.published) == ("2023-07-20", "2032-07-18")


def test_a_list_that_fits_no_series_is_a_gap(desk: Desk, put: FileNotices) -> None:
    put(edition("2023-07-18", YUNLING, series=None))
    assert open_gaps(desk) == ["unplaced"]


def test_a_snapshot_that_shrinks_is_held_also_where_only_its_signature_is_dated(desk: Desk, put: FileNotices) -> None:
    many = [f"第{number}号山商业保理有限公司" for number in range(1, 21)]
    put(edition("2023-01-12", *many))
    signed = NoticeDate("2023-07-18", Basis.TEXT)
    put(edition(None, *many[:5], signed=signed), edition(None, *many[:4], url="https://jrj.dl.gov.cn/undated.html"))
    assert len(standing(desk)) == 20
    assert open_gaps(desk) == ["held", "held"]


def test_a_list_of_no_company_ends_nobody(desk: Desk, put: FileNotices) -> None:
    put(edition("2023-01-12", YUNLING))
    put(edition("2023-07-18", declared=0))
    assert standing(desk) == {YUNLING}


def test_a_row_that_fits_two_companies_is_left_out_by_a_person_and_the_others_are_listed(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(batch("2023-03-31", (SONGYAN, CODE), (SONGYAN, OTHER_CODE)))
    clock.forward(days=1)  # type: ignore[attr-defined]
    put(batch("2023-06-29", SONGYAN, YUNLING))
    with pytest.raises(UsageError, match="不知道该行是哪一家企业"):
        decide(desk, 1, accept=True, who="王合规", reason="是第一家", clock=clock)
    report = decide(desk, 1, accept=False, who="王合规", reason="无法确定", clock=clock)
    assert ("listed", YUNLING) in happened(report)
    assert standing(desk) == {SONGYAN, YUNLING}
    assert open_gaps(desk) == []


def test_a_notice_read_under_http_and_https_in_one_look_counts_once(desk: Desk, put: FileNotices) -> None:
    both = [edition("2023-07-18", YUNLING, url=f"{scheme}://jrj.dl.gov.cn/art/1.html") for scheme in ("http", "https")]
    put(*both)
    assert not put(*both).changes
