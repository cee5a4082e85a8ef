import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import FileRejected
from sources.names.codes import check_character
from watcher.screening.upload import Problem, Upload, read_portfolio

NAME = "大连金鑫商业保理有限公司"
CODE = "91210200MA0XK7J31" + check_character("91210200MA0XK7J31")


def _read(text: str, encoding: str = "utf-8", *, name_column: str | None = None) -> Upload:
    return read_portfolio(text.encode(encoding), "名单.csv", name_column=name_column)


def _workbook(*sheets: list[list[str | float]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for at, value in enumerate(row):
                    sheet.write(number, at, value) if not isinstance(value, str) else sheet.write_string(
                        number, at, value
                    )
    return content.getvalue()


def _words(upload: Upload) -> list[tuple[int, str]]:
    return [(problem.row, problem.words) for problem in upload.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_every_encoding_and_delimiter_gives_the_same_counterparties(encoding: str, delimiter: str) -> None:
    rows = [("统一社会信用代码", "经理", "企业名称"), (CODE, "张三", NAME), ("", "李四", "大連鑫源（集團）")]
    upload = _read("\r\n".join(delimiter.join(row) for row in rows), encoding)
    assert [(read.row, read.name, read.code, read.extra) for read in upload.counterparties] == [
        (1, NAME, CODE, (("经理", "张三"),)),
        (2, "大連鑫源（集團）", None, (("经理", "李四"),)),
    ]
    assert upload.columns == ("经理",)
    assert upload.problems == ()


@pytest.mark.parametrize(
    "head",
    [
        "企业名称",
        "公司名称",
        "单位名称",
        "名称",
        "交易对手",
        "交易对手名称",
        "客户名称",
        "name",
        "Name",
        " NAME ",
        "企业名称（全称）",
        "公司名称*",
    ],
)
def test_the_name_column_is_found_by_its_head(head: str) -> None:
    assert [read.name for read in _read(f"编号,{head}\n7,{NAME}\n").counterparties] == [NAME]


@pytest.mark.parametrize(
    "head", ["统一社会信用代码", "信用代码", "uscc", "USCC", "社会信用代码", "统一社会信用代码/注册号"]
)
def test_the_code_column_is_found_by_its_head(head: str) -> None:
    assert [read.code for read in _read(f"{head},企业名称\n{CODE},{NAME}\n").counterparties] == [CODE]


def test_the_user_may_name_the_column() -> None:
    upload = _read(f"名称,借款人\n七号项目,{NAME}\n", name_column="借款人")
    assert [read.name for read in upload.counterparties] == [NAME]
    assert upload.columns == ("名称",)


def test_a_title_above_the_heading_is_passed_over() -> None:
    upload = _read(f"客户名单,\n截至2023年,\n企业名称,信用代码\n{NAME},{CODE}\n")
    assert [(read.row, read.name) for read in upload.counterparties] == [(1, NAME)]


def test_rows_count_records_and_not_lines() -> None:
    upload = _read(f'企业名称,备注\n"大连金鑫\n商业保理有限公司","一\n二"\n,空\n{NAME},\n{NAME},\n')
    assert [read.row for read in upload.counterparties] == [1, 3, 4]
    assert [read.row for read in upload.unscreened] == [2]
    assert upload.counterparties[0].name == "大连金鑫\n商业保理有限公司"


def test_bad_records_are_told_and_the_others_kept() -> None:
    text = f"企业名称,信用代码,备注\n{NAME},9.12102E+17,\n,{CODE},\n{'甲' * 3000},,\n=cmd|calc,,=1+1\n{NAME},,多,余\n沈阳鑫源贸易有限公司,{CODE[:-1]}I,\n"
    upload = _read(text)
    assert [read.row for read in upload.counterparties] == [1, 2, 4, 5, 6]
    assert [read.row for read in upload.unscreened] == [3]
    assert upload.counterparties[2].name == "=cmd|calc"
    assert upload.counterparties[0].code == "9.12102E+17"
    expected = [
        (1, "科学计数"),
        (2, "名称为空，仅按信用代码筛查"),
        (3, "3000 个字符"),
        (4, "像公式"),
        (4, "像公式"),
        (5, "多出"),
        (5, "第 1 条记录重复"),
        (6, "不会出现的字符 I"),
    ]
    assert len(upload.problems) == len(expected)
    assert all(row == at and part in words for (row, words), (at, part) in zip(_words(upload), expected, strict=True))


@pytest.mark.parametrize("name", ["甲" + "\u0327\u0301" * 60_000, "公司、" + "分公司、" * 30_000, "*" * 130_000 + "公"])
def test_an_overlong_cell_is_told_as_such_and_not_looked_into(name: str) -> None:
    # by the square of the length forty rows would take many minutes
    upload = _read("企业名称,信用代码\n" + f"{name},{CODE}\n" * 40)
    assert len(upload.counterparties) == 40
    assert {words.partition("，")[2] for _, words in _words(upload)} >= {"超过 200 个上限，仅按信用代码筛查"}


def test_the_value_in_a_problem_is_short_and_on_one_line() -> None:
    (problem,) = _read(f'企业名称\n"{"甲" * 150}\n{"乙" * 150}"\n').problems
    assert isinstance(problem, Problem)
    assert len(problem.value) <= 40
    assert "\n" not in problem.value


def test_duplicates_are_reported_and_kept() -> None:
    upload = _read(f"企业名称\n{NAME}\n 大连金鑫商业保理有限公司（已注销）\n")
    assert [read.row for read in upload.counterparties] == [1, 2]
    assert _words(upload) == [(2, "与第 1 条记录重复，照常筛查")]


def test_a_short_record_has_empty_cells() -> None:
    (read,) = _read(f"企业名称,信用代码,备注\n{NAME}\n").counterparties
    assert (read.code, read.extra) == (None, (("备注", ""),))


def test_a_workbook_is_read_and_a_code_kept_as_a_number_is_damaged() -> None:
    upload = read_portfolio(
        _workbook(
            [["说明"], ["无"]],
            [["公司名称", "信用代码", "额度"], [NAME, 912102001234567890.0, 12.5], ["沈阳鑫源贸易有限公司", CODE, 3]],
        ),
        "a.xlsx",
    )
    first, second = upload.counterparties
    assert (first.name, first.code_is_number, first.extra) == (NAME, True, (("额度", "12.5"),))
    assert (second.code, second.code_is_number, second.extra) == (CODE, False, (("额度", "3"),))
    assert "数字格式" in upload.problems[0].words


def test_a_file_is_read_by_its_content_and_not_by_its_name() -> None:
    assert read_portfolio(_workbook([["名称"], [NAME]]), "a.csv").counterparties[0].name == NAME
    assert read_portfolio(f"名称\n{NAME}\n".encode(), "a.xlsx").counterparties[0].name == NAME


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "是空的"),
        (b" \r\n \n", "是空的"),
        (b"\xef\xbb\xbf", "是空的"),
        (b"%PDF-1.7 ...", "PDF"),
        ("<!DOCTYPE html><html><body>企业名称</body></html>".encode(), "网页"),
        (b"PK\x03\x04 broken", "损坏"),
        ("企业名称\n甲\x00乙\n".encode(), "第 2 行含有 NUL"),
        ('企业名称,备注\n甲乙公司,\n"丙丁公司,\n戊己公司,\n'.encode(), "从第 3 行开始"),
        ('企业名称\n"甲乙"公司\n'.encode(), "从第 2 行开始"),
        (b"\xff\xff\xff\xff", "编码"),
        ("企业名称\n".encode(), "只有表头"),
        ("企业名称\n".encode() + b"a" * 20 * 1024 * 1024, "20 MB"),
        ("企业名称\n".encode() + b"a\n" * 200_001, "200000 行"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_reason(content: bytes, words: str) -> None:
    with pytest.raises(FileRejected) as caught:
        read_portfolio(content, "名单.csv")
    assert words in str(caught.value)
    assert "没有筛查任何企业" in str(caught.value)


def test_missing_heads_are_refused_with_those_found_and_those_expected() -> None:
    with pytest.raises(FileRejected) as caught:
        _read("编号,经理\n1,张三\n")
    assert "编号、经理" in str(caught.value)
    assert "企业名称" in str(caught.value)
    with pytest.raises(FileRejected) as caught:
        _read("编号,企业名称\n1,张三\n", name_column="借款人")
    assert "借款人" in str(caught.value)


@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_make_the_reader_fail_otherwise_than_by_refusing(content: bytes, with_head: bool) -> None:
    try:
        upload = read_portfolio(b"name,uscc\n" * with_head + content, "a.csv")
    except FileRejected as error:
        assert str(error)
    else:
        rows = [read.row for read in (*upload.counterparties, *upload.unscreened)]
        assert sorted(rows) == list(range(1, len(rows) + 1))


@pytest.mark.parametrize("between", ["、", "；", "/", "\n", ", "])
def test_several_names_in_one_cell_are_pointed_out(between: str) -> None:
    upload = _read(f'企业名称\n"{NAME}{between}厦门银桥融资租赁有限公司"\n')
    assert [words for _, words in _words(upload)] == ["一格中似有多个名称，只按整格筛查，请每行只写一家"]


def test_of_columns_with_one_head_each_can_be_chosen_with_the_code_beside_it() -> None:
    content = f"名称,信用代码,名称,信用代码\n{NAME},{'1' * 18},甲,{'2' * 18}\n".encode()
    chosen = read_portfolio(content, "a.csv", name_column="名称（第3列）").counterparties[0]
    assert (chosen.name, chosen.code) == ("甲", "2" * 18)
    first = read_portfolio(content, "a.csv").counterparties[0]
    assert (first.name, first.code) == (NAME, "1" * 18)
    assert read_portfolio(content, "a.csv", code_column="信用代码（第4列）").counterparties[0].code == "2" * 18


def test_a_code_within_the_name_is_pointed_out() -> None:
    upload = _read(f"企业名称\n{NAME}91210200MA0QC3Y43T\n{NAME}\nTHE-VERY-LONG-NAMED-COMPANY-LIMITED\n")
    assert _words(upload)[0][1] == "名称中含有信用代码，只按整格作为名称筛查，请把代码移到另一列"
    assert len(_words(upload)) == 1


@pytest.mark.parametrize("name", [f"{NAME}\n北京分公司", "大连金鑫商业保理\n有限公司", f"{NAME} 北京分公司"])
def test_a_name_broken_over_lines_is_one_name(name: str) -> None:
    assert _read(f'企业名称\n"{name}"\n').problems == ()


@pytest.mark.parametrize("name", ["-", "——", "/", "（）"])
def test_a_mark_for_nothing_is_no_name(name: str) -> None:
    upload = _read(f"企业名称\n{NAME}\n{name}\n")
    assert [read.row for read in upload.unscreened] == [2]
