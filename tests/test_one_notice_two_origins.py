"""One notice from a digest, from the site and from a person: one notice, one gap, told once; what contradicts is kept."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from dalian_lists import (
    ABNORMAL,
    QINGYU,
    YUNLING,
    FileNotices,
    Now,
    conflicts,
    doubt,
    happened,
    mails,
    notice,
    open_gaps,
    rows,
    standing,
    watch,
    workbook,
)
from sources.records import Basis, Kind, Notice, NoticeDate, Polarity, Sector
from store.database import reading
from store.tables.notices import NoticeReading, NoticeRow
from watcher.decisions import decide
from watcher.desk import Desk
from watcher.importing import import_file

pytestmark = pytest.mark.one_database

TITLE = "关于更新《大连市“非正常经营类”商业保理公司名录》公告"
URL = "https://jrj.dl.gov.cn/art/2023/7/18/art_1.html"


def page(*names: str, **facts: object) -> Notice:
    told = {"url": URL, "title": TITLE, "rows": rows(f"{URL}.xlsx", *names)} | facts
    return notice(ABNORMAL, "2023-07-18", **told)


def digest(**facts: object) -> Notice:
    """What a newsletter tells of it: the count, no names, no address, the day of the signature."""
    told: dict[str, object] = {"origin": "digest", "url": None, "declared": 2, "title": f"大连市金融发展局发布{TITLE}"}
    return page(**(told | {"published": None, "signed": NoticeDate("2023-07-14", Basis.TEXT)} | facts))


def known_notices(desk: Desk) -> list[tuple[str, str | None, list[str]]]:
    """(title, address, origins) of every notice."""
    with reading(desk.engine) as session:
        origins = select(NoticeReading).where(col(NoticeReading.superseded_at).is_(None))
        read = [(one.notice_id, one.origin) for one in session.exec(origins)]
        rows = session.exec(select(NoticeRow).order_by(NoticeRow.id))
        return [(row.title, row.url, sorted(origin for id_, origin in read if id_ == row.id)) for row in rows]


def test_a_digest_without_an_address_and_the_page_that_comes_later_are_one_notice(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, YUNLING)
    put(digest())
    assert (open_gaps(desk), mails(desk)) == (["names_missing"], [])
    report = put(page(YUNLING, QINGYU, declared=2))
    assert happened(report) == [("baseline", None), ("names_arrived", None)]
    assert known_notices(desk) == [(TITLE, URL, ["digest", "site"])]
    assert (open_gaps(desk), standing(desk), mails(desk)) == ([], {YUNLING, QINGYU}, ["【名单命中】"])
    for again in (page(YUNLING, QINGYU, declared=2), digest()):
        assert not put(again).changes


def test_a_digest_that_comes_after_the_page_is_its_second_source(desk: Desk, put: FileNotices) -> None:
    put(page(YUNLING, QINGYU, declared=2))
    assert happened(put(digest())) == []
    assert known_notices(desk) == [(TITLE, URL, ["digest", "site"])]


@pytest.mark.parametrize("page_first", [True, False])
def test_a_digest_and_the_page_may_come_together(desk: Desk, put: FileNotices, page_first: bool) -> None:
    both = (digest(), page(YUNLING, QINGYU, declared=2))
    put(*(reversed(both) if page_first else both))
    assert known_notices(desk) == [(TITLE, URL, ["digest", "site"])]
    assert (open_gaps(desk), standing(desk)) == ([], {YUNLING, QINGYU})


@pytest.mark.parametrize(
    "other",
    [
        {"published": NoticeDate("2023-10-12", Basis.META)},
        {"published": NoticeDate("2023-07", Basis.META)},
        {"regulator": "xiamen"},
        {"title": "关于更新《大连市“非正常经营类”融资租赁公司名录》公告"},
    ],
)
def test_another_day_regulator_or_title_is_another_notice(
    desk: Desk, put: FileNotices, other: dict[str, object]
) -> None:
    put(digest())
    put(page(YUNLING, **other))
    assert len(known_notices(desk)) == 2


def test_a_digest_item_that_fits_two_pages_is_neither(desk: Desk, put: FileNotices) -> None:
    put(page(YUNLING), page(QINGYU, url="https://jrj.dl.gov.cn/art/2023/7/18/art_2.html"))
    put(digest())
    assert len(known_notices(desk)) == 3


def test_two_like_items_of_one_digest_are_two_notices(desk: Desk, put: FileNotices) -> None:
    put(page(YUNLING, QINGYU))
    later = digest(signed=NoticeDate("2023-07-16", Basis.TEXT))
    put(digest(), later)
    assert len(known_notices(desk)) == 2
    assert not put(digest(), later).changes


def test_names_that_a_person_imports_are_told_once_and_the_page_brings_nothing_new(
    desk: Desk, put: FileNotices, clock: Now, tmp_path: Path
) -> None:
    watch(desk, clock, QINGYU)
    put(digest(url=URL, title=TITLE))
    content = workbook(tmp_path, YUNLING, QINGYU)
    imported = import_file(desk, content, "附件.xlsx", source_id=None, url=URL, who="王合规", clock=clock)
    assert happened(imported) == [("baseline", None), ("names_arrived", None)]
    assert happened(put(page(YUNLING, QINGYU, declared=2))) == []
    assert known_notices(desk) == [(TITLE, URL, ["digest", "import", "site"])]
    assert mails(desk) == ["【名单命中】"]


def test_a_file_is_imported_for_a_page_that_a_digest_told_of_first(
    desk: Desk, put: FileNotices, clock: Now, tmp_path: Path
) -> None:
    put(digest())
    put(page())
    content = workbook(tmp_path, YUNLING, QINGYU)
    import_file(desk, content, "附件.xlsx", source_id=None, url=URL, who="王合规", clock=clock)
    assert known_notices(desk) == [(TITLE, URL, ["digest", "import", "site"])]
    assert (open_gaps(desk), standing(desk)) == ([], {YUNLING, QINGYU})


def test_what_a_digest_says_otherwise_is_a_conflict_although_nobody_vanished(desk: Desk, put: FileNotices) -> None:
    put(digest(url=URL, title="关于大连市商业保理公司名录的通告", declared=18, sectors=(Sector.LEASING,)))
    put(page(YUNLING, QINGYU, declared=2))
    assert conflicts(desk) == [
        ("count", "open", "2"),
        ("date", "open", "2023-07-18"),
        ("sector", "open", "商业保理"),
        ("title", "open", TITLE),
    ]
    assert standing(desk) == {YUNLING, QINGYU}


def test_what_a_later_digest_says_otherwise_is_the_same_conflict(desk: Desk, put: FileNotices) -> None:
    put(page(YUNLING, QINGYU, declared=2))
    put(digest(declared=18))
    assert conflicts(desk) == [("count", "open", "2"), ("date", "open", "2023-07-18")]
    assert standing(desk) == {YUNLING, QINGYU}


def doubtful(*names: str) -> Notice:
    return page(declared=2, held=rows(f"{URL}.xlsx", *names), conflicts=(doubt(),))


def test_the_doubt_about_a_first_file_is_settled_by_a_good_one(desk: Desk, put: FileNotices) -> None:
    put(doubtful(YUNLING))
    assert conflicts(desk) == [("count", "open", None)]
    put(page(YUNLING, QINGYU, declared=2))
    assert conflicts(desk) == [("count", "settled", None)]
    put(doubtful(YUNLING))
    assert conflicts(desk) == [("count", "open", None), ("count", "settled", None)]  # the page broke once more
    assert standing(desk) == {YUNLING, QINGYU}


def test_a_doubt_about_who_vanished_is_not_settled_by_the_page_that_raised_it(desk: Desk, put: FileNotices) -> None:
    put(page(YUNLING, QINGYU))
    put(page(YUNLING))
    put(page(YUNLING, text="浏览次数：12"))
    assert conflicts(desk) == [("count", "open", None)]
    put(page(YUNLING, QINGYU, text="浏览次数：13"))
    assert conflicts(desk) == [("count", "settled", None)]


def test_a_page_that_is_no_list_any_more_keeps_its_listings_and_asks_a_person(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    watch(desk, clock, YUNLING)
    put(page(YUNLING, QINGYU))
    news = page(kind=Kind.NEWS, polarity=Polarity.NEUTRAL, series=None, title="我市召开座谈会")
    assert happened(put(news)) == []
    assert standing(desk) == {YUNLING, QINGYU}
    assert conflicts(desk) == [("title", "open", None)]
    report = decide(desk, 1, accept=True, who="王合规", reason="误登，网页已撤换", clock=clock)
    assert set(happened(report)) == {("corrected", YUNLING), ("corrected", QINGYU)}
    assert (standing(desk), open_gaps(desk)) == (set(), [])
    assert mails(desk) == ["【名单命中】", "【名单变更】"]
    assert not put(news).changes


def test_a_page_that_is_no_list_any_more_is_believed_only_by_a_person(
    desk: Desk, put: FileNotices, clock: Now
) -> None:
    put(page(YUNLING))
    put(page(kind=Kind.NEWS, polarity=Polarity.NEUTRAL, series=None))
    decide(desk, 1, accept=False, who="王合规", reason="网页被改版", clock=clock)
    assert standing(desk) == {YUNLING}
