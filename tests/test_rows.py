"""Tables of a list to its rows, in all the shapes in which regulators set them."""

import pytest

from sources.documents.tables import Cell, Table
from sources.errors import ReadingError
from sources.notices.rows import GAP, SECTION, has_names, rows_of
from sources.records import LookState, Row

URL = "https://example.test/list.xlsx"


def table(*rows: tuple[str, ...], name: str = "Sheet1", first_row: int = 1) -> Table:
    width = max(len(row) for row in rows)
    filled = (tuple(Cell(text) for text in (*row, *[""] * (width - len(row)))) for row in rows)
    return Table(name, tuple(filled), first_row)


def read(*tables: Table) -> tuple[Row, ...]:
    return rows_of(tables, URL)


def names(*tables: Table) -> list[str]:
    return [row.name for row in read(*tables)]


def test_a_plain_list_gives_name_code_reasons_and_place() -> None:
    (row,) = read(
        table(
            ("大连市名录",) * 4,
            ("序号", "企 业 名 称", "统一社会\n信用代码", "认定依据"),
            ("1", "甲保理有限公司", "91210200MW0010002M", "无法取得联系；连续3个月未报月报"),
            name="保理",
        )
    )
    assert (row.name, row.code, row.reasons) == (
        "甲保理有限公司",
        "91210200MW0010002M",
        ("无法取得联系", "连续3个月未报月报"),
    )
    assert (row.place.url, row.place.table, row.place.row) == (URL, "保理", 3)


@pytest.mark.parametrize(
    "head", ["企业名称", "公司名称", "机构名称", "单位名称", "名称", "商业保理公司名称", "企业名称（全称）"]
)
def test_the_name_column_is_known_by_many_heads(head: str) -> None:
    assert names(table(("序号", head), ("1", "甲保理有限公司"))) == ["甲保理有限公司"]


@pytest.mark.parametrize("head", ["股东名称", "主管单位名称", "曾用名", "法定代表人", "登记机关名称"])
def test_other_names_are_no_name_column(head: str) -> None:
    assert not has_names(table(("序号", head), ("1", "甲保理有限公司")))


def test_persons_and_addresses_and_list_numbers_stay_out_of_the_cells() -> None:
    (row,) = read(
        table(
            ("序号", "企业名称", "法定代表人", "注册地址", "联系电话", "住所", "注册区", "备注"),
            ("1", "甲保理有限公司", "张三", "某路1号", "0411", "某处", "中山区", "在营"),
        )
    )
    assert dict(row.cells) == {"注册区": "中山区", "备注": "在营"}


def test_a_heading_of_two_lines_with_merged_cells_is_joined() -> None:
    first, second = read(
        table(
            ("序号", "企业名称", "认定情形", "认定情形"),
            ("序号", "企业名称", "失联", "空壳"),
            ("1", "甲保理有限公司", "√", ""),
            ("2", "乙保理有限公司", "√", "√"),
        )
    )
    assert (first.reasons, second.reasons) == (("失联",), ("失联", "空壳"))


def test_a_heading_of_two_lines_without_merged_cells_is_joined() -> None:
    (row,) = read(
        table(("序号", "企业名称", "认定情形", ""), ("", "", "失联", "空壳"), ("1", "甲保理有限公司", "", "√"))
    )
    assert row.name == "甲保理有限公司"
    assert dict(row.cells) == {"空壳": "√"}


def test_a_heading_cut_in_two_rows_is_joined() -> None:
    (row,) = read(
        table(("序号", "企业名", "统一社会信"), ("", "称", "用代码"), ("1", "甲保理有限公司", "91210200MW0010002M"))
    )
    assert (row.name, row.code) == ("甲保理有限公司", "91210200MW0010002M")


def test_two_lists_side_by_side_are_one() -> None:
    side = table(
        ("序号", "名称", "序号", "名称"),
        ("1", "甲保理有限公司", "3", "丙保理有限公司"),
        ("2", "乙保理有限公司", "", ""),
    )
    assert names(side) == ["甲保理有限公司", "丙保理有限公司", "乙保理有限公司"]


def test_repeated_headings_totals_and_remarks_are_no_companies() -> None:
    long = table(
        ("序号", "企业名称"),
        ("1", "甲保理有限公司"),
        ("序号", "企业名称"),
        ("2", "乙保理有限公司"),
        ("合计", "2家"),
        ("", "注：以上数据来自各区有限公司"),
        ("注：以上公司均已公告",) * 2,
        ("", "（以下空白）"),
    )
    assert names(long) == ["甲保理有限公司", "乙保理有限公司"]


def test_merged_sub_headings_are_kept_with_the_rows_below_them() -> None:
    rows = read(
        table(
            ("序号", "企业名称"),
            ("一、融资租赁公司",) * 2,
            ("1", "甲租赁有限公司"),
            ("二、商业保理公司", ""),
            ("2", "乙保理有限公司"),
        )
    )
    assert [row.cells[SECTION] for row in rows] == ["一、融资租赁公司", "二、商业保理公司"]


