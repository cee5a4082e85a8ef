"""What the settings tell: every action of the audit in words, every setting without its secrets."""

import ast
from collections.abc import Iterator
from pathlib import Path

from watcher.accounts.deeds import ACTIONS
from watcher.config import Settings
from watcher.web.settings.configuration import rows

ROOT = Path(__file__).parent.parent


def test_every_action_that_is_recorded_anywhere_has_words() -> None:
    texts = [path.read_text("utf-8") for top in ("watcher", "alerts", "store") for path in (ROOT / top).rglob("*.py")]
    names = set(_given(texts, "record_action", 2))
    assert {"import", "account added", "subscription muted", "member added"} <= names, "the search finds them"
    assert sorted(names - set(ACTIONS)) == []


def _given(texts: list[str], called: str, place: int) -> Iterator[str]:
    """What is given at that place in every call; where that is a parameter, what its function is given."""
    for text in (one for one in texts if f"{called}(" in one):
        tree = ast.parse(text)
        constants = {str(getattr(one.targets[0], "id", "")): one.value for one in tree.body if isinstance(one, ast.Assign)}
        for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
            parameters = [one.arg for one in function.args.args]
            for given in _arguments(function, called, place):
                given = constants.get(given.id, given) if isinstance(given, ast.Name) else given
                yield from (one.value for one in ast.walk(given) if isinstance(one, ast.Constant) and isinstance(one.value, str))
                if isinstance(given, ast.Name) and given.id in parameters:
                    within = [text] if function.name.startswith("_") else texts
                    yield from _given(within, function.name, parameters.index(given.id))


def _arguments(function: ast.FunctionDef, called: str, place: int) -> Iterator[ast.expr]:
    for call in (one for one in ast.walk(function) if isinstance(one, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name == called and len(call.args) > place:
            yield call.args[place]


def test_the_configuration_shows_what_is_set_and_no_secret() -> None:
    secret = Settings(
        database_url="postgresql://u:geheim1@db.example.com:5432/watcher?password=geheim2",
        smtp_url="smtps://u:geheim3@mail.example.com",
        heartbeat_url="https://beat.example.com/geheim4",
    )
    told = {key: value for key, _, value in rows(secret)}
    assert "geheim" not in str(told)
    assert told["database_url"] == "PostgreSQL：db.example.com:5432/watcher"
    assert told["smtp_url"] == "smtps://mail.example.com:465（有用户名和密码）"
    assert set(told) == set(Settings.model_fields)
