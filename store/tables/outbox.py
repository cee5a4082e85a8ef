"""Who wants mail, and the queue of mails."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class Subscription(SQLModel, table=True):
    """One address that wants to hear of one portfolio."""

    __table_args__ = (UniqueConstraint("portfolio_id", "address"),)

    id: int | None = Field(default=None, primary_key=True)
    portfolio_id: int = Field(foreign_key="portfolio.id", index=True, ondelete="CASCADE")
    address: str
    every: str = "look"
    added_at: datetime


class Message(SQLModel, table=True):
    """One mail to one receiver. `dedupe_key` says what it is about: the same news is never queued twice."""

    id: int | None = Field(default=None, primary_key=True)
    dedupe_key: str = Field(unique=True)
    message_id: str = Field(unique=True)
    portfolio_id: int | None = Field(default=None, foreign_key="portfolio.id", index=True, ondelete="CASCADE")
    recipient: str
    subject: str
    text: str
    html: str
    state: str = Field(default="pending", index=True)  # pending, sending, sent, dead
    attempts: int = 0
    next_attempt_at: datetime
    lease_until: datetime | None = None
    last_code: int | None = None
    last_error: str | None = None
    created_at: datetime
    sent_at: datetime | None = None
