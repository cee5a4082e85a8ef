"""Files on their way to a screening."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class UploadRow(SQLModel, table=True):
    """A user's file from its arrival until it is screened; then only its numbers stay."""

    __tablename__ = "upload"
    __table_args__ = ({"sqlite_autoincrement": True},)  # a number in an address stays that of one file

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    name: str  # of the portfolio that it becomes
    file_name: str
    content: bytes | None = None  # None as soon as it is not needed any more
    size: int
    codec: str | None = None  # as the user corrected it; None: as found
    name_column: str | None = None
    code_column: str | None = None
    state: str = "preview"  # preview, waiting, screening, done, failed
    records: int | None = None
    screened: int = 0
    portfolio_id: int | None = Field(default=None, foreign_key="portfolio.id", index=True, ondelete="CASCADE")
    what: str = ""  # what went wrong, in words
    meaning: str = ""
    action: str = ""
    added_at: datetime
    ended_at: datetime | None = None
    lease_owner: str | None = None
    lease_until: datetime | None = None
    attempts: int = 0
