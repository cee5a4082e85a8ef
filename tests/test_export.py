"""The commands about the register, run as in a shell: export in four formats, show, search, correct, in both times."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from sources.records import Basis, Kind, Mode, Notice, NoticeDate, Place, Polarity, Row, Sector, Series
from store.filing import Filing
from watcher.cli.main import main
from watcher.config import Settings
from watcher.desk import Desk, open_desk
from watcher.pipeline import file
from watcher.register.listings import HEADS

SERIES = Series("dalian", Sector.FACTORING, "非正常经营", Mode.BATCH, "大连市“非正常经营类”商业保理公司名录")
HOSTILE = '=cmd|"/c calc"!A1商业保理有限公司'
NAMES = ("云岭商业保理（大连）有限公司", HOSTILE, '大连"青屿",商业保理\n有限公司')

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], clock: Any) -> Run:
    """A desk with three companies; commands with their code and what they print."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WATCHER_HOME", str(tmp_path / "home"))
    fill(open_desk(Settings(home=tmp_path / "home")), clock, NAMES)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def fill(desk: Desk, clock: Any, names: tuple[str, ...]) -> None:
    url = "https://jrj.dl.gov.cn/art/1.html"
    rows = tuple(Row(name, Place(url, "Sheet1", at)) for at, name in enumerate(names, start=3))
    made = Notice(
        url=url,
        regulator="dalian",
        title="关于名录的公告",
        kind=Kind.FLAGGED_LIST,
        polarity=Polarity.FLAGGED,
        published=NoticeDate("2023-07-18", Basis.URL),
        sectors=(SERIES.sector,),
        series=SERIES,
        rows=rows,
    )
    file(desk, [Filing(made, {url: "0" * 64})], clock=clock, why="test")
    desk.engine.dispose()


def document(text: str) -> Any:
    return json.loads(text)


def test_csv_bears_the_mark_of_utf_8_its_evidence_and_no_formula(run: Run) -> None:
    code, out, _ = run("register", "export", "--format", "csv")
    assert (code, out[0]) == (0, "\ufeff")
    lines = list(csv.DictReader(io.StringIO(out[1:], newline="")))
    assert tuple(lines[0]) == HEADS
    assert {line["name"] for line in lines} == {NAMES[0], "'" + HOSTILE, NAMES[2]}
    first = next(line for line in lines if line["name"] == NAMES[0])
    assert (first["file"], first["table"], first["row"], first["sha256"]) == (
        "https://jrj.dl.gov.cn/art/1.html",
        "Sheet1",
        "3",
        "0" * 64,
    )


def test_xlsx_is_written_to_a_file_and_holds_no_formula(run: Run) -> None:
    assert run("register", "export", "--out", "名单库.xlsx")[0] == 0
    rows = CalamineWorkbook.from_path("名单库.xlsx").get_sheet_by_index(0).to_python()
    assert tuple(rows[0]) == HEADS
    assert {row[1] for row in rows[1:]} == {NAMES[0], "'" + HOSTILE, NAMES[2]}


def test_xlsx_goes_through_a_pipe(run: Run) -> None:
    command = [sys.executable, "-m", "watcher", "register", "export", "--format", "xlsx"]
    content = subprocess.run(command, capture_output=True, check=True).stdout
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()) == 4


def test_json_is_one_document_and_json_lines_one_for_each(run: Run) -> None:
    whole = document(run("register", "export", "--format", "json")[1])["listings"]
    assert document(run("register", "export", "--json")[1])["listings"] == whole
    assert [json.loads(line) for line in run("register", "export", "--format", "jsonl")[1].splitlines()] == whole
    assert {one["name"] for one in whole} == set(NAMES), "as it stands: only spreadsheets run formulas"
    assert document(run("register", "export", "--format", "json", "--as-of", "2000-01-01")[1]) == {"listings": []}


