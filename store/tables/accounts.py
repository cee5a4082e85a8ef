"""Who may come in: accounts, what they are let in by, and who sees which portfolio. Of every secret only a hash is kept."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from store.tables.columns import JsonField


class Account(SQLModel, table=True):
    """One person. Who left is kept, not active: what he did is told by his name."""

    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    name: str  # as it is shown
    key: str = Field(unique=True)  # the name without regard to width and case: it is typed to log in
    role: str  # admin, reviewer, viewer
    password: str | None = None  # its argon2 hash; None until it is chosen by the link
    active: bool = True
    added_at: datetime


class LoginSession(SQLModel, table=True):
    """A browser that is logged in."""

    __tablename__ = "login_session"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    secret_hash: str = Field(unique=True)
    browser: str  # what it calls itself
    began_at: datetime
    seen_at: datetime  # to within some minutes
    ends_at: datetime


class AccessToken(SQLModel, table=True):
    """What a program shows instead of a password: it may do what its account may, within its scopes."""

    __tablename__ = "access_token"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    name: str
    secret_hash: str = Field(unique=True)
    scopes: list[str] = JsonField()
    added_at: datetime
    ends_at: datetime | None = None
    used_at: datetime | None = None  # to within some minutes
    revoked_at: datetime | None = None


class AccessLink(SQLModel, table=True):
    """A link that lets somebody choose a password, once: without an account, the first administrator."""

    __tablename__ = "access_link"

    secret_hash: str = Field(primary_key=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True, ondelete="CASCADE")
    added_at: datetime
    ends_at: datetime


class LoginFailure(SQLModel, table=True):
    """A log-in that was refused, for as long as it counts."""

    __tablename__ = "login_failure"

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(index=True)  # a hash of what was typed: it may have been the password
    address: str = Field(index=True)
    at: datetime


class Member(SQLModel, table=True):
    """That an account sees a portfolio; nobody else does."""

    __tablename__ = "portfolio_member"

    portfolio_id: int = Field(foreign_key="portfolio.id", primary_key=True, ondelete="CASCADE")
    account_id: int = Field(foreign_key="account.id", primary_key=True, index=True, ondelete="CASCADE")
    added_at: datetime
