"""The section [fetch]: a wrong key is named, and what is set reaches the wire."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import Clock
from sources.base import Request
from sources.errors import FetchError, UsageError
from sources.records import LookState
from watcher.cli.context import Context
from watcher.config import FetchSettings, load
from watcher.demo import answers
from watcher.demo.replica import Answer, Replica
from watcher.desk import Desk

pytestmark = pytest.mark.one_database

URL = "http://jrj.dl.gov.cn/list.html"


@pytest.fixture
def sites(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    for name in os.environ:
        if name.lower() in ("no_proxy", "all_proxy", "https_proxy", "http_proxy"):
            monkeypatch.delenv(name)
    with Replica({}) as replica:
        monkeypatch.setenv("HTTP_PROXY", replica.proxy_url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield replica


def test_the_section_and_the_variable_say_the_same(tmp_path: Path) -> None:
    wanted = FetchSettings(full_read_days=2, legacy_tls_hosts=frozenset({"a.gov.cn"}))
    (tmp_path / "watcher.toml").write_text('[fetch]\nfull_read_days = 2\nlegacy_tls_hosts = ["a.gov.cn"]\n', "utf-8")
    assert load({}, tmp_path).fetch == wanted
    (tmp_path / "watcher.toml").unlink()
    assert load({"WATCHER_FETCH": '{full_read_days = 2, legacy_tls_hosts = ["a.gov.cn"]}'}, tmp_path).fetch == wanted
    assert load({}, tmp_path).fetch == FetchSettings()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("full_read_days = -1", r"fetch\.full_read_days（环境变量 WATCHER_FETCH）：不能小于 0"),
        ("looks_at_once = 0", r"fetch\.looks_at_once（环境变量 WATCHER_FETCH）：不能小于 1"),
        ("looks_at_once = 2.5", r"fetch\.looks_at_once.*应为整数"),
        ('legacy_tls_hosts = "a.gov.cn"', r"fetch\.legacy_tls_hosts.*应为列表"),
        ("verify = false", r"没有名为 fetch\.verify 的设置"),
    ],
)
def test_a_wrong_key_of_the_section_is_named(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "watcher.toml").write_text(f"[fetch]\n{text}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        load({}, tmp_path)


@pytest.mark.parametrize("value", ["7", "{full_read_days", "legacy_tls_hosts=a"])
def test_a_variable_that_is_no_table_is_named(tmp_path: Path, value: str) -> None:
    with pytest.raises(UsageError, match="WATCHER_FETCH"):
        load({"WATCHER_FETCH": value}, tmp_path)


def test_the_commands_ask_robots_and_only_the_hosts_of_sources(desk: Desk, sites: Replica, clock: Clock) -> None:
    sites.pages = {URL: answers.html("名单"), "http://jrj.dl.gov.cn/robots.txt": Answer(b"User-agent: *\nDisallow: /a")}
    with Context(desk, clock).fetcher() as fetch:
        assert fetch(Request(URL)).content.decode() == "名单"
        for url, state in (("http://jrj.dl.gov.cn/a", LookState.BLOCKED_ROBOTS), ("http://b.cn/", LookState.FAILED)):
            with pytest.raises(FetchError) as caught:
                fetch(Request(url))
            assert caught.value.state is state
    assert [seen.url for seen in sites.log] == ["http://jrj.dl.gov.cn/robots.txt", URL]


def test_the_commands_take_no_more_from_a_host_than_set_whichever_process_took_it(
    desk: Desk, sites: Replica, clock: Clock
) -> None:
    settings = desk.settings.model_copy(
        update={"fetch": FetchSettings(host_megabytes_a_day=1), "pause_seconds": 0.0}
    )
    sites.pages = {URL: Answer(b"x" * 600_000)}
    context = Context(replace(desk, settings=settings), clock)
    with context.fetcher() as fetch:
        fetch(Request(URL))
    with context.fetcher() as fetch:  # as after a restart
        fetch(Request(URL))
        with pytest.raises(FetchError, match="已达上限 1 MB"):
            fetch(Request(URL))
        clock.forward(hours=24)
        fetch(Request(URL))
