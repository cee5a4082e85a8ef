"""The command line that scripts depend on: run as in a shell, over the standard proxy variables."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sources.catalog import SOURCES
from watcher.cli.main import main
from watcher.demo.mailbox import Mailbox
from watcher.demo.replica import Replica, load
from watcher.screening.listed import ALGORITHM

FIXTURES = Path(__file__).parent / "fixtures"
DIGEST = FIXTURES / "digest" / "invented_digest.txt"

# What the store does is tested on both; whole commands meet PostgreSQL in test_two_databases and test_workers.
pytestmark = pytest.mark.one_database
Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(
    tmp_path: Path, home: Path, database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WATCHER_HOME", str(home))
    monkeypatch.setenv("WATCHER_DATABASE_URL", database)
    monkeypatch.setenv("WATCHER_PAUSE_SECONDS", "0")

    def run(*arguments: str) -> tuple[int, Any]:
        code = main([*arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


@contextmanager
def opened_sites(patch: pytest.MonkeyPatch) -> Iterator[Replica]:
    pages = {url: page for folder in sorted(FIXTURES.glob("*_*")) for url, page in load(folder).items()}
    with Replica(pages) as replica:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            patch.setenv(name, replica.proxy_url)
        for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
            patch.delenv(name, raising=False)
        patch.setenv("SSL_CERT_FILE", str(replica.ca_file))
        yield replica


@pytest.fixture
def sites(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    with opened_sites(monkeypatch) as replica:
        yield replica


@pytest.fixture(scope="module")
def collected_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one look at every source leaves, for all who only go on from there."""
    home = tmp_path_factory.mktemp("collected")
    with pytest.MonkeyPatch.context() as patch, opened_sites(patch):
        patch.setenv("WATCHER_HOME", str(home))
        patch.setenv("WATCHER_PAUSE_SECONDS", "0")
        assert main(["collect", "--json"]) == 1
    return home


@pytest.fixture
def collected(collected_home: Path, home: Path, database: str) -> Callable[[], object]:
    """Puts that into the home of the test."""
    return partial(shutil.copytree, collected_home, home, dirs_exist_ok=True)


def write(path: Path, text: str, encoding: str = "utf-8") -> str:
    path.write_bytes(text.encode(encoding))
    return str(path)


def test_importing_a_digest_twice_changes_nothing(run: Run) -> None:
    code, first = run("import", str(DIGEST))
    assert (code, first["changed"]) == (0, True)
    code, second = run("import", str(DIGEST))
    assert (code, second["changed"], second["events"]) == (0, False, [])
    assert [one["title"] for one in second["notices"]] == [one["title"] for one in first["notices"]]
    code, found = run("notices", "search", "空壳", "--kind", "suspected_list")
    assert (code, found["total"] > 0, {one["kind"] for one in found["notices"]}) == (0, True, {"suspected_list"})
    known = {one["title"]: one for one in first["notices"]}
    assert all(one == {"id": one["id"], **known[one["title"]]} for one in found["notices"]), "as it was imported"
    assert run("replay", "xiamen_notices")[0] == 2, "nothing of it is kept"


def test_collect_looks_at_every_source_through_the_standard_proxy_variables(run: Run, sites: Replica) -> None:
    code, done = run("collect")
    states = {look["source"]: look["state"] for look in done["looks"]}
    assert states == {one.id: "quarantined" if one.id == "dalian_factoring" else "ok" for one in SOURCES}
    assert code == 1, "a quarantined attachment needs a person"
    asked = {url.split("/")[2] for url in (seen.url for seen in sites.log)}
    assert asked == {one.start.url.split("/")[2] for one in SOURCES}


def test_a_second_collect_finds_nothing_due_and_a_named_source_not_modified(run: Run, sites: Replica, collected: Callable[[], object]) -> None:
    collected()
    assert run("collect")[1]["looks"] == []
    _, done = run("collect", "tianjin_notices")
    assert [look["state"] for look in done["looks"]] == ["not_modified"]


def test_sources_list_shows_state_rows_and_gaps(run: Run, collected: Callable[[], object]) -> None:
    before = run("sources", "list")[1]["sources"]
    assert {one["state"] for one in before} == {None}
    collected()
    after = {one["id"]: one for one in run("sources", "list")[1]["sources"]}
    assert set(after["dalian_factoring"]) >= {"id", "regulator", "url", "state", "last_good", "rows", "gaps", "confirmed"}
    assert after["dalian_factoring"]["gaps"] == 1
    assert after["xiamen_notices"]["rows"] > 0
    assert not any(one["confirmed"] for one in after.values())


