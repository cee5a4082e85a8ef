"""What many tests stand on: a desk of their own, and a clock that they set."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from watcher.config import Settings
from watcher.desk import Desk, open_desk

# The first example of a run reads the tables: on a busy machine that is no failure.
settings.register_profile("watcher", deadline=None)
settings.load_profile("watcher")


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


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as the migrations leave it; copied, because making it anew for each test is slow."""
    home = tmp_path_factory.mktemp("migrated")
    open_desk(Settings(home=home)).engine.dispose()
    return home / "watcher.db"


@pytest.fixture
def desk(tmp_path: Path, migrated: Path) -> Iterator[Desk]:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(migrated, home / "watcher.db")
    desk = open_desk(Settings(home=home, mail_from="watcher@example.com"))
    yield desk
    desk.engine.dispose()
