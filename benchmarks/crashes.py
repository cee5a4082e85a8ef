"""Break `watcher collect` at random moments on bundled sites, begin again, and see that nothing was lost or told twice."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

from benchmarks.forks import Forks, Order
from benchmarks.registers import digest
from store.evidence import Evidence
from store.integrity.database import opened_to_read
from watcher.config import Settings
from watcher.demo.replica import Replica, load
from watcher.doctor.checks import CHECKS
from watcher.doctor.examination import Case, State, examine

ALL = ("dalian_factoring", "xiamen_notices", "anhui_public", "tianjin_notices")
ONE = ALL[:1]
_SOURCES = (ALL, ONE, ONE)
_ENDED_BY_ITSELF = (0, 1, 3)  # exit codes that are no traceback


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What a collection is when nothing happens to it: seconds, steps, and the states that the register goes through."""

    seconds: float
    steps: int
    states: tuple[str, ...]
    of_lists: tuple[str, str]  # before and after, without what was told of sources


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one broken collection left: which state, and everything that was not as it must be."""

    code: int
    left: str  # the state of the register: before, after, on the way (after some of the sources), or lost
    faults: tuple[str, ...]


class Ground:
    """Sites of the second day, and a home that has seen the first."""

    def __init__(self, folder: Path, forks: Forks, replica: Replica) -> None:
        self.folder, self._forks = folder, forks
        proxies = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        self._environment = kept | dict.fromkeys(proxies, replica.proxy_url)
        self._environment |= {"SSL_CERT_FILE": str(replica.ca_file), "WATCHER_PAUSE_SECONDS": "0"}
        self._environment["WATCHER_FETCH"] = "{looks_at_once = 1}"  # the same steps every time
        self.base = folder / "base"
        with as_file(files("watcher.demo") / "sites" / "day1") as pages:
            replica.pages = load(pages)
        with as_file(files("watcher.demo") / "portfolio.csv") as portfolio:
            self._must("portfolios", "add", "示例客户", str(portfolio))
        self._must("subscriptions", "add", "--portfolio", "示例客户", "--to", "compliance@example.com")
        self._must("collect", *ALL)
        with as_file(files("watcher.demo") / "sites" / "day2") as pages:
            replica.pages = load(pages)
        self.undisturbed = {sources: self._undisturbed(sources) for sources in set(_SOURCES)}

    def _must(self, *arguments: str) -> None:
        self.base.mkdir(mode=0o700, exist_ok=True)
        code = self._forks.run(self.order(self.base, *arguments))
        if code not in (0, 1):
            raise RuntimeError(f"watcher {arguments[0]} ended with {code}")

    def order(self, home: Path, *arguments: str) -> Order:
        """A command on that home."""
        return Order(self._environment | {"WATCHER_HOME": str(home)}, list(arguments))

    def home(self, name: str) -> Path:
        """A home of its own, as the first day left it."""
        return shutil.copytree(self.base, self.folder / name)

    def _undisturbed(self, sources: tuple[str, ...]) -> Undisturbed:
        home, record = self.home(f"undisturbed-{len(sources)}"), self.folder / f"record-{len(sources)}"
        before = digest(home / "watcher.db", sources=False)
        self._forks.run(replace(self.order(home, "collect", *sources), record=str(record)))
        after = digest(home / "watcher.db", sources=False)
        shutil.rmtree(home)
        timed = self.home(home.name)
        began = time.monotonic()
        self._forks.run(self.order(timed, "collect", *sources))
        seen = json.loads(record.read_text(encoding="utf-8"))
        return Undisturbed(time.monotonic() - began, seen["steps"], tuple(seen["states"]), (before, after))

    def killed_after(self, rng: random.Random, home: Path) -> Outcome:
        """One process, killed after a random time."""
        sources = rng.choice(_SOURCES)
        process = self._forks.start(self.order(home, "collect", *sources))
        code = self._killed(process, rng.uniform(0, self.undisturbed[sources].seconds))
        return self._outcome(home, code, sources)

    def killed_at(self, rng: random.Random, home: Path) -> Outcome:
        """One process, killed before a random step: a file, a connection, a statement, a commit."""
        sources = rng.choice(_SOURCES)
        step = rng.randint(1, self.undisturbed[sources].steps)
        code = self._forks.run(replace(self.order(home, "collect", *sources), kill_at=step))
        return self._outcome(home, code, sources)

    def two_killed(self, rng: random.Random, home: Path) -> Outcome:
        """Two processes at one source at the same time; one of them is killed, and half of the time both."""
        whole = self.undisturbed[ONE]
        both = [self._forks.start(self.order(home, "collect", *ONE)) for _ in range(2)]
        rng.shuffle(both)
        code = self._killed(both[0], rng.uniform(0, whole.seconds * 1.3))
        if rng.random() < 0.5:
            self._killed(both[1], rng.uniform(0, whole.seconds * 0.5))
        else:
            self._forks.wait(both[1])
        return self._outcome(home, code, ONE)

    def file_limited(self, rng: random.Random, home: Path) -> Outcome:
        """One process that may not let any file grow beyond a random size."""
        limit = rng.randrange(2 * (home / "watcher.db").stat().st_size)
        code = self._forks.run(replace(self.order(home, "collect", *ONE), file_limit=limit))
        return self._outcome(home, code, ONE, of_sources=False)

    def disk_filled(self, rng: random.Random, home: Path) -> Outcome:
        """One process on a real disk that is nearly full: a small tmpfs, where the machine lets users mount one."""
        used = sum(path.stat().st_blocks * 512 for path in home.rglob("*"))
        disk = self.folder / f"{home.name}-disk"
        disk.mkdir()
        script = (
            'mount -t tmpfs -o size="$1" tmpfs "$2" && cp -a "$3/." "$2/" || exit 99; WATCHER_HOME="$2" "$4" -m watcher'
            ' collect "$5" >/dev/null 2>&1; code=$?; rm -rf "$3"; cp -a "$2/." "$3/"; exit $code'
        )
        arguments = [str(used + rng.randrange(2**20)), str(disk), str(home), sys.executable, *ONE]
        command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", *arguments]
        code = subprocess.run(command, env=self.order(home).environment, check=False, stderr=subprocess.DEVNULL).returncode
        return self._outcome(home, code, ONE, of_sources=False)

    def _killed(self, process: int, after: float) -> int:
        time.sleep(after)
        os.kill(process, signal.SIGKILL)
        return self._forks.wait(process)

    def _outcome(self, home: Path, code: int, sources: tuple[str, ...], *, of_sources: bool = True) -> Outcome:
        whole, database = self.undisturbed[sources], home / "watcher.db"
        states = whole.states if of_sources else whole.of_lists
        left = digest(database, sources=of_sources)
        faults = [f"ended with {code}"] if code not in (*_ENDED_BY_ITSELF, -signal.SIGKILL) else []
        faults += [] if left in states else ["a state that must not be"]
        faults += examined(home)
        again = self._forks.run(self.order(home, "collect", *sources))
        faults += [] if again in (0, 1) else [f"the next one ended with {again}"]
        faults += [] if digest(database, sources=of_sources) == states[-1] else ["the next one did not finish the work"]
        faults += examined(home)
        faults += [f"left behind: {name}" for name in Evidence(home / "evidence").parts()]
        shutil.rmtree(home)
        named = dict.fromkeys(states, "on the way") | {states[0]: "before", states[-1]: "after"}
        return Outcome(code, named.get(left, "lost"), tuple(faults))


def examined(home: Path) -> list[str]:
    """What the doctor finds wrong in a home."""
    settings = Settings(home=home)
    engine = opened_to_read(settings.database)
    case = Case(settings, engine, Evidence(settings.evidence), datetime.now(UTC))
    try:
        found = [one for one in examine(case, CHECKS) if one.state is not State.OK]
    finally:
        engine.dispose()
    return [f"doctor: {one.check.name}: {'; '.join(one.found) or one.why}" for one in found]


def disks_can_be_mounted() -> bool:
    """Whether this machine lets a user without privileges mount a disk of memory."""
    command = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """Everything that stands while processes fall."""
    with Replica({}) as replica, Forks() as forks:
        yield Ground(folder, forks, replica)
