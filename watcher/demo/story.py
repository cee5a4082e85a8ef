"""Play the main job on two days: real sockets, a real mail server, bundled sites, invented companies."""

import random
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

from alerts.channels.letter import Channel
from alerts.channels.post import MailChannel
from alerts.channels.smtp import SmtpChannel
from alerts.delivery import deliver
from alerts.subscriptions import subscribe
from alerts.wording import SHANGHAI
from sources.catalog import source
from store.coverage import Coverage, coverage
from store.database import reading, writing
from store.portfolios import portfolio_named
from watcher import schedule
from watcher.config import FetchSettings, Settings
from watcher.demo.mailbox import Mailbox, Received
from watcher.demo.replica import Replica, load
from watcher.desk import Desk, open_desk
from watcher.fetch import Fetcher, FetchLimits
from watcher.pipeline import Report
from watcher.portfolios import add_portfolio
from watcher.reading import Fetch
from watcher.results import portfolio_result
from watcher.screening.upload import read_portfolio
from watcher.screenings import Screened

DAYS = (
    ("day1", datetime(2023, 7, 20, 9, 0, tzinfo=SHANGHAI)),
    ("day2", datetime(2023, 10, 16, 9, 0, tzinfo=SHANGHAI)),
)
SHOWN = ("dalian_factoring", "xiamen_notices", "anhui_public", "tianjin_notices")  # those whose sites are bundled
PORTFOLIO = "示例客户"
RECEIVER = "compliance@example.com"
SENDER = "watcher@example.com"


@dataclass(slots=True)
class Clock:
    """The story's time: it stands still within a day."""

    at: datetime

    def __call__(self) -> datetime:
        """The time of the story."""
        return self.at


@dataclass(frozen=True, slots=True)
class Day:
    """What one day brought."""

    at: datetime
    reports: tuple[Report, ...]
    coverage: Coverage
    result: Screened
    mails: tuple[Received, ...]


@dataclass(slots=True)
class Stage:
    """Everything that stands while the story is played."""

    desk: Desk
    replica: Replica
    mailbox: Mailbox
    fetch: Fetch
    clock: Clock
    days: list[Day] = field(default_factory=list)

    def channels(self) -> dict[str, Channel]:
        """The way to the mail server on loopback."""
        return {"mail": MailChannel(SmtpChannel(self.mailbox.url, SENDER), self.desk.settings.public_url)}


@contextmanager
def stage(home: Path, public_url: str = "") -> Iterator[Stage]:
    """Open the sites, the mail server and a desk in `home`; all of it on this machine. Links in mails need the address."""
    fetch = FetchSettings(looks_at_once=1)  # the same story every time
    settings = Settings(home=home, mail_from=SENDER, public_url=public_url, fetch=fetch)
    clock = Clock(DAYS[0][1])
    with as_file(files("watcher.demo") / "sites") as sites, Replica(load(sites / DAYS[0][0])) as replica, Mailbox() as mailbox:
        authority = ssl.create_default_context(cafile=str(replica.ca_file))
        desk = replace(open_desk(settings), sources=tuple(source(one) for one in SHOWN))
        with Fetcher(
            FetchLimits(pause=0.0),
            clock=time.monotonic,
            sleep=time.sleep,
            rng=random.Random(0),
            allowed_hosts=frozenset(domain for one in desk.sources for domain in one.regulator.domains),
            proxy=replica.proxy_url,
            verify=authority,
        ) as fetcher:
            yield Stage(desk, replica, mailbox, fetcher.fetch, clock)
        desk.engine.dispose()


def play(on: Stage) -> list[Day]:
    """A portfolio and a subscription, then two days of looking, screening and mailing."""
    watch(on)
    for folder, at in DAYS:
        live(on, folder, at)
    return on.days


def live(on: Stage, folder: str, at: datetime) -> None:
    """One of the days: the sites are as they were then."""
    with as_file(files("watcher.demo") / "sites" / folder) as pages:
        on.replica.pages = load(pages)
    on.clock.at = at
    on.days.append(_day(on))


def watch(on: Stage) -> None:
    """Upload the example portfolio and subscribe to it."""
    content = (files("watcher.demo") / "portfolio.csv").read_bytes()
    upload = read_portfolio(content, "portfolio.csv")
    add_portfolio(on.desk, PORTFOLIO, "portfolio.csv", upload, at=on.clock())
    with writing(on.desk.engine) as session:
        subscribe(session, PORTFOLIO, RECEIVER, on.clock())


def _day(on: Stage) -> Day:
    seen = len(on.mailbox.received)
    sources = [source.id for source in on.desk.sources]
    reports = schedule.collect(on.desk, fetch=on.fetch, clock=on.clock, owner="demo", only=sources)
    deliver(on.desk.engine, on.channels(), on.clock, owner="demo")
    with reading(on.desk.engine) as session:
        cover = coverage(session, on.desk.sources)
        portfolio = portfolio_named(session, PORTFOLIO)
    result = portfolio_result(on.desk, portfolio, as_of=on.clock().date())
    return Day(on.clock(), tuple(reports), cover, result, tuple(on.mailbox.received[seen:]))
