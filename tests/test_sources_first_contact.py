"""First contact: `sources list`, `show` and `test`, over real HTTP against the replica of the sites."""

import io
import json
import os
import signal
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from saved_sites import FIXTURES, Saved, drive
from sources.base import Page, Request
from sources.catalog import SOURCES, source
from sources.errors import UsageError
from sources.names.codes import CodeState, read_code
from sources.records import LookState
from watcher.cli.main import main
from watcher.demo.replica import Answer, Replica, Seen, load
from watcher.invention import invented, rewritten
from watcher.particulars import invented_particulars, particulars_in, still_in
from watcher.specimen import save
from watcher.trial import attempt

JULY = "https://jrj.dl.gov.cn/art/2023/7/18/art_2765_2091063.html"

BATCH = "http://jr.xm.gov.cn/tzgg/bmtz/202305/t20230526_2762233.htm"

Run = Callable[..., tuple[int, Any]]


def _noon() -> datetime:
    return datetime(2023, 7, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WATCHER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WATCHER_PAUSE_SECONDS", "0")

    def run(*arguments: str) -> tuple[int, Any]:
        code = main([*arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def sites(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    pages = {url: page for name in ("dalian_factoring", "xiamen_notices") for url, page in load(FIXTURES / name).items()}
    with Replica(pages) as replica:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(name, replica.proxy_url)
        for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("SSL_CERT_FILE", str(replica.ca_file))
        yield replica


def test_a_trial_says_what_was_read_and_files_nothing(run: Run, sites: Replica) -> None:
    code, told = run("sources", "test", "xiamen_notices")
    (one,) = told["sources"]
    assert (code, one["state"], one["reached"], one["list_read"], one["blocked"]) == (0, "ok", True, True, False)
    assert [(notice["series"], notice["named"]) for notice in one["notices"]] == [
        ("xiamen/融资租赁/疑似失联空壳", 9),
        ("xiamen/融资租赁/疑似失联空壳", 6),
    ]
    assert one["notices"][0]["heads"]
    assert run("register", "lists")[1]["lists"] == []
    assert {one["state"] for one in run("sources", "list")[1]["sources"]} == {None}


def test_the_report_holds_the_findings_and_every_answer_as_received(run: Run, sites: Replica, tmp_path: Path) -> None:
    code, _ = run("sources", "test", "dalian_factoring", "xiamen_notices", "--report", "first.zip")
    assert code == 1, "the attachment of another list needs a person"
    with zipfile.ZipFile(tmp_path / "first.zip") as archive:
        report = json.loads(archive.read("report.json"))
        page = archive.read("report.html").decode()
        dalian = report["sources"][0]
        captured = {one["asked"]: archive.read(one["capture"]) for one in dalian["exchanges"]}
    assert captured[JULY] == (FIXTURES / "dalian_factoring" / "art_2765_2091063.html").read_bytes()
    assert any("POST" in asked for asked in captured)
    assert any("附件与公告不符" in words for words in dalian["failures"])
    assert "dalian_factoring" in page
    assert "附件与公告不符" in page


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_read_before_somebody_ended_it_is_a_whole_report(
    run: Run, sites: Replica, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def ended(_seen: Seen) -> Answer:
        os.kill(os.getpid(), number)
        return Answer(b"")

    sites.pages = {**sites.pages, source("dalian_factoring").start.url: ended}
    code, told = run("sources", "test", "xiamen_notices", "dalian_factoring", "anhui_public", "--report", "first.zip")
    assert (code, [one["id"] for one in told["sources"]]) == (3, ["xiamen_notices"])
    assert told["not_tried"] == ["dalian_factoring", "anhui_public"]
    with zipfile.ZipFile(tmp_path / "first.zip") as archive:
        assert archive.testzip() is None
        report = json.loads(archive.read("report.json"))
        assert "dalian_factoring、anhui_public" in archive.read("report.html").decode()
    assert report["not_tried"] == told["not_tried"]
    assert [len(one["exchanges"]) > 1 for one in report["sources"]] == [True]


def test_an_older_report_is_not_overwritten_and_no_site_is_asked(run: Run, sites: Replica, tmp_path: Path) -> None:
    (tmp_path / "first.zip").write_bytes(b"older")
    code, told = run("sources", "test", "--all", "--report", "first.zip")
    assert (code, "已经存在" in told["error"]["what"], sites.log) == (2, True, [])
    assert (tmp_path / "first.zip").read_bytes() == b"older"


def test_a_wall_is_told_from_a_site_of_another_make(run: Run, sites: Replica) -> None:
    start = "http://jr.xm.gov.cn/tzgg/bmtz/"
    sites.pages = {start: Answer(b"<html><script>$_ts={}</script></html>", 412)}
    wall = run("sources", "test", "xiamen_notices", "--report", "wall.zip")[1]["sources"][0]
    assert (wall["reached"], wall["blocked"], wall["state"]) == (False, True, "blocked_script")
    with zipfile.ZipFile("wall.zip") as archive:
        (asked,) = json.loads(archive.read("report.json"))["sources"][0]["exchanges"]
        assert b"$_ts" in archive.read(asked["capture"])
    sites.pages = {start: Answer("<html><title>新版网站</title><p>欢迎</p></html>".encode())}
    other = run("sources", "test", "xiamen_notices")[1]["sources"][0]
    assert (other["reached"], other["blocked"], other["list_read"], other["state"]) == (True, False, False, "wrong_page")
    assert "返回的页面不是预期的公告列表" in other["failures"][0]


def test_cookies_of_a_site_do_not_leave_in_a_report() -> None:
    known = source("xiamen_notices")

    def fetch(request: Request) -> Page:
        return Page(request.url, b"<html></html>", headers={"set-cookie": "id=1", "content-type": "text/html"})

    trial = attempt(known, fetch=fetch, clock=_noon)
    assert dict(trial.exchanges[0].headers) == {"content-type": "text/html"}


def test_a_reader_that_breaks_ends_its_own_trial_only() -> None:
    def broken(page: Page) -> Iterator[Any]:
        raise KeyError("rows")
        yield

    def fetch(request: Request) -> Page:
        return Page(request.url, b"")

    trial = attempt(replace(source("xiamen_notices"), read=broken), fetch=fetch, clock=_noon)  # type: ignore[arg-type]
    assert (trial.state, trial.reached, trial.list_read) == (LookState.FAILED, True, False)
    assert "KeyError" in trial.failures[0]


def test_captures_with_names_become_a_fixture_only_when_the_names_are_invented(
    run: Run, sites: Replica, tmp_path: Path
) -> None:
    code, told = run("sources", "test", "xiamen_notices", "--save-fixture", "saved")
    assert (code, (tmp_path / "saved").exists()) == (2, False)
    assert "--invent-names" in told["error"]["action"]
    code, told = run("sources", "test", "xiamen_notices", "--save-fixture", "saved", "--invent-names")
    assert code == 0
    real = json.loads((FIXTURES / "xiamen_notices" / "expected.json").read_text("utf-8"))
    names = {row["name"] for notice in real["notices"] for row in notice["rows"]}
    sites.pages = load(tmp_path / "saved" / "xiamen_notices")
    code, again = run("import", str(tmp_path / "saved" / "xiamen_notices" / "t20230526_2762233.html"), "--url", BATCH)
    read = {company["name"] for company in again["notices"][0]["companies"]}
    assert code == 0
    assert len(read) == 6
    assert not read & names
    assert run("sources", "test", "xiamen_notices")[1]["sources"][0]["rows"] == told["sources"][0]["rows"]


def test_names_that_no_reader_understood_are_not_written_in_silence(tmp_path: Path) -> None:
    page = "<html><title>新版网站</title><li>云岭<b>商业保理</b>（大连）有限公司</li></html>"

    def fetch(request: Request) -> Page:
        return Page(request.url, page.encode())

    trial = attempt(source("xiamen_notices"), fetch=fetch, clock=_noon)
    with pytest.raises(UsageError, match="约 1 个真实企业"):
        save(trial, tmp_path, invent=False)
    told = save(trial, tmp_path, invent=True)
    assert any("另有 1 处" in line and "云岭商业保理（大连）有限公司" in line for line in told)


PRIVATE = ("钱望舒", "孙临渊", "李思齐", "周明", "虹桥巷17号", "13912345678", "0411-83691234", "6227", "qian@corp.cn", "210202198503071234")
PERSONS = (
    "<html><meta charset={}><title>名单</title><table><tr><td>序号</td><td>企业名称</td><td>法定代表人</td><td>住所</td><td>联系电话</td>"
    "<td>失联情形</td></tr><tr><td>1</td><td>云岭商业保理（大连）有限公司</td><td>钱望舒</td><td>大连市中山区虹桥巷17号</td><td>13912345678</td>"
    "<td>通过登记的住所无法取得联系</td></tr></table><p>联 系 人：<b>孙临渊</b>、李思齐，电话：0411-83691234；传真：83696227</p>"
    "<p>董事长：周明先生，邮箱 qian@corp.cn，身份证 210202198503071234</p><p>周明：本局钱望舒周明德</p></html>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_persons_addresses_and_numbers_are_invented_where_head_label_or_form_tells_them(encoding: str) -> None:
    page = PERSONS.format(encoding).encode(encoding)
    found = particulars_in(page, "名单.html")
    text = (rewritten(page, invented_particulars(found.items())) or b"").decode(encoding)
    assert [one for one in PRIVATE if one in text] == ["周明"], "two characters may be a part of a longer word"
    assert text.count("周明") == 1
    assert still_in(text.encode(encoding), "名单.html", found) == {"周明"}
    for kept in ("云岭商业保理（大连）有限公司", "通过登记的住所无法取得联系", "大连市中山区虚构路", "0411-0", "失联情形", "先生"):
        assert kept in text


def test_a_workbook_keeps_neither_its_persons_nor_who_saved_it(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.set_properties({"author": "郑知行"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("企业名称", "负责人", "手机"))
        sheet.write_row(1, 0, ("云岭商业保理（大连）有限公司", "钱望舒", 13912345678))
    content = (tmp_path / "a.xlsx").read_bytes()
    found = particulars_in(content, "a.xlsx")
    assert set(found) == {"钱望舒", "13912345678"}
    new = rewritten(content, invented_particulars(found.items())) or b""
    with zipfile.ZipFile(io.BytesIO(new)) as archive:
        everything = b"".join(map(archive.read, archive.namelist())).decode("utf-8", "replace")
    assert not [one for one in ("钱望舒", "13912345678", "郑知行") if one in everything]
    assert "云岭商业保理" in everything


def test_a_file_that_cannot_be_rewritten_is_no_part_of_a_fixture() -> None:
    assert rewritten(b"%PDF-1.7 ...", {"甲": "乙"}) is None
    assert rewritten(b"%PDF-1.7 ...", {}) == b"%PDF-1.7 ..."
    assert rewritten(b"PK\x05\x06" + b"\0" * 18, {"甲": "乙"}) is None


def test_invented_names_keep_place_trade_and_form_and_invented_codes_are_valid() -> None:
    found = invented(["91210200MA0QC3Y43T"], ["云岭商业保理（大连）有限公司", "大连青屿商业保理有限公司"])
    code = found.pop("91210200MA0QC3Y43T")
    assert read_code(code).state is CodeState.VALID
    assert found == {"云岭商业保理（大连）有限公司": "云溪商业保理（大连）有限公司", "大连青屿商业保理有限公司": "大连云墟商业保理有限公司"}
    page = "<html><td>云岭商业保理（大连）有限公司</td>".encode("gb18030")
    assert "云岭" not in (rewritten(page, found) or b"").decode("gb18030")


@pytest.mark.parametrize(
    "arguments",
    [("test",), ("test", "--all", "dalian_factoring"), ("test", "nowhere"), ("show", "nowhere"), ("test", "--all", "--report", "r.txt")],
)
def test_wrong_use_asks_no_site(run: Run, sites: Replica, arguments: tuple[str, ...]) -> None:
    assert run("sources", *arguments)[0] == 2
    assert sites.log == []


def test_an_address_and_a_confirmation_are_taken_from_the_settings(
    run: Run, sites: Replica, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "watcher.toml").write_text(
        '[sources.xiamen_notices]\nurl = "http://jrb.xm.example.cn/list/"\nconfirmed = true\n', encoding="utf-8"
    )
    moved = {url.replace("jr.xm.gov.cn/tzgg/bmtz", "jrb.xm.example.cn/list"): page for url, page in sites.pages.items()}
    sites.pages = moved
    shown = run("sources", "show", "xiamen_notices")[1]
    assert (shown["url"], shown["confirmed"]) == ("http://jrb.xm.example.cn/list/", True)
    assert run("collect", "xiamen_notices")[1]["looks"][0]["state"] == "ok"
    monkeypatch.setenv("WATCHER_SOURCES", "{nowhere = {}}")
    code, told = run("sources", "list")
    assert (code, "nowhere" in told["error"]["what"]) == (2, True)


@pytest.mark.parametrize("id", [one.id for one in SOURCES])
def test_the_fixture_made_of_a_trial_reads_as_the_site_did_under_other_names(id: str, tmp_path: Path) -> None:
    trial = attempt(source(id), fetch=Saved(FIXTURES / id).answer, clock=_noon)
    save(trial, tmp_path, invent=True)
    made = Saved(tmp_path / id)
    notices, error = drive(source(id).read(made.answer(source(id).start)), made)
    assert error is None
    assert [len(one.rows) + len(one.held) for one in notices] == [len(one.rows) + len(one.held) for one in trial.notices]
    names = {row.name for one in trial.notices for row in (*one.rows, *one.held)}
    assert not names & {row.name for one in notices for row in (*one.rows, *one.held)}


def test_the_schedule_of_a_source_is_shown(run: Run, sites: Replica) -> None:
    assert run("sources", "list")[1]["sources"][1]["next_look"] is None
    run("collect", "xiamen_notices")
    plan = run("sources", "show", "xiamen_notices")[1]["schedule"]
    assert [(one["state"], one["look"], one["attempts"], one["missed"]) for one in plan["turns"]] == [("done", "ok", 1, 0)]
    assert (len(plan["next_looks"]), plan["cadence"], plan["overdue"]) == (5, "每 12 小时", 0)
    assert plan["next_looks"] == sorted(plan["next_looks"])
    (listed,) = (one for one in run("sources", "list")[1]["sources"] if one["id"] == "xiamen_notices")
    assert listed["next_look"] == plan["next_looks"][0]
