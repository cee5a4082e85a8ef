"""Pages under readers: `python -m benchmarks.pages [--listed N] [--watched N] [--readers N] [--seconds N] [--write]`.

Companies are composed; the server is a process of its own and files editions meanwhile, the readers are another one.
"""

import argparse
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import httpx
from sqlmodel import select

from benchmarks.alerting import elsewhere
from benchmarks.editions import companies, notice, series
from benchmarks.pages_server import Told, serve
from benchmarks.tables import publish, say, table
from sources.records import Mode
from store.accounts import key_of
from store.database import reading, writing
from store.tables.accounts import Account
from store.tables.notices import NoticeRow
from store.tables.portfolios import Hit
from watcher.accounts.logins import begin
from watcher.accounts.visitors import Role
from watcher.cli.context import now
from watcher.config import Settings
from watcher.desk import Desk, open_desk
from watcher.pipeline import file
from watcher.portfolios import add_portfolio
from watcher.screening.listed import Counterparty
from watcher.screening.upload import Upload
from watcher.web.visit import COOKIE

_LISTS = 20
_DAY = date(2026, 1, 5)


class Site(NamedTuple):
    """A home full of data, and what to ask of it."""

    home: Path
    key: str  # of a login
    addresses: tuple[str, ...]
    searches: tuple[str, ...]
    upload: bytes


