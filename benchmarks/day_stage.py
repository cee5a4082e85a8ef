"""A compressed day on its stage: sites, mail server, clock and workers, moved on from one due moment to the next."""

import os
import random
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe

from sqlalchemy import Engine
from sqlmodel import and_, col, func, or_, select

from benchmarks.compressed import SharedClock
from benchmarks.day_crew import Crew
from benchmarks.day_hooks import Hooks
from benchmarks.day_post import PostOffice
from benchmarks.day_script import BEGIN, GONE, HOOK, LATE, MUTED, OPERATOR, REFUSED, Act, Script
from benchmarks.day_sites import Listed, Sites
from benchmarks.forks import Forks, Order
from store.database import open_database, reading, writing
from store.portfolios import portfolio_named
from store.tables.delivery import ServerAway
from store.tables.outbox import Message, News, Subscription
from store.tables.schedule import SourceHealth
from watcher.config import Settings

WORKERS = 3
_PACE = 10.0  # seconds of the day that pass within a second
_LEAST, _MOST = timedelta(minutes=12), timedelta(minutes=30)  # between two moments that are looked at
_SKIP = timedelta(minutes=4)
_SKIPPED = 0.05  # seconds in which a claim that was begun before is seen
_LONGEST_TAIL = timedelta(days=3)
_TICKS = 0.3  # seconds in which everybody has ticked
_PATIENCE = 3.0  # seconds for what is under way; then it is seen to what else happens
_POLL = 0.02
_KILL_ITSELF = 0.4  # of the replaced


