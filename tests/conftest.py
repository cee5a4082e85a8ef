"""What many tests stand on: a desk of their own, and a clock that they set."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from watcher.config import Settings
from watcher.desk import Desk, open_desk
from watcher.doctor.checks import CHECKS
from watcher.doctor.examination import Case, State, examine

AROUND = ("file", "schema", "evidence", "clock", "schedule", "folder", "disk", "index")  # not of the rows
ROWS = [one for one in CHECKS if one.name not in AROUND]


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
    case = Case(desk.settings, desk.engine, desk.evidence, datetime.now(UTC))
    faults = [(one.check.name, one.found, one.why) for one in examine(case, ROWS) if one.state is not State.OK]
    desk.engine.dispose()
    assert faults == [], "whatever a test does to a register, its rows must fit together"
