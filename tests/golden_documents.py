"""The documents of tests/fixtures/documents, made once by `python tests/golden_documents.py`: one of each form and trap.

What is there already stays as it is: list.xls was saved by an office program. All names are invented.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from document_makers import (
    Rows,
    archive,
    book,
    container,
    new_page,
    paragraph,
    pdf,
    pdf_scan,
    pdf_table,
    pdf_text,
    sheet,
    word,
    word_table,
)

FOLDER = Path(__file__).parent / "fixtures" / "documents"

# A heading, sections as rows of their own, a name over two lines, a former name, a firm being founded, a footnote mark,
# the heading again as on a new page, a column that nobody knows, totals and remarks.
TRAPS: Rows = (
    ("序号", "企业名称", "统一社会信用代码", "认定情形", "网址"),
    ("一、商业保理公司",) * 5,
    ("1", "云江澄岫商业\n保理有限公司（曾用名：云江旧岫有限公司）", "91210200MW0010002M", "失联；空壳", "无"),
    ("2", "云江银桥商业保理有限公司（筹）", "", "失联", ""),
    ("序号", "企业名称", "统一社会信用代码", "认定情形", "网址"),
    ("二、融资租赁公司",) * 5,
    ("3", "云江鑫远融资租赁有限公司*", "", "空壳", ""),
    ("合 计", "3家", "", "", ""),
    ("注：*为已更名企业。", "", "", "", ""),
)
LOANS: Rows = (("序号", "企业名称"), ("1", "云江禾川小额贷款有限公司"), ("2", "云江松石小额贷款有限责任公司"))
PAWN: Rows = (("序号", "企业名称"), ("1", "云江聚源典当有限公司"))
GUARANTEE: Rows = (("序号", "机构名称", "备注"), ("1", "云江青屿融资担保有限公司", "已更名"))


def page_table(rows: Rows) -> str:
    lines = ("".join(f"<td>{cell}</td>".replace("\n", "<br>") for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def csv(rows: Rows) -> bytes:
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode("gb18030")


def ruled(rows: Rows) -> bytes:
    sections = [("SPAN", (0, number), (-1, number)) for number, row in enumerate(rows) if len(set(row)) == 1]
    return pdf(pdf_table(rows, *sections))


def sheets_of_trades(target: Any) -> None:
    """A sheet for each trade: one with two lists side by side and a title, one with a code stored as a number."""
    loans = target.add_worksheet("小额贷款公司")
    loans.merge_range(0, 0, 0, 3, "云江市小额贷款公司名单")
    loans.write_row(1, 0, (*LOANS[0], *LOANS[0]))
    loans.write_row(2, 0, (*LOANS[1], *LOANS[2]))
    pawn = target.add_worksheet("典当行")
    pawn.write_row(0, 0, ("序号", "企业名称", "信用代码"))
    pawn.write_row(1, 0, (1, PAWN[1][1]))
    pawn.write_number(1, 2, 91210200100000000)


def spans() -> bytes:
    """A table as a system exports it: a heading in two lines, and a company merged over its two reasons."""
    heads = "<tr><th rowspan=2>序号<th rowspan=2>企业名称<th colspan=2>认定情形</tr><tr><th>失联<th>空壳</tr>"
    ticked = "<tr><td>1<td>云江澄岫有限公司<td>√<td></tr>"
    merged = "<tr><td rowspan=2>2<td rowspan=2>云江银桥有限公司<td>√<td></tr><tr><td><td>√</tr>"
    return f"<meta charset=gb2312><table>{heads}{ticked}{merged}</table>".encode("gb18030")


def over_pages() -> bytes:
    """A ruled table that is cut by the end of a page inside a name."""
    first = (
        ("序号", "企业名称", "认定情形"),
        ("1", "云江澄岫商业保\n理有限公司", "失联"),
        ("2", "云江银桥商业", "空壳"),
    )
    rest = (("", "保理有限公司", ""), ("3", "云江鑫远有限公司", "失联"))
    tables = [pdf_table(rows, widths=(40, 180, 120)) for rows in (first, rest)]
    return pdf(pdf_text("云江市商业保理企业名单"), tables[0], new_page(), tables[1])


NUMBERED = ("一、商业保理公司", "1. 云江澄岫商业保理有限公司（曾用名：云江旧岫有限公司）", "2. 云江银桥商业保理有限公司",
            "二、融资租赁公司", "1. 云江鑫远融资租赁有限公司")  # fmt: skip
BODY = (
    "<p>现将2家小额贷款公司、1家典当行和1家融资担保公司列入督促退出名单，请尽快联系我局。</p>"
    f"<p>一、小额贷款公司（2家）</p>{page_table(LOANS)}<p>（以上为小额贷款公司）</p><p>二、典当行</p>{page_table(PAWN)}"
    f"{page_table(GUARANTEE).replace('<table>', '<table><caption>三、融资担保公司</caption>')}<p>云江市地方金融管理局</p>"
)
MAKERS: dict[str, Callable[[], bytes]] = {
    "traps.xlsx": lambda: sheet(TRAPS),
    "traps.html": lambda: page_table(TRAPS).encode("gb18030"),
    "traps.csv": lambda: csv(TRAPS),
    "traps.docx": lambda: word(word_table(TRAPS)),
    "traps.pdf": lambda: ruled(TRAPS),
    "trades.xlsx": lambda: book(sheets_of_trades),
    "trades.docx": lambda: word(
        *(paragraph("附件"), paragraph("小额贷款公司名单"), word_table(LOANS), paragraph("典当行名单"), word_table(PAWN)),
        *(paragraph("以下企业另行公告。"), word_table(GUARANTEE)),
    ),
    "trades.pdf": lambda: pdf(
        *(pdf_text("云江市地方金融组织名单"), pdf_text("一、小额贷款公司（2家）"), pdf_table(LOANS, widths=(40, 200))),
        *(pdf_text("（以上为小额贷款公司）"), pdf_text("二、典当行（2家）"), pdf_table(PAWN, widths=(40, 200)), new_page()),
        *(pdf_text("- 2 -"), pdf_table((("2", "云江汇丰源典当有限公司"),), widths=(40, 200))),
    ),
    "trades_in_the_body.html": BODY.encode,
    "spans.xls": spans,
    "over_pages.pdf": over_pages,
    "two_of_three.csv": lambda: csv(LOANS),
    "no_names.xlsx": lambda: sheet((("序号", "名录内容"), ("1", "云江禾川小额贷款有限公司"))),
    "numbered.pdf": lambda: pdf(*map(pdf_text, ("云江市地方金融组织名单（共3家）", *NUMBERED, "2025年6月11日"))),
    "numbered_uncounted.pdf": lambda: pdf(*map(pdf_text, NUMBERED[1:3])),
    "numbered_with_a_stray_line.docx": lambda: word(*map(paragraph, (*NUMBERED, "云江聚源典当行"))),
    "columns_without_lines.pdf": lambda: pdf(*(pdf_text("　".join(row)) for row in LOANS)),
    "scan.pdf": pdf_scan,
    "old_word.doc": lambda: container("WordDocument"),
    "several.zip": lambda: archive(
        {"一/小额贷款公司.xlsx": sheet(LOANS), "一/典当行.docx": word(word_table(PAWN)), "盖章页.doc": container("WordDocument"),
         "函.docx": word(paragraph("现予公布。"))}
    ),
}  # fmt: skip


def main() -> int:
    """Write the files that are not there yet."""
    FOLDER.mkdir(exist_ok=True)
    for name, make in MAKERS.items():
        if not (FOLDER / name).exists():
            (FOLDER / name).write_bytes(make())
    return 0


if __name__ == "__main__":
    sys.exit(main())