@dataclass(slots=True)
class Stage:
    """One day over one database; `disturbed` says whether anything bad happens."""

    script: Script
    folder: Path
    forks: Forks
    database_url: str
    disturbed: bool
    rng: random.Random
    sites: Sites
    office: PostOffice
    hooks: Hooks
    off: timedelta = timedelta()  # by which the clock is wrong
    jumps: list[float] = field(default_factory=list)  # when it jumped, by the steady clock
    to_kill: int = 0
    unsubscribed: float = 0.0  # when somebody was, by the steady clock
    _made: "tuple[SharedClock, Crew, Engine] | None" = None

    @property
    def settings(self) -> Settings:
        """Of the home in which it happens."""
        return Settings(home=self.folder / "home", database_url=self.database_url)

    @property
    def clock(self) -> SharedClock:
        """What everybody sees."""
        assert self._made is not None
        return self._made[0]

    @property
    def crew(self) -> Crew:
        """Who works."""
        assert self._made is not None
        return self._made[1]

    @property
    def engine(self) -> Engine:
        """The database, to look into."""
        assert self._made is not None
        return self._made[2]

    def prepare(self) -> None:
        """A register with the first list of each place, two portfolios and their receivers."""
        self.settings.home.mkdir(mode=0o700)
        page = self.folder / "clock"
        clock = SharedClock.make(page, BEGIN - timedelta(hours=2), _PACE)
        environment = self._environment()
        crew = Crew(self.forks, environment, self.folder, page, self.script.places, self.rng)
        self._made = clock, crew, open_database(self.settings.database)
        self.office.kill = crew.kill
        for name, rows in self.script.portfolios().items():
            file = self.folder / f"{name}.csv"
            lines = "\n".join(f"{company},{code}" for company, code in rows)
            file.write_text(f"企业名称,统一社会信用代码\n{lines}\n", encoding="utf-8")
            self._must("portfolios", "add", name, str(file))
        self._subscribe()
        for one in self.script.lists():
            if one.number == 1:
                self.sites.publish(one)
        self._must("collect")
        clock.jump(BEGIN - clock())

    def _environment(self) -> dict[str, str]:
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), self.sites.proxy_url)
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        ours = {
            "HOME": str(self.settings.home),
            "DATABASE_URL": self.database_url,
            "SMTP_URL": f"smtp://{{name}}:anything@127.0.0.1:{self.office.port}",
            "MAIL_FROM": "watcher@example.com",
            "LOOK_EVERY_HOURS": str(self.script.look_every),
            "PAUSE_SECONDS": "0",
            "TIMEOUT_SECONDS": "1",
            "SMTP_TIMEOUT_SECONDS": "3",
        }
        return kept | proxies | {f"WATCHER_{name}": value for name, value in ours.items()}

    def _must(self, *arguments: str) -> None:
        log, page = str(self.folder / "before.log"), str(self.folder / "clock")
        environment = dict(self.crew.environment)
        order = Order(environment, list(arguments), log=log, clock=page, places=self.script.places)
        if (code := self.forks.run(order)) not in (0, 1):
            raise RuntimeError(f"watcher {arguments[0]} ended with {code}:\n{Path(log).read_text(encoding='utf-8')}")

    def _subscribe(self) -> None:
        at = self.clock()
        with writing(self.engine) as session:
            for one in self.script.receivers():
                row = Subscription(address=one.address, secret=token_urlsafe(24), added_at=at, told_at=at)
                if one.address == HOOK:
                    row.channel, row.address, self.hooks.secret = "webhook", self.hooks.url, row.secret
                row.portfolio_id = portfolio_named(session, one.portfolio).id
                row.every, row.quiet, row.quiet_matches = one.every, one.quiet, False
                session.add(row)
                session.flush()
            operator = Subscription(address=OPERATOR, secret=token_urlsafe(24), added_at=at, told_at=at)
            operator.audience = "operations"
            session.add(operator)

    def run(self) -> None:
        """The day, and then a quiet time until everything is done; False things are left to the verdict."""
        acts = self.script.acts(disturbed=self.disturbed)
        self.office.refused = frozenset({REFUSED})
        for _ in range(WORKERS if self.disturbed else 1):
            self.crew.start()
        while self._true() < self.script.end or acts:
            while acts and acts[0].at <= self._true():
                act = acts.pop(0)
                getattr(self, act.what)(*act.given)
            self._pass(acts)
        self.office.to_kill, until = 0, self.script.end + _LONGEST_TAIL
        while not self._is_done() and self._true() < until:
            self._pass([])
        self.crew.stop()

    def close(self) -> None:
        """Nobody is left behind, however it ended."""
        if self._made is not None:
            self.crew.end()
            self.engine.dispose()

    def publish(self, one: Listed) -> None:
        """A list comes out."""
        self.sites.publish(one)

    def trouble(self, place: int, name: str | None) -> None:
        """A site begins to answer so, or as it should."""
        self.sites.trouble(place, name)

    def mail_is(self, rough: float) -> None:
        """So many messages are met badly."""
        self.office.rough = rough

    def mail_goes(self) -> None:
        """The mail server is away."""
        self.office.close()

    def mail_comes(self) -> None:
        """It is back."""
        self.office.open()

    def hooks_are(self, rough: float) -> None:
        """So many requests fare badly."""
        self.hooks.rough = rough

    def hooks_go(self) -> None:
        """The webhook is away."""
        self.hooks.close()

    def hooks_come(self) -> None:
        """It is back."""
        self.hooks.open()

    def subscribe(self) -> None:
        """Somebody begins to follow a portfolio."""
        self._must("subscriptions", "add", "--portfolio", "甲", "--to", LATE)

    def unsubscribe(self) -> None:
        """Somebody wants to hear no more."""
        self._must("subscriptions", "remove", self._number(GONE))
        self.unsubscribed = time.monotonic()

    def mute(self) -> None:
        """Somebody wants to hear nothing for a while."""
        self._must("subscriptions", "mute", self._number(MUTED), "--days", "2")

    def resume(self) -> None:
        """The same wants to hear what there was."""
        self._must("subscriptions", "resume", self._number(MUTED))

    def _number(self, address: str) -> str:
        with reading(self.engine) as session:
            return str(session.exec(select(Subscription.id).where(Subscription.address == address)).one())

    def clock_is_off(self, hours: float) -> None:
        """The machine's clock is put so far from the true time."""
        wrong = timedelta(hours=hours)
        self.clock.jump(wrong - self.off)
        self.off = wrong
        self.jumps.append(time.monotonic())

    def disk_full(self) -> None:
        """For one worker no file may grow beyond some size."""
        self.crew.fill_disk(self.rng.choice((0, 600, 100_000)))

    def disk_free(self) -> None:
        """That worker is replaced."""
        self.crew.relieve()

    def kill(self) -> None:
        """One will be killed while something is due."""
        self.to_kill += 1

    def kill_after_250(self) -> None:
        """One will be killed when the mail server has taken its message."""
        self.office.to_kill += 1

    def _true(self) -> datetime:
        return self.clock() - self.off

    def _pass(self, acts: list[Act]) -> None:
        """What is due now is worked at, somebody is killed meanwhile, and time goes on to what is due next."""
        began = time.monotonic()
        while self.to_kill > 0:
            self.to_kill -= 1
            time.sleep(self.rng.uniform(0, _TICKS))
            self.crew.kill()
            self.crew.replace(kill_itself=_KILL_ITSELF if acts else 0.0)
        while time.monotonic() < began + _PATIENCE and (time.monotonic() < began + _TICKS or self._is_busy()):
            self.crew.replace(kill_itself=_KILL_ITSELF if acts else 0.0)
            time.sleep(_POLL)
        now = self.clock()
        due = self._next_due(now)  # whatever happens before happens then: nobody could have seen it earlier
        self._skip_to(now + min(max(due - now, _LEAST), _MOST) if due else now + _MOST)

    def _skip_to(self, moment: datetime) -> None:
        """In steps shorter than any lease of a message, and no further than until somebody has something to do."""
        while not self._is_busy() and (left := moment - self.clock()) > timedelta():
            self.clock.jump(min(left, _SKIP))
            time.sleep(_SKIPPED)

    def _is_busy(self) -> bool:
        now = self.clock()
        with reading(self.engine) as session:
            held = or_(col(SourceHealth.lease_owner).is_not(None), col(SourceHealth.next_look_at) <= now)
            looking = session.exec(select(func.count()).select_from(SourceHealth).where(held)).one()
            away = session.exec(select(ServerAway.channel).where(ServerAway.next_try_at > now)).all()
            due = and_(col(Message.state) == "pending", col(Message.next_attempt_at) <= now, col(Message.channel).not_in(away))
            sending = or_(due, col(Message.state) == "sending")
            posting = session.exec(select(func.count()).select_from(Message).where(sending)).one()
        return bool(looking or posting)

    def _next_due(self, now: datetime) -> datetime | None:
        with reading(self.engine) as session:
            look = session.exec(select(func.min(SourceHealth.next_look_at)).where(SourceHealth.next_look_at > now)).one()
            mail = select(func.min(Message.next_attempt_at)).where(Message.state == "pending")
            sent = session.exec(mail.where(Message.next_attempt_at > now)).one()
            back = session.exec(select(func.min(ServerAway.next_try_at)).where(ServerAway.next_try_at > now)).one()
        return min((one for one in (look, sent, back) if one is not None), default=None)

    def _is_done(self) -> bool:
        """Every source was seen well since the end, everything was told, and every message has left or is refused."""
        with reading(self.engine) as session:
            unseen = (col(SourceHealth.last_good_at).is_(None)) | (col(SourceHealth.last_good_at) <= self.script.end)
            left = [
                select(func.count()).select_from(SourceHealth).where(unseen),
                select(func.count()).select_from(News).where(col(News.message_id).is_(None)),
                select(func.count()).select_from(Message).where(col(Message.state).in_(("pending", "sending"))),
            ]
            return not any(session.exec(one).one() for one in left)
