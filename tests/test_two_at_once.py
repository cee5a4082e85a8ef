"""Several processes that file the same edition at the same moment: it is written, told and mailed once, on both databases."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from sqlmodel import col, func, select

from alerts.subscriptions import subscribe
from store.database import reading, writing
from store.tables.notices import Conflict, NoticeReading
from store.tables.outbox import Message
from store.tables.register import Event, Listing, Revision
from watcher.desk import Desk
from watcher.portfolios import add_portfolio
from watcher.screening.upload import read_portfolio

PROCESSES = 3
FILE = """
import sys
from datetime import UTC, datetime
from sources.records import Basis, Kind, Mode, Notice, NoticeDate, Place, Polarity, Row, Sector, Series
from store.filing import Filing
from watcher.config import load
from watcher.desk import open_desk
from watcher.pipeline import file

series = Series("dalian", Sector.FACTORING, "非正常经营", Mode.SNAPSHOT, "大连商业保理“非正常经营类”企业名单")

def edition(day, *numbers):
    url = f"https://jrj.dl.gov.cn/art/{day}.html"
    rows = tuple(Row(f"第{number}号山商业保理有限公司", Place(url, "Sheet1", number)) for number in numbers)
    return Filing(Notice(url, "dalian", f"公告（{day}）", Kind.FLAGGED_LIST, Polarity.FLAGGED, series=series, rows=rows,
                         published=NoticeDate(day, Basis.URL)), {})

desk = open_desk(load())
for line in sys.stdin:
    day, *numbers = line.split()
    print("ready", flush=True)
    sys.stdin.readline()
    at = datetime.fromisoformat("2023-07-20T01:00:00+00:00")
    report = file(desk, [edition(day, *map(int, numbers))], clock=lambda: at, why="test")
    print(report.revision, bool(report.changes), flush=True)
"""


def told(desk: Desk) -> Counter[str]:
    with reading(desk.engine) as session:
        return Counter(session.exec(select(Event.type)).all())


def test_the_same_edition_filed_by_several_processes_at_one_moment_is_written_told_and_mailed_once(
    desk: Desk, clock: Callable[[], datetime]
) -> None:
    content = "企业名称\n第7号山商业保理有限公司\n第2号山商业保理有限公司\n"
    add_portfolio(desk, "客户", "customers.csv", read_portfolio(content.encode(), "customers.csv"), at=clock())
    with writing(desk.engine) as session:
        subscribe(session, "客户", "risk@example.com", clock())
    environment = dict(os.environ) | {
        "WATCHER_HOME": str(desk.settings.home),
        "WATCHER_DATABASE_URL": desk.settings.database,
        "WATCHER_MAIL_FROM": "watcher@example.com",
    }
    command = [sys.executable, "-c", FILE]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, env=environment, **pipes) for _ in range(PROCESSES)]  # type: ignore[call-overload]
    for day, numbers in (("2023-01-12", "1 2 3"), ("2023-04-12", "2 3 4 5 6"), ("2023-07-18", "3 4 5 6 7")):
        for order in (f"{day} {numbers}\n", "now\n"):  # all of them are ready before the first begins
            for process in processes:
                process.stdin.write(order)
                process.stdin.flush()
            if order != "now\n":
                assert [process.stdout.readline() for process in processes] == ["ready\n"] * PROCESSES
        answers = [process.stdout.readline().split() for process in processes]
        assert len({revision for revision, _ in answers}) == 1
        assert Counter(changed for _, changed in answers) == {"True": 1, "False": PROCESSES - 1}
    assert [process.communicate()[1] for process in processes] == [""] * PROCESSES
    assert told(desk) == {"baseline": 1, "listed": 4, "left": 2}
    with reading(desk.engine) as session:
        counts = [session.exec(select(func.count()).select_from(table)).one() for table in (Revision, NoticeReading, Conflict)]
        assert counts == [3, 3, 0]
        assert session.exec(select(func.count(col(Listing.id)))).one() == 9  # seven stays, two of them ended later
        assert len(session.exec(select(Message)).all()) == 2  # a hit in the baseline; then one who left and one who is new