def test_a_name_broken_over_two_lines_is_joined() -> None:
    assert names(table(("序号", "企业名称"), ("1", "大连甲\n商业保理有限公司"))) == ["大连甲商业保理有限公司"]
    assert names(table(("Name", "企业名称"), ("1", "ABC\nLeasing有限公司"))) == ["ABC Leasing有限公司"]


def test_a_name_broken_over_two_rows_is_joined() -> None:
    rows = read(table(("序号", "企业名称"), ("1", "大连甲商业保理"), ("", "有限公司"), ("2", "乙保理有限公司")))
    assert [row.name for row in rows] == ["大连甲商业保理有限公司", "乙保理有限公司"]


def test_a_company_whose_cell_is_merged_over_its_reasons_is_one_row() -> None:
    (row,) = read(table(("序号", "企业名称", "情形"), ("1", "甲有限公司", "失联"), ("1", "甲有限公司", "空壳")))
    assert row.reasons == ("失联", "空壳")


def test_the_same_name_under_two_numbers_stays_two_rows() -> None:
    assert len(read(table(("序号", "企业名称"), ("1", "甲有限公司"), ("2", "甲有限公司")))) == 2


def test_list_numbers_and_former_names_are_taken_off_the_name() -> None:
    first, second = read(
        table(
            ("企业名称", "曾用名"),
            ("1.甲有限公司（原名：旧甲有限公司）", "—"),
            ("（2）乙有限公司", "旧乙\n有限公司、老乙有限公司"),
        )
    )
    assert (first.name, first.former_names) == ("甲有限公司", ("旧甲有限公司",))
    assert (second.name, second.former_names) == ("乙有限公司", ("旧乙有限公司", "老乙有限公司"))


def test_partnerships_and_names_without_a_usual_ending_are_listed() -> None:
    rows = names(table(("序号", "名称"), ("1", "甲投资中心（有限合伙）"), ("2", "乙金服"), ("3", "丙公司（分公司）")))
    assert rows == ["甲投资中心（有限合伙）", "乙金服", "丙公司（分公司）"]


def test_a_code_that_was_a_number_is_marked() -> None:
    sheet = Table(
        "S", ((Cell("企业名称"), Cell("注册号")), (Cell("甲有限公司"), Cell("914403001234567936", is_number=True)))
    )
    (row,) = read(sheet)
    assert row.code_is_number
    assert row.code == "914403001234567936"


def test_a_name_merged_over_two_columns_is_read_once() -> None:
    twin = table(
        ("序号", "企业名称", "企业名称", "信用代码"),
        ("1", "甲有限公司", "甲有限公司", "91"),
        ("2", "乙有限公司", "乙有限公司", "92"),
    )
    assert [(row.name, row.code) for row in read(twin)] == [("甲有限公司", "91"), ("乙有限公司", "92")]


def test_an_unknown_shape_is_unreadable_and_names_the_heads() -> None:
    with pytest.raises(ReadingError, match="名录内容、所在区") as caught:
        read(table(("名录内容", "所在区"), ("甲有限公司", "中山区")))
    assert caught.value.state is LookState.UNREADABLE


def test_a_list_of_no_rows_is_not_believed() -> None:
    with pytest.raises(ReadingError, match="一家企业也没有"):
        read(table(("序号", "企业名称"), ("", "")))


def test_a_sheet_of_remarks_is_passed_by_and_one_with_companies_is_not() -> None:
    listed = table(("序号", "企业名称"), ("1", "甲有限公司"))
    assert len(read(listed, table(("填表说明",), ("请如实填写",), name="说明"))) == 1
    with pytest.raises(ReadingError, match="续表"):
        read(listed, table(("2", "大连乙商业保理有限公司"), name="续表"))


def test_a_remark_on_whom_to_call_and_a_signature_are_no_companies_and_no_reasons() -> None:
    found = read(
        table(
            ("企业名称", "认定情形"),
            ("甲商业保理有限公司", "失联"),
            ("", "云江市金融工作局"),
            ("", "2023年7月1日"),
            ("联系人：某某", "电话：0411"),
        )
    )
    assert [(row.name, row.reasons) for row in found] == [("甲商业保理有限公司", ("失联",))]


def test_a_table_of_offices_holds_no_list() -> None:
    assert not has_names(table(("所属区", "单位名称"), ("中山区", "中山区金融工作局"), ("西岗区", "西岗区政府办公室")))


@pytest.mark.parametrize("wrong", ["12345", "某" * 301 + "有限公司"])
def test_a_name_that_is_none_shows_that_the_columns_are_wrong(wrong: str) -> None:
    with pytest.raises(ReadingError, match="不是企业名称"):
        read(table(("序号", "企业名称"), ("1", wrong), ("2", "乙有限公司")))


