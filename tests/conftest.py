"""What many tests stand on: a desk of their own, and a clock that they set."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from watcher.config import Settings
from watcher.desk import Desk, open_desk


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


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(Settings(home=tmp_path / "home", mail_from="watcher@example.com"))
    yield desk
    desk.engine.dispose()