def fill(home: Path, listed: int, watched: int, uploaded: int) -> Site:
    """A register, a portfolio of which one in fifty is listed, and a file to be screened."""
    desk = open_desk(Settings(home=home))
    source, chance = companies(random.Random(9)), random.Random(10)
    known = list(islice(source, listed))
    for number in range(_LISTS):
        rows = known[number::_LISTS]
        file(desk, [notice(series(number, Mode.BATCH), number, _DAY + timedelta(number), rows)], clock=now, why="before")
    names = [*islice(source, watched - watched // 50), *chance.sample(known, watched // 50)]
    mine = tuple(Counterparty(row, name, code) for row, (name, code) in enumerate(names, start=1))
    with writing(desk.engine) as session:
        account = Account(name="王敏", key=key_of("王敏"), role=Role.ADMIN, password="x", added_at=now())
        session.add(account)
        session.flush()
        number, key = account.id or 0, begin(session, account.id or 0, browser="benchmark", at=now())
    add_portfolio(desk, "客户", "c.csv", Upload(mine, (), ()), at=now(), members=[number])
    asked = [*islice(source, uploaded - uploaded // 50), *chance.sample(known, uploaded // 50)]
    text = "企业名称,统一社会信用代码\n" + "".join(f"{name},{code}\n" for name, code in asked)
    searches = tuple(name for name, _ in chance.sample([*known, *names], 200))
    site = Site(home, key, _addresses(desk, known), searches, text.encode())
    desk.engine.dispose()
    return site


def _addresses(desk: Desk, known: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    with reading(desk.engine) as session:
        hit = session.exec(select(Hit.id, Hit.company_id).limit(1)).one()
        notice_id = session.exec(select(NoticeRow.id).limit(1)).one()
    return (
        *("/", "/hits", f"/hits/{hit[0]}", "/register", "/register?standing=all", f"/register?q={known[5][0][:4]}"),
        *(f"/register/company/{hit[1]}", "/notices", f"/notices/{notice_id}", "/conflicts", "/sources", "/portfolios"),
        *("/portfolios/1", "/portfolios/1?tab=match", "/portfolios/1?tab=clear", "/subscriptions", "/screening", "/settings"),
    )


class Answer(NamedTuple):
    """One answer."""

    address: str
    seconds: float
    size: int


def readers(base: str, site: Site, many: int, seconds: float) -> list[Answer]:
    """So many people, each of whom asks for one page a second."""
    answers: list[Answer] = []
    began = time.monotonic() + 0.5

    def read(number: int) -> None:
        with httpx.Client(base_url=base, cookies={COOKIE: site.key}, trust_env=False, timeout=60) as client:
            chance = random.Random(number)
            for turn in range(int(seconds)):
                time.sleep(max(0.0, began + turn + number / many - time.monotonic()))
                address = chance.choice(site.addresses)
                asked = time.monotonic()
                answer = client.get(address)
                if answer.status_code != 200:
                    raise AssertionError(f"{address} answers {answer.status_code}")
                answers.append(Answer(address, time.monotonic() - asked, len(answer.content)))

    threads = [threading.Thread(target=read, args=(number,)) for number in range(many)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if len(answers) != many * int(seconds):
        raise AssertionError("a reader stopped")
    return answers


def _line(words: str, answers: Sequence[Answer]) -> list[object]:
    waits = sorted(one.seconds * 1000 for one in answers)
    return [words, len(waits), *(f"{waits[int(len(waits) * share)]:.0f}" for share in (0.5, 0.95)), f"{waits[-1]:.0f}"]


def _pages(answers: Sequence[Answer]) -> list[list[object]]:
    by_address: defaultdict[str, list[Answer]] = defaultdict(list)
    for one in answers:
        by_address[one.address.partition("?q=")[0]].append(one)
    found = sorted(by_address.items(), key=lambda one: statistics.median(answer.seconds for answer in one[1]), reverse=True)
    return [
        [f"`{address}`", f"{statistics.median(one.seconds for one in some) * 1000:.0f}", f"{max(one.size for one in some) / 1024:.0f}"]
        for address, some in found
    ]


def _searches(client: httpx.Client, site: Site) -> list[Answer]:
    answers = []
    for text in site.searches:
        asked = time.monotonic()
        answer = client.get("/search", params={"q": text})
        answers.append(Answer("/search", time.monotonic() - asked, len(answer.content)))
    return answers


def _upload(client: httpx.Client, site: Site) -> list[list[object]]:
    """Seconds from the click on 开始筛查 until there is progress, until there are results, until the end."""
    began = time.monotonic()
    preview = client.post("/screening", files={"file": ("客户.csv", site.upload)}).headers["location"]
    received = time.monotonic() - began
    began = time.monotonic()
    client.post(preview, data={"name": "上传"})
    first = results = 0.0
    while (answer := client.get(f"{preview}/progress")).content:
        first = first or time.monotonic() - began
        if not results and "已筛查 0 " not in answer.text and "已筛查" in answer.text:
            results = time.monotonic() - began
        time.sleep(0.2)
    whole = time.monotonic() - began
    times = zip(("file taken", "first progress", "first results", "end"), (received, first, results, whole), strict=True)
    return [[words, f"{seconds:.1f}"] for words, seconds in times]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listed", type=int, default=100_000)
    parser.add_argument("--watched", type=int, default=50_000)
    parser.add_argument("--uploaded", type=int, default=100_000)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="watcher-pages-") as folder:
        site = fill(Path(folder) / "home", wanted.listed, wanted.watched, wanted.uploaded)
        say("filled")
        with elsewhere(serve, str(site.home)) as told:
            parts = _measured(told, site, wanted)
    publish("pages", parts, write=wanted.write)
    return 0


def _measured(told: Told, site: Site, wanted: argparse.Namespace) -> list[str]:
    ask: Callable[[], list[Answer]] = lambda: readers(told.address, site, wanted.readers, wanted.seconds)  # noqa: E731
    with httpx.Client(base_url=told.address, cookies={COOKIE: site.key}, trust_env=False, timeout=600) as client:
        for address in (*site.addresses, "/search?q=云岭"):
            client.get(address)
        searched = _searches(client, site)
        calm = ask()
        told.filing.touch()
        busy = ask()
        told.filing.unlink()
        uploaded = _upload(client, site)
    heads = ("", "answers", "p50 ms", "p95 ms", "longest ms")
    lines = [_line("nothing else happens", calm), _line("an edition of 200 is filed every 5 s", busy), _line("search box, one after another", searched)]
    return [
        f"{wanted.listed:,} listings, {wanted.watched:,} counterparties; {wanted.readers} readers, each of one page a second:",
        table(heads, lines),
        "By page, while editions are filed (median ms, KiB of HTML):",
        table(("page", "ms", "KiB"), _pages(busy)),
        f"A file of {wanted.uploaded:,} records, seconds:",
        table(("", "s"), uploaded),
    ]


if __name__ == "__main__":
    sys.exit(main())