def test_a_conflict_is_listed_and_a_person_accepts_the_held_rows(run: Run, collected: Callable[[], object]) -> None:
    collected()
    conflicts = run("conflicts", "list")[1]["conflicts"]
    held = next(one for one in conflicts if one["state"] == "open" and one["field"] in ("attachment", "batch"))
    code, done = run("conflicts", "accept", str(held["id"]), "--reason", "已与监管局核实")
    assert (code, done["events"][0]["type"]) == (0, "names_arrived")
    assert run("sources", "list")[1]["sources"][0]["gaps"] == 0
    decided = next(one for one in run("conflicts", "list")[1]["conflicts"] if one["id"] == held["id"])
    assert (decided["state"], decided["reason"]) == ("accepted", "已与监管局核实")
    assert decided["closed_by"] and decided["closed_at"] >= decided["opened_at"]
    then = run("conflicts", "list", "--known-at", decided["opened_at"])[1]["conflicts"]
    assert next(one for one in then if one["id"] == held["id"]) == held
    assert run("conflicts", "list", "--known-at", "2001-01-01")[1]["conflicts"] == []


def test_a_portfolio_is_screened_subscribed_and_mailed(
    run: Run, collected: Callable[[], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected()
    (listed, *_) = run("register", "export")[1]["listings"]
    suspected = [one["name"] for one in run("register", "export")[1]["listings"] if one["status"] == "suspected"]
    name = next(one for one in suspected if one.startswith("厦门"))  # sources are read side by side, in any order
    customers = write(tmp_path / "客户.csv", f"客户编号,交易对手\nA-1,{name}\nA-2,晨汐贸易有限公司\n", "gb18030")
    code, done = run("portfolios", "add", "客户", customers)
    assert (code, done["hits"], done["records"]) == (0, 1, 2)
    assert [row["grade"] for row in done["rows"]] == ["match", "clear"]
    assert done["rows"][0]["facts"]["status"]
    run("subscriptions", "add", "--portfolio", "客户", "--to", "risk@example.com")
    assert run("subscriptions", "list")[1]["subscriptions"][0]["to"] == "risk@example.com"
    hit = run("hits", "list")[1]["hits"][0]
    assert hit["portfolio"] == "客户"
    assert {"field": "字号", "words": "相同"}.items() <= hit["fields"][0].items()
    assert (hit["decides"], hit["revision"]) == ("取得交易对手的统一社会信用代码即可确认", done["revision"])
    assert hit["algorithm"] == ALGORITHM
    number = str(hit["hit"])
    assert (hit["judgement"], run("hits", "judge", "77", "same")[0], run("hits", "undo", number)[0]) == (None, 2, 2)
    assert run("hits", "judge", number, "different")[0] == 2, "a reason is missing"
    code, done = run("hits", "judge", number, "different", "--reason", "地区不符")
    assert (code, done["judgement"]["verdict"], done["judgement"]["reason"]) == (0, "different", "place")
    assert run("hits", "list", "--state", "todo")[1]["hits"] == []
    judged = run("hits", "list", "--state", "different", "--portfolio", "客户")[1]["hits"]
    assert [one["judgement"]["evidence"]["lists"][0][2] for one in judged] == ["suspected"]
    assert run("hits", "undo", number)[0] == 0
    with Mailbox() as mailbox:
        monkeypatch.setenv("WATCHER_SMTP_URL", mailbox.url)
        assert run("outbox", "test", "risk@example.com")[1]["outcome"] == "sent"
        assert run("outbox", "send") == (0, {"sent": 1, "retry": 0, "dead": 0})  # what stands, in one report
        mailbox.refusals["gone@example.com"] = "550 5.1.1 no such user"
        assert run("outbox", "test", "gone@example.com")[0] == 1
        assert run("outbox", "test", "no address")[0] == 2
    code, told = run("outbox", "test", "risk@example.com")
    assert (code, told["outcome"]) == (3, "retry"), "nobody listens there any more"
    assert run("outbox", "list", "--state", "pending", "--limit", "1") == (0, {"messages": [], "away": []})
    assert run("outbox", "retry", "--dead") == (0, {"retried": 0})
    assert run("outbox", "show", "999")[0] == run("outbox", "retry")[0] == 2
    assert run("portfolios", "remove", "客户")[1] == {"removed": 2}
    assert run("portfolios", "list")[1]["portfolios"] == []
    assert listed["evidence"]["sha256"] or listed["status"] == "positive"


def test_screen_against_a_file_needs_no_register_and_writes_the_columns_of_the_contract(run: Run, tmp_path: Path) -> None:
    left = write(tmp_path / "left.csv", "name,ref\n云岭商业保理(大连)有限公司,7\n晨汐贸易有限公司,8\n")
    right = write(tmp_path / "right.csv", "企业名称\n云岭商业保理（大连）有限公司\n")
    out = tmp_path / "out.csv"
    code, done = run("screen", left, "--against", right, "--out", str(out), "--fail-on-hit")
    assert (code, done["hits"]) == (1, 1)
    lines = out.read_bytes().decode("utf-8-sig").splitlines()
    assert lines[0] == "row,name,uscc,grade,score,matched_name,matched_uscc,reason,ref"
    assert lines[1].startswith("1,云岭商业保理(大连)有限公司,,match,100,云岭商业保理（大连）有限公司,,")
    assert lines[2].startswith("2,晨汐贸易有限公司,,clear,")


def test_screen_against_the_register_writes_the_coverage_beside_the_result(
    run: Run, collected: Callable[[], object], tmp_path: Path
) -> None:
    collected()
    out = tmp_path / "out.csv"
    run("screen", write(tmp_path / "a.csv", "企业名称\n晨汐贸易有限公司\n"), "--out", str(out))
    head = out.read_bytes().decode("utf-8-sig").splitlines()[0]
    assert head.endswith("reason,list,regulator,sector,status,deadline,published,source,as_of")
    coverage = json.loads((tmp_path / "out.csv.coverage.json").read_text(encoding="utf-8"))
    assert [gap["declared"] for gap in coverage["gaps"]] == [18]


def test_the_register_is_searched_by_part_of_a_name_and_shown_with_evidence(run: Run, collected: Callable[[], object]) -> None:
    collected()
    listing = next(one for one in run("register", "export")[1]["listings"] if one["status"] == "suspected")
    found = run("register", "search", listing["name"][2:5])[1]["listings"]
    assert listing["name"] in {one["name"] for one in found}
    shown = run("register", "show", listing["name"])[1]
    assert shown["listings"][0]["evidence"]["sha256"]
    assert run("register", "export", "--as-of", "2000-01-01")[1]["listings"] == []


def test_events_are_listed_since_a_time(run: Run, collected: Callable[[], object]) -> None:
    collected()
    assert "baseline" in {one["type"] for one in run("events")[1]["events"]}
    assert run("events", "--since", "2999-01-01")[1]["events"] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("collect", "nowhere"), 2),
        (("import", "missing.html"), 2),
        (("subscriptions", "add", "--portfolio", "无", "--to", "a@example.com"), 2),
        (("outbox", "send"), 2),
        (("conflicts", "accept", "7"), 2),
        (("register", "show", "没有这家"), 2),
    ],
)
def test_wrong_use_says_what_and_what_to_do(run: Run, arguments: tuple[str, ...], code: int) -> None:
    got, answer = run(*arguments)
    assert got == code
    assert all(answer["error"][part] for part in ("what", "meaning", "action"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "空"),
        ("page.xlsx", "<html><body>系统繁忙</body></html>".encode(), "网页"),
        ("heads.csv", "甲,乙\n1,2\n".encode(), "名称"),
    ],
)
def test_a_portfolio_file_that_cannot_be_used_is_refused_in_words_and_nothing_is_stored(
    run: Run, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    code, answer = run("portfolios", "add", "客户", str(path))
    assert code == 1
    assert words in answer["error"]["what"] + answer["error"]["meaning"] + answer["error"]["action"]
    assert run("portfolios", "list")[1]["portfolios"] == []


def test_an_unreadable_import_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    code, answer = run("import", write(tmp_path / "note.txt", "今天天气很好。\n"))
    assert code == 1
    assert "不是可识别" in answer["error"]["what"]


def test_a_saved_page_is_imported_with_its_address_and_its_list_stays_a_gap(run: Run, sites: Replica) -> None:
    page = FIXTURES / "xiamen_notices" / "t20230629_2770942.htm"
    url = "http://jr.xm.gov.cn/tzgg/bmtz/202306/t20230629_2770942.htm"
    _, done = run("import", str(page), "--url", url)
    assert [(one["kind"], one["named"], one["missing"]) for one in done["notices"]] == [("suspected_list", 0, None)]
    _, seen = run("collect", "xiamen_notices")
    assert "names_arrived" in {one["type"] for one in seen["events"]}


def test_an_attachment_that_a_person_saved_closes_the_gap_of_a_digest(run: Run) -> None:
    page = FIXTURES / "xiamen_notices" / "t20230629_2770942.htm"
    url = "http://jr.xm.gov.cn/tzgg/bmtz/202306/t20230629_2770942.htm"
    book = FIXTURES / "xiamen_notices" / "P020230629612345678901.xlsx"
    assert run("import", str(book), "--url", url)[0] == 2, "the notice is not known yet"
    run("import", str(page), "--url", url)
    code, done = run("import", str(book), "--url", url)
    assert (code, [one["type"] for one in done["events"]]) == (0, ["names_arrived", "baseline"])
    listing = run("register", "export")[1]["listings"][0]
    assert listing["evidence"]["url"] == "file:P020230629612345678901.xlsx"
    assert listing["evidence"]["sha256"]
    assert run("import", str(book), "--url", url)[1]["changed"] is False


def test_a_saved_attachment_that_contradicts_its_notice_is_held(run: Run) -> None:
    url = "https://jrj.dl.gov.cn/art/2023/7/18/art_2765_2091063.html"
    folder = FIXTURES / "dalian_factoring"
    run("import", str(folder / "art_2765_2091063.html"), "--url", url)
    _, done = run("import", str(folder / "leasing_batch_3.xlsx"), "--url", url)
    assert (done["notices"][0]["named"], done["events"]) == (0, [])
    assert done["notices"][0]["held"] > 0


def test_a_saved_page_whose_table_cannot_be_read_is_a_list_without_names_and_says_why(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notice.html"
    saved = (FIXTURES / "dalian_factoring" / "art_2765_2091063.html").read_text(encoding="utf-8")
    table = "<table><tr><td>企业名称</td></tr><tr><td>云江甲有限公司、云江乙有限公司</td></tr></table>"
    at = saved.index("</p>", saved.index("仍有")) + len("</p>")
    path.write_text(saved[:at] + table + saved[at:], encoding="utf-8")
    code, done = run("import", str(path), "--url", "https://jrj.dl.gov.cn/art/2023/7/18/art_2765_2091063.html")
    assert (code, done["notices"][0]["named"]) == (1, 0)
    assert any("不止一家" in (one["trouble"] or "") for one in done["notices"][0]["attachments"])


@pytest.mark.parametrize("content", [b"", b" \n", b"\x00\x01\x02\xff" * 100])
def test_an_empty_or_binary_import_is_refused_in_words(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bin.csv"
    path.write_bytes(content)
    code, answer = run("import", str(path))
    assert code == 1
    assert "error" in answer or answer["errors"]


@pytest.mark.parametrize("url", ["http://[bad", "", "file:///etc/passwd", "javascript:alert(1)", "http://a..cn/"])
def test_an_address_that_is_none_is_no_notice_of_an_import(run: Run, tmp_path: Path, url: str) -> None:
    page = write(tmp_path / "page.html", "<html><body><h1>关于失联企业名单的公告</h1><div id='zoom'>名单见附件</div></body></html>")
    code, told = run("import", page, "--source", "xiamen_notices", "--url", url)
    assert (code, "网址无法使用" in told["error"]["what"], told["error"]["meaning"]) == (2, True, "没有导入任何内容")


def test_files_that_have_no_end_or_no_beginning_are_refused_in_words(run: Run, tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for name, words in (("/dev/zero", "超过 50 MB"), (str(tmp_path / "circle"), "符号链接"), (str(tmp_path), "文件夹")):
        code, told = run("import", name)
        assert (code, words in told["error"]["what"]) == (2, True)
    code, told = run("portfolios", "add", "客户", "/dev/zero")
    assert (code, "超过 20 MB" in told["error"]["what"]) == (2, True)


def test_collect_tells_that_a_notice_period_ran_out(run: Run, sites: Replica) -> None:
    _, done = run("collect", "xiamen_notices")
    passed = [one for one in done["events"] if one["type"] == "deadline_passed"]
    assert passed  # the period of June 2023 is over
    assert run("collect", "xiamen_notices")[1]["events"] == []


def test_an_error_page_saved_as_an_attachment_is_not_advised_to_be_imported_once_more(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "err.xlsx"
    path.write_text("<html><body>系统繁忙</body></html>", encoding="utf-8")
    code, answer = run("import", str(path), "--url", "http://jr.xm.gov.cn/tzgg/bmtz/202306/t1.htm")
    assert code == 1
    assert answer["error"]["meaning"].startswith("没有导入任何内容，原件留存于 evidence/")
    assert "重新另存" in answer["error"]["action"]
