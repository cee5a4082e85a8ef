"""Files that shall take the place of the one that a portfolio has."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class StagedFile(SQLModel, table=True):
    """A user's file from its arrival until somebody confirms what it changes; one for each portfolio, a day at most."""

    __tablename__ = "staged_file"

    portfolio_id: int = Field(primary_key=True, foreign_key="portfolio.id", ondelete="CASCADE")
    key: str  # that the question and its answer share: another file has another
    edition: int  # of the portfolio when the file came
    who: str
    file_name: str
    content: bytes
    added_at: datetime
