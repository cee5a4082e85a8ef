"""An upgrade loses nothing: from every revision, with data in it, on both databases, also when it is cut off.

What a revision may hold stands in tests/fixtures/revisions/REVISION.sql; a revision without that file fails here.
"""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, select, text
from sqlmodel import SQLModel

from sources.errors import UsageError, WatcherError
from store import migration
from store.database import altering, open_database, reading, writing

HOLDINGS = Path(__file__).parent / "fixtures" / "revisions"
SCRIPTS = ScriptDirectory(str(migration.FOLDER))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()]
NEWEST = REVISIONS[0]
INVENTED = """
import os
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{newest}", None, None

def upgrade():
    {first}
    with op.batch_alter_table("portfolio", recreate="{recreate}", table_kwargs={{"sqlite_autoincrement": True}}) as batch:
        batch.add_column(sa.Column("invented", sa.String(), nullable=False, server_default="x"))
    {then}
    op.execute("UPDATE portfolio SET invented = name")
    {last}
"""
DIE = "os.kill(os.getpid(), 9)"
Contents = dict[str, list[tuple[Any, ...]]]


def invented(folder: Path, *, kind: str, first: str = "", then: str = "", last: str = "") -> Path:
    """The migrations with one more, which replaces a table that others refer to with ON DELETE CASCADE."""
    copy = folder / "migrations"
    shutil.copytree(migration.FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    recreate = "always" if kind == "sqlite" else "never"
    body = INVENTED.format(newest=NEWEST, recreate=recreate, first=first, then=then, last=last)
    (copy / "versions" / "9999_invented.py").write_text(body)
    return copy


def at(engine: Engine, revision: str) -> None:
    """Make the tables of this revision and fill them."""
    config = Config()
    config.set_main_option("script_location", str(migration.FOLDER))
    with altering(engine) as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, revision)
        driver = session.connection().connection.driver_connection
        if isinstance(driver, sqlite3.Connection):
            driver.create_function("decode", 2, lambda digits, _hex: bytes.fromhex(digits))
        for statement in (HOLDINGS / f"{revision}.sql").read_text(encoding="utf-8").split(";\n"):
            session.connection().exec_driver_sql(statement)


def contents(engine: Engine) -> Contents:
    with reading(engine) as session:
        tables = MetaData()
        tables.reflect(session.connection())
        return {
            table.name: sorted(map(tuple, session.connection().execute(select(table))), key=repr)
            for table in tables.sorted_tables
        }


@pytest.fixture
def engine(empty_database: str) -> Iterator[Engine]:
    engine = open_database(empty_database)
    yield engine
    engine.dispose()


@pytest.fixture
def copies(tmp_path: Path) -> Callable[[], list[str]]:
    """The copies that were made, and nothing half made."""
    return lambda: sorted(
        path.name for path in tmp_path.glob("watcher.db?*") if path.suffix not in (".db-wal", ".db-shm")
    )


def test_the_steps_are_known_by_the_names_of_their_files() -> None:
    assert migration.revisions() == tuple(reversed(REVISIONS))


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_upgrade_from_any_revision_keeps_every_row(engine: Engine, revision: str) -> None:
    at(engine, revision)
    before = contents(engine)
    assert [name for name, rows in before.items() if not rows] == [], "tests/fixtures/revisions is to fill every table"
    migration.upgrade(engine)
    after = contents(engine)
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    with reading(engine) as session:
        for table in SQLModel.metadata.sorted_tables:
            assert isinstance(table, Table)
            assert len(session.connection().execute(select(table)).all()) == len(after[table.name])


@pytest.mark.parametrize("revision", REVISIONS)
def test_replacing_a_table_keeps_the_rows_that_refer_to_it(
    engine: Engine, revision: str, kind: str, tmp_path: Path
) -> None:
    at(engine, revision)
    before = contents(engine)
    migration.upgrade(engine, invented(tmp_path, kind=kind))
    after = contents(engine)
    assert [row[-1] for row in after["portfolio"]] == ["客户"]
    assert {name for name in before if after[name] != before[name]} == {"portfolio", "alembic_version"}


def test_ids_go_on_after_those_that_a_migration_brought(engine: Engine, kind: str, tmp_path: Path) -> None:
    at(engine, NEWEST)
    migration.upgrade(engine, invented(tmp_path, kind=kind))
    with writing(engine) as session:
        given = text("INSERT INTO audit (at, who, action, facts) VALUES ('2023-07-20', 'x', 'x', '{}') RETURNING id")
        assert session.connection().execute(given).scalar_one() == 8
    with altering(engine) as session:  # once more: nothing goes back
        if kind == "postgresql":
            migration.continue_ids(session)
        assert session.connection().execute(given).scalar_one() == 9


@pytest.mark.parametrize("place", ["first", "then", "last"])
def test_a_step_that_fails_leaves_the_database_as_it_was_and_says_where_the_copy_is(
    engine: Engine, place: str, kind: str, tmp_path: Path, copies: Callable[[], list[str]]
) -> None:
    at(engine, NEWEST)
    before = contents(engine)
    trouble = {place: 'raise ValueError("这一步做不到")'}
    with pytest.raises(WatcherError, match="这一步做不到") as caught:
        migration.upgrade(engine, invented(tmp_path, kind=kind, **trouble))
    assert "数据库保持原样" in caught.value.meaning
    assert contents(engine) == before
    migration.upgrade(engine)
    if kind == "sqlite":
        assert copies() == ["watcher.db.before-9999"]
        assert str(tmp_path / "watcher.db.before-9999") in caught.value.meaning
        copy = open_database(f"sqlite:///{tmp_path / 'watcher.db.before-9999'}")
        assert contents(copy) == before
        copy.dispose()


