"""`watcher screen` on long files, bad names, broken runs: as a user starts it."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import load_workbook

from sources.names.codes import check_character
from watcher.cli.main import main
from watcher.screening.listed import FieldWords, Grade
from watcher.screening.report import ResultRow
from watcher.screening.report_workbook import write_xlsx

LISTED = "大连澄岫商业保理有限公司"
CODE = "91210200MA0XK7J31" + check_character("91210200MA0XK7J31")

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WATCHER_HOME", str(tmp_path / "home"))
    write("list.csv", f"企业名称,信用代码\n{LISTED},{CODE}\n")

    def run(*arguments: str) -> tuple[int, Any]:
        code = main(["screen", *arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def lines(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(Path(name).read_bytes().decode("utf-8-sig"), newline="")))


def many(count: int) -> str:
    other = ("{}号栎坪贸易有限公司", "大连{}岫建材有限公司", "")
    return "企业名称,编号\n" + "".join(
        f"{LISTED if n % 500 == 0 else other[n % 3].format(n)},{n}\n" for n in range(1, count + 1)
    )


def test_a_long_file_keeps_its_order_and_every_record(run: Run) -> None:
    write("a.csv", many(9_000))
    code, told = run("a.csv", "--against", "list.csv", "--out", "out.csv")
    head, *body = lines("out.csv")
    assert (code, told["records"], told["hits"]) == (1, 9_000, 18)
    assert [line[0] for line in body] == [str(n) for n in range(1, 9_001)]
    assert [line[-1] for line in body] == [line[0] for line in body]
    assert {line[3] for line in body if int(line[0]) % 500 == 0} == {"match"}
    assert head[-1] == "编号"
    assert [line[7] for line in body[1:7:3]] == ["名称为空或过长，未筛查"] * 2


def test_problems_are_told_up_to_a_number_and_all_are_counted(run: Run) -> None:
    write("a.csv", "企业名称\n" + f"{LISTED}\n" * 2_501)
    code, told = run("a.csv", "--against", "list.csv")
    assert (code, len(told["problems"]), told["problem_counts"]) == (1, 1_000, {"重复": 2_500})
    assert len(told["rows"]) == 2_501


def test_the_text_shows_the_first_hits_and_how_many_more_there_are(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    write("a.csv", "企业名称\n" + f"{LISTED}\n" * 500)
    assert main(["screen", "a.csv", "--against", "list.csv", "--out", "out.csv"]) == 1
    told = capsys.readouterr().out
    assert told.count("  100   ") <= 201
    assert "其余 300 条命中或需复核见结果文件 out.csv" in told
    assert len(lines("out.csv")) == 501


def test_a_record_without_a_usable_name_is_screened_by_its_code(run: Run) -> None:
    write("a.csv", f"企业名称,信用代码\n,{CODE}\n{'甲' * 201},{CODE}\n——,\n,{CODE[:-1]}A\n,91210200MA0XK7J4\n")
    _, told = run("a.csv", "--against", "list.csv")
    assert [(row["grade"], row["matched_name"]) for row in told["rows"][:2]] == [("match", LISTED)] * 2
    assert [row["reason"] for row in told["rows"][2:]] == ["名称为空或过长，未筛查"] * 3
    words = [problem["words"] for problem in told["problems"] if problem["column"] == "企业名称"]
    assert words[:3] == [
        "名称为空，仅按信用代码筛查",
        "名称有 201 个字符，超过 200 个上限，仅按信用代码筛查",
        "名称为空，未筛查",
    ]


def test_a_code_alone_that_is_not_listed_is_clear_and_says_that_only_the_code_was_compared(run: Run) -> None:
    other = "91210200MA0XK7J32" + check_character("91210200MA0XK7J32")
    write("a.csv", f"企业名称,信用代码\n,{other}\n")
    _, told = run("a.csv", "--against", "list.csv")
    assert [(row["grade"], row["reason"]) for row in told["rows"]] == [("clear", "名称为空，仅按信用代码筛查")]


def test_a_record_that_stands_twice_in_the_list_is_one_hit(run: Run) -> None:
    write("list.csv", f"企业名称,信用代码\n{LISTED},{CODE}\n{LISTED},{CODE}\n{LISTED},\n暂无,\n" + "暂无,\n" * 20_000)
    write("a.csv", f"企业名称\n{LISTED}\n" + "暂无\n" * 2_000)  # else as many hits as the one times the other
    _, told = run("a.csv", "--against", "list.csv")
    assert [row["matched_uscc"] for row in told["rows"][:2]] == [CODE, ""]
    assert len(told["rows"]) == 2_002
    assert told["against"]["records"] == 20_004


def test_records_of_the_list_that_cannot_be_used_are_told(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    write("list.csv", f"企业名称\n{LISTED}\n——\n")
    write("a.csv", f"企业名称\n{LISTED}\n")
    code, told = run("a.csv", "--against", "list.csv")
    assert (code, told["against"]["records"], told["against"]["unscreened"]) == (1, 2, 1)
    main(["screen", "a.csv", "--against", "list.csv"])
    assert "名单文件中有 1 条记录" in capsys.readouterr().out


def test_clear_candidates_are_listed_with_their_reasons_on_request(run: Run) -> None:
    write("a.csv", "企业名称\n天津澄岫商业保理有限公司\n")
    assert [row["matched_name"] for row in run("a.csv", "--against", "list.csv")[1]["rows"]] == [""]
    code, told = run("a.csv", "--against", "list.csv", "--show-clear", "--fail-on-hit")
    (row,) = told["rows"]
    assert (code, told["hits"], row["grade"], row["matched_name"]) == (0, 0, "clear", LISTED)
    assert row["reason"] and row["fields"]


def test_a_result_says_with_what_it_was_found(run: Run) -> None:
    write("a.csv", "企业名称\n大连澄岫保理\n")
    _, told = run("a.csv", "--against", "list.csv")
    assert (told["revision"], told["coverage"], bool(told["algorithm"])) == (None, None, True)
    (row,) = told["rows"]
    assert {part["field"] for part in row["fields"]} >= {"字号"}
    assert row["decides"]
    _, told = run("a.csv")
    assert isinstance(told["revision"], int)
    assert "lists" in told["coverage"] and told["algorithm"]


def test_the_workbook_says_every_hit_part_by_part(run: Run) -> None:
    write("a.csv", f"企业名称,备注\n大连澄岫保理,=1+1\n{LISTED},二\n无关贸易有限公司,三\n")
    run("a.csv", "--against", "list.csv", "--out", "out.xlsx")
    with load_workbook("out.xlsx") as book:
        assert book.sheet_names == ["结果", "覆盖范围", "命中详情"]
        result, details = (book.get_sheet_by_name(name).to_python() for name in ("结果", "命中详情"))
    assert [row[0] for row in result] == ["row", 1, 2, 3]
    assert [row[-1] for row in result] == ["备注", "'=1+1", "二", "三"]
    assert [row[0] for row in details] == ["row", 1, 2]
    assert "字号 " in str(details[1][5]) and details[1][6]


def test_a_workbook_goes_on_on_further_sheets() -> None:
    rows = [
        ResultRow(n, "甲", grade=Grade.REVIEW, matched_name="乙", fields=(FieldWords("字号", "相同"),))
        for n in range(1, 8)
    ]
    content = io.BytesIO()
    write_xlsx(content, iter(rows), most_rows=3)
    content.seek(0)
    with load_workbook(content) as book:
        numbers = {name: [row[0] for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}
    assert [numbers[name] for name in ("结果", "结果 2", "结果 3")] == [["row", 1, 2, 3], ["row", 4, 5, 6], ["row", 7]]
    assert numbers["命中详情 3"] == ["row", 7]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "岫",
            "有限公司",
            "公司",
            "Chengxiu Trading Co., Ltd.",
            "澄岫Chengxiu商业保理",
            "张三",
            "欧阳澄岫",
            "12345",
            "🏭🏭",
        ),
        *(
            "大连\u200b澄\u2060岫",
            "\u202e司公限有",
            "大连\x07澄岫\x1b[2J",
            "甲" * 200,
            "（" * 100 + "岫",
            "\ufeff大连澄岫",
        ),
    ],
)
def test_every_kind_of_name_gets_a_line_and_stands_as_in_the_file(run: Run, name: str) -> None:
    write("a.csv", f'企业名称\n"{name}"\n{LISTED}\n')
    _, told = run("a.csv", "--against", "list.csv", "--out", "out.xlsx")
    assert [row["name"] for row in told["rows"]] == [name, LISTED]
    assert told["rows"][1]["grade"] == "match"
    assert told["rows"][0]["grade"] != "match"


def test_names_that_differ_by_what_cannot_be_seen_are_equal(run: Run) -> None:
    hidden = "大连\u200b澄岫\u202a商业保理\u00ad有限公司"
    write("a.csv", f"企业名称\n{hidden}\n")
    assert [row["grade"] for row in run("a.csv", "--against", "list.csv")[1]["rows"]] == ["match"]


def test_two_columns_of_names_are_pointed_out_unless_the_user_names_one(run: Run) -> None:
    write("a.csv", f"客户名称,企业名称\n甲,{LISTED}\n")
    code, told = run("a.csv", "--against", "list.csv")
    assert (code, told["problems"][0]["row"], told["hits"]) == (1, 0, 1)
    assert "客户名称、企业名称" in told["problems"][0]["words"]
    assert run("a.csv", "--against", "list.csv", "--name-column", "企业名称")[0] == 0


def test_the_user_names_the_encodings_of_both_files(run: Run) -> None:
    Path("a.csv").write_bytes("企業名稱\n大連澄岫商業保理有限公司\n".encode("big5"))
    Path("b.csv").write_bytes(f"企业名称\n{LISTED}\n".encode("gb18030"))
    code, told = run("a.csv", "--against", "b.csv", "--encoding", "Big5", "--against-encoding", "gbk")
    assert (code, told["hits"]) == (0, 1)
    code, told = run("a.csv", "--encoding", "ebcdic")
    assert (code, "不认识的编码" in told["error"]["what"]) == (2, True)


def test_a_file_may_come_through_a_pipe(run: Run) -> None:
    command = [sys.executable, "-m", "watcher", "screen", "/dev/stdin", "--against", "list.csv", "--json"]
    content = f"企业名称\n{LISTED}\n".encode("gb18030")
    done = subprocess.run(command, input=content, capture_output=True, check=True)
    assert json.loads(done.stdout)["hits"] == 1


def _begun(out: str) -> "subprocess.Popen[str]":
    """The command at work on a long file, its result begun."""
    write("a.csv", many(200_000))
    Path(out).write_text("older", encoding="utf-8")
    command = [sys.executable, "-m", "watcher", "screen", "a.csv", "--against", "list.csv", "--out", out]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    part = Path(f".{out}.part")
    while not (part.exists() and part.stat().st_size) and process.poll() is None:
        time.sleep(0.05)
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_the_older_result_and_nothing_else(run: Run, number: signal.Signals) -> None:
    process = _begun("out.csv")
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (3, "")
    assert "已中断" in err and "Traceback" not in err
    assert Path("out.csv").read_text(encoding="utf-8") == "older"
    assert {path.name for path in Path().iterdir()} == {"a.csv", "list.csv", "out.csv", "home"}
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_a_killed_run_leaves_the_older_result_and_no_process(run: Run) -> None:
    process = _begun("out.csv")
    process.kill()
    process.communicate(timeout=60)  # until the last one that could write to us is gone
    assert Path("out.csv").read_text(encoding="utf-8") == "older"


def test_a_file_that_breaks_far_down_leaves_the_older_result(run: Run) -> None:
    Path("a.csv").write_bytes(many(30_000).encode() + b"\xff\xff\n")
    Path("out.csv").write_text("older", encoding="utf-8")
    code, told = run("a.csv", "--against", "list.csv", "--out", "out.csv")
    assert (code, "第 30002 行" in told["error"]["what"]) == (1, True)
    assert Path("out.csv").read_text(encoding="utf-8") == "older"
    assert not Path(".out.csv.part").exists()