def test_lists_tell_how_many_stand_on_them_on_a_day(run: Run) -> None:
    (one,) = document(run("register", "lists", "--json")[1])["lists"]
    assert (one["series"], one["listed"], one["edition"]) == (SERIES.key, 3, "2023-07-18")
    code, out, _ = run("register", "lists", SERIES.key)
    assert (code, SERIES.title in out, out.split()[-2:]) == (0, True, ["3", "2023-07-18"])
    (before,) = document(run("register", "lists", "--json", "--as-of", "2023-07-17")[1])["lists"]
    assert (before["listed"], before["edition"]) == (0, None)
    assert document(run("register", "lists", "--json", "--known-at", "2023-07-18")[1]) == {"lists": [], "gaps": []}
    code, _, err = run("register", "lists", "dalian/典当/没有这份")
    assert (code, "没有名单“dalian/典当/没有这份”" in err) == (2, True)


def test_lists_tell_that_names_are_missing(run: Run, clock: Any) -> None:
    url = "https://jrj.dl.gov.cn/art/2.html"
    nameless = Notice(
        url=url,
        regulator="dalian",
        title="又一批名录的公告",
        kind=Kind.FLAGGED_LIST,
        polarity=Polarity.FLAGGED,
        published=NoticeDate("2023-07-19", Basis.URL),
        sectors=(SERIES.sector,),
        series=SERIES,
        declared=18,
    )
    desk = open_desk(Settings(home=Path("home")))
    file(desk, [Filing(nameless, {url: "1" * 64})], clock=clock, why="test")
    desk.engine.dispose()
    out = run("register", "lists")[1]
    assert "! 又一批名录的公告：名单尚未取得（18 家）" in out
    answer = document(run("register", "lists", SERIES.key, "--json")[1])
    assert [(one["listed"], gap["missing"]) for one, gap in zip(answer["lists"], answer["gaps"], strict=True)] == [(3, 18)]


def test_a_file_says_how_many_it_holds_and_an_unknown_ending_is_refused(run: Run) -> None:
    code, out, _ = run("register", "export", "--out", "all.jsonl", "--json")
    assert (code, document(out)) == (0, {"out": "all.jsonl", "listings": 3})
    assert len(Path("all.jsonl").read_text("utf-8").splitlines()) == 3
    code, _, err = run("register", "export", "--out", "all.doc")
    assert (code, "看不出 all.doc 应是什么格式" in err) == (2, True)
    code, _, err = run("register", "export", "--out", "nowhere/all.csv")
    assert (code, "没有这个文件" in err) == (2, True)


