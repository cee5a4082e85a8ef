"""Transactions of both kinds of database: no update is lost, a reader cannot write, and refusals are in words."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session, SQLModel, text

from sources.errors import UsageError, WatcherError
from store import database as store_database
from store import migration
from store.database import open_database, reading, writing
from store.tables.portfolios import CounterpartyRow
from watcher.config import Settings
from watcher.desk import open_desk

PROCESSES, THREADS, UPDATES = 2, 3, 50

COUNT = """
import sys, threading
from sqlmodel import text
from store.database import open_database, writing

engine = open_database(sys.argv[1])

def count():
    for _ in range(int(sys.argv[3])):
        with writing(engine) as session:
            seen = session.connection().execute(text("select n from counter")).scalar_one()
            session.connection().execute(text("update counter set n = :n"), {"n": seen + 1})

threads = [threading.Thread(target=count) for _ in range(int(sys.argv[2]))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
engine.dispose()
"""


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_database(database)
    yield engine
    engine.dispose()


def value(session: Session, statement: str) -> object:
    return session.connection().execute(text(statement)).scalar_one()


def counter(engine: Engine) -> None:
    with writing(engine) as session:
        session.connection().execute(text("create table counter (n integer)"))
        session.connection().execute(text("insert into counter values (0)"))


def test_models_and_migrations_agree(engine: Engine) -> None:
    with reading(engine) as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_an_upgrade_of_an_up_to_date_database_does_not_wait_for_who_writes(engine: Engine) -> None:
    with writing(engine):
        migration.upgrade(engine)
    with reading(engine) as session:
        assert value(session, "select version_num from alembic_version") == "0001"


def test_no_concurrent_update_of_two_processes_is_lost(engine: Engine, database: str) -> None:
    counter(engine)
    command = [sys.executable, "-c", COUNT, database, str(THREADS), str(UPDATES)]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(PROCESSES)]
    assert [process.communicate()[1].decode() for process in processes] == [""] * PROCESSES
    with reading(engine) as session:
        assert value(session, "select n from counter") == PROCESSES * THREADS * UPDATES


def test_a_writer_that_waits_too_long_gives_up(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_database, "BUSY_TIMEOUT", 0.1)
    engine = open_database(database)
    with writing(engine), pytest.raises(OperationalError), writing(engine) as session:
        value(session, "select 1")
    engine.dispose()


def test_a_reader_sees_one_state_and_waits_for_nobody(engine: Engine) -> None:
    counter(engine)
    with reading(engine) as before:
        assert value(before, "select n from counter") == 0
        with writing(engine) as session:
            session.connection().execute(text("update counter set n = 1"))
            with reading(engine) as meanwhile:
                assert value(meanwhile, "select n from counter") == 0
        assert value(before, "select n from counter") == 0
        with reading(engine) as after:
            assert value(after, "select n from counter") == 1


def test_a_reader_cannot_write(engine: Engine) -> None:
    counter(engine)
    with pytest.raises(DBAPIError, match=r"read-?only"), reading(engine) as session:
        session.connection().execute(text("update counter set n = 1"))
    with writing(engine) as session:  # the same connection again
        session.connection().execute(text("update counter set n = 2"))
    with reading(engine) as session:
        assert value(session, "select n from counter") == 2


def test_a_failed_transaction_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as session:
        session.connection().execute(text("insert into revision (at, why) values ('2023-07-20', 'x')"))
        raise RuntimeError
    with reading(engine) as session:
        assert value(session, "select count(*) from revision") == 0


def test_foreign_keys_hold(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(CounterpartyRow(portfolio_id=77, row=1, name="无主商业保理有限公司", own=[]))


@pytest.mark.parametrize("url", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_a_server_may_be_named_in_any_usual_way(url: str) -> None:
    assert open_database(url).url.drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@h/d", "postgresql://u:secret@h:port/d", "secret", "oracle+secret://"]
)
def test_another_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(UsageError, match="WATCHER_DATABASE_URL") as caught:
        open_database(url)
    assert "secret" not in str(caught.value)


def test_a_server_that_cannot_be_reached_is_told_in_words_without_the_password(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url="postgresql://watcher:secret@127.0.0.1:1/watcher")
    with pytest.raises(WatcherError, match=r"无法连接 PostgreSQL.*没有读取也没有改动.*服务器是否在运行") as caught:
        open_desk(settings)
    assert "secret" not in str(caught.value)


def test_a_missing_driver_is_told_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)  # as where it is not installed
    with pytest.raises(UsageError, match=r"pip install 'regwatch-cn\[postgresql\]'"):
        open_desk(Settings(home=tmp_path, database_url="postgresql://watcher@127.0.0.1:1/watcher"))
