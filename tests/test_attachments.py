"""A notice and its files: what becomes rows, what is held, and what is only trouble."""

from dataclasses import replace
from io import BytesIO

import pytest
import xlsxwriter

from sources.base import Page, Regulator, Request
from sources.documents.tables import Cell, Table
from sources.errors import FetchError
from sources.notices.article import Article, Link
from sources.notices.attachments import notice_steps, with_file
from sources.notices.doubts import accepted
from sources.records import ConflictField, LookState, Notice

DALIAN = Regulator("dalian", "大连", ("大连市金融发展局",), ("jrj.dl.gov.cn",))
PAGE = "https://jrj.dl.gov.cn/art/2023/7/18/art_2765_1.html"
FILE = "https://jrj.dl.gov.cn/module/download/downfile.jsp?filename=a.xlsx"
NAME = "大连市“非正常经营类”商业保理公司名录.xlsx"
TITLE = "关于更新《大连市“非正常经营类”商业保理公司名录》公告"


def workbook(count: int, first: int = 1) -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["序号", "企业名称"])
    for number in range(first, first + count):
        sheet.write_row(number - first + 1, 0, [number, f"大连第{number}号商业保理有限公司"])
    book.close()
    return buffer.getvalue()


def article(body: str, *links: Link, title: str = TITLE, tables: tuple[Table, ...] = ()) -> Article:
    return Article(PAGE, title, (body,), attachments=links, tables=tables)


def declared(count: int, *links: Link, tables: tuple[Table, ...] = ()) -> Article:
    return article(
        f"截至2023年7月，仍有{count}家公司属于“非正常经营类”商业保理公司，现向社会公告。", *links, tables=tables
    )


def run(given: Article, answers: dict[str, bytes | FetchError]) -> tuple[Notice, list[str]]:
    """Drive the steps with canned answers; return the notice and the URLs asked for."""
    steps = notice_steps(given, DALIAN)
    asked: list[str] = []
    step = next(steps)
    while isinstance(step, Request):
        asked.append(step.url)
        answer = answers[step.url]
        step = steps.throw(answer) if isinstance(answer, FetchError) else steps.send(Page(step.url, answer))
    with pytest.raises(StopIteration):
        next(steps)
    return step, asked


def test_a_file_that_makes_up_the_declared_number_gives_the_rows() -> None:
    notice, asked = run(declared(3, Link(FILE, NAME)), {FILE: workbook(3)})
    assert asked == [FILE]
    assert notice.rows[0].name == "大连第1号商业保理有限公司"
    assert (notice.named, notice.missing, notice.held) == (3, 0, ())


def test_seventeen_of_eighteen_are_held_with_a_conflict_of_count() -> None:
    notice, _ = run(declared(18, Link(FILE, NAME)), {FILE: workbook(17)})
    assert notice.rows == ()
    assert len(notice.held) == 17
    (conflict,) = (known for known in notice.conflicts if known.field is ConflictField.COUNT)
    assert {reading.value for reading in conflict.readings} == {"18", "17"}
    assert conflict.chosen is None
    assert notice.attachments[0].trouble_state is LookState.QUARANTINED


def test_two_files_that_together_make_up_the_number_are_one_list() -> None:
    second = FILE + "&part=2"
    notice, _ = run(
        declared(5, Link(FILE, NAME), Link(second, NAME)), {FILE: workbook(3), second: workbook(2, first=4)}
    )
    assert notice.named == 5


def test_the_same_list_in_two_files_is_counted_once() -> None:
    second = FILE + "&copy=2"
    notice, _ = run(declared(3, Link(FILE, NAME), Link(second, NAME)), {FILE: workbook(3), second: workbook(3)})
    assert notice.named == 3


def test_one_unreadable_file_of_two_leaves_the_other_held() -> None:
    second = FILE + "&part=2"
    notice, _ = run(declared(5, Link(FILE, NAME), Link(second, "附件2.pdf")), {FILE: workbook(3), second: b"%PDF-1.7"})
    assert (notice.named, len(notice.held)) == (0, 3)
    assert [attachment.trouble_state for attachment in notice.attachments] == [
        LookState.QUARANTINED,
        LookState.UNREADABLE,
    ]


