"""The title above a table: it names the trade of the table below it, and never that of another."""

import pytest

from document_makers import paragraph, word, word_table
from sources.documents.html import parse, tables
from sources.documents.reader import read
from sources.notices.rows import lists_in, rows_of

HEADS = "<tr><td>序号</td><td>企业名称</td></tr>"


def html(count: int, first: int = 1, *, heads: str = HEADS) -> str:
    rows = (f"<tr><td>{n}</td><td>云江第{n}号有限公司</td></tr>" for n in range(first, first + count))
    return f"<table>{heads}{''.join(rows)}</table>"


def captions(page: str) -> list[str | None]:
    body = parse(page).body
    assert body is not None
    return [table.caption for table in tables(body)]


ONE, TWO, THREE = html(2), html(3, 3), html(2, 6)
LOANS, PAWN = "<p>一、小额贷款公司（2家）</p>", "<p>二、典当行名单：</p>"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (LOANS + ONE + PAWN + TWO, ["一、小额贷款公司（2家）", "二、典当行名单"]),
        (LOANS + "<p>（截至2025年5月末）</p><p>单位：家</p>" + ONE, ["一、小额贷款公司（2家）"]),
        (ONE.replace("<table>", "<table><caption>典当行名单</caption>"), ["典当行名单"]),
        ("<table><tr><td>" + LOANS + ONE + "</td><td>旁注</td></tr></table>", ["一、小额贷款公司（2家）"]),
        # What stands between two tables may belong to the one above.
        (LOANS + ONE + "<p>以上为小额贷款公司</p>" + TWO, ["一、小额贷款公司（2家）", ""]),
        (LOANS + ONE + "<p>（注：小额贷款公司不含分公司）</p>" + TWO, ["一、小额贷款公司（2家）", ""]),
        (LOANS + ONE + "<p>小额贷款公司合计2家</p>" + TWO, ["一、小额贷款公司（2家）", ""]),
        (ONE + "<p>小额贷款公司名单</p>" + TWO + "<p>典当行名单</p>", ["", ""]),  # titles below their tables
        # A table without a title after one with, a title repeated, sentences, the title of the notice, a name.
        (LOANS + ONE + TWO, ["一、小额贷款公司（2家）", None]),
        (LOANS + ONE + LOANS + TWO, ["一、小额贷款公司（2家）"] * 2),
        (LOANS + ONE + "<p>请有关典当行尽快联系我局。</p>" + TWO, ["一、小额贷款公司（2家）", ""]),
        ("<p>现将典当行名单公告如下：</p>" + ONE, [""]),
        ("<p>关于公布典当行名单的公告</p>" + ONE, [""]),
        ("<p>云江甲典当有限公司</p>" + ONE, [""]),
        # The same page for the desktop and the telephone.
        (LOANS + ONE + LOANS + ONE, ["一、小额贷款公司（2家）"]),
        (LOANS + ONE + PAWN + ONE, ["一、小额贷款公司（2家）", "二、典当行名单"]),
    ],
)
def test_a_title_right_above_a_table_is_its_own_and_nothing_else_is(page: str, expected: list[str | None]) -> None:
    assert captions(f"<div>{page}</div>") == expected


def test_a_table_that_goes_on_below_nothing_keeps_its_title_and_below_words_it_has_none() -> None:
    rest = html(1, 3, heads="") + "<!-- -->"
    for between, expected in (("", "一、小额贷款公司（2家）"), ("<p>请尽快联系我局。</p>", None)):
        body = parse(
            LOANS + ONE + between + rest.replace("</table>", "<tr><td>4</td><td>云江丁有限公司</td></tr></table>")
        ).body
        assert body is not None
        rows = rows_of(lists_in(tables(body)), "u")
        assert [row.cells.get("表题") for row in rows] == ["一、小额贷款公司（2家）"] * 2 + [expected] * 2


def test_each_table_of_a_word_file_has_the_title_above_it() -> None:
    content = word(paragraph("小额贷款公司名单"), word_table(), paragraph("特此公告。"), word_table(), word_table())
    (document,) = read(content, "名单.docx")
    assert [table.caption for table in document.tables] == ["小额贷款公司名单", "", None]
