"""When each source is looked at next, who is looking now, how it went, and what the hosts have given."""

from datetime import datetime

from sqlmodel import BigInteger, Field, SQLModel, UniqueConstraint


class SourceHealth(SQLModel, table=True):
    """The schedule and health of one source; a worker that looks holds the lease."""

    __tablename__ = "source_health"

    source_id: str = Field(primary_key=True)
    next_look_at: datetime
    lease_owner: str | None = None
    lease_until: datetime | None = None
    state: str | None = None  # of the last look; None before the first
    detail: str = ""
    last_look_at: datetime | None = None
    last_good_at: datetime | None = None
    failures: int = 0  # bad looks in a row


class HostTaking(SQLModel, table=True):
    """What was taken from one host since a moment; when a day is over the next request begins another."""

    __tablename__ = "host_taking"

    host: str = Field(primary_key=True)
    since: datetime
    size: int = Field(sa_type=BigInteger)  # bytes


class Turn(SQLModel, table=True):
    """One scheduled time of one source, or a look that somebody asked for: who makes it, and what it came to.

    A source has at most one that is `looking`. Another worker that takes it over counts one more attempt.
    """

    __table_args__ = (UniqueConstraint("source_id", "scheduled_for"),)

    id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(index=True)
    scheduled_for: datetime | None  # None: asked for before its time
    state: str = "looking"  # looking, done
    worker: str
    attempts: int = 1
    started_at: datetime  # of the last attempt
    ended_at: datetime | None = None
    look_id: int | None = Field(default=None, foreign_key="look.id", index=True)
    missed: int = 0  # further scheduled times that had gone by when it ended: this look stands for them too
