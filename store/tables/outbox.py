"""Who wants to hear, what each shall be told, and the queue of messages that tell it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from store.tables.columns import JsonField


class Subscription(SQLModel, table=True):
    """One receiver, what of it he wants to hear, and when. An empty list of places, sectors or kinds means all."""

    id: int | None = Field(default=None, primary_key=True)
    audience: str = "portfolio"  # portfolio: news of its counterparties; operations: whether Watcher can see and tell
    portfolio_id: int | None = Field(default=None, foreign_key="portfolio.id", index=True, ondelete="CASCADE")
    channel: str = "mail"  # mail, webhook
    address: str
    places: list[str] = JsonField(list)  # ids of regulators
    sectors: list[str] = JsonField(list)
    kinds: list[str] = JsonField(list)  # types of events
    severity: str = "review"  # the least grade that is told: review, match
    every: str = "now"  # now, hourly, daily 09:00, weekly 1 09:00; in Asia/Shanghai
    quiet: str = ""  # 22:00-08:00; empty: none
    quiet_matches: bool = True  # a match is told in quiet hours too
    when_nothing: bool = False  # a daily or weekly message comes also when there is no news
    paused: bool = False  # news waits
    muted_until: datetime | None = None  # news waits until then
    secret: str  # of its links, its feed, its webhook's signature
    added_at: datetime
    told_at: datetime  # when its last message was queued; at first, when it was added


class Said(SQLModel, table=True):
    """What news says to all who hear of one fact, kept once: thousands may. Its id is a hash of that."""

    id: str = Field(primary_key=True)
    content: dict[str, Any] = JsonField()


class News(SQLModel, table=True):
    """One thing that one subscription shall be told, once. Its id is a hash of both."""

    __table_args__ = (
        Index(
            "ix_news_waiting",
            "subscription_id",
            sqlite_where=text("message_id IS NULL"),
            postgresql_where=text("message_id IS NULL"),
        ),
    )

    id: str = Field(primary_key=True)
    subscription_id: int = Field(foreign_key="subscription.id", index=True, ondelete="CASCADE")
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True, ondelete="CASCADE")
    hit_id: int | None = Field(default=None, foreign_key="hit.id", index=True, ondelete="CASCADE")  # that it tells of
    kind: str = "register"  # register: alerts.items; operations: alerts.operations
    event: str  # the id of the fact; a listing that was there before is none of the register's events
    grade: str  # of the hit; empty where it is no counterparty's news
    said_id: str = Field(foreign_key="said.id")
    counterparty: str = ""  # of the hit, as the file had it then
    row: int = 0
    reason: str = ""
    added_at: datetime


class Message(SQLModel, table=True):
    """One message to one receiver. `dedupe_key` says what it is about: the same news is never queued twice."""

    __table_args__ = (
        Index("ix_message_due", "state", "channel", "next_attempt_at"),
        Index("ix_message_portfolio", "portfolio_id", "state"),  # with the state: pages count without reading a message
        Index("ix_message_subscription", "subscription_id", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    dedupe_key: str = Field(unique=True)
    message_id: str = Field(unique=True)  # of the mail
    subscription_id: int | None = Field(default=None, foreign_key="subscription.id", ondelete="SET NULL")
    portfolio_id: int | None = Field(default=None, foreign_key="portfolio.id", ondelete="CASCADE")
    channel: str = "mail"
    recipient: str
    kind: str  # alert, digest, report, operations
    subject: str
    content: dict[str, Any] = JsonField()  # what it says beside its news: portfolio, coverage
    text: str | None = None  # as it was sent
    state: str = "pending"  # pending, sending, sent, dead
    attempts: int = 0
    next_attempt_at: datetime
    lease_owner: str | None = None
    lease_until: datetime | None = None
    last_code: int | None = None
    last_error: str | None = None
    created_at: datetime
    sent_at: datetime | None = None
