"""The pages over a real socket, and browsers that are logged in already."""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx

from store.accounts import account_named, key_of
from store.database import writing
from store.members import add_member
from store.tables.accounts import Account
from watcher.accounts.logins import begin
from watcher.accounts.visitors import Role
from watcher.desk import Desk
from watcher.intake.work import work_once
from watcher.web.app import create_app
from watcher.web.guard import LOOPBACK
from watcher.web.server import listen, server
from watcher.web.visit import COOKIE


@dataclass(frozen=True)
class Pages:
    """A running application."""

    desk: Desk
    address: str
    clock: Callable[[], datetime]

    def login(self, role: Role = Role.ADMIN, name: str = "") -> str:
        """The key of a login of somebody with this role, who sees no portfolio yet."""
        name = name or f"{role.words}甲"
        with writing(self.desk.engine) as session:
            account = account_named(session, name)
            if account is None:
                account = Account(name=name, key=key_of(name), role=role, password="x", added_at=self.clock())
                session.add(account)
                session.flush()
            return begin(session, account.id or 0, browser="test", at=self.clock())

    @contextmanager
    def client(self, role: Role | None = Role.ADMIN, name: str = "") -> Iterator[httpx.Client]:
        """A client that is logged in with this role; with None, nobody."""
        cookies = {COOKIE: self.login(role, name)} if role else {}
        with httpx.Client(base_url=self.address, cookies=cookies, trust_env=False, timeout=60) as client:
            yield client

    def screen(self, client: httpx.Client, content: bytes, *, name: str = "客户", file_name: str = "客户.csv") -> httpx.Response:
        """Upload, start, and let a worker run to its end; the last answer of a form."""
        answer = client.post("/screening", files={"file": (file_name, content)})
        if answer.status_code == 303:
            answer = client.post(answer.headers["location"], data={"name": name})
        while work_once(self.desk, clock=self.clock, owner="test"):
            pass
        return answer

    def show(self, portfolio: int, role: Role = Role.ADMIN, name: str = "") -> None:
        """Let somebody see a portfolio that came by the command line."""
        with writing(self.desk.engine) as session:
            account = account_named(session, name or f"{role.words}甲")
            assert account is not None
            add_member(session, portfolio, account.id or 0, self.clock())


@contextmanager
def pages(desk: Desk, clock: Callable[[], datetime], *, hosts: Collection[str] = LOOPBACK) -> Iterator[Pages]:
    """Answer until the end of the `with`."""
    listening = listen("127.0.0.1", 0)
    running = server(create_app(desk, clock=clock, hosts=hosts), desk.settings.proxies)
    thread = threading.Thread(target=running.run, args=([listening],))
    thread.start()
    try:
        yield Pages(desk, f"http://127.0.0.1:{listening.getsockname()[1]}", clock)
    finally:
        running.should_exit = True
        thread.join()
        listening.close()
