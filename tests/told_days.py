"""The demonstration's two days as folders that tests may copy: what stood on the desk in the evening of each."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pages import Pages, pages
from sources.catalog import source
from watcher.config import Settings
from watcher.demo.story import DAYS, SENDER, SHOWN, live, stage, watch
from watcher.desk import open_desk
from watcher.intake.background import working

PUBLIC = "https://watcher.example.com"
FIRST, SECOND = (at for _, at in DAYS)


@dataclass(frozen=True)
class Told:
    """The folders, by the moment at which each was left, and what was mailed until then."""

    homes: dict[datetime, Path]
    mails: list[str]


def tell(folder: Path) -> Told:
    """Play the story in `folder` and keep what each day left."""
    homes: dict[datetime, Path] = {}
    home = folder / "home"
    home.mkdir()
    with stage(home, PUBLIC) as on:
        watch(on)
        for name, at in DAYS:
            live(on, name, at)
            on.desk.engine.dispose()  # the last connection that closes leaves one file behind, and no journal
            homes[at] = shutil.copytree(home, folder / name)
        mails = [mail.text for day in on.days for mail in day.mails]
    return Told(homes, mails)


@contextmanager
def day(told: Told, at: datetime, home: Path) -> Iterator[Pages]:
    """The pages over a copy of one of the days, at its very moment."""
    shutil.copytree(told.homes[at], home, dirs_exist_ok=True)
    desk = replace(open_desk(Settings(home=home, mail_from=SENDER)), sources=tuple(source(one) for one in SHOWN))
    with pages(desk, lambda: at) as site, working(desk, clock=lambda: at, owner="test"):
        yield site
    desk.engine.dispose()
