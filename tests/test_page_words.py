"""What a page says names pages and buttons: nobody who reads it stands before a terminal."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from watcher.web.access.browsers import browser_words
from watcher.web.page_words import on_page

_ROOT = Path(__file__).parent.parent
_COMMAND = re.compile("watcher [a-z]|--[a-z]|命令行")
# What only a terminal shows: the commands themselves, and what is said before there is a page.
_ELSEWHERE = (
    *("watcher/cli/", "watcher/doctor/", "watcher/demo/", "watcher/specimen.py", "watcher/readiness.py"),
    *("watcher/web/page_words.py", "watcher/web/server.py", "store/migration.py"),
)


def messages(file: Path) -> Iterator[str]:
    """Every Chinese text in a file of code, with X in the place of what is only known later."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    within = {id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in one.values}
    for one in ast.walk(tree):
        if isinstance(one, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in one.values)
        elif isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in within:
            text = one.value
        else:
            continue
        if re.search("[\u4e00-\u9fff]", text) and not text.endswith("\n"):
            yield text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge（Windows）"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0", "微信（iPhone）"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "未说明"),
    ],
)
def test_a_browser_is_named_as_people_know_it(said: str, shown: str) -> None:
    assert browser_words(said) == shown


def test_no_message_names_a_command_on_a_page() -> None:
    files = [one for layer in ("sources", "store", "watcher") for one in (_ROOT / layer).rglob("*.py")]
    told = [one for one in files if not one.relative_to(_ROOT).as_posix().startswith(_ELSEWHERE)]
    named = [text for file in told for text in messages(file) if _COMMAND.search(text)]
    assert len(named) > 20, "the messages are looked through"
    assert [on_page(text) for text in named if _COMMAND.search(on_page(text))] == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "正文未取得；请用浏览器打开该网址，把网页或附件另存后用 watcher import 文件 --url 网址 导入",
            "正文未取得；请用浏览器打开该网址，把网页或附件另存后在“公告”页点“导入网页或附件”上传",
        ),
        ("用 watcher conflicts list 查看，对照公告后用 watcher conflicts accept 或 reject 裁决。", "在“待裁决”页查看，对照公告后采纳或驳回。"),
        ("可用的角色：viewer（查看者）、reviewer（复核者）", "可用的角色：查看者、复核者"),
        ("请注明公告的网址（命令行用 --url），或选定来源（--source）", "请注明公告的网址，或选定来源"),
        ("云岭商业保理 -- 一家名字里有 watcher 的企业", "云岭商业保理 -- 一家名字里有 watcher 的企业"),
    ],
)
def test_a_command_becomes_the_page_that_does_the_same(said: str, shown: str) -> None:
    assert on_page(said) == shown