def test_a_step_that_leaves_rows_without_what_they_refer_to_is_undone(
    engine: Engine, kind: str, tmp_path: Path
) -> None:
    at(engine, NEWEST)
    before = contents(engine)
    with pytest.raises(WatcherError, match="company"):
        migration.upgrade(engine, invented(tmp_path, kind=kind, last='op.execute("DELETE FROM company")'))
    assert contents(engine) == before


@pytest.mark.parametrize("place", ["first", "then", "last"])
def test_a_process_killed_in_an_upgrade_leaves_the_database_as_before_and_the_next_one_upgrades_it(
    engine: Engine, place: str, kind: str, tmp_path: Path
) -> None:
    at(engine, NEWEST)
    before = contents(engine)
    killer = invented(tmp_path / "killer", kind=kind, **{place: DIE})
    code = "import sys, pathlib; from store import database, migration;"
    code += "migration.upgrade(database.open_database(sys.argv[1]), pathlib.Path(sys.argv[2]))"
    url = engine.url.render_as_string(hide_password=False)
    killed = subprocess.run([sys.executable, "-c", code, url, str(killer)], check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert contents(engine) == before
    migration.upgrade(engine, invented(tmp_path / "next", kind=kind))
    assert contents(engine)["alembic_version"] == [("9999",)]


UPGRADE = """
import pathlib, sys
from store import database, migration
engine = database.open_database(sys.argv[1])
print("ready", flush=True)
migration.upgrade(engine, pathlib.Path(sys.argv[2]))
engine.dispose()
"""


@pytest.mark.parametrize("seed", range(3))
def test_an_upgrade_killed_at_a_random_time_leaves_the_database_as_before_or_as_after(
    engine: Engine, seed: int, kind: str, tmp_path: Path, copies: Callable[[], list[str]]
) -> None:
    at(engine, NEWEST)
    with altering(engine) as session:
        for _ in range(12):  # each time twice as many rows
            session.connection().execute(text("INSERT INTO audit SELECT id + (SELECT max(id) FROM audit), at, who, action, facts FROM audit"))
    before = contents(engine)
    folder = invented(tmp_path, kind=kind, last='op.execute("UPDATE audit SET action = action || who")')
    command = [sys.executable, "-c", UPGRADE, engine.url.render_as_string(hide_password=False), str(folder)]
    rng = random.Random(seed)
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(rng.uniform(0, 0.4))
        process.kill()
    left = contents(engine)
    migration.upgrade(engine, folder)
    after = contents(engine)
    assert left in (before, after)
    assert after["alembic_version"] == [("9999",)]
    assert {row[3] for row in after["audit"]} == {row[3] + row[2] for row in before["audit"]}
    if kind == "sqlite":
        assert copies() == ["watcher.db.before-9999"]


def test_a_database_of_a_newer_program_is_refused_and_not_touched(engine: Engine, kind: str, tmp_path: Path) -> None:
    migration.upgrade(engine, invented(tmp_path, kind=kind))
    before = contents(engine)
    with pytest.raises(UsageError, match=f"9999.*只认识到 {NEWEST}"):
        migration.upgrade(engine)
    assert contents(engine) == before


def test_several_processes_that_open_an_older_database_upgrade_it_once(
    engine: Engine, kind: str, tmp_path: Path, copies: Callable[[], list[str]]
) -> None:
    at(engine, NEWEST)
    folder = invented(tmp_path, kind=kind)
    errors: list[BaseException] = []

    def upgrade() -> None:
        try:
            migration.upgrade(engine, folder)
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=upgrade) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert contents(engine)["alembic_version"] == [("9999",)]
    assert copies() == (["watcher.db.before-9999"] if kind == "sqlite" else [])


@pytest.mark.one_database
def test_only_the_last_two_copies_are_kept_and_none_is_made_without_need(
    engine: Engine, kind: str, tmp_path: Path, copies: Callable[[], list[str]]
) -> None:
    migration.upgrade(engine)
    migration.upgrade(engine)
    assert copies() == []
    for older in ("0000", "00000"):
        (tmp_path / f"watcher.db.before-{older}").write_bytes(b"older")
    for half in ("watcher.db.copying", "watcher.db.copying-journal"):
        (tmp_path / half).write_bytes(b"of a process that was killed")
    migration.upgrade(engine, invented(tmp_path, kind=kind))
    assert copies() == ["watcher.db.before-00000", "watcher.db.before-9999"]


@pytest.mark.one_database
def test_without_room_for_the_copy_nothing_is_upgraded(engine: Engine, kind: str, tmp_path: Path) -> None:
    at(engine, NEWEST)
    before = contents(engine)
    (tmp_path / "watcher.db.before-9999").mkdir()
    with pytest.raises(WatcherError, match="没有成功"):
        migration.upgrade(engine, invented(tmp_path, kind=kind))
    assert contents(engine) == before


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_server_database_that_cannot_hold_every_name_is_refused(kind: str, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("server")
    engine = open_database(server.url(server.create("TEMPLATE template0 ENCODING LATIN1 LOCALE 'C'")))
    with pytest.raises(UsageError, match="不是 UTF8"):
        migration.upgrade(engine)
    assert contents(engine) == {}
    engine.dispose()
