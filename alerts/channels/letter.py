"""One message as values, and how its delivery ended: what every channel shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol


class Outcome(StrEnum):
    """How one delivery ended: gone out, worth another try later, or never to be tried again."""

    SENT = "sent"
    RETRY = "retry"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outcome, the server's reply code if it gave one, and words for people.

    `everybody` is True where no other message to this server need be tried now: it is away. `begun` says that the
    server was handed the message, or spoke of it: only then the attempt counts as one of this message.
    """

    outcome: Outcome
    code: int | None
    words: str
    everybody: bool = False
    begun: bool = True
    wait: timedelta | None = None  # for which the server asked
    text: str | None = None  # as it was sent


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one receiver; each channel makes its own form of it.

    `message_id` stays the same at every try, so that what arrives twice is recognised. `content` is what the message
    says beside its news (alerts.telling), `news` the items or alarms as they were kept.
    """

    message_id: str
    recipient: str
    kind: str
    subject: str
    content: Mapping[str, Any]
    news: Sequence[Mapping[str, Any]]
    date: datetime
    subscription: int | None = None
    secret: str = ""  # of the subscription: signs links and requests


class Channel(Protocol):
    """A way for messages to leave; used by one thread, closed at the end of a round."""

    def server(self, letter: Letter) -> str:
        """Whose trouble is shared: the receiver's address where every receiver has a server of his own, else empty."""

    def send(self, letter: Letter) -> Delivery:
        """Try once; never raises for what a server, a network or an address does."""

    def close(self) -> None:
        """End the connection, if one was kept; the next letter makes another."""
