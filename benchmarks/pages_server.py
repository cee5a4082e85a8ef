"""The server that the readers of benchmarks.pages ask: pages, uploads, and while a file exists an edition every few seconds."""

import random
import threading
from datetime import date, timedelta
from itertools import islice
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import NamedTuple

from benchmarks.editions import companies, notice, series
from sources.records import Mode
from watcher.cli.context import now
from watcher.config import Settings
from watcher.desk import Desk, open_desk
from watcher.intake.background import working
from watcher.pipeline import file
from watcher.web.app import create_app
from watcher.web.server import address, answering, listen

_EVERY = 5.0  # seconds


class Told(NamedTuple):
    """Where the server is, and the file that makes it file editions."""

    address: str
    filing: Path


def serve(told: Pipe, home: str) -> None:
    """Answer until told to end."""
    desk, end = open_desk(Settings(home=Path(home))), threading.Event()
    filing = Path(home) / "filing"
    editions = threading.Thread(target=_file, args=(desk, filing, end))
    app = create_app(desk, clock=now)
    with listen("127.0.0.1", 0) as listening, answering(app, listening), working(desk, clock=now, owner="benchmark:1"):
        editions.start()
        told.send(Told(address(listening), filing))
        told.recv()
        end.set()
        editions.join()


def _file(desk: Desk, filing: Path, end: threading.Event) -> None:
    source, number = companies(random.Random(77)), 0
    while not end.wait(_EVERY):
        if filing.exists():
            number += 1
            rows = list(islice(source, 200))
            day = date(2026, 6, 1) + timedelta(number)
            file(desk, [notice(series(99, Mode.BATCH), 9000 + number, day, rows)], clock=now, why="edition")
