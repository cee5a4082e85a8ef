"""The command line under bad input: words with what, meaning and action, the right exit code, nothing lost."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from watcher.cli.main import main
from watcher.cli.output import Result, show, table
from watcher.demo.replica import Replica, load

FIXTURES = Path(__file__).parent / "fixtures"
LISTED = "云岭商业保理（大连）有限公司"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WATCHER_HOME", str(tmp_path / "home"))


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "缺少：命令"),
        (["nonsense"], "命令 没有 'nonsense'"),
        (["screen"], "缺少：file"),
        (["screen", "a.csv", "--as-of", "2023-13-01"], "“2023-13-01”不是一个日期"),
        (["events", "--since", "昨天"], "“昨天”不是一个时间"),
        (["conflicts", "accept", "abc"], "应为整数"),
        (["screen", "a.csv", "--as"], "不认识：--as"),
        (["screen", "a.csv", "--out"], "后面缺少内容"),
        (["serve", "--port", "99999"], "不是一个端口"),
        (["register", "search", "\udcff"], "不是 UTF-8"),
    ],
)
def test_wrong_arguments_are_told_in_chinese_and_as_one_json_document(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert (words in told.err, told.out) == (True, "")
    assert main([*arguments, "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert words in error["what"]
    assert error["meaning"] and error["action"]


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("nowhere/out.csv", "文件夹 nowhere 不存在"),
        ("out.txt", "须为 .csv 或 .xlsx"),
        ("folder.csv", "是一个文件夹"),
        ("a.csv", "就是输入文件"),
    ],
)
def test_a_result_that_cannot_be_written_is_refused_before_the_work(
    out: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("folder.csv").mkdir()
    content = f"企业名称\n{LISTED}\n"
    write("a.csv", content)
    assert main(["screen", "a.csv", "--against", "a.csv", "--out", out, "--json"]) == 2
    assert words in json.loads(capsys.readouterr().out)["error"]["what"]
    assert Path("a.csv").read_text(encoding="utf-8") == content


def test_a_full_disk_leaves_the_older_result(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.csv", "企业名称\n" + f"{LISTED}\n" * 500)
    Path("out.csv").write_text("older", encoding="utf-8")
    command = [sys.executable, "-m", "watcher", "screen", "a.csv", "--against", "a.csv", "--out", "out.csv"]
    limited = ["bash", "-c", 'trap "" XFSZ; ulimit -f 4; exec "$@"', "-", *command]
    environment = {**os.environ, "WATCHER_DATABASE_URL": "sqlite://", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(limited, capture_output=True, text=True, env=environment)
    assert done.returncode == 2
    assert "无法写入文件 out.csv" in done.stderr
    assert Path("out.csv").read_text(encoding="utf-8") == "older"
    assert {path.name for path in Path().iterdir()} <= {"a.csv", "out.csv", "home"}


def test_a_missing_file_is_told_in_chinese_and_nothing_of_the_others_is_imported(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("note.txt", "今天天气很好。")
    assert main(["import", "note.txt", "missing.html"]) == 2
    assert "无法读取文件 missing.html：没有这个文件" in capsys.readouterr().err


def test_one_refused_file_costs_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    digest = FIXTURES / "digest" / "invented_digest.txt"
    write("note.txt", "今天天气很好。")
    assert main(["import", "note.txt", str(digest), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["file"] for one in told["errors"]] == ["note.txt"]
    assert told["changed"] is True
    assert told["notices"]


def test_a_file_without_a_heading_is_told_what_to_add(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.csv", f"{LISTED}\n厦门银桥融资租赁有限公司\n")
    assert main(["screen", "a.csv"]) == 1
    told = capsys.readouterr().err
    assert "没有企业名称列" in told
    assert "请在第一行加上" in told
    assert "--name-column" in told


def test_a_portfolio_with_an_unusual_head_is_kept_under_a_name_that_can_be_seen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("a.csv", f"项目,借款人\n一,{LISTED}\n")
    for name in ("", "   ", "a\u202eb", "长" * 81):
        assert main(["portfolios", "add", name, "a.csv", "--name-column", "借款人"]) == 2
    capsys.readouterr()
    assert main(["portfolios", "add", " 客户\n名单 ", "a.csv", "--name-column", "借款人"]) == 0
    assert "名单库中还没有任何名单" in capsys.readouterr().out
    assert main(["portfolios", "list", "--json"]) == 0
    assert [one["name"] for one in json.loads(capsys.readouterr().out)["portfolios"]] == ["客户 名单"]


@pytest.mark.parametrize(
    ("url", "code"), [("postgresql://user:secret@127.0.0.1:1/x", 3), ("nodatabase+nodriver://user:secret@127.0.0.1/x", 2)]
)
def test_a_database_that_cannot_be_opened_is_told_in_words_with_a_code_that_says_whose_fault_it_is(
    url: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATCHER_DATABASE_URL", url)
    assert main(["sources", "list", "--json"]) == code
    told = capsys.readouterr()
    assert json.loads(told.out)["error"]["meaning"]
    assert "secret" not in told.out + told.err
    assert "Traceback" not in told.err


def test_what_would_steer_a_terminal_is_shown_as_a_mark(capsys: pytest.CaptureFixture[str]) -> None:
    show(Result({}, table(("企业",), [("甲\x1b[2J\n乙\u202e公司",)])), as_json=False)
    assert capsys.readouterr().out == "企业\n甲\ufffd[2J 乙\ufffd公司\n"


def test_an_empty_table_says_so() -> None:
    assert table(("编号",), []) == "（无）"


def test_json_can_be_read_in_every_locale() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "watcher", "sources", "list"]
    done = subprocess.run([*command, "--json"], env=environment, capture_output=True, check=True)
    assert json.loads(done.stdout.decode("ascii"))["sources"][0]["regulator"] == "大连市金融发展局"
    assert subprocess.run(command, env=environment, capture_output=True).returncode == 0


def test_a_taken_port_stops_serve_before_any_look(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--port", port, "--json"]) == 3
        assert "没有启动" in json.loads(capsys.readouterr().out)["error"]["meaning"]
    main(["sources", "list", "--json"])
    assert {one["state"] for one in json.loads(capsys.readouterr().out)["sources"]} == {None}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_ends_in_order_when_told_to(number: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    pages = {url: page for folder in sorted(FIXTURES.glob("*_*")) for url, page in load(folder).items()}
    with Replica(pages) as sites:
        environment = {**os.environ, "HTTP_PROXY": sites.proxy_url, "HTTPS_PROXY": sites.proxy_url}
        environment |= {"SSL_CERT_FILE": str(sites.ca_file), "WATCHER_PAUSE_SECONDS": "0"}
        command = [sys.executable, "-m", "watcher", "serve", "--port", str(port), "--json"]
        served = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        for _ in range(200):
            try:
                if httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        served.send_signal(number)
        out, err = served.communicate(timeout=60)
    assert (served.returncode, json.loads(out)) == (0, {"stopped": True})
    assert "Traceback" not in err
