"""Companies in numbered paragraphs of a file without a table: read where a printed number is theirs, else held or unread."""

import pytest

from document_makers import pdf, pdf_text
from sources.base import Page
from sources.notices.article import Article, Link
from sources.notices.attachments import with_file
from sources.notices.numbered import numbered_in
from sources.notices.reader import read
from sources.notices.rows import SECTION
from sources.records import ConflictField, LookState, Notice
from test_attachments import DALIAN, FILE, NAME, PAGE, TITLE

A, B, C = "云江澄岫商业保理有限公司", "云江银桥（云江自贸区）商业保理有限责任公司", "云江鑫远投资中心（有限合伙）"
CODE = "91210200MW0010002M"


def names(*lines: str) -> list[str] | None:
    found = numbered_in("\n".join(lines), "u")
    return None if found is None else [row.name for row in found.rows]


def doubt(*lines: str, declared: int | None = None) -> str | None:
    found = numbered_in("\n".join(lines), "u")
    assert found is not None
    return found.doubt(declared)


@pytest.mark.parametrize(
    "lines",
    [
        (f"1. {A}", f"2. {B}", f"3. {C}"),
        (f"一、{A}；", f"二、{B}；", f"三、{C}。"),
        (f"（1）{A}", f"（2）{B}", f"（3）{C}"),
        (f"1、{A[:5]}", A[5:], f"2、{B[:-2]}", "- 1 -", B[-2:], f"3、{C}"),
        (
            "云江市名单",
            f"1．{A}，{CODE}",
            "第 1 页 共 2 页",
            "云江市名单",
            f"2．{B}（统一社会信用代码：{CODE}）",
            f"3．{C}",
            "2025年6月",
        ),
    ],
)
def test_numbered_paragraphs_of_every_style_are_read_over_lines_and_pages(lines: tuple[str, ...]) -> None:
    assert names(*lines) == [A, B, C]


@pytest.mark.parametrize(
    "lines",
    [
        (f"1. {A}", "2. 请尽快联系我局", f"3. {C}"),
        (f"1. {A}、{B}", f"2. {C}"),
        (f"1. {A}与{B}", f"2. {C}"),
        (f"1. {A}", B, f"3. {C}"),  # one without its number
        (f"1. {A}", "云江典当行", "二、其他", f"1. {C}"),
        (f"1. {A}", f"2. {B}", "云江典当行"),
        (f"经查，{A}等2家公司失联：", f"1. {B}", f"2. {C}"),
        ("一、小额贷款公司", "二、典当行"),
        (f"1. {A[:5]}", f"2. {B}"),
        (f"1 {A} 无法取得联系", f"2 {B} 空壳"),  # columns without lines
        ("1. " + "云" * 100_000,),
    ],
)
def test_where_any_line_is_not_understood_nothing_is_read(lines: tuple[str, ...]) -> None:
    assert names(*lines) is None


TWO = (f"1. {A}", f"2. {B}")


def test_the_names_count_only_where_a_printed_number_is_theirs() -> None:
    assert doubt("名单（共2家）", *TWO) is None
    assert doubt(*TWO, "以上共2家。") is None
    assert doubt(*TWO, declared=2) is None
    assert doubt("一、失联（1家）", TWO[0], "二、空壳（1家）", f"1. {B}") is None
    assert "没有写明家数" in (doubt(*TWO) or "")
    assert "写明 3 家，按编号段落读到 2 家" in (doubt("名单（共3家）", *TWO, declared=2) or "")
    assert "不连续" in (doubt("名单（共2家）", TWO[0], f"3. {B}") or "")
    assert "之下读到 1 家" in (doubt("名单（共2家）", "一、失联（2家）", TWO[0], "二、空壳", f"2. {B}") or "")


def test_sub_headings_tell_the_trade_and_former_names_and_codes_are_taken() -> None:
    found = numbered_in(f"一、商业保理公司\n1. {A}（曾用名：云江旧岫有限公司）{CODE}\n二、融资租赁公司\n1. {B}", "u")
    assert found is not None
    assert [(row.name, row.code, row.former_names, row.cells[SECTION], row.place.row) for row in found.rows] == [
        (A, CODE, ("云江旧岫有限公司",), "一、商业保理公司", 1),
        (B, None, (), "二、融资租赁公司", 2),
    ]


def noticed(count: str, *lines: str) -> Notice:
    body = f"截至2023年7月，仍有{count}属于“非正常经营类”商业保理公司，现向社会公告。"
    notice = read(Article(PAGE, TITLE, (body,), attachments=(Link(FILE, NAME),)), DALIAN)
    return with_file(notice, Page(FILE, pdf(*map(pdf_text, lines)), name=NAME))


def test_a_pdf_in_words_is_listed_by_the_notices_number_or_its_own_and_else_held() -> None:
    assert [row.name for row in noticed("2家公司", *TWO).rows] == [A, B]
    assert [row.name for row in noticed("部分公司", "名单（共2家）", *TWO).rows] == [A, B]
    for doubtful in (noticed("3家公司", *TWO), noticed("部分公司", *TWO)):
        assert (doubtful.rows, [row.name for row in doubtful.held]) == ((), [A, B])
        assert doubtful.attachments[0].trouble_state is LookState.QUARANTINED
        assert [one.field for one in doubtful.conflicts if one.chosen is None] == [ConflictField.COUNT]
