"""What screening keeps beside the database is never older, never another's, and never missed when it is gone."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import select, text

from sources.records import Basis, Kind, Mode, Notice, NoticeDate, Place, Polarity, Row, Sector, Series
from store import portfolios
from store.database import database_id, reading, writing
from store.filing import Filing
from store.hits import hits
from store.tables.portfolios import Portfolio
from watcher.desk import Desk, open_desk
from watcher.pipeline import file
from watcher.portfolios import add_portfolio, remove_portfolio
from watcher.screening.listed import Counterparty, Grade, ListedCompany
from watcher.screening.records import Record
from watcher.screening.run import Questions
from watcher.screening.upload import read_portfolio
from watcher.screenings import register_side, screen_records

SERIES = Series("dalian", Sector.FACTORING, "疑似失联空壳", Mode.BATCH, "大连商业保理疑似“失联”“空壳”企业名单")
PRAISED = Series("dalian", Sector.FACTORING, "典型案例", Mode.BATCH, "大连市商业保理典型案例")
YUNLING, QINGYU, SONGYAN = "云岭商业保理（大连）有限公司", "大连青屿商业保理有限公司", "松烟商业保理有限公司"
CODE = "91210200MA0QC3Y43T"

Now = Callable[[], datetime]


def listing(number: int, *names: str | tuple[str, str], series: Series = SERIES, day: str = "") -> Filing:
    url = f"https://jrj.dl.gov.cn/art/{number}.html"
    pairs = [(one, None) if isinstance(one, str) else one for one in names]
    notice = Notice(
        url=url,
        regulator="dalian",
        title=f"关于企业的公告（{number}）",
        kind=Kind.SUSPECTED_LIST if series is SERIES else Kind.POSITIVE_LIST,
        polarity=Polarity.SUSPECTED if series is SERIES else Polarity.POSITIVE,
        published=NoticeDate(day or f"2023-07-{number:02}", Basis.URL),
        series=series,
        rows=tuple(Row(name, Place(url, None, at), code) for at, (name, code) in enumerate(pairs, start=1)),
    )
    return Filing(notice, {url: "0" * 64})


def put(desk: Desk, clock: Now, *filings: Filing) -> None:
    file(desk, filings, clock=clock, why="test")


def names(desk: Desk) -> set[str]:
    with reading(desk.engine) as session:
        return {company.name for company in desk.shelf.register(session)}


OPENED: list[Desk] = []


def again(desk: Desk) -> Desk:
    """The same home opened by another process."""
    desk.engine.dispose()
    OPENED.append(open_desk(desk.settings))
    return OPENED[-1]


@pytest.fixture(autouse=True)
def _closed_again() -> Iterator[None]:
    yield
    while OPENED:
        OPENED.pop().engine.dispose()


def folder(desk: Desk, *parts: str) -> Path:
    with reading(desk.engine) as session:
        return desk.settings.index.joinpath(database_id(session), *parts)


def files(path: Path) -> dict[str, int]:
    return {str(one.relative_to(path)): one.stat().st_mtime_ns for one in path.rglob("*") if one.is_file()}


def customers(desk: Desk, clock: Now, *names: str, name: str = "客户") -> Portfolio:
    content = ("企业名称\n" + "\n".join(names) + "\n").encode()
    return add_portfolio(desk, name, "c.csv", read_portfolio(content, "c.csv"), at=clock())


def questions(desk: Desk) -> Questions:
    with reading(desk.engine) as session:
        ((id_, stamp),) = portfolios.file_stamps(session).items()
        return desk.shelf.questions(session, id_, stamp)


def test_an_index_is_built_once_and_then_opened(desk: Desk, clock: Now) -> None:
    put(desk, clock, listing(1, YUNLING, QINGYU))
    assert names(desk) == {YUNLING, QINGYU}
    before = files(folder(desk, "register"))
    assert before
    desk = again(desk)
    assert names(desk) == {YUNLING, QINGYU}
    assert files(folder(desk, "register")) == before


def test_within_one_process_the_index_stays_open_while_its_revision_stands(desk: Desk, clock: Now) -> None:
    put(desk, clock, listing(1, YUNLING))
    with reading(desk.engine) as session:
        opened = desk.shelf.register(session)
        assert desk.shelf.register(session) is opened
    put(desk, clock, listing(2, QINGYU))
    with reading(desk.engine) as session:
        grown = desk.shelf.register(session)
    assert grown is not opened
    assert grown.layers[0] is opened.layers[0]  # what was built is not built again


@pytest.mark.parametrize("opened_before", [True, False])
def test_a_saved_index_is_brought_up_to_date_with_new_names_and_codes(desk: Desk, clock: Now, opened_before: bool) -> None:
    put(desk, clock, listing(1, YUNLING, QINGYU))
    assert names(desk) == {YUNLING, QINGYU}
    if not opened_before:
        desk = again(desk)
    put(desk, clock, listing(2, (QINGYU, CODE), SONGYAN))
    with reading(desk.engine) as session:
        index = desk.shelf.register(session)
    assert sorted((one.name, one.code or "") for one in index) == [(YUNLING, ""), (QINGYU, CODE), (SONGYAN, "")]
    assert len(index.layers) == 2  # the first one was kept


def test_a_company_that_was_praised_first_is_found_once_it_is_listed(desk: Desk, clock: Now) -> None:
    put(desk, clock, listing(1, YUNLING), listing(2, QINGYU, series=PRAISED))
    assert names(desk) == {YUNLING}
    put(desk, clock, listing(3, QINGYU))
    assert names(again(desk)) == {YUNLING, QINGYU}


def test_a_code_that_only_a_list_of_good_examples_gives_comes_into_the_index(desk: Desk, clock: Now) -> None:
    put(desk, clock, listing(1, YUNLING))
    assert names(desk) == {YUNLING}
    put(desk, clock, listing(2, (YUNLING, CODE), series=PRAISED))
    desk = again(desk)
    with reading(desk.engine) as session:
        assert [company.code for company in desk.shelf.register(session)] == [CODE]


def _of_other_rules(path: Path) -> None:
    for description in path.rglob("*.json"):
        facts = json.loads(description.read_text())
        description.write_text(json.dumps(facts | {"algorithm": "names-0"}))


def _cut(path: Path, kind: str) -> None:
    for one in path.rglob(kind):
        one.write_bytes(one.read_bytes()[:-20])


def _emptied(path: Path, kind: str) -> None:
    for one in path.rglob(kind):
        one.write_bytes(b"")


def _gone(path: Path, kind: str) -> None:
    for one in path.rglob(kind):
        one.unlink()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "other algorithm": _of_other_rules,
    "no description": lambda path: _gone(path, "*.json"),
    "half a description": lambda path: _cut(path, "*.json"),
    "half an array": lambda path: _cut(path, "*.npy"),
    "no bytes": lambda path: _emptied(path, "*.npy"),
    "no arrays": lambda path: _gone(path, "*.npy"),
    "no folder": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_index_that_is_doubtful_is_made_anew(desk: Desk, clock: Now, damage: str) -> None:
    put(desk, clock, listing(1, YUNLING, QINGYU))
    names(desk)
    DAMAGES[damage](folder(desk, "register"))
    desk = again(desk)
    assert names(desk) == {YUNLING, QINGYU}
    kept = files(folder(desk, "register"))
    assert names(again(desk)) == {YUNLING, QINGYU}
    assert files(folder(desk, "register")) == kept


@pytest.mark.one_database  # a server's databases are restored by its own tools
def test_an_index_from_after_the_backup_that_was_restored_is_not_used(desk: Desk, clock: Now, tmp_path: Path) -> None:
    put(desk, clock, listing(1, YUNLING))
    desk.engine.dispose()
    shutil.copy(desk.settings.home / "watcher.db", tmp_path / "backup.db")
    desk = again(desk)
    put(desk, clock, listing(2, QINGYU))
    assert names(desk) == {YUNLING, QINGYU}
    desk.engine.dispose()
    for path in desk.settings.home.glob("watcher.db*"):
        path.unlink()
    shutil.copy(tmp_path / "backup.db", desk.settings.home / "watcher.db")
    desk = again(desk)
    assert names(desk) == {YUNLING}
    clock.forward(hours=1)  # type: ignore[attr-defined]
    put(desk, clock, listing(3, SONGYAN))  # revision 2 again, of another history
    assert names(again(desk)) == {YUNLING, SONGYAN}


def test_another_database_in_the_same_home_has_its_own(desk: Desk, clock: Now, tmp_path: Path) -> None:
    put(desk, clock, listing(1, YUNLING))
    assert names(desk) == {YUNLING}
    url = f"sqlite:///{tmp_path / 'other.db'}"
    other = open_desk(desk.settings.model_copy(update={"database_url": url}))
    put(other, clock, listing(1, QINGYU))
    assert names(other) == {QINGYU}
    assert names(again(desk)) == {YUNLING}
    other.engine.dispose()


def test_a_home_that_cannot_be_written_to_is_only_slower(
    desk: Desk, clock: Now, caplog: pytest.LogCaptureFixture
) -> None:
    put(desk, clock, listing(1, YUNLING))
    desk.settings.index.parent.mkdir(exist_ok=True)
    shutil.rmtree(desk.settings.index, ignore_errors=True)
    desk.settings.index.write_text("not a folder")
    assert names(desk) == {YUNLING}
    assert "is not kept" in caplog.text


def test_folders_that_cannot_be_opened_are_only_slower(
    desk: Desk, clock: Now, caplog: pytest.LogCaptureFixture
) -> None:
    customers(desk, clock, YUNLING)
    for parts in (("register",), ("portfolios", "1")):
        path = folder(desk, *parts)
        shutil.rmtree(path, ignore_errors=True)
        path.symlink_to(path)  # opens as little as the folder of another user, for whoever runs the tests
    put(desk, clock, listing(1, YUNLING))
    assert names(desk) == {YUNLING}
    with reading(desk.engine) as session:
        assert [hit.grade for hit, _, _ in hits(session)] == ["match"]
    assert caplog.text.count("is not kept") == 2


def test_several_who_share_a_home_all_see_the_whole_register(desk: Desk, clock: Now) -> None:
    desks = [open_desk(desk.settings) for _ in range(3)]
    seen: list[bool] = []

    def screen(one: Desk) -> None:
        for _ in range(15):
            with reading(one.engine) as session:
                index = one.shelf.register(session)
                listed = session.connection().execute(text("select count(distinct company_id) from listing")).scalar_one()
            seen.append(len({company.id for company in index}) == listed)

    threads = [threading.Thread(target=screen, args=(one,)) for one in desks]
    for thread in threads:
        thread.start()
    for number in range(1, 12):
        put(desk, clock, listing(number, f"第{number}号滩商业保理有限公司"))
    for thread in threads:
        thread.join()
    for one in desks:
        one.engine.dispose()
    assert seen == [True] * 45
    assert len(names(again(desk))) == 11


def test_who_was_listed_later_than_the_day_asked_for_is_not_found(desk: Desk, clock: Now) -> None:
    put(desk, clock, listing(1, YUNLING, day="2023-07-10"))
    found = []
    for day in (date(2023, 7, 9), date(2023, 7, 10)):
        with register_side(desk, day) as side:
            found.append([row.grade for row in screen_records(side, [Record(Counterparty(1, YUNLING), True)])])
    assert found == [[Grade.CLEAR], [Grade.MATCH]]


# What portfolios ask.


def test_what_a_portfolio_asks_is_kept_with_it_and_goes_with_it(desk: Desk, clock: Now) -> None:
    customers(desk, clock, YUNLING, QINGYU)
    kept = files(folder(desk, "portfolios"))
    assert {name.split("/")[0] for name in kept} == {"1"}
    put(again(desk), clock, listing(1, YUNLING))
    assert files(folder(desk, "portfolios")) == kept
    remove_portfolio(desk, "客户", at=clock(), who="test")
    assert files(folder(desk, "portfolios")) == {}


def test_what_a_killed_process_left_of_a_removed_portfolio_is_pruned(desk: Desk, clock: Now) -> None:
    customers(desk, clock, YUNLING)
    left = folder(desk, "portfolios", "7")
    left.mkdir()
    (left / "entries.npy").write_bytes(b"x")
    half = folder(desk, "portfolios", "tmp1")
    half.mkdir()
    put(desk, clock, listing(1, YUNLING))
    assert [path.name for path in folder(desk, "portfolios").iterdir()] == ["1"]


def test_questions_lead_to_the_counterparty_by_its_id_in_the_store(desk: Desk, clock: Now) -> None:
    customers(desk, clock, "沈阳清平机械制造有限公司", QINGYU, YUNLING)
    with reading(desk.engine) as session:
        ids = {row.name: row.id for row in portfolios.counterparties(session, 1)}
    asked = questions(again(desk))
    listed = [ListedCompany("a", "大连青屿保理"), ListedCompany("b", YUNLING)]
    assert {(ids[QINGYU], 0), (ids[YUNLING], 1)} <= set(asked.pairs(listed))


@pytest.mark.parametrize("damage", DAMAGES)
def test_questions_that_are_damaged_or_of_other_rules_are_made_anew(desk: Desk, clock: Now, damage: str) -> None:
    customers(desk, clock, YUNLING, QINGYU)
    DAMAGES[damage](folder(desk, "portfolios"))
    put(desk, clock, listing(1, QINGYU))
    with reading(desk.engine) as session:
        assert [hit.grade for hit, _, _ in hits(session)] == ["match"]


def test_a_portfolio_with_the_number_of_another_one_is_not_taken_for_it(desk: Desk, clock: Now) -> None:
    customers(desk, clock, YUNLING)
    with writing(desk.engine) as session:  # as after a backup was restored and another file was uploaded
        stored = session.exec(select(Portfolio)).one()
        stored.added_at = datetime.fromisoformat("2024-01-01T00:00:00+00:00")
        row = portfolios.counterparties(session, 1)[0]
        row.name = QINGYU
    put(desk, clock, listing(1, QINGYU))
    with reading(desk.engine) as session:
        assert [(hit.grade, row.name) for hit, row, _ in hits(session)] == [("match", QINGYU)]
