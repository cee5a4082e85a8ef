"""Statistics as a tree whose every sum is checked: a changed digit must not go unnoticed."""

import re

import pytest

from sources.notices.figures import read_figures

REPORT = (
    "全省共有融资租赁公司和兼营融资租赁业务企业 74 家，其中，融资租赁公司及分支机构 50 家（法人机构 41 家，分支机构 9家），"
    "经营范围包含融资租赁业务的企业 24 家（兼营融资租赁业务典当企业 20 家，兼营融资租赁业务其他企业 4家）。"
    "经清理，初步认定正常经营类企业 31 家（其中融资租赁公司及分支机构 23 家，兼营融资租赁业务典当企业 8家），"
    "非正常经营类企业 43 家（其中融资租赁公司及分支机构 27 家，兼营融资租赁业务典当企业 12 家，兼营融资租赁业务其他企业 4家）。"
    "43 家非正常经营类企业中，11 家被注销营业执照，13 家通过变更经营范围（名称）方式退出市场，19 家被列入经营异常名录。"
)
DIGITS = [match.start() for match in re.finditer(r"\d", REPORT)]


def test_a_report_becomes_a_tree_with_the_words_of_each_figure() -> None:
    figures, _ = read_figures(REPORT)
    assert [(figure.key, figure.value, figure.parent) for figure in figures] == [
        ("total", 74, None),
        ("leasing", 50, "total"),
        ("leasing_legal_persons", 41, "leasing"),
        ("leasing_branches", 9, "leasing"),
        ("scope", 24, "total"),
        ("scope_pawn", 20, "scope"),
        ("scope_other", 4, "scope"),
        ("normal", 31, "total"),
        ("normal_leasing", 23, "normal"),
        ("normal_pawn", 8, "normal"),
        ("abnormal", 43, "total"),
        ("abnormal_leasing", 27, "abnormal"),
        ("abnormal_pawn", 12, "abnormal"),
        ("abnormal_other", 4, "abnormal"),
        ("licence_deregistered", 11, "abnormal"),
        ("exit_by_change", 13, "abnormal"),
        ("abnormal_operations_register", 19, "abnormal"),
    ]


def test_each_figure_quotes_the_text() -> None:
    figures, _ = read_figures(REPORT)
    text = REPORT.replace(" ", "")
    assert all(figure.quote in text and str(figure.value) in figure.quote for figure in figures)
    assert figures[0].quote == "融资租赁公司和兼营融资租赁业务企业74家"
    assert figures[-2].label == "通过变更经营范围（名称）方式退出市场"


def test_every_sum_is_checked_along_the_rows_and_down_the_columns() -> None:
    _, checks = read_figures(REPORT)
    assert [check.expression for check in checks] == [
        "74 = 50 + 24",
        "50 = 41 + 9",
        "24 = 20 + 4",
        "74 = 31 + 43",
        "31 = 23 + 8",
        "43 = 27 + 12 + 4",
        "43 = 11 + 13 + 19",
        "50 = 23 + 27",
        "20 = 8 + 12",
        "4 = 0 + 4",
    ]
    assert all(check.holds for check in checks)


@pytest.mark.parametrize("position", DIGITS)
def test_a_changed_digit_makes_a_check_fail(position: int) -> None:
    changed = str((int(REPORT[position]) + 1) % 10)
    _, checks = read_figures(REPORT[:position] + changed + REPORT[position + 1 :])
    assert not all(check.holds for check in checks)


def test_drifting_wording_is_one_label() -> None:
    text = "共有公司9家，其中，兼营商业保理业务租赁公司9家（甲类4家，乙类5家），其他0家。正常4家（其中甲类4家，丙类0家），非正常5家（其中甲类0家，乙类5家）。"
    _, checks = read_figures(text)
    assert "4 = 4 + 0" in [check.expression for check in checks]


def test_text_without_a_whole_and_its_parts_has_no_figures() -> None:
    assert read_figures("31家省级监管局和5家计划单列市监管局统一挂牌。") == ((), ())
    assert read_figures("全市共有商业保理公司105家。") == ((), ())


def test_numbers_with_thousands_are_whole() -> None:
    figures, checks = read_figures("全国共有公司1,247家，其中，正常1,200家，非正常47家。")
    assert [figure.value for figure in figures] == [1247, 1200, 47]
    assert [check.expression for check in checks] == ["1247 = 1200 + 47"]


def test_brackets_without_end_are_left_alone() -> None:
    nested = "乙3家（" * 5000 + "丙3家" + "）" * 5000
    assert read_figures(f"共有甲9家，{nested}，丁6家。") == ((), ())
