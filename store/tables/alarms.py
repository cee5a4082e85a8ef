"""What is wrong with the watching itself, and the processes that watch."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from store.tables.columns import JsonField


class AlarmRow(SQLModel, table=True):
    """One thing that is, or was, wrong. It opens and closes as often as it must; each change of its state is told once."""

    __tablename__ = "alarm"

    kind: str = Field(primary_key=True)  # store.alarms.Kind
    subject: str = Field(primary_key=True)  # id of a source, of a notice, …; empty where there is only one
    title: str
    state: str  # another one is told as a change
    words: str
    since: datetime | None = None  # of what is wrong, as far as known
    opened_at: datetime
    told_at: datetime  # opened, changed or reminded of
    closed_at: datetime | None = None
    turns: int = 1  # how often it opened, changed or closed: tells its tellings apart


class WorkerRow(SQLModel, table=True):
    """One process that looks and delivers, and when it last said so."""

    __tablename__ = "worker"

    name: str = Field(primary_key=True)
    started_at: datetime
    ticked_at: datetime
    jumped_at: datetime | None = None  # when its clock last jumped
    jumped_by: float | None = None  # seconds
    failing: list[str] = JsonField(list)  # what has failed several times in a row and nothing since has mended
