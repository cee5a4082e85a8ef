"""When each source is looked at next, who is looking now, how it went, and what the hosts have given."""

from datetime import datetime

from sqlmodel import BigInteger, Field, SQLModel


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
