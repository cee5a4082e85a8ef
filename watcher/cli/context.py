"""What every command is given: the desk, the clock, who is asking. Made in main, never at import time."""

import getpass
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from alerts.channels.letter import Channel
from watcher.channels import channels_of
from watcher.desk import Desk
from watcher.fetch import Fetcher, FetchLimits
from watcher.reading import Fetch, own_hosts
from watcher.robots import Robots
from watcher.schedule import TICK
from watcher.takings import SharedTakings


def now() -> datetime:
    """The clock of the command line and the scheduler; everything below is given the time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """One run of one command."""

    desk: Desk
    clock: Callable[[], datetime] = now
    sleep: Callable[[float], None] = time.sleep  # between two requests
    tick: float = TICK  # seconds, of the commands that stay

    @property
    def who(self) -> str:
        """The person at the terminal, for the audit; in a container the number may have no name."""
        try:
            return getpass.getuser()
        except (KeyError, OSError):
            return f"uid {os.getuid()}"

    def channels(self) -> dict[str, Channel]:
        """The ways for messages to leave, by name; mails wait where no server is set."""
        return channels_of(self.desk.settings, self.clock)

    @contextmanager
    def fetcher(self) -> Iterator[Fetch]:
        """The way to the sites; only the hosts of known sources are ever asked."""
        settings, wanted = self.desk.settings, self.desk.settings.fetch
        sites = [own_hosts(source) for source in self.desk.sources]
        limits = FetchLimits(
            pause=settings.pause_seconds,
            read_timeout=settings.timeout_seconds,
            host_megabytes=wanted.host_megabytes_a_day,
        )
        with Fetcher(
            limits,
            allowed_hosts=frozenset(host for site in sites for host in site),
            sites=sites,
            private_hosts=wanted.private_hosts,
            legacy_tls_hosts=wanted.legacy_tls_hosts,
            robots=Robots(self.desk.engine, self.desk.evidence, self.clock),
            takings=SharedTakings(self.desk.engine, self.clock),
            contact=settings.contact,
            clock=time.monotonic,
            sleep=self.sleep,
            rng=random.Random(),
        ) as fetcher:
            yield fetcher.fetch
