"""The trade of a notice: by body and legal basis, not by heading."""

import pytest

from sources.notices.sectors import decide_sectors, sectors_in, sectors_of_basis, sectors_of_body
from sources.records import Sector

FACTORING, LEASING, LOAN, PAWN = Sector.FACTORING, Sector.LEASING, Sector.MICROLOAN, Sector.PAWN


@pytest.mark.parametrize(
    ("number", "sector"),
    [("银保监发〔2020〕22号", LEASING), ("银保监办发〔2019〕205号", FACTORING), ("银保监办发〔2020〕86号", LOAN)],
)
def test_the_legal_basis_names_the_trade(number: str, sector: Sector) -> None:
    assert sectors_of_basis(("东政〔2023〕1号", number)) == (sector,)


def test_a_body_is_about_the_trade_that_it_names_most() -> None:
    assert sectors_of_body("商业保理企业、商业保理公司、商业保理行业、商业保理业务，兼营的融资租赁公司") == (FACTORING,)
    assert sectors_of_body("小额贷款公司、典当行") == (LOAN, PAWN)
    assert sectors_of_body("特此公告") == ()


def test_names_of_supervisors_are_not_trades() -> None:
    assert sectors_in("中国银行保险监督管理委员会、中国证券监督管理委员会、中国人民银行、深圳证券交易所") == ()


def test_body_and_basis_win_over_title_and_heading() -> None:
    chosen = decide_sectors(body=(LEASING,), basis=(LEASING,), title=(FACTORING,), heading=(FACTORING,))
    assert chosen == (LEASING,)


def test_the_heading_counts_only_where_nothing_else_speaks() -> None:
    assert decide_sectors(body=(), basis=(), title=(), heading=(PAWN,)) == (PAWN,)


def test_a_title_of_three_trades_stands_though_the_basis_covers_one() -> None:
    three = (LEASING, LOAN, PAWN)
    assert decide_sectors(body=three, basis=(LOAN,), title=three, heading=()) == three