HEADS = ("序号", "企业名称", "信用代码", "情形")


@pytest.mark.parametrize(
    ("rows", "listed"),
    [
        ([("企业名称",), ("*甲保理有限公司",), ("*为兼营企业",)], ["甲保理有限公司"]),
        ([HEADS, ("1", "以上家居有限公司", "", "失联")], ["以上家居有限公司"]),
        ([("企业名称", "曾用名"), ("甲有限公司", "甲有限公司"), ("乙有限公司", "")], ["甲有限公司", "乙有限公司"]),
        ([("企业名称",), ("云江银行东城支行",), ("云江产权交易所",), ("乙有限公司",)], ["云江银行东城支行", "云江产权交易所", "乙有限公司"]),
        ([HEADS, ("", "云江金服", "91210200MW0010002M", "失联")], ["云江金服"]),
        ([HEADS, ("1", "云江甲保理有限"), ("", "公司"), ("2", "乙有限公司")], ["云江甲保理有限公司", "乙有限公司"]),
        ([HEADS, ("1", "甲有限公司"), ("", "东城分公司")], ["甲有限公司东城分公司"]),
        ([("企业名称", "情形"), ("一、失联", ""), ("甲有限公司", "x"), ("二、空壳企业", ""), ("乙有限公司", "y")], ["甲有限公司", "乙有限公司"]),
        ([HEADS, ("一", "融资租赁公司"), ("1", "甲有限公司")], ["甲有限公司"]),
        ([HEADS, ("1", "甲有限公司"), ("序号", "区县", "联系人", "电话"), ("1", "东城区", "张三", "8888")], ["甲有限公司"]),
        ([("序号", "发起机构名称", "小额贷款公司名称"), ("1", "乙有限公司", "甲小贷有限公司")], ["甲小贷有限公司"]),
        ([("序号", "母公司名称", "企业名称"), ("1", "乙有限公司", "甲有限公司")], ["甲有限公司"]),
        ([("序号", "机构（企业）名称"), ("1", "甲有限公司")], ["甲有限公司"]),
        ([("序号 企业名称",), ("1 甲有限公司",), ("12　乙有限公司",)], ["甲有限公司", "乙有限公司"]),
    ],
)
def test_nobody_is_lost_nor_made_of_what_stands_around_the_names(rows: list[tuple[str, ...]], listed: list[str]) -> None:
    assert names(table(*rows)) == listed


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("1", "", "", "失联"), "没有企业名称"),
        (("", "", "91210200MW0010002M", ""), "没有企业名称"),
        (("甲商业保理有限公司",) * 4, "各栏都是"),
        (("1", "甲保理有限公司\n乙商业保理有限公司"), "不止一家"),
        (("1", "甲保理有限公司、乙商业保理有限公司"), "不止一家"),
        (("1", "云江2号保理有限公司\n云江3号保理有限公司"), "不止一家"),
        (("1", "云江甲商业保理有限"), "不完整"),
        (("序号", "区县", "联系人", "电话"), "没有企业名称一栏"),
    ],
)
def test_a_row_that_may_lose_a_company_makes_the_list_unreadable(row: tuple[str, ...], words: str) -> None:
    with pytest.raises(ReadingError, match=words):
        read(table(HEADS, ("1", "某商业保理有限公司"), row, ("3", "丙商业保理有限公司")))


def test_two_columns_of_names_of_which_none_is_the_plain_one_are_not_chosen_from() -> None:
    with pytest.raises(ReadingError, match="两栏企业名称"):
        read(table(("失联企业名称", "空壳企业名称"), ("甲有限公司", "乙有限公司")))


def test_a_number_left_out_is_noted_and_one_in_the_list_beside_is_none() -> None:
    gap = read(table(("序号", "企业名称"), ("1", "甲有限公司"), ("2", "乙有限公司"), ("5", "丙有限公司")))
    assert [row.cells.get(GAP) for row in gap] == [None, None, "2 之后是 5"]
    lost = read(table(("序号", "企业名称"), ("1", ""), ("", "甲有限公司"), ("3", "")))
    assert [row.cells.get(GAP) for row in lost] == ["1 没有名称"]
    beside = table(("序号", "企业名称") * 2, ("01", "甲有限公司", "02", "乙有限公司"), ("03", "丙有限公司"))
    assert all(GAP not in row.cells for row in read(beside))


def test_a_title_of_good_companies_over_a_heading_goes_with_its_rows() -> None:
    good = ("正常经营类企业名单",) * 2
    both = table(("非正常经营类企业名单",) * 2, ("序号", "企业名称"), ("1", "甲有限公司"), good, ("序号", "企业名称"), ("1", "乙有限公司"))
    assert [row.cells.get(SECTION) for row in read(both)] == [None, good[0]]
    assert read(table(good, ("序号", "企业名称"), ("1", "甲有限公司")))[0].cells[SECTION] == good[0]
