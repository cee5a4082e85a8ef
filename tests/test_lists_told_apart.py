"""Lists that stand together: two natures under one title, several trades on one sheet, rows that a page hides."""

import pytest

from document_makers import sheet
from sources.documents.html import parse, tables
from sources.documents.tables import Cell, Table
from sources.errors import FetchError, ReadingError
from sources.notices.article import Article, Link
from sources.notices.doubts import accepted, doubt_about
from sources.notices.reader import read
from sources.notices.rows import CAPTION, SECTION, UNSEEN, rows_of
from sources.records import Kind
from test_attachments import DALIAN, FILE, PAGE, run

ONE, TWO, THREE = "云江澄岫商业保理有限公司", "云江银桥商业保理有限公司", "云江鑫远商业保理有限公司"


def grid(*lines: tuple[str, ...], caption: str | None = None) -> Table:
    return Table("表1", tuple(tuple(map(Cell, line)) for line in lines), caption=caption)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于公布失联企业和移出企业名单的公告", Kind.FLAGGED_LIST),
        ("关于商业保理企业异常名单列入和移出情况的公告", Kind.FLAGGED_LIST),
        ("关于公布移出企业及新增失联企业名单的公告", Kind.FLAGGED_LIST),
        ("关于将部分失联、空壳企业移出名单的公告", Kind.REMOVAL),
        ("关于移出失联和空壳商业保理企业名单的公告", Kind.REMOVAL),
    ],
)
def test_a_title_of_both_removes_and_lists_nobody_by_itself(title: str, kind: Kind) -> None:
    second = FILE + "&part=2"
    links = (Link(FILE, "附件A 失联名单.xlsx"), Link(second, "附件B 移出名单.xlsx"))
    notice = read(Article(PAGE, title, ("现予公告。",), attachments=links), DALIAN)
    assert notice.kind is kind
    if kind is Kind.FLAGGED_LIST:
        files: dict[str, bytes | FetchError] = {FILE: sheet([("企业名称",), (ONE,)]), second: sheet([("企业名称",), (TWO,)])}
        held, _ = run(Article(PAGE, title, ("现予公告。",), attachments=links), files)
        assert (held.rows, {row.name for row in held.held}) == ((), {ONE, TWO})
        assert [row.name for row in accepted(held)] == [ONE]


HEAD, CELL = "<tr><td>序号</td><td>企业名称</td></tr>", "<tr{}><td{}>{}</td><td{}>{}</td></tr>"
FIRST, SECOND = CELL.format("", "", 1, "", ONE), CELL.format(" hidden", "", 2, "", TWO)
STYLED = CELL.format("", "", 2, ' style="color:red; DISPLAY : none"', TWO)


@pytest.mark.parametrize(
    ("page", "unseen"),
    [
        (f"<table>{HEAD}{FIRST}{SECOND}</table>", [TWO]),
        (f"<table>{HEAD}{FIRST}{STYLED}</table>", [TWO]),
        (f"<table>{HEAD}{FIRST}</table><div hidden><table>{HEAD}{SECOND}</table></div>", [TWO]),
        (f"<table>{HEAD}{FIRST}</table><table style='display:none'>{HEAD}{FIRST}</table>", []),
        (f"<table>{HEAD}{FIRST}<tr hidden><td>备注</td><td></td></tr></table>", []),
    ],
    ids=["row", "cell", "tab", "printed twice", "no company"],
)
def test_companies_that_a_page_hides_hold_the_list_and_are_not_lost(page: str, unseen: list[str]) -> None:
    body = parse(page).body
    assert body is not None
    found = rows_of(tables(body), PAGE)
    notice = read(Article(PAGE, "关于公布失联商业保理企业名单的公告", ("现予公告。",)), DALIAN)
    assert [row.name for row in found if UNSEEN in row.cells] == unseen
    assert (doubt_about(notice, found) is not None) is bool(unseen)


@pytest.mark.parametrize("head", ["商业保理企业", "融资租赁公司", "小额贷款公司", "典当行"])
def test_the_noun_of_a_trade_over_companies_is_the_head_of_their_column_and_over_others_none(head: str) -> None:
    listed = rows_of([grid(("序号", head, "所在区"), ("1", ONE, "甲区"), ("2", TWO, "乙区"))], PAGE)
    assert [row.name for row in listed] == [ONE, TWO]
    kept = rows_of([grid(("企业名称", "类型"), (ONE, head), (head, head), (TWO, head))], PAGE)
    assert [row.name for row in kept] == [ONE, TWO]
    with pytest.raises(ReadingError):
        rows_of([grid(("序号", head, "所在区"), ("1", "3", "甲区"), ("2", ONE, "乙区"))], PAGE)


def test_every_list_of_a_sheet_has_the_title_above_it() -> None:
    heads = ("序号", "企业名称")
    lines = [("一、小额贷款公司名单", ""), heads, ("1", ONE), ("典当行名单（2家）",) * 2, heads, ("1", TWO), ("2", THREE)]
    found = rows_of([grid(*lines)], PAGE)
    assert [row.cells[SECTION] for row in found] == ["一、小额贷款公司名单", "典当行名单（2家）", "典当行名单（2家）"]


@pytest.mark.parametrize(("caption", "doubtful"), [("二、典当行（63家）", True), ("二、典当行（共2家）", False), ("二、典当行", False)])
def test_the_size_in_a_title_is_compared_with_its_table(caption: str, doubtful: bool) -> None:
    found = rows_of([grid(("序号", "企业名称"), ("1", ONE), ("2", TWO), caption=caption)], PAGE)
    assert {row.cells[CAPTION] for row in found} == {caption}
    notice = read(Article(PAGE, "关于公布失联典当行名单的公告", ("现予公告。",)), DALIAN)
    assert (doubt_about(notice, found) is not None) is doubtful