def test_an_attachment_that_is_gone_or_an_error_page_is_trouble_and_no_rows() -> None:
    gone = FetchError("附件已不存在", state=LookState.GONE, url=FILE)
    notice, _ = run(declared(3, Link(FILE, NAME)), {FILE: gone})
    assert notice.attachments[0].trouble_state is LookState.GONE
    assert notice.missing == 3
    notice, _ = run(declared(3, Link(FILE, NAME)), {FILE: "<html><body>系统繁忙</body></html>".encode()})
    assert notice.attachments[0].trouble_state is LookState.UNREADABLE
    assert "实际是一个网页" in (notice.attachments[0].trouble or "")
    assert not any(known.field is ConflictField.COUNT for known in notice.conflicts)


def test_a_damaged_pdf_says_that_it_is_kept() -> None:
    notice, _ = run(declared(3, Link(FILE, "名录.pdf")), {FILE: b"%PDF-1.4"})
    assert notice.attachments[0].trouble_state is LookState.UNREADABLE
    assert "原件已留存" in (notice.attachments[0].trouble or "")


def test_a_script_stub_is_followed_once_on_the_same_host() -> None:
    target = "https://jrj.dl.gov.cn/attach/0/a.xlsx"
    stub = b"<script>location='/attach/0/a.xlsx';</script>"
    notice, asked = run(declared(3, Link(FILE, NAME)), {FILE: stub, target: workbook(3)})
    assert asked == [FILE, target]
    assert {row.place.url for row in notice.rows} == {target}
    again, _ = run(declared(3, Link(FILE, NAME)), {FILE: stub, target: stub})
    assert again.attachments[0].trouble_state is LookState.UNREADABLE


@pytest.mark.parametrize(
    "target", ["https://evil.test/a.xlsx", "//evil.test/a", "javascript:x()", "file:///etc/passwd", "http://[/"]
)
def test_a_script_stub_to_anywhere_else_is_not_followed(target: str) -> None:
    notice, asked = run(declared(3, Link(FILE, NAME)), {FILE: f"<script>location.href = '{target}'</script>".encode()})
    assert asked == [FILE]
    assert notice.attachments[0].trouble_state is LookState.WRONG_PAGE


def test_a_contradicting_file_is_held_and_one_conflict_says_so() -> None:
    other = "大连市“非正常经营类”融资租赁公司名录（第三批）.xlsx"
    notice, _ = run(declared(3, Link(FILE, other)), {FILE: workbook(3)})
    assert (notice.named, len(notice.held), notice.missing) == (0, 3, 3)
    assert sum(known.field is ConflictField.ATTACHMENT for known in notice.conflicts) == 1
    assert "待裁决" in (notice.attachments[0].trouble or "")


def test_a_table_in_the_body_gives_the_rows_and_fetches_nothing_when_complete() -> None:
    body = Table(
        "表1", tuple((Cell(text),) for text in ("企业名称", "大连甲商业保理有限公司", "大连乙商业保理有限公司"))
    )
    notice, asked = run(declared(2, Link(FILE, NAME), tables=(body,)), {})
    assert (notice.named, asked) == (2, [])
    assert notice.rows[0].place.url == PAGE
    notice, _ = run(declared(3, tables=(body,)), {})
    assert (notice.named, len(notice.held)) == (0, 2)


def test_a_notice_that_is_no_list_fetches_nothing() -> None:
    given = article("请各单位按时参加。", Link(FILE, "报名表.xlsx"), title="关于举办培训班的通知")
    notice, asked = run(given, {})
    assert asked == []
    assert notice.attachments[0].url == FILE


def test_a_name_printed_without_a_file_is_no_request() -> None:
    notice, asked = run(declared(3, Link(None, NAME)), {})
    assert asked == []
    assert notice.missing == 3


