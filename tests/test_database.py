import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, text

from store import migration
from store.database import open_database, reading, writing
from store.tables.portfolios import CounterpartyRow

WORKERS = 6
UPDATES = 50


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(f"sqlite:///{tmp_path / 'watcher.db'}")
    migration.upgrade(engine)
    return engine


def test_models_and_migrations_agree(engine: Engine) -> None:
    with reading(engine) as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_an_upgrade_of_an_up_to_date_database_changes_nothing(engine: Engine) -> None:
    migration.upgrade(engine)
    with reading(engine) as session:
        assert session.connection().execute(text("select version_num from alembic_version")).scalars().all() == ["0001"]
    engine.dispose()


def test_no_concurrent_update_is_lost(engine: Engine) -> None:
    with writing(engine) as session:
        session.connection().execute(text("create table counter (n integer)"))
        session.connection().execute(text("insert into counter values (0)"))

    def count() -> None:
        for _ in range(UPDATES):
            with writing(engine) as session:
                seen = session.connection().execute(text("select n from counter")).scalar_one()
                session.connection().execute(text("update counter set n = :n"), {"n": seen + 1})

    threads = [threading.Thread(target=count) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        assert session.connection().execute(text("select n from counter")).scalar_one() == WORKERS * UPDATES
    engine.dispose()


def test_a_failed_transaction_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as session:
        session.connection().execute(text("insert into revision (at, why) values ('2023-07-20', 'x')"))
        raise RuntimeError
    with reading(engine) as session:
        assert session.connection().execute(text("select count(*) from revision")).scalar_one() == 0
    engine.dispose()


def test_foreign_keys_hold(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(CounterpartyRow(portfolio_id=77, row=1, name="无主商业保理有限公司", own=[]))
    engine.dispose()
