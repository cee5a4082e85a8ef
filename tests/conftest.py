"""What many tests stand on: a database of either kind, a desk of their own, and a clock that they set."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import Dialect

from benchmarks.postgresql import Server, postgresql
from dalian_lists import FileNotices
from sources.records import Notice
from store.filing import Filing
from store.identity import facts_hash
from watcher.config import Settings
from watcher.desk import Desk, open_desk
from watcher.doctor.checks import CHECKS
from watcher.doctor.examination import Case, State, examine
from watcher.pipeline import Report, file

if TYPE_CHECKING:  # what a browser needs takes a while to load: only where there is one
    from playwright.sync_api import Browser

    from browsing import Windows
    from told_days import Told

AROUND = ("file", "schema", "evidence", "clock", "schedule", "folder", "disk", "index")  # not of the rows
ROWS = [one for one in CHECKS if one.name not in AROUND]

# Tests start hundreds of processes: none shall compile again what another one has compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# The first example of a run reads the tables: on a busy machine that is no failure.
settings.register_profile("watcher", deadline=None)
settings.load_profile("watcher")
KINDS = ("sqlite", "postgresql")


@dataclass
class Clock:
    """A clock that stands still until it is told to go on."""

    at: datetime = field(default=datetime(2023, 7, 20, 1, 0, tzinfo=UTC))  # 09:00 in Shanghai

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **step: float) -> None:
        self.at += timedelta(**step)


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """What is marked `one_database` does not run a second time for PostgreSQL."""
    items[:] = [one for one in items if not (one.get_closest_marker("one_database") and _on_postgresql(one))]


def _on_postgresql(one: pytest.Function) -> bool:
    return hasattr(one, "callspec") and one.callspec.params.get("kind") == "postgresql"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with postgresql() as server:
        yield server


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each test of the store runs once for each kind of database; TEST_POSTGRESQL=off leaves one out, and says so."""
    kind: str = request.param
    if kind == "postgresql" and os.environ.get("TEST_POSTGRESQL") == "off":
        if os.environ.get("CI") == "true":
            pytest.fail("TEST_POSTGRESQL=off leaves out half of what must pass before anything lands")
        pytest.skip("TEST_POSTGRESQL=off")
    return kind


@pytest.fixture
def empty_database(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database without any table."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'watcher.db'}"
        return
    server: Server = request.getfixturevalue("server")
    name = server.create("TEMPLATE template0")
    yield server.url(name)
    server.do(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as the migrations leave it; copied, because making it anew for each test is slow."""
    home = tmp_path_factory.mktemp("migrated")
    open_desk(Settings(home=home)).engine.dispose()
    return home / "watcher.db"


@pytest.fixture(scope="session")
def migrated_name(server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    name = server.create("TEMPLATE template0")
    home = tmp_path_factory.mktemp("migrated")
    open_desk(Settings(home=home, database_url=server.url(name))).engine.dispose()
    return name


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home


@pytest.fixture
def database(kind: str, home: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database of this test alone, as the migrations leave it."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), home / "watcher.db")
        yield f"sqlite:///{home / 'watcher.db'}"
        return
    server: Server = request.getfixturevalue("server")
    name = server.create(f"TEMPLATE {request.getfixturevalue('migrated_name')}")
    yield server.url(name)
    server.do(f"DROP DATABASE {name} WITH (FORCE)")


def compile_once(engine: Engine, compiled: dict[str, tuple[Dialect, dict[Any, Any]]]) -> None:
    """A new database means to SQLAlchemy that every statement is new; making SQL of it took a quarter of a test's time."""
    dialect, statements = compiled.setdefault(engine.dialect.name, (engine.dialect, {}))
    engine.dialect = dialect
    engine.update_execution_options(compiled_cache=statements)


@pytest.fixture(scope="session")
def compiled() -> dict[str, tuple[Dialect, dict[Any, Any]]]:
    """Of each kind of database: its dialect, and the statements that were made for it."""
    return {}


@pytest.fixture
def desk(home: Path, database: str, request: pytest.FixtureRequest) -> Iterator[Desk]:
    desk = open_desk(Settings(home=home, database_url=database, mail_from="watcher@example.com"))
    compile_once(desk.engine, request.getfixturevalue("compiled"))
    yield desk
    if request.node.get_closest_marker("rows_by_hand"):
        desk.engine.dispose()
        return
    case = Case(desk.settings, desk.engine, desk.evidence, datetime.now(UTC))
    faults = [(one.check.name, one.found, one.why) for one in examine(case, ROWS) if one.state is not State.OK]
    desk.engine.dispose()
    assert faults == [], "whatever a test does to a register, its rows must fit together"


@pytest.fixture
def put(desk: Desk, clock: Clock) -> FileNotices:
    """File notices as a look does, each with the evidence of its page: other facts are other bytes."""

    def put(*notices: Notice) -> Report:
        return file(desk, [Filing(one, {one.url or "": facts_hash(one)}) for one in notices], clock=clock, why="test")

    return put


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> "Told":
    """The days of the demonstration, played once."""
    from told_days import tell

    return tell(tmp_path_factory.mktemp("told"))


@pytest.fixture(scope="module")  # not for all files: while it is open no other test of this process can run a loop of its own
def browser() -> "Iterator[Browser]":
    from browsing import chromium

    with chromium() as browser:
        yield browser


@pytest.fixture
def windows(browser: "Browser") -> "Iterator[Windows]":
    """Windows in which nothing may go wrong unseen: no error of a script, no broken rule, no other host."""
    from browsing import Windows

    windows = Windows(browser)
    yield windows
    windows.close()
    assert windows.troubles == []