def test_an_export_that_breaks_leaves_the_older_file(tmp_path: Path, run: Run, clock: Any) -> None:
    fill_more(tmp_path, clock)
    Path("all.csv").write_text("older", "utf-8")
    limited = ["bash", "-c", 'trap "" XFSZ; ulimit -f 64; exec "$@"', "-", sys.executable, "-m", "watcher"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([*limited, "register", "export", "--out", "all.csv"], capture_output=True, env=environment)
    assert (done.returncode, "无法写入文件 all.csv" in done.stderr.decode()) == (2, True), done.stderr.decode()
    assert Path("all.csv").read_text("utf-8") == "older"
    assert not list(Path().glob(".*.part"))


def fill_more(home: Path, clock: Any) -> None:
    clock.forward(days=1)
    names = (*NAMES, *(f"第{number}号山商业保理有限公司" for number in range(350)))
    fill(open_desk(Settings(home=home / "home")), clock, names)


def test_the_table_for_people_shows_the_first_two_hundred(tmp_path: Path, run: Run, clock: Any) -> None:
    assert "只显示前" not in run("register", "export")[1]
    fill_more(tmp_path, clock)
    shown = run("register", "export")[1]
    assert "只显示前 200 条" in shown
    assert shown.count("在列") == 200
    found = document(run("register", "search", "号山商业", "--json")[1])
    assert (len(found["companies"]), found["more"]) == (100, True)


def test_a_company_is_shown_corrected_and_shown_as_it_was_known_before(run: Run) -> None:
    shown = run("register", "show", NAMES[0])[1]
    for words in ("在列情况", "全部记载", "公告与证据", "0" * 64, "第 3 行", "关注名单中的交易对手：无"):
        assert words in shown
    correct = ("register", "correct", NAMES[0], "--series", SERIES.key, "--reason", "与原件核对有误", "--by", "王合规")
    code, out, _ = run(*correct, "--not-listed")
    assert (code, "更正" in out) == (0, True)
    now = document(run("register", "show", NAMES[0], "--json")[1])
    assert (now["listings"], [one["type"] for one in now["events"]]) == ([], ["corrected"])
    assert now["events"][0]["facts"]["who"] == "王合规"
    assert now["versions"][0]["believed_to"] is not None
    before = document(run("register", "show", NAMES[0], "--known-at", "2023-07-21", "--json")[1])
    assert len(before["listings"]) == 1
    assert (before["events"], before["versions"][0]["believed_to"], before["hits"]) == ([], None, None)
    assert "王合规：与原件核对有误" in run("register", "show", NAMES[0])[1]
    rows = {known: document(run("sources", "list", *known, "--json")[1])["sources"][0]["rows"] for known in ((), ("--known-at", "2023-07-21"))}
    assert rows == {(): 2, ("--known-at", "2023-07-21"): 3}


def test_a_correction_in_one_notice_is_made_by_its_number_or_address_and_withdrawn(run: Run) -> None:
    notice = document(run("register", "show", NAMES[0], "--json")[1])["notices"][0]
    assert notice["id"] in run("register", "show", NAMES[0])[1]
    correct = ("register", "correct", NAMES[0], "--reason", "与原件核对有误", "--by", "王合规")
    for where in (notice["id"], notice["url"]):
        assert run(*correct, "--notice", where, "--not-listed")[0] == 0
        assert document(run("register", "show", NAMES[0], "--json")[1])["listings"] == []
        code, out, _ = run(*correct, "--notice", where, "--withdraw")
        assert (code, "更正" in out) == (0, True)
        assert len(document(run("register", "show", NAMES[0], "--json")[1])["listings"]) == 1
    shown = run("register", "show", NAMES[0])[1]
    assert [shown.count(f"王合规：与原件核对有误（{words}）") for words in ("并未列出", "撤回此前的更正")] == [2, 2]
    for more, words in ((("--withdraw",), "没有可撤回的更正"), (("--series", SERIES.key, "--not-listed"), "不能同时使用")):
        code, _, err = run(*correct, "--notice", notice["id"], *more)
        assert (code, words in err) == (2, True), err
    code, _, err = run(*correct, "--notice", "https://jrj.dl.gov.cn/art/2.html", "--not-listed")
    assert (code, "没有编号或网址为" in err) == (2, True), err


def test_a_screening_with_what_was_known_then(run: Run) -> None:
    Path("a.csv").write_text(f"企业名称\n{NAMES[0]}\n", "utf-8")
    assert document(run("screen", "a.csv", "--json")[1])["hits"] == 1
    assert document(run("screen", "a.csv", "--known-at", "2023-07-01", "--json")[1])["hits"] == 0
    early = document(run("screen", "a.csv", "--known-at", "2023-07-01", "--json")[1])["coverage"]
    assert (early["revision"], early["lists"]) == (0, [])


def test_events_end_at_a_time(run: Run) -> None:
    assert len(document(run("events", "--json")[1])["events"]) == 1
    assert document(run("events", "--until", "2023-07-20T08:59", "--json")[1])["events"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--reason", "误读"), "须写明其中一项"),
        (("--not-listed", "--name", "甲", "--reason", "误读"), "不能同时使用"),
        (("--not-listed",), "缺少：--reason"),
        (("--not-listed", "--reason", " "), "更正须写明理由"),
        (("--from", "昨天", "--reason", "误读"), "不是一个日期"),
    ],
)
def test_a_correction_says_what_is_right_and_why(run: Run, arguments: tuple[str, ...], words: str) -> None:
    code, _, err = run("register", "correct", NAMES[0], "--series", SERIES.key, *arguments)
    assert (code, words in err) == (2, True), err
