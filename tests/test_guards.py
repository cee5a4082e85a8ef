"""What a list must look like to be believed; what does not is held with its difference, and the old edition stands."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from sqlmodel import select

from sources.base import Expectations, Page, Regulator, Request, Source, Steps
from sources.notices.article import Article, Link
from sources.notices.attachments import notice_steps
from sources.notices.counts import declared_parts
from sources.records import Basis, Kind, LookState, Mode, Notice, NoticeDate, Place, Polarity, Row, Sector, Series
from store.database import reading, writing
from store.filing import Filing
from store.listings import entries
from store.schedule import register_sources
from store.tables.notices import Conflict
from watcher.decisions import decide
from watcher.desk import Desk
from watcher.pipeline import Report, file
from watcher.schedule import collect

pytestmark = pytest.mark.one_database

SERIES = Series("dalian", Sector.FACTORING, "非正常经营", Mode.SNAPSHOT, "大连商业保理“非正常经营类”企业名单")
DALIAN = Regulator("dalian", "大连", ("大连市金融发展局",), ("jrj.dl.gov.cn",))
MANY = [f"第{number}号山商业保理有限公司" for number in range(1, 21)]

Now = Callable[..., datetime]


def edition(day: str, *names: str, **facts: object) -> Notice:
    url = f"https://jrj.dl.gov.cn/{day}.html"
    made = Notice(
        url=url,
        regulator="dalian",
        title=f"关于更新名录的公告（{day}）",
        kind=Kind.FLAGGED_LIST,
        polarity=Polarity.FLAGGED,
        published=NoticeDate(day, Basis.META),
        sectors=(Sector.FACTORING,),
        series=SERIES,
        rows=tuple(Row(name, Place(url, "Sheet1", at)) for at, name in enumerate(names, start=2)),
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def source(expects: Expectations, *notices: Notice) -> Source:
    """A source of one page that says these notices."""

    def read(_page: Page) -> Steps:
        yield from notices

    return Source("dalian_test", DALIAN, "大连", Request("https://jrj.dl.gov.cn/"), read, expects=expects)


def seen(desk: Desk, clock: Now, expects: Expectations, *notices: Notice) -> Report:
    """A look at such a source."""
    one = source(expects, *notices)
    watching = replace(desk, sources=(one,))
    with writing(desk.engine) as session:
        register_sources(session, [one.id], clock())
    return collect(watching, fetch=lambda request: Page(request.url, repr(notices).encode()), clock=clock, owner="test", only=[one.id])[0]


def standing(desk: Desk) -> set[str]:
    with reading(desk.engine) as session:
        return {one.listing.name for one in entries(session) if one.listing.valid_to is None}


def conflicts(desk: Desk) -> list[Conflict]:
    with reading(desk.engine) as session:
        return list(session.exec(select(Conflict).order_by(Conflict.id)))  # type: ignore[arg-type]


def readings(conflict: Conflict) -> dict[str, str]:
    return {one["where"]: one["value"] for one in conflict.readings}


@pytest.mark.parametrize(
    ("expects", "expected"), [(Expectations(most=2), "至多 2 家"), (Expectations(least=4), "至少 4 家")]
)
def test_a_list_longer_or_shorter_than_any_of_its_source_is_quarantined_with_the_difference(
    desk: Desk, clock: Now, expects: Expectations, expected: str
) -> None:
    report = seen(desk, clock, expects, edition("2023-07-18", *MANY[:3]))
    assert report.state is LookState.QUARANTINED
    assert f"预期 {expected}，读到 3 家" in report.closing.detail
    assert standing(desk) == set()
    decide(desk, 1, accept=True, who="王合规", reason="已与网页核对", clock=clock)
    assert standing(desk) == set(MANY[:3])


def test_a_batch_may_be_one_company(desk: Desk, clock: Now) -> None:
    batch = edition("2023-07-18", MANY[0], series=replace(SERIES, mode=Mode.BATCH))
    assert seen(desk, clock, Expectations(least=4), batch).state is LookState.OK


def test_a_list_that_shrinks_too_much_names_who_is_missing_and_the_old_edition_stands(desk: Desk, clock: Now) -> None:
    expects = Expectations(largest_drop=0.2)
    seen(desk, clock, expects, edition("2023-01-12", *MANY))
    assert seen(desk, clock, expects, edition("2023-04-12", *MANY[4:])).state is LookState.OK
    assert len(standing(desk)) == 16
    half = edition("2023-07-18", *MANY[8:])
    assert [seen(desk, clock, expects, half).state for _ in range(2)] == [LookState.QUARANTINED] * 2
    assert len(standing(desk)) == 16
    (conflict,) = conflicts(desk)
    assert readings(conflict) == {"在列": "16", "新一期": "12", "新一期未列出": "、".join(sorted(MANY[4:8]))}
    decide(desk, 1, accept=False, who="王合规", reason="附件缺页", clock=clock)
    assert len(standing(desk)) == 16
    (conflict,) = conflicts(desk)
    assert (conflict.state, conflict.closed_by, conflict.reason, conflict.closed_at) == (
        *("rejected", "王合规", "附件缺页"),
        clock(),
    )


def test_another_heading_of_the_table_is_noted_and_the_list_is_read(desk: Desk, clock: Now) -> None:
    expects = Expectations()
    heads = ("序号|企业名称|统一社会信用代码",)
    seen(desk, clock, expects, edition("2023-01-12", *MANY, layout=heads))
    changed = edition("2023-07-18", *MANY[1:], layout=("序号|企业名称|注册号",))
    assert seen(desk, clock, expects, changed).state is LookState.OK
    assert seen(desk, clock, expects, changed).state is LookState.NOT_MODIFIED
    assert len(standing(desk)) == 19
    (conflict,) = conflicts(desk)
    assert (conflict.field, conflict.chosen) == ("layout", "序号|企业名称|注册号")
    assert readings(conflict)["此前"] == heads[0]


def test_an_import_is_guarded_as_its_regulators_source_is(desk: Desk, clock: Now) -> None:
    watching = replace(desk, sources=(source(Expectations(most=2)),))
    held = edition("2023-07-18", *MANY[:3], origin="import")
    file(watching, [Filing(held, {})], clock=clock, why="导入")
    assert standing(desk) == set()
    assert readings(conflicts(desk)[0]) == {"预期": "至多 2 家", "读到": "3 家"}


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("现将34家小额贷款公司、63家典当行和2家融资担保公司列入名单。", (34, 63, 2)),
        ("现将34家小额贷款公司列入名单。", ()),
        ("仍有18家公司属于非正常经营类。", ()),
    ],
)
def test_a_size_printed_as_a_sum_has_parts(body: str, parts: tuple[int, ...]) -> None:
    assert declared_parts("公告", body) == parts


@pytest.mark.parametrize(("sheets", "held"), [((2, 1), 0), ((1, 2), 0), ((3,), 0)])
def test_the_parts_of_a_sum_are_found_in_the_sheets(tmp_path: Path, sheets: tuple[int, ...], held: int) -> None:
    assert len(read_list(tmp_path, "现将2家小额贷款公司、1家典当行列入失联名单。", sheets).held) == held


def test_parts_that_do_not_make_up_the_printed_ones_are_held(tmp_path: Path) -> None:
    found = read_list(tmp_path, "现将3家小额贷款公司、1家典当行列入失联名单。", (2, 2))
    assert (len(found.rows), len(found.held)) == (0, 4)
    (conflict,) = (one for one in found.conflicts if one.field == "count")
    assert [one.value for one in conflict.readings] == ["3、1", "2、2"]


def test_parts_that_do_not_add_up_to_the_printed_total_are_held_although_all_are_there(tmp_path: Path) -> None:
    found = read_list(tmp_path, "现将3家小额贷款公司、1家典当行共5家列入失联名单。", (3, 1))
    assert (found.declared, len(found.rows), len(found.held)) == (None, 0, 4)
    (conflict,) = (one for one in found.conflicts if one.field == "count")
    assert [one.value for one in conflict.readings] == ["4", "5"]


def read_list(folder: Path, body: str, sheets: tuple[int, ...]) -> Notice:
    """The notice of that text with a workbook of so many companies in each sheet."""
    names = iter(MANY)
    with xlsxwriter.Workbook(str(folder / "名单.xlsx")) as book:
        for size in sheets:
            sheet = book.add_worksheet()
            for at, line in enumerate(("企业名称", *(next(names) for _ in range(size)))):
                sheet.write(at, 0, line)
    content = (folder / "名单.xlsx").read_bytes()
    article = Article(
        url="https://jrj.dl.gov.cn/1.html",
        title="关于公布“失联”地方金融组织名单的公告",
        paragraphs=(body,),
        attachments=(Link("https://jrj.dl.gov.cn/1.xlsx", "名单.xlsx"),),
    )
    steps = notice_steps(article, DALIAN)
    step = next(steps)
    assert isinstance(step, Request)
    found = steps.send(Page(step.url, content))
    assert isinstance(found, Notice)
    return found
