"""The commands about accounts and members: what the settings do, for scripts and for when nobody can log in."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from store.accounts import account_named
from store.database import reading, writing
from store.tables.audit import AuditEntry
from watcher.accounts.links import come_in, first_link, invited
from watcher.cli.context import now
from watcher.cli.main import main
from watcher.cli.serving import is_journal
from watcher.desk import Desk

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WATCHER_HOME", str(desk.settings.home))
    monkeypatch.setenv("WATCHER_DATABASE_URL", desk.settings.database)

    def run(*arguments: str) -> tuple[int, Any]:
        code = main([*arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_accounts_are_kept_from_the_command_line(run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    code, added = run("users", "add", "王敏", "--role", "admin")
    assert (code, added["role"], added["has_password"]) == (0, "admin", False)
    key = added["link"].rpartition("/")[2]
    first = (first_link(desk.engine, now()) or "").rpartition("/")[2]
    assert invited(desk.engine, first, now()) == (True, ""), "as long as nobody can administer"
    assert come_in(desk.engine, key, "", "correct horse battery", browser="", at=now())
    assert invited(desk.engine, first, now()) == (False, "")
    monkeypatch.setenv("WATCHER_PUBLIC_URL", "https://watcher.example.com")
    lost = run("users", "link", " 王敏")[1]["link"]
    assert lost.startswith("https://watcher.example.com/welcome/"), "the lost administrator comes in again"
    assert invited(desk.engine, lost.rpartition("/")[2], now()) == (True, "王敏")
    for wrong, words in (
        (("disable", "王敏"), "最后一位管理员"),
        (("role", "王敏", "viewer"), "最后一位管理员"),
        (("add", "王敏", "--role", "viewer"), "已有名为“王敏”的账号"),
        (("add", "\0", "--role", "viewer"), "不可见的字符"),
        (("add", "Receiver", "--role", "viewer"), "用户名不能是 watcher"),
        (("add", "王敏（\uf9a8牌 甲）", "--role", "viewer"), "用户名不能是 watcher"),
        (("link", "李雷"), "没有名为“李雷”的账号"),
        (("role", "王敏", "king"), "没有 'king'"),
    ):
        code, told = run("users", *wrong)
        assert (code, words in told["error"]["what"]) == (2, True), told
    run("users", "add", "李雷", "--role", "viewer")
    assert run("users", "role", "李雷", "reviewer")[1]["role"] == "reviewer"
    assert run("users", "disable", "李雷")[1]["active"] is False
    assert run("users", "link", "李雷")[0] == 2
    assert run("users", "enable", "李雷")[1]["active"] is True
    listed = {one["name"]: one for one in run("users", "list")[1]["users"]}
    assert (listed["王敏"]["browsers"], listed["李雷"]["role"]) == (1, "reviewer")
    with reading(desk.engine) as session:
        told = f"{session.exec(select(AuditEntry.action, AuditEntry.facts)).all()}"
    assert told.count("account added") == 2 and "account disabled" in told
    assert key not in told and lost.rpartition("/")[2] not in told


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_who_sees_a_portfolio_is_said_from_the_command_line(run: Run, desk: Desk) -> None:
    Path("c.csv").write_text("企业名称\n晨汐贸易有限公司\n", encoding="utf-8")
    for name in ("王敏", "李雷"):
        run("users", "add", name, "--role", "viewer")
    assert run("portfolios", "add", "客户", "c.csv", "--member", "nobody")[0] == 2
    assert run("portfolios", "list")[1]["portfolios"] == []
    assert run("portfolios", "add", "客户", "c.csv", "--member", "王敏")[0] == 0
    names = [one["name"] for one in run("portfolios", "members", "客户", "--add", "李雷", "--remove", "王敏")[1]["members"]]
    assert names == ["李雷"]
    assert run("portfolios", "members", "客户", "--remove", "李雷")[0] == 2
    with writing(desk.engine) as session:
        found = account_named(session, "王敏")
        assert found is not None
        found.active = False
    assert "已经停用" in run("portfolios", "members", "客户", "--add", "王敏")[1]["error"]["what"]


def test_the_first_link_is_not_written_where_systemd_keeps_it(tmp_path: Path) -> None:
    with (tmp_path / "stream").open("w") as stream:
        kept = Path(stream.name).stat()
        assert is_journal(stream.fileno(), {"JOURNAL_STREAM": f"{kept.st_dev}:{kept.st_ino}"})
        assert not is_journal(stream.fileno(), {"JOURNAL_STREAM": f"{kept.st_dev}:{kept.st_ino + 1}"}), "inherited"
        assert not is_journal(stream.fileno(), {})
