"""To which trade a row of a list over several trades belongs, and how many of each trade the notice says there are."""

from types import MappingProxyType

import pytest

from sources.notices.counts import declared_counts
from sources.notices.doubts import doubt_about
from sources.notices.rows import SECTION
from sources.notices.trade_sizes import declared_by_sector
from sources.notices.trades import series_of_rows, series_within
from sources.records import Attachment, Kind, Mode, Notice, Place, Polarity, Row, Sector, Series

OWN = Series("guangdong", Sector.OTHER, "失联空壳", Mode.BATCH, "广东地方金融组织“失联”“空壳”企业名单")
FILE = "https://gdjr.gd.gov.cn/a.xlsx"
SUM = "现将34家小额贷款公司、63家典当行和2家融资担保公司列入督促退出名单"


def row(table: str | None = "Sheet1", *, url: str = FILE, name: str = "云岭典当行有限公司", **cells: str) -> Row:
    return Row(name, Place(url, table, 3), cells=MappingProxyType(cells))


def notice(*rows: Row, file: str = "附件.xlsx", series: Series = OWN, **facts: object) -> Notice:
    several = (Sector.MICROLOAN, Sector.PAWN, Sector.GUARANTEE)
    return Notice(
        "https://gdjr.gd.gov.cn/1.html", "guangdong", "公告", Kind.FLAGGED_LIST, Polarity.FLAGGED,
        sectors=several, series=series, rows=rows, attachments=(Attachment(file, FILE),), **facts,  # type: ignore[arg-type]
    )  # fmt: skip


def sector(one: Row, file: str = "附件.xlsx") -> Sector:
    (series,) = series_of_rows(notice(file=file), (one,))
    return series.sector


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (row("小额贷款公司"), Sector.MICROLOAN),
        (row(**{SECTION: "二、典当行（63家）"}), Sector.PAWN),
        (row(行业="融资担保"), Sector.GUARANTEE),
        (row(机构类别="典当行"), Sector.PAWN),
        (row("小贷、典当", **{SECTION: "（一）典当行"}), Sector.PAWN),
        (row(url=FILE + "#%E5%B0%8F%E8%B4%B7.xlsx"), Sector.MICROLOAN),
    ],
)
def test_a_row_belongs_to_the_trade_that_its_column_section_or_sheet_says(one: Row, expected: Sector) -> None:
    assert sector(one) is expected


def test_the_name_of_the_file_tells_where_it_names_one_trade_of_those_that_are_left() -> None:
    assert sector(row(), file="附件2：典当行名单.xlsx") is Sector.PAWN
    assert sector(row(), file="小额贷款公司、典当行名单.xlsx") is Sector.OTHER
    assert sector(row("典当"), file="小额贷款公司、典当行名单.xlsx") is Sector.PAWN


@pytest.mark.parametrize(
    "one",
    [
        row(),  # the name of a company is no heading
        row("小额贷款公司", **{SECTION: "二、典当行"}),
        row(行业="其他非银行金融业"),
        row(行业="租赁和商务服务业", 类型="有限责任公司"),
        row(类别="兼营融资租赁业务典当企业"),
        row(备注="典当"),
    ],
)
def test_a_row_whose_trade_is_not_told_or_told_twice_stays_on_the_notices_own_list(one: Row) -> None:
    assert sector(one) is Sector.OTHER


def test_the_list_of_a_trade_is_the_one_that_a_notice_of_this_trade_alone_publishes() -> None:
    of_trade = series_within(notice(row("典当行"), row("小贷"), row()))
    assert [one.key for one in of_trade] == [
        "guangdong/其他/失联空壳",
        "guangdong/典当/失联空壳",
        "guangdong/小额贷款/失联空壳",
    ]
    assert of_trade[1].title == "广东典当“失联”“空壳”企业名单"


def test_of_a_list_of_one_trade_no_heading_takes_a_row_away() -> None:
    factoring = Series("dalian", Sector.FACTORING, "失联", Mode.BATCH, "大连商业保理“失联”企业名单")
    assert series_within(notice(row("融资租赁"), row(行业="典当"), series=factoring)) == (factoring,)


@pytest.mark.parametrize(
    "text",
    [
        SUM,
        "督促小额贷款公司34家、典当行63家、融资担保公司2家退出行业",
        "名单共99家，其中小额贷款公司34家，典当行63家，融资担保公司2家",
    ],
)
def test_the_size_of_each_trade_is_read_in_whatever_order_it_is_printed(text: str) -> None:
    assert declared_counts("", text) == (99,)
    assert declared_by_sector("", text, 99) == {Sector.MICROLOAN: 34, Sector.PAWN: 63, Sector.GUARANTEE: 2}


@pytest.mark.parametrize(
    "text", ["全省共有小额贷款公司340家、典当行630家", "失联21家、空壳28家", "现将34家小额贷款公司列入名单"]
)
def test_sizes_that_do_not_make_up_the_list_are_not_those_of_its_trades(text: str) -> None:
    assert declared_by_sector("", text, 99) == {}


def listed(pawn: int, loans: int, untold: int = 0) -> tuple[Row, ...]:
    return (row("典当行"),) * pawn + (row("小贷"),) * loans + (row(),) * untold


@pytest.mark.parametrize(("rows", "doubtful"), [((2, 3), False), ((3, 2), True), ((1, 3, 1), False), ((3, 1, 1), True)])
def test_rows_of_a_trade_other_than_the_notice_counts_hold_the_list(rows: tuple[int, ...], doubtful: bool) -> None:
    text = "现将2家典当行、3家小额贷款公司列入名单"
    doubt = doubt_about(notice(declared=5, text=text), listed(*rows))
    assert (doubt is not None) is doubtful


def test_the_words_of_the_doubt_name_both_sizes_of_each_trade() -> None:
    one_table = tuple(row(行业=trade) for trade in ("典当", "典当", "典当", "小额贷款", "小额贷款"))
    doubt = doubt_about(notice(declared=5, text="现将2家典当行、3家小额贷款公司列入名单"), one_table)
    assert doubt is not None
    assert doubt.words == "公告称典当2家、小额贷款3家，读到典当3家、小额贷款2家"
