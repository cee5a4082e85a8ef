"""A process that is killed while it files a large edition: the register is as before or as after, on both databases."""

import os
import subprocess
import sys
import time
from random import Random

from sqlmodel import func, select

from store.database import reading
from store.tables.notices import NoticeReading
from store.tables.register import Edition, Event, Listing, Revision
from test_two_at_once import FILE
from watcher.desk import Desk

KILLS = 2
ROWS = 1_500
LONGEST = 1.5  # seconds: more than filing takes
TABLES = (Revision, NoticeReading, Edition, Listing, Event)


def counts(desk: Desk) -> list[int]:
    with reading(desk.engine) as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in TABLES]


def filing(desk: Desk) -> subprocess.Popen[str]:
    """A process that waits for a line before it files what it was given."""
    environment = dict(os.environ) | {"WATCHER_HOME": str(desk.settings.home), "WATCHER_DATABASE_URL": desk.settings.database}
    process = subprocess.Popen(
        [sys.executable, "-c", FILE], env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write("2023-01-12 " + " ".join(map(str, range(1, ROWS + 1))) + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_process_killed_while_it_files_leaves_the_register_as_before_or_as_after(desk: Desk) -> None:
    chance, before, after = Random(20230112), [0] * len(TABLES), [1, 1, 1, ROWS, 1]
    for _ in range(KILLS):
        with filing(desk) as process:
            assert process.stdin is not None
            process.stdin.write("now\n")
            process.stdin.flush()
            time.sleep(chance.uniform(0, LONGEST))
            process.kill()
        assert counts(desk) in (before, after)
    with filing(desk) as process:
        process.communicate("now\n")
    assert counts(desk) == after