LIST = "关于公布“失联”商业保理企业名单的公告"


def unsized(*links: Link, title: str = LIST, tables: tuple[Table, ...] = ()) -> Article:
    return article("现将“失联”商业保理企业名单予以公告。", *links, title=title, tables=tables)


def one_column(*texts: str) -> Table:
    return Table("表1", tuple((Cell(text),) for text in texts))


def test_half_a_list_of_unknown_size_is_held() -> None:
    second = FILE + "&part=2"
    notice, _ = run(unsized(Link(FILE, "一.xlsx"), Link(second, "二.pdf")), {FILE: workbook(3), second: b"%PDF-1.7"})
    assert (notice.named, len(notice.held), notice.names_missing) == (0, 3, True)
    assert notice.conflicts[-1].field is ConflictField.ATTACHMENT
    assert "名单可能不全" in (notice.attachments[0].trouble or "")


@pytest.mark.parametrize("other", ["一.pdf", "申辩申请表.docx"])
def test_a_second_format_or_a_form_that_cannot_be_read_takes_nothing_from_the_list(other: str) -> None:
    second = FILE + "&part=2"
    notice, _ = run(unsized(Link(FILE, "一.xlsx"), Link(second, other)), {FILE: workbook(3), second: b"%PDF-1.7"})
    assert (notice.named, notice.held) == (3, ())


def test_more_files_than_are_fetched_make_half_a_list() -> None:
    links = [Link(f"{FILE}&part={number}", f"第{number}部分.xlsx") for number in range(21)]
    notice, asked = run(
        unsized(*links), {link.url or "": workbook(1, first=int(link.name[1:-7]) + 1) for link in links}
    )
    assert (len(asked), notice.named, len(notice.held)) == (20, 0, 20)
    assert notice.attachments[20].trouble_state is LookState.FAILED


def test_good_companies_among_the_bad_are_never_listed_without_a_person() -> None:
    texts = (
        *(("序号", "企业名称"), ("正常经营类",) * 2, ("1", "甲商业保理有限公司")),
        *(("非正常经营类",) * 2, ("2", "乙商业保理有限公司")),
    )
    table = Table("表1", tuple(tuple(map(Cell, row)) for row in texts))
    notice, _ = run(unsized(tables=(table,)), {})
    assert (notice.named, len(notice.held)) == (0, 2)
    assert notice.conflicts[-1].chosen is None


@pytest.mark.parametrize("sheet", ["正常经营类", "移出名单"])
def test_a_sheet_of_good_companies_or_a_number_left_out_holds_a_list_of_bad_ones(sheet: str) -> None:
    lines = ((Cell("序号"), Cell("企业名称")), *((Cell(number), Cell(f"大连{number}号公司")) for number in "12"))
    notice, _ = run(unsized(tables=(Table("表1", lines), Table(sheet, lines[:2]))), {})
    assert (notice.named, len(notice.held)) == (0, 3)
    gap, _ = run(unsized(tables=(Table("表1", (*lines, (Cell("5"), Cell("大连5号公司")))),)), {})
    assert (gap.named, len(gap.held)) == (0, 3)
    assert run(unsized(tables=(Table("表1", lines),)), {})[0].named == 2


@pytest.mark.parametrize(
    "title", ["关于更正“失联”商业保理企业名单的公告", "关于公布正常经营、非正常经营商业保理企业名单的公告"]
)
def test_a_title_that_may_clear_whom_it_names_flags_nobody(title: str) -> None:
    notice, _ = run(unsized(title=title, tables=(one_column("企业名称", "甲商业保理有限公司"),)), {})
    assert (notice.named, len(notice.held), notice.names_missing) == (0, 1, True)


def test_a_correction_flags_nobody_either_where_its_table_has_the_declared_number() -> None:
    given = replace(declared(1, tables=(one_column("企业名称", "甲商业保理有限公司"),)), title="关于更正“失联”商业保理企业名单的公告")
    notice, _ = run(given, {})
    assert (notice.declared, notice.named, len(notice.held)) == (1, 0, 1)


