"""The mail server of a compressed day: it keeps what it was given by whom, refuses, hangs, breaks off and goes away."""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from enum import StrEnum
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from watcher.demo.mailbox import Mailbox, abort

_HANG = 4.0  # seconds: longer than a sender waits in this day


class Mood(StrEnum):
    """What the server does with a message at its end."""

    WELL = "well"
    LATER = "451"
    HANGS = "hangs"
    CUT_BEFORE = "cut before the 250"
    CUT_AFTER = "cut after the 250"


@dataclass(frozen=True, slots=True)
class Kept:
    """One message that was kept, of either channel: from which process, and whether its good answer was surely sent."""

    at: float  # by the steady clock
    by: str  # empty where a sender has no name
    answered: bool
    id: str
    to: str
    subject: str
    words: str  # all that it says


@dataclass(slots=True)
class PostOffice:
    """A mail server whose address stays while it is away; a context manager.

    Every process logs in under a name of its own. `rough` is how often a message meets another mood than well. The next
    process that is answered 250 after `to_kill` was raised is killed within some milliseconds.
    """

    rng: random.Random
    kill: Callable[[str], None] = lambda by: None
    rough: float = 0.0
    refused: frozenset[str] = frozenset()
    to_kill: int = 0
    kept: list[Kept] = field(default_factory=list)
    moods: dict[Mood, int] = field(default_factory=dict)
    port: int = 0
    _counter: "_Counter | None" = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Listen, where it has listened before."""
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # it warns of an attribute of its own at each login
        if self._counter is None:
            self._counter = _Counter(self)
            self.port = self._counter.port

    def close(self) -> None:
        """Be away: nobody listens."""
        counter, self._counter = self._counter, None
        if counter is not None:
            counter.close()

    def mood(self) -> Mood:
        """For the next message."""
        found = Mood.WELL
        if self.rng.random() < self.rough:
            found = self.rng.choice([one for one in Mood if one is not Mood.WELL])
        self.moods[found] = self.moods.get(found, 0) + 1
        return found


class _Counter(Mailbox):
    """Where messages are handed in."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office
        super().__init__(login=("anybody", "anything"), port=office.port)

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        name = data.login.decode() if isinstance(data, LoginPassword) else ""
        return AuthResult(success=bool(name), handled=False, auth_data=name)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self._office.refused:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        office, mood, by = self._office, self._office.mood(), str(session.auth_data)
        if mood is Mood.LATER:
            return "451 4.3.0 try again later"
        if mood is Mood.HANGS:
            await asyncio.sleep(_HANG)
            return "451 4.3.0 took too long"
        content = envelope.content
        email = message_from_bytes(content if isinstance(content, bytes) else b"", policy=default)
        (to,) = envelope.rcpt_tos
        words = "\n".join(str(part.get_content()) for part in email.walk() if part.get_content_maintype() == "text")
        facts = str(email["Message-ID"]), to, str(email["Subject"]), words
        office.kept.append(Kept(time.monotonic(), by, mood is Mood.WELL, *facts))
        if mood is Mood.CUT_BEFORE:
            abort(server)
        elif mood is Mood.CUT_AFTER:
            asyncio.get_running_loop().call_soon(abort, server)
        elif office.to_kill > 0:
            office.to_kill -= 1
            asyncio.get_running_loop().call_later(office.rng.uniform(0, 0.01), office.kill, by)
        return "250 OK"
