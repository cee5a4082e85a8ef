"""How messages fared on their way: every attempt, and the servers that are away."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class DeliveryAttempt(SQLModel, table=True):
    """One attempt to deliver one message, and what came of it."""

    __tablename__ = "delivery_attempt"

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True, ondelete="CASCADE")
    at: datetime
    outcome: str  # sent, retry, dead; away where the server could not be asked, which is no fault of the message
    code: int | None = None
    words: str


class ServerAway(SQLModel, table=True):
    """A server that cannot take messages at present; the row goes when it takes one.

    `server` is empty for the one server of a channel, an address where every receiver has his own.
    """

    __tablename__ = "server_away"

    channel: str = Field(primary_key=True)
    server: str = Field(primary_key=True)
    since: datetime
    tries: int
    next_try_at: datetime
    words: str