def test_offices_to_turn_to_are_not_listed() -> None:
    offices = Table(
        "表1",
        (
            (Cell("单位名称"), Cell("联系电话")),
            (Cell("中山区金融工作局"), Cell("0411")),
            (Cell("西岗区金融服务办公室"), Cell("0411")),
        ),
    )
    notice, _ = run(unsized(Link(FILE, NAME), tables=(offices,)), {FILE: workbook(3)})
    assert [row.name for row in notice.rows] == [f"大连第{number}号商业保理有限公司" for number in (1, 2, 3)]


def test_a_second_saved_file_joins_the_first_one_and_replaces_itself() -> None:
    second = FILE + "&part=2"
    gone = FetchError("附件已不存在", state=LookState.GONE, url=FILE)
    notice, _ = run(declared(5, Link(FILE, "一.xlsx"), Link(second, "二.xlsx")), {FILE: gone, second: gone})
    notice = with_file(notice, Page("file:一.xlsx", workbook(3), name="一.xlsx"))
    assert (notice.named, len(notice.held)) == (0, 3)
    notice = with_file(notice, Page("file:二.xlsx", workbook(2, first=4), name="二.xlsx"))
    assert (notice.named, notice.held) == (5, ())
    again = with_file(notice, Page("file:二.xlsx", workbook(2, first=4), name="二.xlsx"))
    assert again.named == 5
    single = replace(notice, attachments=notice.attachments[:1], declared=None)
    assert with_file(single, Page("file:一.xlsx", workbook(1), name="一.xlsx")).named == 1


def test_a_list_that_goes_on_without_a_heading_on_the_next_page_of_the_text_is_one_list() -> None:
    first = one_column("企业名称", "大连甲商业保理有限公司")
    notice, _ = run(unsized(tables=(first, one_column("大连乙商业保理有限公司"))), {})
    assert [row.name for row in notice.rows] == ["大连甲商业保理有限公司", "大连乙商业保理有限公司"]


def test_companies_in_the_text_beside_a_table_hold_a_list_of_unknown_size() -> None:
    given = unsized(tables=(one_column("企业名称", "大连甲商业保理有限公司"),))
    for line, held in (("2、大连乙商业保理有限公司", 1), ("大连乙商业保理有限公司", 1), ("1.大连甲商业保理有限公司", 0)):
        notice, _ = run(replace(given, paragraphs=(*given.paragraphs, line)), {})
        assert (notice.named, len(notice.held)) == (1 - held, held)


def test_a_table_of_the_text_that_may_lose_a_company_leaves_the_notice_with_its_names_missing() -> None:
    both = one_column("企业名称", "大连甲商业保理有限公司、大连乙商业保理有限公司")
    notice, _ = run(unsized(tables=(both,)), {})
    assert (notice.named, notice.names_missing) == (0, True)
    assert "不止一家" in (notice.attachments[0].trouble or "")


def test_a_saved_file_that_contradicts_the_notice_takes_nothing_from_the_others_and_is_not_accepted_with_them() -> None:
    given = unsized(*(Link(FILE + name, f"{name}.xlsx") for name in ("附件1：正常", "附件2：非正常")), tables=())
    gone = FetchError("附件已不存在", state=LookState.GONE, url=FILE)
    notice, _ = run(given, dict.fromkeys((link.url or "" for link in given.attachments), gone))
    notice = with_file(notice, Page("file:附件2：非正常.xlsx", workbook(2), name="附件2：非正常.xlsx"))
    notice = with_file(notice, Page("file:附件1：正常.xlsx", workbook(1, first=8), name="附件1：正常.xlsx"))
    assert {row.name for row in (*notice.rows, *notice.held)} == {f"大连第{number}号商业保理有限公司" for number in (1, 2, 8)}
    assert "大连第8号商业保理有限公司" not in {row.name for row in (*notice.rows, *accepted(replace(notice, held=(*notice.rows, *notice.held))))}
