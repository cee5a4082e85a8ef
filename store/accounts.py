"""Accounts, and what they are let in by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from sqlalchemy import delete
from sqlmodel import Session, col, func, or_, select

from store.tables.accounts import AccessLink, AccessToken, Account, LoginFailure, LoginSession, Member


def key_of(name: str) -> str:
    """A name as it is looked up: without regard to width, case and blanks around."""
    return normalize("NFKC", name).strip().casefold()


def account_named(session: Session, name: str) -> Account | None:
    """The account of that name, active or not."""
    return session.exec(select(Account).where(Account.key == key_of(name))).first()


def accounts(session: Session) -> list[Account]:
    """All of them, those that are active first."""
    return list(session.exec(select(Account).order_by(col(Account.active).desc(), col(Account.key))))


def administrators(session: Session) -> int:
    """How many can administer: without one, somebody must be let in by a link."""
    able = (Account.role == "admin", col(Account.active), col(Account.password).is_not(None))
    return session.exec(select(func.count(col(Account.id))).where(*able)).one()


def login_of(session: Session, secret_hash: str, now: datetime) -> tuple[LoginSession, Account] | None:
    """The browser and its account, where both may still come in."""
    query = select(LoginSession, Account).join(Account).where(LoginSession.secret_hash == secret_hash)
    return session.exec(query.where(LoginSession.ends_at > now, col(Account.active))).first()


def logins(session: Session, account_id: int, now: datetime) -> list[LoginSession]:
    """The browsers of an account that are logged in, the last used first."""
    query = select(LoginSession).where(LoginSession.account_id == account_id, LoginSession.ends_at > now)
    return list(session.exec(query.order_by(col(LoginSession.seen_at).desc())))


def end_logins(session: Session, account_id: int, *, but: int | None = None) -> None:
    """Log an account out everywhere, `but` of one browser. The caller commits."""
    ended = delete(LoginSession).where(col(LoginSession.account_id) == account_id)
    session.connection().execute(ended if but is None else ended.where(col(LoginSession.id) != but))


def forget_ended(session: Session, now: datetime) -> None:
    """Logins and links whose time is over. The caller commits."""
    session.connection().execute(delete(LoginSession).where(col(LoginSession.ends_at) <= now))
    session.connection().execute(delete(AccessLink).where(col(AccessLink.ends_at) <= now))


def token_of(session: Session, secret_hash: str, now: datetime) -> tuple[AccessToken, Account] | None:
    """The token and its account, where both are still good."""
    query = select(AccessToken, Account).join(Account).where(AccessToken.secret_hash == secret_hash)
    query = query.where(col(AccessToken.revoked_at).is_(None), col(Account.active))
    return session.exec(query.where(or_(col(AccessToken.ends_at).is_(None), col(AccessToken.ends_at) > now))).first()


def tokens(session: Session, account_ids: Iterable[int]) -> list[AccessToken]:
    """The tokens of these accounts, the newest first."""
    query = select(AccessToken).where(col(AccessToken.account_id).in_(list(account_ids)))
    return list(session.exec(query.order_by(col(AccessToken.id).desc())))


def link_of(session: Session, secret_hash: str, now: datetime) -> AccessLink | None:
    """The link, where it is still good."""
    query = select(AccessLink).where(AccessLink.secret_hash == secret_hash, AccessLink.ends_at > now)
    return session.exec(query).first()


def end_links(session: Session, account_id: int | None) -> None:
    """No earlier link of this account (of the first administrator, where it is None) is good any more. The caller commits."""
    session.connection().execute(delete(AccessLink).where(col(AccessLink.account_id) == account_id))


def failures(session: Session, account: str, address: str, since: datetime) -> tuple[int, int, int]:
    """Log-ins refused since: of this account from this address, of the account, from the address."""
    query = select(LoginFailure.account, LoginFailure.address).where(LoginFailure.at > since)
    found = session.exec(query.where(or_(LoginFailure.account == account, LoginFailure.address == address))).all()
    of_account, of_address = sum(one == account for one, _ in found), sum(one == address for _, one in found)
    return sum(one == (account, address) for one in found), of_account, of_address


def forget_failures(session: Session, before: datetime) -> None:
    """Those that do not count any more. The caller commits."""
    session.connection().execute(delete(LoginFailure).where(col(LoginFailure.at) <= before))


@dataclass(frozen=True, slots=True)
class Holding:
    """What an account has at present."""

    browsers: int = 0  # that are logged in
    seen_at: datetime | None = None  # when one of them was used last
    tokens: int = 0  # that are good
    portfolios: int = 0  # that it sees


def holdings(session: Session, now: datetime) -> dict[int, Holding]:
    """By account what it has, where it has anything."""
    of_login, of_token = col(LoginSession.account_id), col(AccessToken.account_id)
    logins = select(of_login, func.count(col(LoginSession.id)), func.max(col(LoginSession.seen_at)))
    seen = {id_: (number, at) for id_, number, at in session.exec(logins.where(LoginSession.ends_at > now).group_by(of_login))}
    good = (col(AccessToken.revoked_at).is_(None), or_(col(AccessToken.ends_at).is_(None), col(AccessToken.ends_at) > now))
    held = dict(session.exec(select(of_token, func.count(col(AccessToken.id))).where(*good).group_by(of_token)).all())
    member = select(Member.account_id, func.count(col(Member.portfolio_id))).group_by(col(Member.account_id))
    portfolios = dict(session.exec(member).all())
    none: tuple[int, datetime | None] = (0, None)
    return {
        id_: Holding(seen.get(id_, none)[0], seen.get(id_, none)[1], held.get(id_, 0), portfolios.get(id_, 0))
        for id_ in {*seen, *held, *portfolios}
    }
